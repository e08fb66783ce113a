"""Who may ask for a screening of what: the guards before a request is made."""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, calendars, offers, packs
from tutorhub_app.data import screening as data
from tutorhub_app.data.base import new_id
from tutorhub_app.data.screening import Place, PreliminaryMeeting
from tutorhub_app.domain import screening_clocks, words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import Invalid, NotFound
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.screening_desk import Desk, side_of


def desk_of_new(session: Session, me: Principal, pack_id: str, student_id: str) -> Desk:
    """The desk at which a request for that student is made, in a pack that asks for a screening.

    Raises NotFound for a pack that is not offered, NotAllowed, Invalid.
    """
    pack = offers.offer_row(session, pack_id)
    tutor = calendars.tutor_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or tutor is None or not pack.is_active:
        raise NotFound("There is no such course pack, or no longer.")
    student = packs.student_row(session, student_id)
    tutor_name, *_ = packs.tutor_face(session, tutor.profile_id)
    place = Place(
        pack_id=pack_id,
        pack_title=pack.title,
        tutor_profile_id=tutor.profile_id,
        tutor_id=tutor.user_id,
        tutor_name=tutor_name,
        student_id=student_id,
        student_name=student.fullname if student else "",
        is_offered=True,
        is_student_active=student is not None,
    )
    side = side_of(me, place)
    if not pack.requires_screening:
        raise Invalid.field(
            "coursePackId",
            "coursePackId: choose a course pack that requires a screening.",
            code="screeningIsNotRequired",
        )
    if not accounts.is_active_student(session, student_id):
        raise Invalid.field("studentId", "studentId: choose a student.", code="studentIdIsNotValid")
    row = PreliminaryMeeting(
        id=new_id(),
        course_pack_id=pack_id,
        student_id=student_id,
        owner_id=student_id,
        tutor_decision=TutorDecision.PENDING,
    )
    return Desk(me, side, row, place, None)


def require_may_ask(session: Session, desk: Desk, *, now: datetime) -> None:
    """Conflict while a request is open or approved, and for students until the tutor's waiting
    time after a rejection is over."""
    place = desk.place
    decisions = data.decisions_of(session, place.student_id, [place.pack_id])
    screening_clocks.require_may_ask(decisions.get(place.pack_id))
    if desk.side is Side.STUDENT and desk.me is not None:
        again_at = ask_again_at(session, place)
        when = day_words(again_at, desk.me) if again_at else ""
        screening_clocks.require_waited(again_at, when, now)


def require_nothing_stands(standing: TutorDecision | None) -> None:
    """Conflict when another request of the student's is open or approved."""
    screening_clocks.require_may_ask(standing)


def ask_again_at(session: Session, place: Place) -> datetime | None:
    """When the waiting time after the student's last rejection ends."""
    tutor = calendars.tutor_row(session, place.tutor_profile_id)
    rejected_at = data.last_rejection(session, place.student_id, place.pack_id)
    wait_days = tutor.rules.screening_wait_days if tutor else 0
    return screening_clocks.ask_again_at(rejected_at, wait_days)


def day_words(at: datetime, me: Principal) -> str:
    """Such as "Tue 3 Mar 2026 18:00" where the reader is."""
    where = zone(me.time_zone)
    local = at.astimezone(where)
    clock = words.clock_of(at, where, me.hour_cycle)
    return f"{words.short_day(local.date())} {local.year} {clock}"
