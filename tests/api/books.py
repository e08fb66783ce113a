"""All that is stored of lessons, enrollments and meetings, and what is true of it whatever was
asked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import select

from tutorhub_app.clock import utc_now
from tutorhub_app.data.base import Record
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.screening import MEETING_LENGTH

KINDS = (LessonSlot, Enrollment, PreliminaryMeeting, CoursePack, TutorProfile)
TAKEN = (SlotStatus.BOOKED, SlotStatus.COMPLETED)
Kind = TypeVar("Kind", bound=Record)
Busy = tuple[str, str, str, datetime, datetime]
"""What somebody is busy with, its id, who, from when until when."""


@dataclass(frozen=True)
class Books:
    """Rows by their kind and id, each as its columns are, and when people are busy."""

    rows: dict[tuple[type[Record], str], dict[str, Any]]
    busy: tuple[Busy, ...]

    @classmethod
    def now(cls) -> "Books":
        with unit_of_work(now=utc_now(), readonly=True) as session:
            rows = {
                (kind, row.id): row.model_dump()
                for kind in KINDS
                for row in session.exec(select(kind))
            }
            busy = sorted(
                (row.source_type, row.source_id, row.person_id, row.starts_at, row.ends_at)
                for row in session.exec(select(BusyTime))
            )
        return cls(rows, tuple(busy))

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [kind(**row) for (found, _), row in self.rows.items() if found is kind]

    def one(self, kind: type[Kind], row_id: str) -> Kind:
        return kind(**self.rows[kind, row_id])

    def lessons_given(self) -> dict[str, int]:
        """Enrollment -> how many lessons it ever gave: those left and those that are used."""
        used = Counter(
            slot.enrollment_id for slot in self.all(LessonSlot) if not slot.lesson_returned
        )
        return {row.id: row.lessons_left + used[row.id] for row in self.all(Enrollment)}


def require_sound(books: Books) -> None:
    """People are busy with what they are in, and with nothing else; every slot is whole."""
    assert books.busy == tuple(sorted(_agreed(books)))
    for slot in books.all(LessonSlot):
        _require_whole(books, slot)
    for enrollment in books.all(Enrollment):
        assert enrollment.lessons_left >= 0


def require_one_write(before: Books, after: Books) -> None:
    """What is new is of version 1, and what is changed of one more than before."""
    for key, row in after.rows.items():
        known = before.rows.get(key)
        if known is None:
            assert row["record_version"] == 1, row
        elif known != row:
            assert row["record_version"] == known["record_version"] + 1, (known, row)


def _agreed(books: Books) -> Iterator[Busy]:
    for slot in books.all(LessonSlot):
        if slot.is_active and slot.status in TAKEN:
            tutor = books.one(TutorProfile, slot.tutor_profile_id).user_id
            for person in (slot.student_id or "", tutor):
                yield "lesson", slot.id, person, slot.starts_at, slot.ends_at
    for row in books.all(PreliminaryMeeting):
        begins = row.scheduled_datetime
        if row.is_active and row.agreed_at and begins:
            profile_id = books.one(CoursePack, row.course_pack_id).tutor_profile_id
            for person in (row.student_id, books.one(TutorProfile, profile_id).user_id):
                yield "screening", row.id, person, begins, begins + MEETING_LENGTH


def _require_whole(books: Books, slot: LessonSlot) -> None:
    tutor = books.one(TutorProfile, slot.tutor_profile_id)
    is_free = slot.status == SlotStatus.FREE
    assert (slot.student_id is None) == (slot.enrollment_id is None) == is_free
    if is_free:
        assert slot.owner_id == tutor.user_id
    else:
        enrollment = books.one(Enrollment, slot.enrollment_id or "")
        assert (enrollment.student_id, enrollment.course_pack_id) == (
            slot.student_id,
            slot.course_pack_id,
        )
    is_online = slot.session_mode == SessionMode.ONLINE
    assert bool(slot.meet_link) == (slot.location_type == "online") == is_online
    assert slot.ends_at - slot.starts_at == timedelta(minutes=slot.lesson_minutes)
    if slot.is_active and slot.status != SlotStatus.CANCELED and slot.starts_at >= utc_now():
        local = slot.starts_at.astimezone(ZoneInfo(tutor.time_zone))
        told = (slot.scheduled_date, slot.scheduled_time)
        assert slot.status == SlotStatus.COMPLETED or told == (local.date(), f"{local:%H:%M}")
