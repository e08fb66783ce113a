"""Screenings of the demo at each stage, made as their people make them, each in its own time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data import engine, notices
from tutorhub_app.data.accounts import User
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import screening

_LINK = "https://meet.example.com/olympiad"
_UNREAD_FOR = timedelta(days=2)

PickTimes = Callable[[User, datetime], list[datetime]]
"""Times that suit a student and the tutor of one pack, from an instant on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A pack that asks for a screening: its tutor, and how times for it are found."""

    pack_id: str
    tutor: User
    profile_id: str
    times: PickTimes


def approve(session: Session, student: User, asked: Asked, *, now: datetime) -> None:
    """Asked and approved before the first lessons."""
    at = now - timedelta(days=40)
    meeting_id = _ask(session, student, asked, "I won our school's contest last year.", [], at)
    with_reason = "A good start. We begin with number theory."
    _decide(session, asked, meeting_id, TutorDecision.APPROVED, with_reason, at + timedelta(days=2))


def seed(
    session: Session, students: list[User], olympiad: Asked, interviews: Asked, *, now: datetime
) -> None:
    """New, with offers, agreed, held, rejected and appealed against."""
    days = timedelta(days=1)
    nervous = "My first interviews are next month. Mostly graphs make me nervous."
    first, second, *others = interviews.times(students[0], now)
    offered = _ask(session, students[0], interviews, nervous, [first, second], now - 5 * days)
    _at(session, now - 1 * days)
    screening.offer(
        session,
        _tutor(interviews),
        offered,
        proposals=others[:2],
        message="I am away then. Would one of these do?",
        now=now - 1 * days,
    )

    city = "I came third in the city round and want to go further."
    times = olympiad.times(students[2], now)[:3]
    _ask(session, students[2], olympiad, city, times, now - 2 * days)

    league = "I know the combinatorics of the junior league, and no number theory yet."
    (time, *_) = olympiad.times(students[5], now)
    agreed = _ask(session, students[5], olympiad, league, [time], now - 1 * days)
    _at(session, now - timedelta(hours=3))
    screening.agree(
        session,
        _tutor(olympiad),
        agreed,
        starts_at=time,
        meeting_link=_LINK,
        now=now - timedelta(hours=3),
    )

    past = now - 6 * days
    (time, *_) = [
        at for at in interviews.times(students[3], past) if at < now - timedelta(hours=1)
    ] or [past + timedelta(hours=5)]
    held = _ask(session, students[3], interviews, "I change jobs in spring.", [], past)
    screening.agree(session, _tutor(interviews), held, starts_at=time, now=past)

    school = "I like puzzles and have not been to a contest yet."
    rejected = _ask(session, students[4], olympiad, school, [], now - 9 * days)
    reason = "A year of algebra first: the pack begins where that ends."
    _decide(session, olympiad, rejected, TutorDecision.REJECTED, reason, now - 4 * days)
    _at(session, now - 1 * days)
    screening.appeal(
        session,
        _principal(students[4]),
        rejected,
        message="I have had that year at my last school, and can show my notes.",
        now=now - 1 * days,
    )
    _at(session, now)
    for person in (*students, olympiad.tutor, interviews.tutor):
        notices.mark_read(session, person.id, until=now - _UNREAD_FOR, now=now - _UNREAD_FOR)


def _ask(
    session: Session,
    student: User,
    asked: Asked,
    message: str,
    proposals: list[datetime],
    at: datetime,
) -> str:
    _at(session, at)
    return screening.ask(
        session,
        _principal(student),
        asked.pack_id,
        message=message,
        proposals=proposals,
        now=at,
    )


def _decide(
    session: Session,
    asked: Asked,
    meeting_id: str,
    decision: TutorDecision,
    reason: str,
    at: datetime,
) -> None:
    _at(session, at)
    screening.decide(session, _tutor(asked), meeting_id, decision=decision, reason=reason, now=at)


def _at(session: Session, at: datetime) -> None:
    """From here on rows are stamped as if it were then."""
    engine.flush(session)
    session.info["now"] = at
    session.info.pop("written", None)


def _principal(user: User, profile_id: str | None = None) -> Principal:
    return Principal(
        user.id,
        "",
        Role(user.role),
        user.email,
        user.fullname,
        time_zone=user.time_zone,
        tutor_profile_id=profile_id,
    )


def _tutor(asked: Asked) -> Principal:
    return _principal(asked.tutor, asked.profile_id)
