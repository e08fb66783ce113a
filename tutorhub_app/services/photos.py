"""A tutor's photo: replaced and removed by its owner or an administrator, shown to everyone."""

import asyncio
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from tutorhub_app import routes
from tutorhub_app.data import engine
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.integrations import photos
from tutorhub_app.integrations.photos import MOST_BYTES, require_media_type, require_size
from tutorhub_app.services import throttle
from tutorhub_app.services.catalog import require_manager, require_profile
from tutorhub_app.services.unit import in_thread, reads, run
from tutorhub_app.settings import get_settings

__all__ = [
    "MOST_BYTES",
    "change_photo",
    "find_photo",
    "remove_file",
    "remove_photo",
    "require_may_change",
    "require_media_type",
    "require_size",
    "url",
]

# Unpacking takes up to a few hundred megabytes each.
_AT_ONCE = 2
_unpacking = asyncio.Semaphore(_AT_ONCE)


@reads
def require_may_change(
    session: Session, principal: Principal | None, profile_id: str, *, now: datetime
) -> None:
    """Refuse before anything is read of what is sent."""
    require_manager(principal, profile_id)
    require_profile(session, profile_id)


async def change_photo(principal: Principal | None, profile_id: str, data: bytes) -> str:
    """Show this picture of the tutor from now on; its address.

    Errors: those of `integrations.photos.as_square`, and TooManyAttempts.
    """
    me = require_signed_in(principal)
    await run(require_may_change, me, profile_id)
    await throttle.use(get_settings().photos_per_person, "photos", me.user_id)
    async with _unpacking:
        picture = await in_thread(photos.as_square, data)
    name = await in_thread(photos.keep, folder(), picture)
    try:
        before = await run(_set_photo, me, profile_id, routes.photo(name))
    except BaseException:
        await in_thread(photos.remove, folder(), name)
        raise
    await in_thread(remove_file, before)
    return routes.photo(name)


async def remove_photo(principal: Principal | None, profile_id: str) -> None:
    """Show the tutor's initials instead."""
    before = await run(_set_photo, principal, profile_id, "")
    await in_thread(remove_file, before)


def find_photo(name: str) -> Path | None:
    """The file of a photo, for anyone who knows its name."""
    return photos.find(folder(), name)


def url(photo: str) -> str | None:
    """Where a photo is: the whole address when the public one is configured, else the path on this
    site. None for none."""
    return f"{get_settings().public_url.rstrip('/')}{photo}" if photo else None


def folder() -> Path:
    return get_settings().var_dir / "photos"


def _set_photo(
    session: Session, principal: Principal | None, profile_id: str, photo: str, *, now: datetime
) -> str:
    """The address of the photo that was shown before."""
    require_manager(principal, profile_id)
    require_profile(session, profile_id)
    row = session.get_one(TutorProfile, profile_id)
    before, row.photo = row.photo, photo
    engine.flush(session)
    record_change(session, tutor_topic(profile_id), person_topic(row.user_id), CATALOG_TOPIC)
    return before


def remove_file(photo: str) -> None:
    """Pictures that came with the app stay."""
    parent, _, name = photo.rpartition("/")
    if parent == routes.PHOTOS:
        photos.remove(folder(), name)
