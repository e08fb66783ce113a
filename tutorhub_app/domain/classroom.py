"""The room of an online lesson: who is in it, what they are told, and how much they may send."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tutorhub_app.domain.online_lessons import Door, Entry, entry_at
from tutorhub_app.domain.records import OnlineLessonRecord

MOST_PEOPLE = 4
MOST_WAITING = 30
LONGEST_NAME = 80
LONGEST_TEXT = 2000
MOST_CHAT_MESSAGES = 5000
LARGEST_SIGNAL = 64_000
MESSAGES_A_SECOND = 60
MESSAGES_AT_ONCE = 240
CHARACTERS_A_MESSAGE = 32_000
"""A longer message counts as several."""

OPEN_AFTER_END = timedelta(hours=24)
"""How long after the end a room may still be in use."""
SHORT_DROP = timedelta(minutes=2)
"""Who is back within it has not left: the stay goes on."""
UNSEEN = timedelta(minutes=3)
"""A stay that nobody has noted for so long ended when it was noted last."""

COLOURS = ("#4f46e5", "#c2410c", "#0f766e", "#a21caf", "#1d4ed8", "#b91c1c")


class Bye(StrEnum):
    """Why somebody is sent away."""

    FULL = "full"
    OVER = "over"
    EXPIRED = "expired"
    CANCELED = "canceled"
    DELETED = "deleted"
    REPLACED = "replaced"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody whom a door has let through. `participant_id` is known to everyone in the room,
    `user_id` is set when they were signed in. `key` tells which address they came by, so that a
    new one shuts them out."""

    lesson_id: int
    door: Door
    participant_id: str
    name: str
    user_id: str | None
    key: str

    @property
    def is_teacher(self) -> bool:
        return self.door is Door.TEACHER


@dataclass(frozen=True, slots=True)
class RoomLesson:
    """A lesson as its room sees it. `tutor_name` is of a booked lesson, else empty. `recording_by`
    is the participant who records now, if anybody does."""

    record: OnlineLessonRecord
    tutor_name: str
    recording_by: str

    @property
    def id(self) -> int:
        return self.record.id

    def entry(
        self, now: datetime, door: Door, *, was_there: bool, somebody_is_there: bool
    ) -> Entry:
        """What is behind the door now."""
        return entry_at(
            now,
            door,
            self.record.at(now).status,
            starts_at=self.record.starts_at,
            ends_at=self.record.ends_at,
            opened_at=self.record.opened_at,
            was_there=was_there,
            somebody_is_there=somebody_is_there,
        )


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A message of the chat. `participant_id`, `name` and `door` are its writer's."""

    id: str
    participant_id: str
    name: str
    door: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of one person. `left_at` is None while they are there."""

    participant_id: str
    user_id: str | None
    name: str
    door: str
    joined_at: datetime
    left_at: datetime | None
