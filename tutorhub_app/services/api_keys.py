"""Keys by which a tutor's programs act for them: made, listed, revoked, and who holds one.

A key is shown once. What is kept is its hash, which no more than the key itself stands in a log.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import api_keys as data
from tutorhub_app.data import engine
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.changes import account_topic, record_change
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.records import ApiKeyRecord
from tutorhub_app.domain.texts import clean_line
from tutorhub_app.services.unit import reads

MARK = "th_"
SECRET_BYTES = 32
SHOWN_CHARACTERS = 11
LONGEST_NAME = 80
MOST_LIVE_KEYS = 20
USES_ARE_NOTED = timedelta(minutes=1)
"""How far apart: a busy program must not write with each question."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made: what is kept of it, and the key itself."""

    record: ApiKeyRecord
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who acts by a key. `is_use_due`: that it was used has to be noted."""

    principal: Principal
    key_id: str
    is_use_due: bool


def create(session: Session, principal: Principal | None, name: str, *, now: datetime) -> NewKey:
    """Make a key for oneself. Invalid (name), Conflict when there are too many."""
    me = policy.require(principal, Permission.API_KEY_MANAGE)
    name = clean_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid.field("name", f"name: send 1 to {LONGEST_NAME} characters.")
    if data.count_live(session, me.user_id) >= MOST_LIVE_KEYS:
        sentence = f"You have {MOST_LIVE_KEYS} API keys, and can have no more. Delete one first."
        raise Conflict(sentence, code="tooManyApiKeys")
    key = MARK + secrets.token_urlsafe(SECRET_BYTES)
    row = ApiKey(
        user_id=me.user_id,
        name=name,
        prefix=key[:SHOWN_CHARACTERS],
        key_hash=hash_of(key),
        created_at=now,
    )
    session.add(row)
    engine.flush(session)
    record_change(session, account_topic(me.user_id))
    return NewKey(_record(session, row.id), key)


@reads
def list_keys(
    session: Session, principal: Principal | None, page: PageRequest, *, now: datetime
) -> Page[ApiKeyRecord]:
    """One's own keys that were not revoked."""
    me = policy.require(principal, Permission.API_KEY_MANAGE)
    return data.live_keys_page(session, me.user_id, page)


def revoke(
    session: Session, principal: Principal | None, key_id: str, *, now: datetime
) -> ApiKeyRecord:
    """End a key of one's own, or as an administrator anyone's."""
    me = require_signed_in(principal)
    found = data.key_record(session, key_id)
    if found is None or found.revoked_at is not None:
        raise NotFound("There is no such API key, or no longer.")
    policy.require(
        me, Permission.API_KEY_MANAGE, concerned=found.user_id == me.user_id, objects=(key_id,)
    )
    session.get_one(ApiKey, key_id).revoked_at = now
    engine.flush(session)
    record_change(session, account_topic(found.user_id))
    return _record(session, key_id)


@reads
def holder_of(session: Session, key: str, *, now: datetime) -> Holder | None:
    """Who acts by the key, None for nobody. The work is the same whatever the key: one hash and one
    look at an index."""
    found = data.holder(session, hash_of(key))
    if found is None:
        return None
    principal, last_used_at = found
    is_use_due = last_used_at is None or last_used_at <= now - USES_ARE_NOTED
    return Holder(principal, principal.session_id, is_use_due)


def note_use(session: Session, key_id: str, *, now: datetime) -> None:
    """Keep that a key was used. Nobody waits for the news of it, so no change is told."""
    data.note_use(session, key_id, now, unless_since=now - USES_ARE_NOTED)


def hash_of(key: str) -> str:
    """What is kept of a key."""
    # Nobody guesses 256 bits: a slow hash would only slow down the programs.
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _record(session: Session, key_id: str) -> ApiKeyRecord:
    found = data.key_record(session, key_id)
    if found is None:
        raise NotFound()
    return found
