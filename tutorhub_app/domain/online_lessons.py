"""Online lessons: what their state is at an instant, and who may come in when."""

from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_TITLE = 200
LONGEST_LINK = 2000
MOST_MINUTES = 1440
JOIN_BEFORE = timedelta(minutes=10)
"""How long before the start "Join" is offered on lists of lessons."""
BACK_AFTER_END = timedelta(minutes=15)
"""How long after the end those who were there may come back, as after a drop."""


class OnlineStatus(StrEnum):
    """`active` is from the first join or the start until the end. Then it is `finished` when
    anybody was there, else `expired`. `canceled` is only ever the room of a booked lesson that was
    cancelled."""

    COMING = "coming"
    ACTIVE = "active"
    FINISHED = "finished"
    EXPIRED = "expired"
    CANCELED = "canceled"


class Door(StrEnum):
    """By which of its two addresses somebody comes into a lesson."""

    TEACHER = "teacher"
    STUDENT = "student"


class Entry(StrEnum):
    """What somebody finds at a door: the lesson, its waiting room, what is left of it once it is
    over, or that it can not be entered any more."""

    OPEN = "open"
    WAITING = "waiting"
    OVER = "over"
    EXPIRED = "expired"
    CANCELED = "canceled"


def status_at(
    now: datetime,
    *,
    starts_at: datetime,
    ends_at: datetime,
    first_joined_at: datetime | None,
    canceled: bool = False,
) -> OnlineStatus:
    if canceled:
        return OnlineStatus.CANCELED
    if now >= ends_at:
        return OnlineStatus.EXPIRED if first_joined_at is None else OnlineStatus.FINISHED
    if now >= starts_at or first_joined_at is not None:
        return OnlineStatus.ACTIVE
    return OnlineStatus.COMING


def entry_at(
    now: datetime,
    door: Door,
    status: OnlineStatus,
    *,
    starts_at: datetime,
    ends_at: datetime,
    opened_at: datetime | None,
    was_there: bool,
    somebody_is_there: bool,
) -> Entry:
    """What is behind the door now, for somebody who `was_there` before or not.

    Students wait until a teacher opens, or the start. Nobody is sent away at the end: who was there
    comes back in while somebody still is, and for BACK_AFTER_END.
    """
    if status is OnlineStatus.CANCELED:
        return Entry.CANCELED
    if status is OnlineStatus.EXPIRED:
        return Entry.EXPIRED
    if status is OnlineStatus.FINISHED:
        may_return = was_there and (somebody_is_there or now < ends_at + BACK_AFTER_END)
        return Entry.OPEN if may_return else Entry.OVER
    if door is Door.TEACHER or opened_at is not None or now >= starts_at:
        return Entry.OPEN
    return Entry.WAITING
