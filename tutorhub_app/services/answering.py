"""A question of an API in one hop: who asks, the guards, the service and what it is answered, all
in one unit of work.

The principal is read in the transaction that acts for them. A write with a key is done once: its
answer is stored in the same transaction. A read may be answered from memory.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session

from tutorhub_app.clock import utc_now
from tutorhub_app.data import accounts, changes, idempotency
from tutorhub_app.data.changes import PERMISSIONS_TOPIC, account_topic
from tutorhub_app.data.idempotency import IdempotencyKey
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import Conflict
from tutorhub_app.services import memory, tokens
from tutorhub_app.services.memory import Kept
from tutorhub_app.services.unit import in_unit, only_reads, work

T = TypeVar("T")

KEPT_ANSWERS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and how long it took to find out."""

    principal: Principal | None
    sso_ms: int


Present = Callable[[Asked, Any], bytes]


@dataclass(frozen=True, slots=True)
class Once:
    """The key under which a write is done once. `request` is all that makes it this request;
    `status` is what it is answered when it goes well."""

    key: str
    request: bytes
    status: int

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.request).hexdigest()


@dataclass(frozen=True, slots=True)
class Remember:
    """Answer from memory what is at most `seconds` old. `question` is all that the answer depends
    on beside who asks; `topics` names what it is made from, as `data.changes` does; `until` is
    when the passing of time alone makes another answer of it."""

    question: str
    seconds: int
    topics: Callable[[Session, Principal | None], tuple[str, ...]]
    until: Callable[[Any], datetime | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is what `present` made of the result, now or, if `from_memory`, earlier. `replayed`
    is the status with which this very request was answered before."""

    asked: Asked
    body: bytes
    from_memory: bool = False
    replayed: int | None = None


async def answer(
    token: str | None,
    service: Callable[..., T],
    *args: Any,
    present: Present,
    once: Once | None = None,
    remember: Remember | None = None,
    now: datetime | None = None,
    **kwargs: Any,
) -> Answer:
    """Ask `service(session, principal, *args, now=..., **kwargs)` for whoever holds the token."""

    readonly = only_reads(service)

    def act() -> Answer:
        at = now or utc_now()
        with work(now=at, readonly=readonly) as session:
            asked = _who_asks(session, token, at)

            def serve() -> tuple[T, bytes]:
                result = service(session, asked.principal, *args, now=at, **kwargs)
                return result, present(asked, result)

            if remember is not None:
                return _remembered(session, asked, remember, serve, at)
            if once is not None and asked.principal is not None:
                return _done_once(session, asked, asked.principal, once, serve, at)
            return Answer(asked, serve()[1])

    return await in_unit(act, readonly=readonly)


def key_of(question: str, principal: Principal | None) -> str:
    """Where the answer to this question by this person is kept: SHA-256, in hex."""
    who = principal.user_id if principal else ""
    return hashlib.sha256(f"{who} {question}".encode()).hexdigest()


def _who_asks(session: Session, token: str | None, now: datetime) -> Asked:
    started = time.perf_counter()
    claims = tokens.read(token) if token else None
    principal = accounts.principal_of_session(session, claims.session_id, now) if claims else None
    if principal and claims and principal.user_id != claims.user_id:
        principal = None
    return Asked(principal, round((time.perf_counter() - started) * 1000))


def _remembered(
    session: Session,
    asked: Asked,
    remember: Remember,
    serve: Callable[[], tuple[T, bytes]],
    now: datetime,
) -> Answer:
    key = key_of(remember.question, asked.principal)
    kept = memory.answers.find(key)
    if (
        kept is not None
        and now < kept.made_at + timedelta(seconds=remember.seconds)
        and (kept.until is None or now < kept.until)
        and kept.stamp.still_holds(changes.stamp(session, kept.topics))
    ):
        return Answer(asked, kept.body, from_memory=True)
    topics = remember.topics(session, asked.principal)
    if asked.principal is not None:
        topics += (account_topic(asked.principal.user_id), PERMISSIONS_TOPIC)
    # Before the service reads: what is committed between would only make the answer look older.
    stamp = changes.stamp(session, topics)
    result, body = serve()
    memory.answers.keep(key, Kept(body, topics, stamp, now, remember.until(result)))
    return Answer(asked, body)


def _done_once(
    session: Session,
    asked: Asked,
    principal: Principal,
    once: Once,
    serve: Callable[[], tuple[T, bytes]],
    now: datetime,
) -> Answer:
    """An error leaves nothing behind, so the key can be used again."""
    kept = idempotency.kept_answer(session, principal.user_id, once.key)
    if kept is not None and kept.created_at > now - KEPT_ANSWERS:
        if kept.fingerprint != once.fingerprint:
            raise Conflict(
                "This Idempotency-Key was used for another request. Use a new one.",
                code="idempotencyKeyReused",
            )
        return Answer(asked, kept.body, replayed=kept.status)
    idempotency.forget_answers(session, until=now - KEPT_ANSWERS)
    _, body = serve()
    session.add(
        IdempotencyKey(
            user_id=principal.user_id,
            key=once.key,
            fingerprint=once.fingerprint,
            status=once.status,
            body=body,
            created_at=now,
        )
    )
    return Answer(asked, body)
