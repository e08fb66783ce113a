"""Tickets: what a door gives to those it lets through. Signed, for one lesson and one person.

A ticket alone opens nothing: each use looks at the lesson anew.
"""

import hashlib
import hmac
import uuid
from datetime import datetime, timedelta

from jose import JWTError, jwt

from tutorhub_app.domain.classroom import OPEN_AFTER_END, Insider
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services.tokens import ALGORITHM, signing_key

AUDIENCE = "tutorhub-classroom"
TYPE = "classroom"
AFTERWARDS = timedelta(hours=1)
"""How long a ticket lasts with which somebody looks at a lesson that is long over."""
_REQUIRED = ("sub", "aud", "exp")


def issue(who: Insider, *, ends_at: datetime, now: datetime) -> str:
    expires_at = max(ends_at + OPEN_AFTER_END, now + AFTERWARDS)
    claims = {
        "sub": str(who.lesson_id),
        "aud": AUDIENCE,
        "typ": TYPE,
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
        "door": who.door.value,
        "participant": who.participant_id,
        "name": who.name,
        "user": who.user_id or "",
        "key": who.key,
    }
    return str(jwt.encode(claims, signing_key(), algorithm=ALGORITHM))


def read(ticket: str) -> Insider | None:
    """Whose ticket it is, if it is one of ours that has not run out."""
    try:
        claims = jwt.decode(
            ticket,
            signing_key(),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={f"require_{name}": True for name in _REQUIRED},
        )
        if claims.get("typ") != TYPE:
            return None
        return Insider(
            lesson_id=int(claims["sub"]),
            door=Door(claims["door"]),
            participant_id=str(claims["participant"]),
            name=str(claims["name"]),
            user_id=str(claims["user"]) or None,
            key=str(claims["key"]),
        )
    except (JWTError, ValueError, TypeError, AttributeError, KeyError):
        return None


def key_of(lesson: OnlineLessonRecord, door: Door) -> str:
    """What a ticket tells of the address it was given for, which it must not tell itself."""
    address = lesson.teacher_token if door is Door.TEACHER else lesson.student_slug
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def participant_id(lesson_id: int, door: Door, browser: str, user_id: str | None) -> str:
    """By which the people of a room know somebody. What the browser made up for itself can not be
    told from it: nobody comes in as somebody else."""
    words = f"{lesson_id} {door.value} {user_id or ''} {browser}".encode()
    digest = hmac.new(signing_key().encode(), b"participant " + words, hashlib.sha256).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))
