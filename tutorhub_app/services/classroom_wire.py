"""What the people of a room are told: each message as it goes over the socket."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from tutorhub_app import routes
from tutorhub_app.domain.board import Board, Item, Stamp
from tutorhub_app.domain.classroom import Bye, ChatLine, RoomLesson, Stay
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services import rooms

SERVER = "server"
"""Who sends what a losing sender gets back, and what did not fit the welcome."""
MOST_AT_FIRST = 300_000
"""Characters of items in a welcome. As one message a large board would take longer on a slow line
than either side waits for any."""


def message(kind: str, **body: Any) -> str:
    return orjson.dumps({"type": kind, **body}).decode()


def items(sender: str, changed: Iterable[Item]) -> str:
    return f'{{"type":"items","from":"{sender}","items":{_contents(changed)}}}'


def welcome(board: Board, have: Mapping[str, Stamp] | None, **body: Any) -> tuple[str, list[str]]:
    """With `have`, only what they lack, and `wanted`: the ids of what the board lacks. Then no
    more of what they lack than soon arrives; also the ids of the rest, which is to follow."""
    wanted: list[str] = []
    # Who does not say what they have compares it with the whole board.
    first, rest = list(board.values()), list[Item]()
    if have is not None:
        wanted = board.lacks(have)
        first, rest = _parted(list(board.newer_than(have)))
    head = message("welcome", **body, wanted=wanted, revision=board.revision)
    return f'{head[:-1]},"items":{_contents(first)}}}', [item.id for item in rest]


def error(code: str, sentence: str) -> str:
    return message("error", code=code, message=sentence)


def bye(reason: Bye) -> str:
    return message("bye", reason=reason.value)


def waiting(lesson: RoomLesson, now: datetime) -> str:
    return message("waiting", startsAt=instant(lesson.record.starts_at), now=instant(now))


def lesson_changed(lesson: RoomLesson, now: datetime) -> str:
    return message("lesson", lesson=lesson_shown(lesson, now), now=instant(now))


def recording(by: str) -> dict[str, Any]:
    return {"on": bool(by), "by": by or None}


def lesson_shown(room: RoomLesson, now: datetime) -> dict[str, Any]:
    lesson = room.record
    return {
        "id": lesson.id,
        "title": lesson.title,
        "startsAt": instant(lesson.starts_at),
        "endsAt": instant(lesson.ends_at),
        "status": lesson.at(now).status,
        "exitLink": lesson.exit_link,
        "shareLink": lesson.share_link,
        "isBooked": lesson.is_booked,
        "isMeeting": lesson.meeting_id is not None,
        "page": _page(lesson),
        "isOpened": lesson.opened_at is not None,
        "recordUrl": rooms.recording_url(lesson.record_token) if lesson.record_token else None,
        "teacherName": room.tutor_name or None,
    }


def _page(lesson: OnlineLessonRecord) -> str | None:
    """Where its people find the booking that it is of."""
    if lesson.meeting_id is not None:
        return routes.screening(lesson.meeting_id)
    return routes.lesson(lesson.student_slug) if lesson.slot_id is not None else None


def chat_shown(line: ChatLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "from": line.participant_id,
        "name": line.name,
        "door": line.door,
        "text": line.text,
        "at": instant(line.sent_at),
    }


def stay_shown(stay: Stay) -> dict[str, Any]:
    return {
        "id": stay.participant_id,
        "name": stay.name,
        "door": stay.door,
        "joinedAt": instant(stay.joined_at),
        "leftAt": None if stay.left_at is None else instant(stay.left_at),
    }


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parted(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """The pages first: a browser chooses among those that it knows of at once."""
    size = 0
    items.sort(key=lambda item: item.page != "")
    for count, item in enumerate(items):
        size += len(item.content)
        if size > MOST_AT_FIRST:
            return items[:count], items[count:]
    return items, []


def _contents(changed: Iterable[Item]) -> str:
    return f"[{','.join([item.content for item in changed])}]"
