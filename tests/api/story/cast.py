"""Who is in the story, and what they have made so far."""

from dataclasses import dataclass

PASSWORD = "seven green lanterns"
LESSON_DAY = "2026-01-14"
"""A Wednesday; the story is told on the fifth, a Monday."""


@dataclass
class Cast:
    """Maria is a tutor, Ben a student: their tokens, and an administrator's; Maria's API key. The
    rest are ids."""

    admin: str
    maria: str = ""
    key: str = ""
    profile_id: str = ""
    ben: str = ""
    ben_id: str = ""
    pack: str = ""
    screened_pack: str = ""
    enrollment: str = ""
    lesson: str = ""
    free: str = ""
