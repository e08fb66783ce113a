"""Data and requests for measuring the lessons API: an account with a key and many lessons."""

import itertools
import secrets
from datetime import timedelta

from sqlmodel import Session

from ops.load import Talk, request, saying
from tutorhub_app.clock import utc_now
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.services import online_lessons
from tutorhub_app.services.api_keys import MARK, SHOWN_CHARACTERS, hash_of

LESSONS = 1000
API = "/api/v1/lessons"


class Program:
    """Holds a key of the account, which has a thousand lessons to come."""

    def __init__(self, url: str, account_id: str) -> None:
        self._url = f"{url}{API}"
        with unit_of_work(now=utc_now()) as session:
            self._key = _key(session, account_id)
            self._ids = _lessons(session, account_id)

    def gets(self, connections: int) -> list[Talk]:
        ids = itertools.cycle(self._ids)
        return [_saying(self._asking(f"/{next(ids)}")) for _ in range(connections)]

    def lists(self, connections: int) -> list[Talk]:
        return [_saying(self._asking("")) for _ in range(connections)]

    def creates(self, connections: int) -> list[Talk]:
        start = int((utc_now() + timedelta(days=1)).timestamp())
        body = {"startTime": start, "title": "A lesson of the bench", "duration": 60}
        made = request("POST", self._url, api_key=self._key, body=body)
        return [_saying(made) for _ in range(connections)]

    def _asking(self, path: str) -> bytes:
        return request("GET", f"{self._url}{path}", api_key=self._key)


def _saying(one: bytes) -> Talk:
    return saying(itertools.repeat(one))


def _key(session: Session, account_id: str) -> str:
    key = MARK + secrets.token_urlsafe()
    session.add(
        ApiKey(
            user_id=account_id,
            name="Bench",
            prefix=key[:SHOWN_CHARACTERS],
            key_hash=hash_of(key),
            created_at=utc_now(),
        )
    )
    return key


def _lessons(session: Session, account_id: str) -> list[int]:
    now = utc_now()
    made: list[OnlineLesson] = [
        online_lessons.make(
            session,
            account_id,
            f"Lesson {number}",
            now + timedelta(hours=1 + number),
            60,
            now=now,
        )
        for number in range(LESSONS)
    ]
    return [row.id for row in made if row.id is not None]
