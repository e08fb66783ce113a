"""What becomes of somebody's things when their account changes, in words."""

from tutorhub_app.domain.words import listed


def cost(*, lessons: int, free_slots: int, screenings: int) -> str:
    """What goes with a role or an account; "" when nothing does."""
    goes = [
        *([f"{_counted(lessons, 'coming lesson')} cancelled and given back"] if lessons else []),
        *([f"{_counted(free_slots, 'free slot')} withdrawn"] if free_slots else []),
        *([f"{_counted(screenings, 'open screening request')} closed"] if screenings else []),
    ]
    return f"With it: {listed(goes)}." if goes else ""


def role_cost(role: str, cost_now: str) -> str:
    """What changing to the role does."""
    gains = {
        "student": "They find tutors and book lessons. A tutor's profile is hidden.",
        "tutor": "They get a tutor's profile in the catalogue, and hours and packs of their own.",
        "admin": "They may do everything, for everyone. They sign in anew.",
    }.get(role, "")
    return f"{gains} {cost_now}".strip()


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
