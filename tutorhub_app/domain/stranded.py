"""Booked lessons that a change of hours would leave outside them, and what to do about those."""

from dataclasses import dataclass
from datetime import datetime

from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, Invalid

MAXIMUM_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class StrandedLesson:
    """A booked lesson outside the hours. Instants are aware UTC."""

    id: str
    student_name: str
    starts_at: datetime
    ends_at: datetime
    session_mode: SessionMode


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of the lessons with these ids: kept as they are, or cancelled.

    The ids are those the tutor was shown; one that came since is not decided about.
    """

    lessons: frozenset[str]
    cancel: bool = False
    message: str = ""

    def __post_init__(self) -> None:
        if self.cancel and not 0 < len(self.message.strip()) <= MAXIMUM_MESSAGE:
            raise Invalid.field(
                "message", f"Write the students a message of at most {MAXIMUM_MESSAGE} characters."
            )


class LessonsOutsideHours(Conflict):
    """The change waits for a `Decision` about `lessons`; nothing is saved."""

    code = "lessonsOutsideHours"

    def __init__(self, lessons: tuple[StrandedLesson, ...]) -> None:
        self.lessons = lessons
        count = "A booked lesson" if len(lessons) == 1 else f"{len(lessons)} booked lessons"
        super().__init__(f"{count} would be outside your hours. Keep or cancel them first.")


def require_decision(lessons: tuple[StrandedLesson, ...], decision: Decision | None) -> None:
    """Raises `LessonsOutsideHours` while there is a lesson that was not decided about."""
    decided = decision.lessons if decision else frozenset()
    if any(lesson.id not in decided for lesson in lessons):
        raise LessonsOutsideHours(lessons)
