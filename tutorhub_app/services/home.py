"""The home page of each role: what is next, what waits for an answer, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, availability, offers
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.services import booking_lists, jobs, screening_views
from tutorhub_app.services.booking_lists import Scope
from tutorhub_app.services.catalog import EnrollmentView, my_enrollments
from tutorhub_app.services.jobs import JobHealth
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.screening_views import ScreeningQuery, ScreeningRow, Stage
from tutorhub_app.services.unit import reads

COMING_SHOWN = 6
UNMARKED_SHOWN = 10
WAITING_SHOWN = 10


@dataclass(frozen=True, slots=True)
class HomeView:
    """`coming` begins with what is next. `unmarked` waits to be marked as completed or not shown
    up. `to_book` are packs with lessons left, first those nothing is booked of. `waiting` are
    screenings that wait for this person's answer, the longest first; `to_enroll` those that were
    approved without the student having enrolled since. `lacks_*` tells a tutor what keeps students
    from booking. The counts, and the jobs that are late or fail, are an administrator's."""

    coming: tuple[LessonView, ...]
    coming_total: int
    unmarked: tuple[LessonView, ...] = ()
    unmarked_total: int = 0
    to_book: tuple[EnrollmentView, ...] = ()
    waiting: tuple[ScreeningRow, ...] = ()
    waiting_total: int = 0
    to_enroll: tuple[ScreeningRow, ...] = ()
    unwell_jobs: tuple[JobHealth, ...] = ()
    lacks_hours: bool = False
    lacks_packs: bool = False
    students: int = 0
    tutors: int = 0


@reads
def home(session: Session, principal: Principal | None, *, now: datetime) -> HomeView:
    me = require_signed_in(principal)
    coming = booking_lists.lessons_of(
        session, me, scope=Scope.COMING, page_size=COMING_SHOWN, now=now
    )
    asked = screening_views.screenings(
        session, me, ScreeningQuery(mine=True, page_size=WAITING_SHOWN), now=now
    )
    view = HomeView(coming.lessons, coming.total, waiting=asked.rows, waiting_total=asked.total)
    if me.role is Role.STUDENT:
        enrolled = my_enrollments(session, me, now=now)
        return replace(
            view, to_book=_to_book(enrolled), to_enroll=_to_enroll(session, me, enrolled, now)
        )
    unmarked = booking_lists.lessons_of(
        session, me, scope=Scope.UNMARKED, page_size=UNMARKED_SHOWN, now=now
    )
    view = replace(view, unmarked=unmarked.lessons, unmarked_total=unmarked.total)
    if me.role is Role.ADMIN:
        if not policy.has(me, Permission.ADMIN_PANEL_ACCESS):
            return view
        counts = accounts.count_by_role(session)
        return replace(
            view,
            students=counts.get(Role.STUDENT, 0),
            tutors=counts.get(Role.TUTOR, 0),
            unwell_jobs=tuple(job for job in jobs.health(session, me, now=now) if job.is_unwell),
        )
    profile_id = me.tutor_profile_id or ""
    return replace(
        view,
        lacks_hours=not availability.windows_of(session, profile_id),
        lacks_packs=not offers.offers_of(session, [profile_id]),
    )


def _to_book(enrolled: Sequence[EnrollmentView]) -> tuple[EnrollmentView, ...]:
    to_book = [pack for pack in enrolled if pack.lessons_left]
    return tuple(sorted(to_book, key=lambda pack: pack.lessons_coming > 0))


def _to_enroll(
    session: Session, me: Principal, enrolled: Sequence[EnrollmentView], now: datetime
) -> tuple[ScreeningRow, ...]:
    known = {pack.pack_id for pack in enrolled}
    approved = screening_views.screenings(
        session, me, ScreeningQuery(state=Stage.APPROVED, page_size=WAITING_SHOWN), now=now
    )
    return tuple(row for row in approved.rows if row.pack_id not in known)
