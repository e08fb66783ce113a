"""The doors of a lesson's room: what they lead to, whom they let through, and with what ticket."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, classroom_lessons, classroom_people
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.classroom import (
    LONGEST_NAME,
    ChatLine,
    Insider,
    RoomLesson,
    Stay,
)
from tutorhub_app.domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.online_lessons import Door, Entry
from tutorhub_app.domain.texts import clean_line
from tutorhub_app.services import classroom_hub, classroom_tickets, online_lessons, own_rooms
from tutorhub_app.services.own_rooms import OwnDoor
from tutorhub_app.services.unit import reads, run

_NO_TICKET = (Entry.EXPIRED, Entry.CANCELED)


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at a door. `token` is what its address holds; `browser` is a name that a browser
    made up for itself and keeps, so that who comes again is known."""

    door: Door
    token: str = field(repr=False)
    name: str
    browser: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What is behind the door. `ticket` is empty where there is nothing to do any more."""

    entry: Entry
    ticket: str = field(repr=False)
    who: Insider
    lesson: RoomLesson
    at: datetime


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who holds a ticket, and what is behind their door now."""

    who: Insider
    lesson: RoomLesson
    entry: Entry


@dataclass(frozen=True, slots=True)
class Told:
    """A lesson with what was said in it; who was there, for the teacher alone."""

    lesson: RoomLesson
    chat: tuple[ChatLine, ...]
    attendance: tuple[Stay, ...] | None
    at: datetime


async def enter(principal: Principal | None, knock: Knock) -> Entered:
    """Errors: Invalid (name), NotFound."""
    name = clean_line(knock.name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid.field("name", f"name: send 1 to {LONGEST_NAME} characters.")
    if knock.door is Door.STUDENT and await run(own_rooms.lacks_room, principal, knock.token):
        await run(own_rooms.own_door, principal, knock.token)
    return await run(_enter, principal, replace(knock, name=name))


def find(
    session: Session, door: Door, token: str, principal: Principal | None, *, now: datetime
) -> OwnDoor:
    """The lesson that this address leads to, and by which door they come in there. NotFound.

    The student's address of a booking is for its people, and its tutor is its teacher.
    """
    if door is Door.TEACHER:
        return OwnDoor(online_lessons.at_teacher_door(session, token, now=now), door)
    lesson = online_lessons.at_student_door(session, token, now=now)
    if not lesson.is_booked:
        return OwnDoor(lesson, door)
    own = own_rooms.own_door(session, principal, token, now=now)
    if own is None:
        raise _unknown()
    return own


@reads
def _enter(
    session: Session, principal: Principal | None, knock: Knock, *, now: datetime
) -> Entered:
    found = find(session, knock.door, knock.token, principal, now=now)
    lesson, door = found.lesson, found.door
    user_id, name = None, knock.name
    if principal is not None:
        user_id = principal.user_id
        name = principal.fullname[:LONGEST_NAME] if lesson.is_booked else name
    who = Insider(
        lesson_id=lesson.id,
        door=door,
        participant_id=classroom_tickets.participant_id(lesson.id, door, knock.browser, user_id),
        name=name,
        user_id=user_id,
        key=classroom_tickets.key_of(lesson, door),
    )
    room = classroom_lessons.as_room_sees(session, lesson)
    entry = _entry(session, who, room, now)
    ticket = ""
    if entry not in _NO_TICKET:
        ticket = classroom_tickets.issue(who, ends_at=lesson.ends_at, now=now)
    return Entered(entry, ticket, who, room, now)


def _entry(session: Session, who: Insider, lesson: RoomLesson, now: datetime) -> Entry:
    return lesson.entry(
        now,
        who.door,
        was_there=classroom_people.was_there(session, lesson.id, who.participant_id),
        somebody_is_there=classroom_hub.is_somebody_in(lesson.id),
    )


def require_ticket(session: Session, ticket: str, now: datetime) -> Admitted:
    """Who holds this ticket. NotSignedIn when it is none, has run out, its address is no longer the
    lesson's, or the account that it was given to is closed; NotFound when the lesson is gone."""
    who = classroom_tickets.read(ticket)
    if who is None or (who.user_id is not None and not accounts.is_open(session, who.user_id)):
        raise _bad_ticket()
    lesson = classroom_lessons.room_lesson(session, who.lesson_id)
    if lesson is None:
        raise _unknown()
    if classroom_tickets.key_of(lesson.record, who.door) != who.key:
        raise _bad_ticket()
    return Admitted(who, lesson, _entry(session, who, lesson, now))


def require_inside(session: Session, ticket: str, now: datetime) -> Admitted:
    """Whoever may be in the room now, to do things there. Errors: also NotAllowed."""
    found = require_ticket(session, ticket, now)
    if found.entry is not Entry.OPEN:
        raise _not_inside()
    return found


def require_teacher(session: Session, ticket: str, now: datetime) -> Admitted:
    """A teacher who may be in the room now. Errors: also NotAllowed."""
    found = require_inside(session, ticket, now)
    if not found.who.is_teacher:
        raise NotAllowed("Only the teacher may do that.", code="onlyTheTeacher")
    return found


def require_sight(session: Session, ticket: str, now: datetime) -> Admitted:
    """Whoever may look at the room, or at what is left of it. Errors: also NotAllowed."""
    found = require_ticket(session, ticket, now)
    if found.entry not in (Entry.OPEN, Entry.OVER):
        raise _not_inside()
    return found


@reads
def admitted(session: Session, ticket: str, *, now: datetime) -> Admitted:
    """Errors: those of `require_ticket`."""
    return require_ticket(session, ticket, now)


@reads
def tell(session: Session, ticket: str, *, now: datetime) -> Told:
    """Errors: those of `require_sight`."""
    found = require_sight(session, ticket, now)
    lesson = found.lesson
    return Told(
        lesson,
        classroom_people.chat_lines(session, lesson.id),
        classroom_people.stays(session, lesson.id) if found.who.is_teacher else None,
        now,
    )


def _unknown() -> NotFound:
    return NotFound("There is no such lesson, or no longer.", code="lessonNotFound")


def _bad_ticket() -> NotSignedIn:
    return NotSignedIn(
        "This ticket is not valid, or no longer. Enter the lesson again by its address.",
        code="ticketIsNotValid",
    )


def _not_inside() -> NotAllowed:
    return NotAllowed("The room is not open to you now.", code="roomIsNotOpen")
