"""Queries of tutor profiles and their tags: columns as a person reads them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import TutorProfile, TutorTag
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.catalog import BookingRules

SUBJECT, LANGUAGE = "subject", "language"

RULE_COLUMNS: tuple[Any, ...] = tuple(getattr(TutorProfile, f.name) for f in fields(BookingRules))


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile with its person's name. `meeting_link` is not for everyone."""

    profile_id: str
    user_id: str
    name: str
    photo: str
    headline: str
    bio: str
    time_zone: str
    meeting_link: str
    teaching_place: str
    is_listed: bool
    rules: BookingRules


@dataclass(frozen=True, slots=True)
class Tags:
    """Names in the tutor's order."""

    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TutorPerson:
    """A tutor apart from their profile; `has_profile` is whether there is one, not deleted."""

    user_id: str
    time_zone: str
    has_profile: bool


def profile_row(session: Session, profile_id: str) -> ProfileRow | None:
    """The profile, or None when there is no such active one of an active person."""
    return next(iter(profile_rows(session, [profile_id])), None)


def profile_rows(session: Session, profile_ids: Iterable[str]) -> list[ProfileRow]:
    """The active ones of these profiles, in no particular order."""
    # More columns than `select` has types for.
    columns: tuple[Any, ...] = (
        TutorProfile.id,
        TutorProfile.user_id,
        User.fullname,
        TutorProfile.photo,
        TutorProfile.headline,
        TutorProfile.bio,
        TutorProfile.time_zone,
        TutorProfile.meeting_link,
        TutorProfile.teaching_place,
        TutorProfile.is_listed,
    )
    rows: Iterable[Any] = session.exec(
        select(*columns, *RULE_COLUMNS)
        .join(User, col(User.id) == TutorProfile.user_id)
        .where(
            col(TutorProfile.id).in_(list(profile_ids)),
            col(TutorProfile.is_active).is_(True),
            col(User.is_active).is_(True),
        )
    )
    return [ProfileRow(*_with_rules(row, len(columns))) for row in rows]


def tags_of(session: Session, profile_ids: Iterable[str]) -> dict[str, Tags]:
    """Subjects and languages of each of these profiles, by its id, in one select."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = session.exec(
        select(TutorTag.tutor_profile_id, TutorTag.kind, TutorTag.name)
        .where(col(TutorTag.tutor_profile_id).in_(list(profile_ids)))
        .order_by(col(TutorTag.position), col(TutorTag.key))
    )
    for profile_id, kind, name in rows:
        found[profile_id][kind].append(name)
    return {
        profile_id: Tags(tuple(kinds[SUBJECT]), tuple(kinds[LANGUAGE]))
        for profile_id, kinds in found.items()
    }


def tutor_person(session: Session, user_id: str) -> TutorPerson | None:
    """An active person who is a tutor."""
    row = session.exec(
        select(User.id, User.time_zone, func.coalesce(TutorProfile.is_active, False))
        .outerjoin(TutorProfile, col(TutorProfile.user_id) == User.id)
        .where(User.id == user_id, User.role == Role.TUTOR, col(User.is_active).is_(True))
    ).first()
    return TutorPerson(*row) if row else None


def profile_to_change(session: Session, user_id: str) -> TutorProfile | None:
    """The person's profile, deleted or not."""
    return session.exec(select(TutorProfile).where(TutorProfile.user_id == user_id)).first()


def meeting_links(session: Session, profile_ids: Iterable[str]) -> dict[str, str]:
    """The tutors' own meeting links, "" where none is set. Not for everyone."""
    return dict(
        session.exec(
            select(TutorProfile.id, TutorProfile.meeting_link).where(
                col(TutorProfile.id).in_(list(profile_ids))
            )
        ).all()
    )


def replace_tags(session: Session, profile_id: str, kind: str, names: Iterable[str]) -> None:
    """Make these the profile's tags of that kind, in this order."""
    session.exec(
        delete(TutorTag).where(
            col(TutorTag.tutor_profile_id) == profile_id, col(TutorTag.kind) == kind
        )
    )
    session.add_all(
        TutorTag(
            tutor_profile_id=profile_id, kind=kind, name=name, key=tag_key(name), position=place
        )
        for place, name in enumerate(names)
    )


def tag_key(name: str) -> str:
    """What a tag is found by."""
    return name.strip().casefold()[:60]


def profile_id_of_photo(session: Session, photo: str) -> str | None:
    """The profile that shows that picture, if one does."""
    return session.exec(select(TutorProfile.id).where(TutorProfile.photo == photo)).first()


def _with_rules(row: Sequence[Any], before: int) -> list[Any]:
    """The first columns as they are, the rest as booking rules."""
    return [*row[:before], BookingRules(*row[before:])]
