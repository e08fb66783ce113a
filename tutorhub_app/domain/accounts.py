"""Who is asking."""

from dataclasses import dataclass
from enum import StrEnum

from tutorhub_app.domain.permissions import Grant


class Role(StrEnum):
    STUDENT = "student"
    TUTOR = "tutor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person, resolved afresh for each request or event. Nobody is `None`.

    `time_zone` is an IANA name; `first_day_of_week` is 0 for Sunday and 1 for Monday.
    `grants` are the person's own, their groups' and their role's.
    """

    user_id: str
    session_id: str
    role: Role
    email: str
    fullname: str
    time_zone: str
    hour_cycle: int = 24
    first_day_of_week: int = 1
    tutor_profile_id: str | None = None
    photo: str = ""
    grants: tuple[Grant, ...] = ()


MINIMUM_PASSWORD = 8
MAXIMUM_PASSWORD = 1024
MAXIMUM_EMAIL = 254
MAXIMUM_NAME = 120
REGISTRABLE_ROLES = frozenset({Role.STUDENT, Role.TUTOR})
