"""What the people of a room are told: each message as it goes over the socket."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from tutorhub_app.domain.board import Board, Item, Stamp
from tutorhub_app.domain.classroom import Bye, ChatLine, RoomLesson, Stay
from tutorhub_app.services import rooms

SERVER = "server"
"""Who sends what a losing sender gets back."""


def message(kind: str, **body: Any) -> str:
    return orjson.dumps({"type": kind, **body}).decode()


def items(sender: str, changed: Iterable[Item]) -> str:
    return f'{{"type":"items","from":"{sender}","items":{_contents(changed)}}}'


def welcome(board: Board, have: Mapping[str, Stamp] | None, **body: Any) -> str:
    """With `have`, only what they lack, and `wanted`: the ids of what the board lacks."""
    lacked = board.values() if have is None else board.newer_than(have)
    wanted = [] if have is None else board.lacks(have)
    rest = message("welcome", **body, wanted=wanted, revision=board.revision)
    return f'{rest[:-1]},"items":{_contents(lacked)}}}'


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
        "isBooked": lesson.slot_id is not None,
        "isOpened": lesson.opened_at is not None,
        "recordUrl": rooms.recording_url(lesson.record_token) if lesson.record_token else None,
        "teacherName": room.tutor_name or None,
    }


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


def _contents(changed: Iterable[Item]) -> str:
    return f"[{','.join([item.content for item in changed])}]"
