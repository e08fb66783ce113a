"""What a calendar or a booking page shows: plain values, ready to be drawn."""

from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """What an event on the calendar is; decides its look and its name for screen readers.

    The first three are hours a tutor teaches, drawn as soft blocks. `LESSON`, `LESSON_PAST` and
    `OUTSIDE` (a booked lesson that no hours cover any more) are cards in front of them, and so is
    `SCREENING`, an agreed meeting before a course pack.
    """

    ONLINE = "online"
    FACE_TO_FACE = "face_to_face"
    BOTH = "both"
    LESSON = "lesson"
    LESSON_PAST = "lesson_past"
    TIME_OFF = "time_off"
    OUTSIDE = "outside"
    SCREENING = "screening"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One block or card on the calendar.

    `id` is unique among the events shown at once: an hours window that repeats needs one for each
    date. `start` and `end` are ISO 8601 with an offset. `editable` lets a person move and resize
    it where the calendar is editable; lessons are drawn as cards and stay where they are.
    `detail` is a second line, such as a place.
    """

    id: str
    title: str
    start: str
    end: str
    kind: EventKind
    editable: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A cell of the month picker.

    `iso` is the date, `day_number` what the cell shows, `label` what a screen reader says, such
    as "Tuesday 3 March, 4 free times".
    """

    iso: str
    day_number: str
    label: str
    in_month: bool
    has_times: bool
    is_today: bool
    is_selected: bool


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """A bookable time of one day.

    `key` is what the page gets back, `viewer_time` the time in the viewer's zone. `tutor_time` is
    the tutor's own wall time, with the day where it differs, and empty where both are the same.
    `label` is what a screen reader says, such as "17:30, 11:30 for the tutor".
    """

    key: str
    viewer_time: str
    label: str
    tutor_time: str = ""
    is_selected: bool = False
