"""What people write into screening requests: cleaned, checked, and refused by the field's name."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.screening import MOST_PROPOSALS
from tutorhub_app.domain.texts import Faults, checked_length, checked_link, clean_lines

LONGEST_COMMENTS = 2000
LONGEST_NOTES = 8000
LONGEST_AHEAD = timedelta(days=3653)

CRITERIA = {
    "knowledge": "Knowledge of the subject",
    "readiness": "Ready for this pace",
    "motivation": "Motivation",
    "communication": "Communication",
}
"""The rubric: a name and what a page calls it."""
MARKS = range(1, 6)


def checked_time(time: datetime, now: datetime, field: str = "scheduledDatetime") -> datetime:
    """The time, when a meeting may be then, as fine as the API shows times, so that what it shows
    can be sent back as the same. Raises Invalid."""
    if time <= now:
        raise Invalid.field(
            field,
            f"{field}: choose a time that is still to come.",
            code=f"{field}IsInThePast",
        )
    if time > now + LONGEST_AHEAD:
        raise Invalid.field(
            field,
            f"{field}: choose a time within the next ten years.",
            code=f"{field}IsNotValid",
        )
    return milliseconds(time)


def checked_proposals(
    times: Sequence[datetime], now: datetime, *, least: int = 0
) -> tuple[datetime, ...]:
    """The times in their order, each once. Raises Invalid."""
    kept = tuple(sorted({checked_time(time, now, "proposals") for time in times}))
    if not least <= len(kept) <= MOST_PROPOSALS:
        amount = f"{least} to {MOST_PROPOSALS}" if least else f"up to {MOST_PROPOSALS}"
        raise Invalid.field("proposals", f"proposals: choose {amount} times.")
    return kept


def checked_text(
    text: str | None, field: str, *, required: bool = False, most: int = LONGEST_COMMENTS
) -> str | None:
    """The text as it is kept; None for nothing. Raises Invalid."""
    faults: Faults = {}
    kept = checked_length(clean_lines(text or ""), field, faults, least=0, most=most)
    if faults:
        raise Invalid.field(
            field, f"{field}: use at most {most} characters.", code=f"{field}IsTooLong"
        )
    if required and not kept:
        raise Invalid.field(
            field, f"{field}: write 1 to {most} characters.", code=f"{field}IsRequired"
        )
    return kept or None


def checked_meeting_link(link: str | None) -> str | None:
    """The link as it is kept; None for nothing. Raises Invalid."""
    faults: Faults = {}
    kept = checked_link(link or "", "meetingLink", faults)
    if faults:
        raise Invalid.field(
            "meetingLink",
            "meetingLink: send a web address that begins with https:// or http://.",
            code="meetingLinkisNotAValidLink",
        )
    return kept or None


def checked_marks(marks: dict[str, int]) -> dict[str, int]:
    """The marks in the order of the rubric. Raises Invalid."""
    for name, mark in marks.items():
        if name not in CRITERIA or type(mark) is not int or mark not in MARKS:
            raise Invalid.field(
                "marks",
                f"marks: give {', '.join(CRITERIA)} a whole number from {MARKS[0]} to {MARKS[-1]}.",
            )
    return {name: marks[name] for name in CRITERIA if name in marks}


def milliseconds(time: datetime) -> datetime:
    return time.replace(microsecond=time.microsecond // 1000 * 1000)
