"""Why something can not be deleted as yet, and what to do first."""


def by_booked_lessons(count: int, first: str, *, of: str, then: str) -> str:
    """`first` is when the next lesson begins; `of` is whose lessons they are, such as "of this
    pack"; `then` what can be done once they are over, such as "you can delete the pack"."""
    booked = f"1 lesson {of} is" if count == 1 else f"{count} lessons {of} are"
    last = "When it is" if count == 1 else "When they are"
    return f"{booked} booked, the next on {first}. {last} over or cancelled, {then}."


def by_a_meeting(when: str, *, then: str = "the profile") -> str:
    """`then` is what can be deleted once it is over."""
    return (
        f"A screening meeting is agreed for {when}. When it is over or called off, you can delete "
        f"{then}."
    )


def by_lessons_left(students: int) -> str:
    have = "1 student has" if students == 1 else f"{students} students have"
    return (
        f"{have} lessons left with this tutor. When their enrollments are used up or withdrawn, "
        "you can delete the profile."
    )
