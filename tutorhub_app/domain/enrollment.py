"""What comes next for a person who looks at a course pack."""

from collections.abc import Collection
from enum import StrEnum

from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.screening import TutorDecision


class Step(StrEnum):
    """The one thing to offer."""

    SIGN_IN = "signIn"
    SCREENING = "screening"
    ENROLL = "enroll"
    BOOK = "book"
    MANAGE = "manage"
    NONE = "none"


def lacks_screening(requires_screening: bool, decision: TutorDecision | None) -> bool:
    return requires_screening and decision is not TutorDecision.APPROVED


def next_step(
    role: Role | None,
    *,
    can_manage: bool,
    is_active: bool,
    requires_screening: bool,
    decision: TutorDecision | None,
    lessons_left: int,
    denied: Collection[Step] = (),
) -> Step:
    """What to offer. `role` is None for nobody; `is_active` is whether the pack is on offer;
    `denied` are steps that this person may not take."""
    if can_manage:
        return Step.MANAGE
    if role is None:
        return Step.SIGN_IN
    if role is not Role.STUDENT:
        return Step.NONE
    if not lessons_left and not is_active:
        return Step.NONE
    step = Step.BOOK if lessons_left else Step.ENROLL
    if lacks_screening(requires_screening, decision):
        step = Step.SCREENING
    return Step.NONE if step in denied else step


def screening_sentence(tutor: str, decision: TutorDecision | None) -> str:
    """What is needed before a screened pack, as it stands. `tutor` is a name."""
    if decision is TutorDecision.APPROVED:
        return f"{tutor} approved your screening."
    if decision is TutorDecision.PENDING:
        return (
            f"Your screening meeting waits for {tutor}'s answer. "
            "Once it is approved you can enroll."
        )
    if decision is TutorDecision.REJECTED:
        return (
            f"{tutor} did not approve your screening for this pack. "
            "Another pack may fit you better."
        )
    return (
        f"This pack begins with a screening meeting: {tutor} meets you first, to see whether it "
        "is right for you. Once it is approved you can enroll."
    )


LESSONS_LEFT = range(1001)


def checked_lessons_left(count: int) -> int:
    """The number, when so many lessons may be left. Raises Invalid."""
    if count not in LESSONS_LEFT:
        sentence = f"lessonsLeft: send a whole number from 0 to {LESSONS_LEFT[-1]}."
        raise Invalid.field("lessonsLeft", sentence)
    return count


def duplicate_sentence(lessons_left: int) -> str:
    lessons = "is 1 lesson" if lessons_left == 1 else f"are {lessons_left} lessons"
    return f"There {lessons} left in this pack already. Enroll again when they are used up."
