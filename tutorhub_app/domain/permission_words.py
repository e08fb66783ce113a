"""What each permission means to people, and on what it can be granted."""

from dataclasses import dataclass
from enum import StrEnum

from tutorhub_app.domain.audit_words import right
from tutorhub_app.domain.permissions import Permission


class ObjectKind(StrEnum):
    """What a permission is granted on; the words are those of the page."""

    TUTOR = "tutor"
    PACK = "pack"
    PERSON = "person"
    LESSON = "lesson"
    SCREENING = "screening"
    ENROLLMENT = "enrollment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Words:
    """`title` names the permission, `text` says what one can do with it. `kinds` are what it can
    be granted on beside everything."""

    title: str
    text: str
    kinds: tuple[ObjectKind, ...] = ()


_OF_A_TUTOR = (ObjectKind.TUTOR,)
_OF_A_PACK = (ObjectKind.TUTOR, ObjectKind.PACK)

WORDS: dict[Permission, Words] = {
    Permission.AVAILABILITY_MANAGE: Words(
        "Keep hours", "Change a tutor's weekly hours and days off.", _OF_A_TUTOR
    ),
    Permission.LESSON_SLOT_BOOK: Words(
        "Book lessons", "Book lessons in a course pack.", _OF_A_PACK
    ),
    Permission.LESSON_SLOT_MANAGE: Words(
        "Change lessons", "Move, cancel and mark lessons one is concerned with.", _OF_A_PACK
    ),
    Permission.LESSON_SLOT_OVERRIDE: Words(
        "Look after anyone's lessons",
        "See and change lessons as an administrator does.",
        _OF_A_PACK,
    ),
    Permission.PRELIMINARY_MEETING_REQUEST: Words(
        "Ask for a screening", "Ask a tutor for a screening meeting.", _OF_A_PACK
    ),
    Permission.PRELIMINARY_MEETING_DECIDE: Words(
        "Decide on screenings", "Agree on screening meetings and approve or reject.", _OF_A_PACK
    ),
    Permission.PRELIMINARY_MEETING_OVERRIDE: Words(
        "Review screenings",
        "See anyone's screenings, override decisions and answer appeals.",
        _OF_A_PACK,
    ),
    Permission.CATALOG_MANAGE: Words(
        "Edit profile and packs",
        "Change a tutor's profile, course packs and booking rules.",
        _OF_A_PACK,
    ),
    Permission.ENROLLMENT_MANAGE: Words(
        "Enroll students", "Enroll students in course packs and withdraw them.", _OF_A_PACK
    ),
    Permission.API_KEY_MANAGE: Words("Make API keys", "Let programs act with a key of one's own."),
    Permission.ADMIN_PANEL_ACCESS: Words(
        "See the overview", "See the figures of the house and the health of its jobs."
    ),
    Permission.USER_MANAGE: Words(
        "Manage people",
        "Find people, change roles, end sessions, export and delete accounts.",
        (ObjectKind.PERSON,),
    ),
    Permission.PERMISSION_GRANT: Words(
        "Grant permissions", "Allow or deny permissions to people, groups and roles."
    ),
    Permission.AUDIT_READ: Words("Read the audit log", "See who did what and when, and export it."),
}


def told(name: str, can_do: bool | None, where: str = "") -> str:
    """What a person is told of a grant: of an allowance, a denial, or (None) that one was taken
    back. `where` is what it is on, "" in general."""
    what = f"{right(name)}{f' on {where}' if where else ''}"
    if can_do is None:
        return f"What was said of your right to {what} has been taken back."
    return f"You may {'now' if can_do else 'no longer'} {what}."


def title_of(name: str) -> str:
    """The words for a permission by its name; the name itself when it means nothing."""
    return WORDS[Permission(name)].title if name in tuple(Permission) else name
