"""What is left of the room of a booking, in words."""

from dataclasses import dataclass, field
from datetime import tzinfo

from tutorhub_app.domain import words
from tutorhub_app.domain.classroom import Stay
from tutorhub_app.domain.online_lessons import Door, OnlineStatus
from tutorhub_app.services.own_rooms import RoomView


@dataclass(frozen=True)
class StayShown:
    """Who was there, by which door, and from when to when in the viewer's zone."""

    name: str
    door: str
    hours: str


@dataclass(frozen=True)
class RoomShown:
    """What is left of the room. `is_there`: somebody has been in it, and there is something to
    show."""

    is_there: bool = False
    is_over: bool = False
    record_url: str = ""
    stays: list[StayShown] = field(default_factory=list)


_DOORS = {Door.TEACHER: "tutor", Door.STUDENT: "student"}


def room_shown(room: RoomView | None, here: tzinfo, hours: int) -> RoomShown:
    """`hours`: 12 or 24."""
    if room is None:
        return RoomShown()
    is_over = room.status is OnlineStatus.FINISHED
    stays = [
        StayShown(stay.name, _DOORS[Door(stay.door)], _hours_of(stay, here, hours))
        for stay in room.stays
    ]
    return RoomShown(bool(stays) or is_over, is_over, room.record_url, stays)


def _hours_of(stay: Stay, here: tzinfo, hours: int) -> str:
    came = words.clock_of(stay.joined_at, here, hours)
    if stay.left_at is None:
        return f"{came}, still there"
    return f"{came}–{words.clock_of(stay.left_at, here, hours)}"
