"""Hours in plain words: when, from when to when, and what a clock change does to them."""

from collections.abc import Iterable
from datetime import date

from tutorhub_app.domain import words, zones
from tutorhub_app.domain.availability import DayOfWeek, mode_words
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.date_hours import block_instants
from tutorhub_app.domain.week_editing import Block
from tutorhub_app.domain.words import MINUTES_A_DAY


def span_words(start: int, end: int, hour_cycle: int = 24) -> str:
    """Such as "22:00 to 02:00"; `end` may be above 1440, up to a day after the start."""
    closes = end if end <= MINUTES_A_DAY else end - MINUTES_A_DAY
    return f"{words.clock(start, hour_cycle)} to {words.clock(closes, hour_cycle)}"


def when_words(day: DayOfWeek | None, on: date | None) -> str:
    """ "every Tuesday", or "on Tuesday 3 March" for a date."""
    if on is not None:
        return f"on {words.long_day(on)}"
    return f"every {day.capitalize()}" if day else ""


def hours_words(
    start: int,
    end: int,
    mode: TeachingMode,
    *,
    day: DayOfWeek | None = None,
    on: date | None = None,
    hour_cycle: int = 24,
) -> str:
    """Such as "every Tuesday 09:00 to 12:00, online"."""
    return f"{when_words(day, on)} {span_words(start, end, hour_cycle)}, {mode_words(mode)}"


def days_words(first_day: date, last_day: date) -> str:
    """ "on Tuesday 3 March", or "from Tuesday 3 March to Friday 6 March"."""
    if first_day == last_day:
        return f"on {words.long_day(first_day)}"
    return f"from {words.long_day(first_day)} to {words.long_day(last_day)}"


def clock_change_notes(
    time_zone: str, blocks: Iterable[Block], first_day: date, last_day: date
) -> tuple[str, ...]:
    """What each clock change on these days does, to the clock, to students, and to these hours."""
    stored = tuple(blocks)
    return tuple(
        " ".join((change.sentence, _for_students(change), *_cuts(time_zone, change, stored)))
        for change in zones.clock_change_on(time_zone, first_day, last_day)
    )


def _for_students(change: zones.ClockChange) -> str:
    moved = words.duration(abs(change.minutes_moved))
    direction = "earlier" if change.minutes_moved > 0 else "later"
    return (
        "Your hours keep their times on your clock, so from then on they are "
        f"{moved} {direction} for students whose clocks do not change."
    )


def _cuts(time_zone: str, change: zones.ClockChange, blocks: tuple[Block, ...]) -> Iterable[str]:
    for block in blocks:
        opens, closes = block_instants(time_zone, block)
        lasts = round((closes - opens).total_seconds() / 60)
        if opens <= change.instant <= closes and lasts != block.end - block.start:
            difference = lasts - (block.end - block.start)
            change_words = "longer" if difference > 0 else "shorter"
            yield (
                f"Your hours {span_words(block.start, block.end)} that day are "
                f"{words.duration(abs(difference))} {change_words}."
            )
