"""What the services of a tutor's hours share: whose hours they are, and which lessons a change
would leave outside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tutorhub_app.data.availability import own_dates_of, time_off_of, windows_of
from tutorhub_app.data.calendars import TutorRow, lock_tutor, tutor_row
from tutorhub_app.data.changes import record_change, tutor_topic
from tutorhub_app.data.lessons import LessonFilter, LessonRow, lesson_rows
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.availability import TimeOff
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.date_hours import WeekHours
from tutorhub_app.domain.errors import Invalid, NotFound
from tutorhub_app.domain.policy import Objects, Permission, require_on, require_signed_in
from tutorhub_app.domain.slots import TutorCalendar, lessons_outside_hours
from tutorhub_app.domain.stranded import Decision, StrandedLesson, require_decision
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking_changes

FARTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Desk:
    """A tutor's hours as they are now, and who is about to change them.

    `today` is the date in the tutor's zone.
    """

    me: Principal
    tutor: TutorRow
    hours: WeekHours
    time_off: tuple[TimeOff, ...]
    today: date

    def require_not_over(self, day: date, field: str) -> None:
        """Raises `Invalid` naming `field` for a day that is over."""
        if day < self.today:
            raise Invalid.field(field, f"Choose a date from today, {self.today}, on.")

    def require_coming(self, day: date, field: str) -> None:
        """Raises `Invalid` naming `field` for a day that is over, or too far off."""
        if not self.today <= day <= self.today + FARTHEST:
            raise Invalid.field(field, "Choose a date from today on, within the next two years.")

    def require_windows(self, ids: Iterable[str]) -> None:
        """NotAllowed, NotYours when one of these windows is not theirs to change."""
        for window_id in ids:
            _require(self.me, self.tutor, (window_id,))


def tutor_of(
    session: Session, principal: Principal | None, profile_id: str, rows: Objects = ()
) -> TutorRow:
    """The tutor whose hours the principal may see here and change. `rows` are ids of the very
    windows it is about.

    Raises NotSignedIn, NotAllowed for students, NotFound, NotYours for other tutors.
    """
    me = require_signed_in(principal)
    tutor = tutor_row(session, profile_id)
    if tutor is None:
        raise NotFound("This tutor does not exist, or no longer does.")
    _require(me, tutor, rows)
    return tutor


def open_desk(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    now: datetime,
    rows: Objects = (),
) -> Desk:
    """Everything a change begins with. Until it is over nobody else changes these hours."""
    tutor = tutor_of(session, principal, profile_id, rows)
    assert principal is not None
    lock_tutor(session, profile_id)
    return Desk(
        me=principal,
        tutor=tutor,
        hours=hours_of(session, profile_id),
        time_off=time_off_of(session, profile_id),
        today=now.astimezone(zone(tutor.time_zone)).date(),
    )


def _require(me: Principal, tutor: TutorRow, rows: Objects) -> None:
    require_on(
        me,
        Permission.AVAILABILITY_MANAGE,
        concerned=tutor.user_id == me.user_id,
        objects=(*rows, tutor.profile_id),
    )


def hours_of(session: Session, profile_id: str) -> WeekHours:
    return WeekHours(windows_of(session, profile_id), own_dates_of(session, profile_id))


def stranded(
    session: Session,
    desk: Desk,
    hours: WeekHours,
    time_off: tuple[TimeOff, ...],
    decision: Decision | None,
    *,
    now: datetime,
) -> tuple[StrandedLesson, ...]:
    """The coming lessons that these hours would leave outside, and the present ones do not.

    Raises `LessonsOutsideHours` when one of them was not decided about.
    """
    coming = lesson_rows(
        session,
        LessonFilter(
            tutor_profile_id=desk.tutor.profile_id,
            statuses=(SlotStatus.BOOKED,),
            starts_from=now,
        ),
    )
    outside_before = outside(desk.tutor, desk.hours, desk.time_off, coming)
    outside_after = outside(desk.tutor, hours, time_off, coming)
    lessons = tuple(
        StrandedLesson(
            lesson.id, lesson.student_name, lesson.starts_at, lesson.ends_at, lesson.session_mode
        )
        for lesson in coming
        if lesson.id in outside_after - outside_before
    )
    require_decision(lessons, decision)
    return lessons


def outside(
    tutor: TutorRow, hours: WeekHours, time_off: tuple[TimeOff, ...], lessons: Sequence[LessonRow]
) -> frozenset[str]:
    """Ids of the lessons that these hours do not hold."""
    calendar = TutorCalendar(
        time_zone=tutor.time_zone,
        windows=hours.windows,
        time_off=time_off,
        busy=(),
        rules=tutor.rules,
        own_dates=hours.own_dates,
    )
    return frozenset(
        lessons_outside_hours(
            calendar,
            ((row.id, row.starts_at, row.ends_at, row.session_mode) for row in lessons),
        )
    )


def finish(
    session: Session,
    desk: Desk,
    lessons: tuple[StrandedLesson, ...],
    decision: Decision | None,
    *,
    now: datetime,
) -> int:
    """Cancel what was decided to be cancelled, and tell live pages. Returns how many lessons."""
    record_change(session, tutor_topic(desk.tutor.profile_id))
    if decision is None or not decision.cancel:
        return 0
    for lesson in lessons:
        booking_changes.cancel_lesson(
            session, desk.me, lesson.id, reason=decision.message.strip(), now=now
        )
    return len(lessons)
