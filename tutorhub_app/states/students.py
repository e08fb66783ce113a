"""A tutor's students, and one of them. Administrators name the tutor: `?tutor=<profile id>`."""

from dataclasses import dataclass

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain import words
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking_lists, live, students
from tutorhub_app.services.students import EnrollmentRow, StudentRow
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal
from tutorhub_app.states.lesson_line import LessonLine, lesson_line
from tutorhub_app.states.listing import Listing, listing, page_in, sort_in, sort_text, text_in

LESSONS_SHOWN = 100


@dataclass(frozen=True)
class StudentCard:
    """A student in the tutor's words and zone."""

    id: str = ""
    name: str = ""
    email: str = ""
    href: str = ""
    zone: str = ""
    local_time: str = ""
    packs: str = ""
    held: str = ""
    next_lesson: str = ""


@dataclass(frozen=True)
class PackLine:
    """What is left of a pack, and where to book the next lesson for the student."""

    title: str
    left: str
    can_book: bool
    book_href: str


class StudentsState(AppState):
    """What is searched for stands in the address: `?q=maria&sort=-held&page=2`."""

    students: list[StudentCard] = []
    listing: Listing = Listing()
    loaded: bool = False

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def load(self):
        query, tutor = self.router.url.query_parameters, _tutor_in(self)
        sort, descending = sort_in(query, students.SORTS, "name")
        with self._reporting():
            found = await run(
                students.student_page,
                principal(),
                tutor or None,
                text=text_in(query),
                sort=sort,
                descending=descending,
                page=page_in(query),
            )
            self.students = [
                _card(self, line.student, line.enrollments, tutor) for line in found.students
            ]
            self.listing = listing(
                query,
                found.total,
                found.page,
                found.page_count,
                "student",
                "students",
                sort=sort_text(sort, descending),
            )
        self.loaded = True

    @rx.event(background=True)
    @allow(Permission.CATALOG_MANAGE)
    async def watch(self):
        async with self:
            topics = _topics(self)
        async for _ in live.changes(*topics):
            yield StudentsState.load


class StudentState(AppState):
    """One student: packs, history and the tutor's private notes."""

    shown: StudentCard = StudentCard()
    packs: list[PackLine] = []
    coming: list[LessonLine] = []
    past: list[LessonLine] = []
    note: str = ""
    note_saved: str = ""
    missing: bool = False
    loaded: bool = False
    _read_for: str = ""

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def load(self):
        wanted, tutor = str(self.student_id), _tutor_in(self)
        try:
            found = await run(students.student_file, principal(), wanted, tutor or None)
            history = await run(
                booking_lists.lessons_of,
                principal(),
                student_id=wanted,
                tutor_profile_id=found.profile_id,
                page_size=LESSONS_SHOWN,
            )
        except TutorHubError:
            self.missing, self.loaded = True, True
            return
        self.missing = False
        self.shown = _card(self, found.student, found.enrollments, tutor)
        self.packs = [_pack_line(row, wanted) for row in found.enrollments]
        now = utc_now()
        coming, past = [], []
        for lesson in history.lessons:
            line = lesson_line(
                lesson, viewer_zone=self.viewer_zone, hours=self.me.hour_cycle, now=now
            )
            (past if lesson.is_over or lesson.status != "booked" else coming).append(line)
        self.coming, self.past = coming, list(reversed(past))
        # A reload caused by somebody else must not overwrite a note that is being typed.
        if self._read_for != wanted or self.note == self.note_saved:
            self.note = found.note
        self.note_saved, self._read_for, self.loaded = found.note, wanted, True

    @rx.event(background=True)
    @allow(Permission.CATALOG_MANAGE)
    async def watch(self):
        async with self:
            topics = _topics(self)
        async for _ in live.changes(*topics):
            yield StudentState.load

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def type_note(self, note: str):
        self.note = note

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def save_note(self):
        with self._reporting() as outcome:
            await run(
                students.save_note,
                principal(),
                str(self.student_id),
                self.note,
                _tutor_in(self) or None,
            )
        if not outcome.failed:
            self.note = self.note_saved = self.note.strip()
            self._say("Notes saved.")


def _tutor_in(state: AppState) -> str:
    return str(state.router.url.query_parameters.get("tutor", ""))


def _topics(state: AppState) -> tuple[str, ...]:
    me = principal()
    profile = _tutor_in(state) or (me.tutor_profile_id if me else None)
    return (live.tutor_topic(profile),) if profile else ()


def _card(
    state: AppState, student: StudentRow, enrollments: tuple[EnrollmentRow, ...], tutor: str
) -> StudentCard:
    here, hours = zone(state.viewer_zone), state.me.hour_cycle
    coming = ""
    if student.next_at:
        coming = words.day_and_clock(student.next_at, here, hours)
    missed = f", {student.missed} missed" if student.missed else ""
    held = "1 lesson held" if student.held == 1 else f"{student.held} lessons held"
    return StudentCard(
        id=student.student_id,
        name=student.fullname,
        email=student.email,
        href=routes.with_query(routes.student(student.student_id), tutor=tutor or None),
        zone=student.time_zone,
        local_time=words.clock_of(utc_now(), zone(student.time_zone), hours),
        packs=words.listed(
            [f"{row.title} ({row.left} of {row.bought} left)" for row in enrollments]
        ),
        held=held + missed,
        next_lesson=coming,
    )


def _pack_line(row: EnrollmentRow, student_id: str) -> PackLine:
    return PackLine(
        title=row.title,
        left=f"{row.left} of {row.bought} lessons left",
        can_book=row.left > 0,
        book_href=routes.book_for(row.pack_id, student_id),
    )
