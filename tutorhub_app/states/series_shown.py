"""What the pages show of a series, date by date. Plain functions, no state."""

from dataclasses import dataclass
from datetime import datetime

from tutorhub_app.domain import words
from tutorhub_app.domain.series import SeriesDate, SeriesState
from tutorhub_app.domain.slots import OpenSlot
from tutorhub_app.domain.zones import local_edge
from tutorhub_app.services.series_changes import SeriesMove
from tutorhub_app.states.booking_shown import Viewer, key_of, tutor_time

_STATES = {
    SeriesState.FREE: "Free",
    SeriesState.TAKEN: "Taken",
    SeriesState.TIME_OFF: "Tutor away",
    SeriesState.REFUSED: "Not possible",
}


@dataclass(frozen=True)
class DateShown:
    """One date of a series. `key` is what the page gets back: the instant, or "" when the clocks
    skip it. `note` says how the time is shifted, `reasons` why it is refused. `other` is the
    nearest free time for a date that is refused. One of both may be chosen."""

    position: int = 0
    key: str = ""
    day: str = ""
    time: str = ""
    tutor_time: str = ""
    state: str = ""
    state_label: str = ""
    note: str = ""
    reasons: str = ""
    other_key: str = ""
    other: str = ""
    is_chosen: bool = False
    is_other_chosen: bool = False


@dataclass(frozen=True)
class MoveShown:
    """Where one lesson of a series goes."""

    was: str = ""
    goes: str = ""
    reasons: str = ""


def date_shown(
    each: SeriesDate, viewer: Viewer, tutor_zone: str, chosen: frozenset[str]
) -> DateShown:
    at = each.starts_at or local_edge(tutor_zone, each.local_date, _minutes(each.local_time))
    key = key_of(each.starts_at) if each.starts_at else ""
    other = each.alternative
    return DateShown(
        position=each.position,
        key=key,
        day=words.short_day(viewer.day_of(at)),
        time=viewer.clock(at),
        tutor_time=tutor_time(at, viewer, tutor_zone),
        state=each.state.value,
        state_label=_STATES[each.state],
        note=each.shift_sentence,
        reasons=" ".join(reason.sentence for reason in each.reasons),
        other_key=key_of(other.starts_at) if other else "",
        other=_told(other, viewer) if other else "",
        is_chosen=bool(key) and key in chosen and each.state is SeriesState.FREE,
        is_other_chosen=other is not None and key_of(other.starts_at) in chosen,
    )


def move_shown(move: SeriesMove, viewer: Viewer) -> MoveShown:
    return MoveShown(
        was=_at(move.lesson.starts_at, viewer),
        goes=_at(move.starts_at, viewer) if move.starts_at else "",
        reasons=" ".join(reason.sentence for reason in move.reasons),
    )


def _told(slot: OpenSlot, viewer: Viewer) -> str:
    return _at(slot.starts_at, viewer)


def _at(instant: datetime, viewer: Viewer) -> str:
    return words.day_and_clock(instant, viewer.zone, viewer.hour_cycle)


def _minutes(hhmm: str) -> int:
    return int(hhmm[:2]) * 60 + int(hhmm[3:])
