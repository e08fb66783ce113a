"""Course packs: so many lessons of one length at one price."""

from dataclasses import dataclass

from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.money import CURRENCIES, MOST_MINOR
from tutorhub_app.domain.texts import Faults, checked_length, clean_line, clean_lines

LESSON_MINUTES = range(15, 481)
LESSON_COUNT = range(1, 201)
MOST_TITLE = 120
MOST_DESCRIPTION = 4000


@dataclass(frozen=True, slots=True)
class PackDetails:
    """What a tutor enters. `price_minor` is for the whole pack, in minor units of `currency`."""

    title: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    description: str = ""
    requires_screening: bool = False
    teaching_mode: str = TeachingMode.ONLINE


def validate_pack(details: PackDetails) -> PackDetails:
    """The details, cleaned. Raises one `Invalid` that names every bad field."""
    faults: Faults = {}
    title = checked_length(clean_line(details.title), "title", faults, least=1, most=MOST_TITLE)
    description = checked_length(
        clean_lines(details.description), "description", faults, most=MOST_DESCRIPTION
    )
    if not _is_in(details.lesson_minutes, LESSON_MINUTES):
        faults["lessonMinutes"] = "Choose 15 minutes to 8 hours."
    if not _is_in(details.lesson_count, LESSON_COUNT):
        faults["lessonCount"] = "Choose 1 to 200 lessons."
    if details.currency not in CURRENCIES:
        faults["currency"] = "Choose a currency from the list."
    elif not _is_in(details.price_minor, range(MOST_MINOR + 1)):
        faults["price"] = "Enter a price like 380 or 380.50; 0 is free."
    if details.teaching_mode not in tuple(TeachingMode):
        faults["teachingMode"] = "Choose online, face-to-face or both."
    if faults:
        raise Invalid(fields=faults)
    return PackDetails(
        title=title,
        description=description,
        lesson_minutes=details.lesson_minutes,
        lesson_count=details.lesson_count,
        price_minor=details.price_minor,
        currency=details.currency,
        requires_screening=details.requires_screening,
        teaching_mode=TeachingMode(details.teaching_mode),
    )


def may_see(*, is_offered: bool, can_manage: bool, lessons_left: int) -> bool:
    """Whether somebody may see a pack. One that is no longer offered stays for those who manage it
    and for those who have lessons left in it."""
    return is_offered or can_manage or lessons_left > 0


def _is_in(value: object, allowed: range) -> bool:
    return type(value) is int and value in allowed
