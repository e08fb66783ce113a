"""The home page of each role: what is next, what waits for an answer, what is missing."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, availability, offers
from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.services import booking_lists
from tutorhub_app.services.booking_lists import Scope
from tutorhub_app.services.catalog import EnrollmentView, my_enrollments
from tutorhub_app.services.lesson_view import LessonView
from tutorhub_app.services.unit import reads

COMING_SHOWN = 6
UNMARKED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class HomeView:
    """`coming` begins with what is next. `unmarked` waits to be marked as completed or not shown
    up. `to_book` are packs with lessons left, first those nothing is booked of. `lacks_*` tells a
    tutor what keeps students from booking. The counts are an administrator's."""

    coming: tuple[LessonView, ...]
    coming_total: int
    unmarked: tuple[LessonView, ...] = ()
    unmarked_total: int = 0
    to_book: tuple[EnrollmentView, ...] = ()
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
    view = HomeView(coming.lessons, coming.total)
    if me.role is Role.STUDENT:
        return replace(view, to_book=_to_book(session, me, now))
    unmarked = booking_lists.lessons_of(
        session, me, scope=Scope.UNMARKED, page_size=UNMARKED_SHOWN, now=now
    )
    view = replace(view, unmarked=unmarked.lessons, unmarked_total=unmarked.total)
    if me.role is Role.ADMIN:
        if not policy.has(me, Permission.ADMIN_PANEL_ACCESS):
            return view
        counts = accounts.count_by_role(session)
        return replace(view, students=counts.get(Role.STUDENT, 0), tutors=counts.get(Role.TUTOR, 0))
    profile_id = me.tutor_profile_id or ""
    return replace(
        view,
        lacks_hours=not availability.windows_of(session, profile_id),
        lacks_packs=not offers.offers_of(session, [profile_id]),
    )


def _to_book(session: Session, me: Principal, now: datetime) -> tuple[EnrollmentView, ...]:
    to_book = [pack for pack in my_enrollments(session, me, now=now) if pack.lessons_left]
    return tuple(sorted(to_book, key=lambda pack: pack.lessons_coming > 0))
