"""Windows one by one, as the scheduling API changes them: each stays the row it is."""

from collections.abc import Collection, Sequence
from datetime import date

from tutorhub_app.domain.availability import Window, is_same_kind, window_sentence
from tutorhub_app.domain.date_hours import WeekHours, kept_on_own_dates
from tutorhub_app.domain.errors import Conflict
from tutorhub_app.domain.week_editing import refuse_overlap_in_other_mode


def in_place_of(hours: WeekHours, old_id: str, new: Window) -> tuple[Window, ...]:
    """What to put in the place of a window: the new one first. A date with hours of its own keeps
    them when one of its windows becomes weekly, since the week does not reach that date."""
    if new.specific_date is not None:
        return (new,)
    kept = kept_on_own_dates(hours, (new,), (old_id,))
    others = _but(hours, (old_id,))
    return (new, *(each for each in kept if not _is_there(each, others)))


def require_room(
    hours: WeekHours, new: Sequence[Window], replacing: Collection[str] = (), *, today: date
) -> None:
    """Refuse what can not be put in the place of the windows with the ids `replacing`.

    Hours of the same mode may overlap, but not be the same twice: `Conflict` (availabilityExists).
    Raises `WindowsOverlap` for hours in another mode at the same time.
    """
    kept = _but(hours, replacing)
    for window in new:
        if _is_there(window, kept):
            raise Conflict(
                f"These hours are there already: {window_sentence(window)}.",
                code="availabilityExists",
            )
        refuse_overlap_in_other_mode(kept, window, own_dates=hours.own_dates, today=today)


def _but(hours: WeekHours, ids: Collection[str]) -> list[Window]:
    return [window for window in hours.windows if window.id not in ids]


def _is_there(window: Window, others: Sequence[Window]) -> bool:
    return any(
        is_same_kind(window, other) and (window.start, window.end) == (other.start, other.end)
        for other in others
    )
