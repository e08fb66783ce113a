"""A question of a program that holds a key, in one hop: whose key it is, the guards, the service
and what it is answered, all in one unit of work."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlmodel import Session

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.errors import NotSignedIn, TutorHubError, Unavailable
from tutorhub_app.services import api_keys
from tutorhub_app.services.api_keys import Holder
from tutorhub_app.services.unit import in_unit, only_reads, run, work

logger = logging.getLogger(__name__)

T = TypeVar("T")

HEADER = "x-api-key"

_MISSING = f"The API key is missing. Send it in the header {HEADER}."
_UNKNOWN = "This API key is not valid, or no longer."


@dataclass(frozen=True, slots=True)
class KeyedAnswer:
    """`body` is what was made of the service's result for the program of `user_id`, or why the
    service refused."""

    user_id: str
    body: bytes | TutorHubError


async def answer(
    key: str | None,
    service: Callable[..., T],
    *args: Any,
    present: Callable[[T], bytes],
    now: datetime | None = None,
) -> KeyedAnswer:
    """Ask `service(session, principal, *args, now=...)` for whoever holds the key. NotSignedIn.

    That a key was used, if only for what is refused, is noted at most once a minute, so hardly any
    question waits for it; and none that is answered fails for it."""
    at = now or utc_now()
    readonly = only_reads(service)
    act = partial(_act, key, service, args, present, at, readonly)
    holder, body = await in_unit(act, readonly=readonly)
    is_noted = not readonly and isinstance(body, bytes)
    if holder.is_use_due and not is_noted:
        try:
            await run(api_keys.note_use, holder.key_id, now=at)
        except Unavailable:
            logger.warning("that an API key was used could not be noted")
    return KeyedAnswer(holder.principal.user_id, body)


def _act(
    key: str | None,
    service: Callable[..., T],
    args: tuple[Any, ...],
    present: Callable[[T], bytes],
    now: datetime,
    readonly: bool,
) -> tuple[Holder, bytes | TutorHubError]:
    holder = None
    try:
        with work(now=now, readonly=readonly) as session:
            holder = _holder(session, key, now)
            if holder.is_use_due and not readonly:
                api_keys.note_use(session, holder.key_id, now=now)
            return holder, present(service(session, holder.principal, *args, now=now))
    except Unavailable:
        raise
    except TutorHubError as refusal:
        if holder is None:
            raise
        return holder, refusal


def _holder(session: Session, key: str | None, now: datetime) -> Holder:
    if not key:
        raise NotSignedIn(_MISSING, code="apiKeyIsMissing")
    found = api_keys.holder_of(session, key, now=now)
    if found is None:
        raise NotSignedIn(_UNKNOWN, code="apiKeyIsNotValid")
    return found
