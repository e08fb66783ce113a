"""Data to measure the lists of administrators on: many people, screenings, lessons and entries of
the audit log, spread over the past year.

Made with Core inserts into an empty, migrated database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.base import END_OF_TIME, new_id
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.name_words import PACK, PERSON, NameWord, words_of
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.booking import Side, SlotStatus
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.screening import Closing, Stage, TutorDecision

ADMINS = 5
PACKS_OF_A_TUTOR = 2
DAYS = 360
AT_ONCE = 5000
_NAMES = ("Ana", "Ben", "Carla", "David", "Elif", "Farah", "Georg", "Hana", "Ivan", "Julia")
_SURNAMES = ("Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Oak")
_STAGES = (
    Stage.REQUESTED,
    Stage.APPROVED,
    Stage.APPROVED,
    Stage.AGREED,
    Stage.REJECTED,
    Stage.APPROVED,
    Stage.WITHDRAWN,
    Stage.APPROVED,
    Stage.REJECTED,
    Stage.EXPIRED,
)


@dataclass(frozen=True)
class Size:
    """How many of each; lessons and entries are as many as screenings."""

    people: int
    screenings: int

    @property
    def tutors(self) -> int:
        return self.people // 50


@dataclass(frozen=True)
class Filled:
    """Whom and what to ask for in that database."""

    admin: Principal
    tutor_profile_id: str
    pack_id: str
    student_email: str
    actor_id: str


def fill(session: Session, size: Size, now: datetime) -> Filled:
    roles = [Role.ADMIN] * ADMINS + [Role.TUTOR] * size.tutors
    roles += [Role.STUDENT] * (size.people - len(roles))
    people = [_person(number, role, size, now) for number, role in enumerate(roles)]
    _insert(session, User, people)
    ids = [person["id"] for person in people]
    admins, tutors = ids[:ADMINS], ids[ADMINS : ADMINS + size.tutors]
    students = ids[ADMINS + size.tutors :]
    profiles = [_profile(user_id, now) for user_id in tutors]
    packs = [
        _pack(profile, number, now) for profile in profiles for number in range(PACKS_OF_A_TUTOR)
    ]
    _insert(session, TutorProfile, profiles)
    _insert(session, CoursePack, packs)
    _insert(session, NameWord, _words(people, packs))
    moments = [
        now - timedelta(days=DAYS) * (1 - number / size.screenings)
        for number in range(size.screenings)
    ]
    _insert(session, PreliminaryMeeting, _screenings(moments, packs, students))
    _insert(session, LessonSlot, _lessons(moments, packs, students))
    _insert(session, AuditEntry, _entries(moments, admins, students))
    signed_in = LoginSession(user_id=admins[0], created_at=now, expires_at=now + timedelta(days=1))
    _insert(session, LoginSession, [signed_in.model_dump()])
    admin = people[0]
    return Filled(
        Principal(
            user_id=admin["id"],
            session_id=signed_in.id,
            role=Role.ADMIN,
            email=admin["email"],
            fullname=admin["fullname"],
            time_zone="Europe/Berlin",
        ),
        tutor_profile_id=profiles[0]["id"],
        pack_id=packs[0]["id"],
        student_email=people[-1]["email"],
        actor_id=admins[1],
    )


def _words(people: list[dict[str, Any]], packs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What the index of names holds of them."""
    for kind, rows, names in (
        (PERSON, people, ("fullname", "email_key")),
        (PACK, packs, ("title",)),
    ):
        for row in rows:
            for word in words_of(*(row[name] for name in names)):
                yield {"kind": kind, "word": word, "object_id": row["id"]}


def _person(number: int, role: Role, size: Size, now: datetime) -> dict[str, Any]:
    email = f"{role}{number}@bench.example"
    name = _NAMES[number % 10]
    return User(
        email=email,
        email_key=email,
        fullname=f"{name} {_SURNAMES[number // 10 % 10]} {number}",
        password_hash="never fits",
        role=role,
        created_at=now - timedelta(days=DAYS) * (1 - number / size.people),
    ).model_dump()


def _profile(user_id: str, now: datetime) -> dict[str, Any]:
    return TutorProfile(
        user_id=user_id, owner_id=user_id, headline="Teaches", created_at=now, updated_at=now
    ).model_dump()


def _pack(profile: dict[str, Any], number: int, now: datetime) -> dict[str, Any]:
    return CoursePack(
        tutor_profile_id=profile["id"],
        owner_id=profile["user_id"],
        title=f"Advanced lessons {number}",
        lesson_minutes=60,
        lesson_count=10,
        price_minor=30000,
        currency="EUR",
        teaching_mode=TeachingMode.ONLINE,
        requires_screening=True,
        created_at=now,
        updated_at=now,
    ).model_dump()


def _screenings(
    moments: list[datetime], packs: list[dict[str, Any]], students: list[str]
) -> Iterator[dict[str, Any]]:
    """No student asks twice for a pack."""
    usual = _columns(PreliminaryMeeting)
    for number, asked in enumerate(moments):
        student = students[number % len(students)]
        pack = packs[number // len(students) % len(packs)]
        stage = _STAGES[number % len(_STAGES)]
        decided = asked + timedelta(days=1 + number % 6)
        is_open = stage in (Stage.REQUESTED, Stage.AGREED)
        is_closed = stage in (Stage.WITHDRAWN, Stage.EXPIRED)
        decision = TutorDecision.PENDING
        if stage in (Stage.APPROVED, Stage.REJECTED):
            decision = TutorDecision(stage.value)
        yield usual | {
            "id": new_id(),
            "course_pack_id": pack["id"],
            "student_id": student,
            "owner_id": student,
            "created_at": asked,
            "updated_at": decided,
            "is_active": not is_closed,
            "closed_as": Closing(stage.value) if is_closed else None,
            "scheduled_datetime": decided if stage is not Stage.REQUESTED else None,
            "agreed_at": asked if stage is Stage.AGREED else None,
            "tutor_decision": decision,
            "decided_by": Side.TUTOR if decision is not TutorDecision.PENDING else None,
            "decided_at": None if is_open else decided,
            "message": "I would like to begin in spring.",
            "stage": stage,
            "waits_for": Side.TUTOR if is_open else None,
            "waiting_since": asked if is_open else END_OF_TIME,
            "expires_at": asked + timedelta(days=1000) if stage is Stage.REQUESTED else None,
        }


def _lessons(
    moments: list[datetime], packs: list[dict[str, Any]], students: list[str]
) -> Iterator[dict[str, Any]]:
    usual = _columns(LessonSlot)
    for number, booked in enumerate(moments):
        student, pack = students[number % len(students)], packs[number % len(packs)]
        starts_at = booked + timedelta(days=7)
        is_canceled = number % 12 == 0
        slot_id = new_id()
        yield usual | {
            "id": slot_id,
            "owner_id": student,
            "created_at": booked,
            "updated_at": booked,
            "booked_at": booked,
            "course_pack_id": pack["id"],
            "tutor_profile_id": pack["tutor_profile_id"],
            "student_id": student,
            "scheduled_date": starts_at.date(),
            "scheduled_time": f"{starts_at:%H:%M}",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "status": SlotStatus.CANCELED if is_canceled else SlotStatus.COMPLETED,
            "canceled_at": booked + timedelta(days=2) if is_canceled else None,
            "session_mode": SessionMode.ONLINE,
            "room_slug": slot_id,
            "lesson_minutes": 60,
            "price_minor": 3000,
            "currency": "EUR",
            "cancellation_notice_minutes": 1440,
            "reschedule_notice_minutes": 1440,
        }


def _entries(
    moments: list[datetime], admins: list[str], students: list[str]
) -> Iterator[dict[str, Any]]:
    usual, actions = _columns(AuditEntry), tuple(AuditAction)
    for number, at in enumerate(moments):
        student = students[number % len(students)]
        yield usual | {
            "id": new_id(),
            "at": at,
            "actor_id": admins[number % len(admins)] if number % 7 else None,
            "action": actions[number % len(actions)],
            "object_kind": "user",
            "object_id": student,
            "subject_user_id": student,
            "reason": "As agreed",
        }


def _columns(table: type[SQLModel]) -> dict[str, Any]:
    """The columns that have a value by themselves. To make rows of them is much faster than to
    make objects."""
    return {
        name: field.default
        for name, field in table.model_fields.items()
        if not field.is_required() and field.default_factory is None
    }


def _insert(session: Session, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Past the ORM's bookkeeping, so many at once."""
    left = iter(rows)
    while part := list(islice(left, AT_ONCE)):
        session.connection().execute(insert(table), part)
