"""What the lessons API takes: each field judged in the words of its document, all errors at once.

Errors: Invalid, whose `fields` are by the names that the API has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeGuard

from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.online_lessons import (
    LONGEST_LINK,
    LONGEST_TITLE,
    MOST_MINUTES,
    OnlineStatus,
)
from tutorhub_app.domain.texts import Faults, is_web_link

Sent = Mapping[str, object]
"""A JSON object: its integers are `int`, whatever their length, and no other number is."""

MOST_ROWS = 100
LAST_SECOND = int(datetime(3000, 1, 1, tzinfo=UTC).timestamp()) - 1
_LARGEST_OFFSET = 2**63 - 1
# By their lower case: the upper one of "\u017f", the long s, is a common "S".
_DIRECTIONS = {"asc": False, "desc": True}

_INVALID = "Invalid data."
_START_MISSING = "Start time should not be empty."
_START_TYPE = "Start time should be a valid integer: a Unix timestamp in seconds."
_START_PAST = "Start time should not be in the past."
_START_FAR = "Start time should be before the year 3000, as a Unix timestamp in seconds."
_START_HELD = "Start time should not be changed once the lesson has been held."
_TITLE_EMPTY = "Title should not be empty."
_TITLE_TYPE = "Title should be a string."
_TITLE_LONG = f"Title should not be longer than {LONGEST_TITLE} characters."
_DURATION = "Duration should be a valid integer greater than 0."
_DURATION_LONG = f"Duration should not be greater than {MOST_MINUTES} minutes."
_DURATION_OVER = "Duration should not bring back a lesson that is over."
_LINKS = {"exitLink": "Exit link", "shareLink": "Share link"}


@dataclass(frozen=True, slots=True)
class LessonFields:
    """What a lesson is given. `starts_at` is aware, to the second."""

    starts_at: datetime
    title: str
    minutes: int
    exit_link: str | None = None
    share_link: str | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class SortBy(StrEnum):
    ID = "id"
    START_TIME = "startTime"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class LessonsAsked:
    """Which lessons of an account, and in what order."""

    sort_by: SortBy = SortBy.START_TIME
    descending: bool = True
    limit: int = 20
    offset: int = 0


def object_of(sent: object) -> Sent:
    """What was sent, if it is a JSON object."""
    if not isinstance(sent, dict):
        raise Invalid("The body should be a JSON object.")
    return sent


def new_lesson(sent: Sent, now: datetime) -> LessonFields:
    """The lesson that is asked for."""
    faults: Faults = {}
    fields = LessonFields(
        starts_at=_start(sent.get("startTime"), now, faults),
        title=_title(sent.get("title"), faults),
        minutes=_minutes(sent.get("duration"), faults),
        exit_link=_link(sent, "exitLink", faults),
        share_link=_link(sent, "shareLink", faults),
    )
    _require_none(faults)
    return fields


def changed_lesson(
    before: LessonFields, status: OnlineStatus, sent: Sent, now: datetime
) -> LessonFields:
    """What becomes of a lesson, which is in this state, by what is sent: the rest stays.

    A lesson that is over stays over, but for one that nobody came to: that may get another start.
    """
    faults: Faults = {}
    after = LessonFields(
        starts_at=_start(sent["startTime"], now, faults)
        if "startTime" in sent
        else before.starts_at,
        title=_title(sent["title"], faults) if "title" in sent else before.title,
        minutes=_minutes(sent["duration"], faults) if "duration" in sent else before.minutes,
        exit_link=_link(sent, "exitLink", faults, before.exit_link),
        share_link=_link(sent, "shareLink", faults, before.share_link),
    )
    if "startTime" not in faults:
        if after.starts_at == before.starts_at:
            _require_no_return(before, after, now, faults)
        elif status is OnlineStatus.FINISHED:
            faults["startTime"] = _START_HELD
    _require_none(faults)
    return after


def lessons_asked(query: Mapping[str, str], sent: Sent) -> LessonsAsked:
    """What is asked for in an address, or in a body, which is believed before it."""
    asked: dict[str, object] = {
        name: _as_number(text) if name in ("limit", "offset") else text
        for name, text in query.items()
    }
    asked |= sent
    usual = LessonsAsked()
    faults: Faults = {}
    sort_by = asked.get("sortBy", usual.sort_by)
    if not isinstance(sort_by, str) or sort_by not in tuple(SortBy):
        faults["sortBy"] = "Invalid sort field."
    direction = asked.get("sortDirection", "DESC")
    is_descending = _DIRECTIONS.get(direction.lower()) if isinstance(direction, str) else None
    if is_descending is None:
        faults["sortDirection"] = "Invalid sort direction."
    limit = _within(1, MOST_ROWS, asked.get("limit", usual.limit))
    if limit is None:
        faults["limit"] = "Invalid limit value."
    offset = _within(0, _LARGEST_OFFSET, asked.get("offset", usual.offset))
    if offset is None:
        faults["offset"] = "Invalid offset value."
    _require_none(faults)
    assert is_descending is not None
    assert limit is not None
    assert offset is not None
    return LessonsAsked(SortBy(str(sort_by)), is_descending, limit, offset)


def _within(least: int, most: int, value: object) -> int | None:
    return value if is_integer(value) and least <= value <= most else None


def is_integer(value: object) -> TypeGuard[int]:
    """A whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def _require_no_return(
    before: LessonFields, after: LessonFields, now: datetime, faults: Faults
) -> None:
    """A lesson that is over is not made longer until it goes on."""
    if "duration" not in faults and before.ends_at <= now < after.ends_at:
        faults["duration"] = _DURATION_OVER


def _require_none(faults: Faults) -> None:
    if faults:
        raise Invalid(_INVALID, fields=faults)


def _start(value: object, now: datetime, faults: Faults) -> datetime:
    if not is_integer(value):
        faults["startTime"] = _START_MISSING if value in (None, "") else _START_TYPE
    elif value < int(now.timestamp()):
        faults["startTime"] = _START_PAST
    elif value > LAST_SECOND:
        faults["startTime"] = _START_FAR
    else:
        return datetime.fromtimestamp(value, UTC)
    return now


def _title(value: object, faults: Faults) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        faults["title"] = _TITLE_EMPTY
    elif not isinstance(value, str):
        faults["title"] = _TITLE_TYPE
    elif len(value.strip()) > LONGEST_TITLE:
        faults["title"] = _TITLE_LONG
    else:
        return value.strip()
    return ""


def _minutes(value: object, faults: Faults) -> int:
    if not is_integer(value) or value < 1:
        faults["duration"] = _DURATION
    elif value > MOST_MINUTES:
        faults["duration"] = _DURATION_LONG
    else:
        return value
    return 1


def _link(sent: Sent, name: str, faults: Faults, before: str | None = None) -> str | None:
    """Null and "" are none: the document, which knows no null, leaves no other way to take a link
    away."""
    if name not in sent:
        return before
    value = sent[name]
    if value is None or value == "":
        return None
    link = value.strip() if isinstance(value, str) else ""
    if not is_web_link(link, longest=LONGEST_LINK):
        faults[name] = (
            f"{_LINKS[name]} should be a valid URL that begins with https:// or http://, of at "
            f"most {LONGEST_LINK} characters."
        )
    return link


def _as_number(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text
