"""The room of an online lesson as browsers have it: its lesson, its doors, and what is drawn."""

import itertools
import uuid
from datetime import datetime, timedelta
from typing import Any

from tests.factories import make_tutor
from tutorhub_app.clock import utc_now
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.services import online_lessons

PAGE = "page:one"
_nonces = itertools.count(1)


def make_lesson(
    starts_in: timedelta = timedelta(minutes=-1),
    *,
    minutes: int = 60,
    account_id: str | None = None,
    now: datetime | None = None,
    **values: Any,
) -> OnlineLesson:
    """A lesson that the lessons API made; it began a minute ago, unless told otherwise."""
    at = now or utc_now()
    account = account_id or make_tutor().user.id
    with unit_of_work(now=at) as session:
        return online_lessons.make(
            session, account, "A lesson", at + starts_in, minutes, now=at, **values
        )


def knock(lesson: OnlineLesson, door: str, name: str = "", browser: str = "") -> dict[str, str]:
    """The body of who comes in by that door."""
    return {
        "door": door,
        "token": lesson.teacher_token if door == "teacher" else lesson.student_slug,
        "name": name or door.title(),
        "participant": browser or str(uuid.uuid4()),
    }


def element(item_id: str = "a", version: int = 1, nonce: int | None = None, **values: Any) -> Any:
    """An element of the board, as a browser sends it."""
    return {
        "id": item_id,
        "type": "rectangle",
        "page": PAGE,
        "version": version,
        "versionNonce": next(_nonces) if nonce is None else nonce,
        "isDeleted": False,
        "x": 10,
        "y": 20,
        **values,
    }
