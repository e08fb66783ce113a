"""What a list of screenings is narrowed to, and in which order it comes."""

from dataclasses import dataclass
from enum import StrEnum

from tutorhub_app.domain.screening import Stage


class Sort(StrEnum):
    """`WAITING`: the longest waiting for an answer first; the reader's own turn before others."""

    WAITING = "waiting"
    CREATED = "created"
    CHANGED = "changed"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class ScreeningQuery:
    """What is None or "" does not narrow. `text` is looked for in the names of student and tutor
    and in the pack's title. `mine`: only those that wait for the reader's answer. Pages are counted
    from 1."""

    state: Stage | None = None
    tutor_profile_id: str | None = None
    pack_id: str | None = None
    text: str = ""
    older_than_days: int | None = None
    mine: bool = False
    sort: Sort = Sort.WAITING
    descending: bool = False
    page: int = 1
    page_size: int = 25
