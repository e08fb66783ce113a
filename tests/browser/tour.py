"""Every page of the app, as addresses into the demo data: what each role sees."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import select

from tests.factories import sign_in
from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.screening_lists import ScreeningQuery
from tutorhub_app.services import demo_accounts
from tutorhub_app.services.booking_lists import Scope, lessons_of
from tutorhub_app.services.catalog import my_enrollments
from tutorhub_app.services.screening_views import screenings, standing
from tutorhub_app.services.slots import open_slots_of_pack
from tutorhub_app.services.unit import call
from tutorhub_app.states.booking_shown import key_of

NOBODY, STUDENT, TUTOR, ADMIN = "nobody", "student", "tutor", "admin"
ROLES = (NOBODY, STUDENT, TUTOR, ADMIN)
NOT_FOUND = "404"


@dataclass(frozen=True)
class Stop:
    """A page to look at: its pattern in routes.py, and an address of it."""

    pattern: str
    address: str


def demo_principal(email: str) -> Principal:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        user = session.exec(select(User).where(User.email == email)).one()
        profile_id = session.exec(
            select(TutorProfile.id).where(TutorProfile.user_id == user.id)
        ).first()
    return sign_in(user, profile_id)


def stops_of(role: str) -> list[Stop]:
    """What the demo account of the role can see. Needs the app's database."""
    student = demo_principal(demo_accounts.STUDENT)
    tutor = demo_principal(demo_accounts.TUTOR)
    assert tutor.tutor_profile_id
    public = [
        Stop(routes.TUTORS, routes.TUTORS),
        Stop(routes.TUTORS, routes.with_query(routes.TUTORS, q="no tutor teaches this")),
        Stop(routes.TUTOR, routes.tutor(tutor.tutor_profile_id)),
        Stop(routes.TUTOR, routes.tutor("nobody")),
        Stop(routes.BOARD, routes.board("nothing")),
        Stop(NOT_FOUND, "/no-such-page"),
    ]
    if role == NOBODY:
        ways_in = (routes.INDEX, routes.SIGN_IN, routes.REGISTER)
        return [*(Stop(path, path) for path in ways_in), *public]
    lessons = [
        Stop(routes.HOME, routes.HOME),
        Stop(routes.SETTINGS, routes.SETTINGS),
        Stop(routes.NOTICES, routes.NOTICES),
        Stop(routes.NOTICES, routes.with_query(routes.NOTICES, show="unread")),
        Stop(routes.LESSONS, routes.LESSONS),
        Stop(routes.LESSONS, routes.with_query(routes.LESSONS, show="past")),
        Stop(routes.LESSONS, routes.with_query(routes.LESSONS, q="no lesson is called this")),
        Stop(routes.LESSON, _lesson_of(tutor if role == TUTOR else student)),
        Stop(routes.LESSON, routes.lesson("nothing")),
        Stop(routes.SCREENING, routes.screening("nothing")),
    ]
    if role == STUDENT:
        return [*public, *lessons, *_booking_of(student), *_screenings_of(student)]
    asked = tutor.tutor_profile_id if role == ADMIN else None
    return [
        *(public if role == ADMIN else ()),
        *lessons,
        Stop(routes.SETTINGS_KEYS, routes.SETTINGS_KEYS),
        *_teaching_of(tutor, asked),
        *(_screenings_of(tutor) if role == TUTOR else ()),
        *(_admins(tutor, student) if role == ADMIN else ()),
    ]


def _admins(*people: Principal) -> list[Stop]:
    pages = (
        routes.ADMIN,
        routes.ADMIN_PEOPLE,
        routes.ADMIN_GRANTS,
        routes.ADMIN_GROUPS,
        routes.ADMIN_SCREENINGS,
        routes.ADMIN_AUDIT,
        routes.ADMIN_JOBS,
    )
    admin = demo_principal(demo_accounts.ADMIN)
    latest = call(screenings, admin, ScreeningQuery()).rows[0]
    return [
        Stop(routes.SCREENING, routes.screening(latest.id)),
        Stop(
            routes.ADMIN_SCREENINGS,
            routes.with_query(routes.ADMIN_SCREENINGS, q="nobody is called this"),
        ),
        *(Stop(page, page) for page in pages),
        Stop(routes.ADMIN, routes.with_query(routes.ADMIN, weeks="52")),
        *(Stop(routes.ADMIN_PERSON, routes.admin_person(each.user_id)) for each in people),
        Stop(routes.ADMIN_PERSON, routes.admin_person("nobody")),
        Stop(routes.ADMIN_PEOPLE, routes.with_query(routes.ADMIN_PEOPLE, q="nobody at all")),
        Stop(routes.ADMIN_AUDIT, routes.with_query(routes.ADMIN_AUDIT, person="nobody at all")),
    ]


def _lesson_of(asking: Principal) -> str:
    coming = call(lessons_of, asking, scope=Scope.COMING)
    return routes.lesson(coming.lessons[0].room_slug)


def _booking_of(student: Principal) -> list[Stop]:
    """Book, book one like it every week, and move what is booked."""
    pack = next(e for e in call(my_enrollments, student) if e.lessons_left > 1)
    first = utc_now().date() + timedelta(days=2)
    start = call(open_slots_of_pack, student, pack.pack_id, first, first + timedelta(days=40))[0]
    series = routes.with_query(routes.book_series(pack.pack_id), start=key_of(start.starts_at))
    movable = next(
        lesson
        for lesson in call(lessons_of, student, scope=Scope.COMING).lessons
        if lesson.can_reschedule
    )
    return [
        Stop(routes.BOOK, routes.book(pack.pack_id)),
        Stop(routes.BOOK, routes.move(movable.pack_id, movable.id)),
        Stop(routes.BOOK, routes.book("nothing")),
        Stop(routes.BOOK_SERIES, series),
    ]


def _screenings_of(asking: Principal) -> list[Stop]:
    """The list, an empty one, each screening on its own page, and, for students, the way to ask."""
    found = call(screenings, asking, ScreeningQuery()).rows
    nothing = routes.with_query(routes.SCREENINGS, show="all", q="nobody is called this")
    packs = _screened_packs(asking) if asking.role is Role.STUDENT else ()
    return [
        Stop(routes.SCREENINGS, routes.SCREENINGS),
        Stop(routes.SCREENINGS, nothing),
        *(Stop(routes.SCREENING, routes.screening(row.id)) for row in found),
        *(Stop(routes.PACK_SCREENING, routes.pack_screening(pack)) for pack in packs),
    ]


def _screened_packs(student: Principal) -> list[str]:
    """One that can be asked for, and one that can not."""
    with unit_of_work(now=utc_now(), readonly=True) as session:
        packs = session.exec(select(CoursePack.id).where(CoursePack.requires_screening)).all()
    may_ask = {call(standing, student, pack).may_ask: pack for pack in packs}
    return [may_ask[True], may_ask[False]]


def _teaching_of(tutor: Principal, asked: str | None) -> list[Stop]:
    """The tutor's pages; an administrator names the tutor in the address."""
    lesson = call(lessons_of, tutor, scope=Scope.COMING).lessons[0]
    pages = {
        routes.CALENDAR: routes.CALENDAR,
        routes.TEACHING_PROFILE: routes.TEACHING_PROFILE,
        routes.TEACHING_PACKS: routes.TEACHING_PACKS,
        routes.TEACHING_RULES: routes.TEACHING_RULES,
        routes.STUDENTS: routes.STUDENTS,
        routes.STUDENT: routes.student(lesson.student_id),
        routes.BOOK: routes.book_for(lesson.pack_id, lesson.student_id),
    }
    return [
        Stop(pattern, path if pattern == routes.BOOK else routes.with_query(path, tutor=asked))
        for pattern, path in pages.items()
    ]
