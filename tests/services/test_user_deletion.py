"""Deleting a person leaves the books of the others, and nothing else."""

import asyncio
import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_principal,
    make_screening,
    make_time_off,
    reload,
    save,
)
from tests.granting import again, allow, make_group_of
from tests.lessons import make_free_slot, make_lesson
from tests.many_at_once import at_once, kinds, writers
from tests.services.booking_cast import Cast, cast
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.base import new_id
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.catalog import StudentNote
from tutorhub_app.data.classroom import Attendance, BoardEvent, ChatMessage
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.notices import Notice
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.data.recordings import Recording
from tutorhub_app.data.screening_history import ScreeningNote
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.notices import NoticeKind
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import (
    accounts,
    api_keys,
    booking_lists,
    notices,
    online_lessons,
    students,
    users,
)
from tutorhub_app.services.accounts import Registration
from tutorhub_app.services.unit import call
from tutorhub_app.services.user_deletion import delete_user, erase

__all__ = ["cast", "writers"]


def delete(cast: Cast, whom: Principal, *, by: Principal | None = None) -> None:
    call(erase, by or cast.admin, whom.user_id, whom.email, "unusable", reason="Asked", now=NOW)


def rows(kind: type[SQLModel], *conditions: Any) -> list[Any]:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return list(session.exec(select(kind).where(*conditions)))


def words_in(database: Path) -> str:
    """All texts of the database but the audit log, which is never changed."""
    with sqlite3.connect(database) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name != "audit_entry"
        ]
        return "\n".join(
            repr(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"')
        )


def past_lesson(cast: Cast, **values: Any) -> LessonSlot:
    return make_lesson(
        cast.pack,
        cast.bob,
        NOW - timedelta(days=2),
        status=SlotStatus.COMPLETED,
        enrollment_id=cast.enrollment.id,
        **values,
    )


@pytest.mark.parametrize("who", ["bob", "charlie", "alice"])
def test_others_delete_nobody(cast: Cast, who: str) -> None:
    asking = {"bob": cast.bob, "charlie": cast.charlie, "alice": cast.alice.principal}[who]
    with pytest.raises(NotAllowed):
        delete(cast, cast.bob, by=asking)
    assert rows(User, User.id == cast.bob.user_id)[0].fullname == "Bob"
    with pytest.raises(NotSignedIn):
        call(erase, None, cast.bob.user_id, cast.bob.email, "unusable", now=NOW)


def test_the_email_has_to_be_typed(cast: Cast) -> None:
    for typed in ("", "bob", "someone@example.com"):
        with pytest.raises(Invalid) as refused:
            call(erase, cast.admin, cast.bob.user_id, typed, "unusable", now=NOW)
        assert set(refused.value.fields) == {"email"}
    assert rows(User, User.id == cast.bob.user_id)[0].deleted_at is None
    typed = f"  {cast.bob.email.upper()} "
    call(erase, cast.admin, cast.bob.user_id, typed, "unusable", now=NOW)
    assert rows(User, User.id == cast.bob.user_id)[0].deleted_at == NOW


def test_nothing_of_a_student_is_left_but_the_others_books(cast: Cast, database: Path) -> None:
    user = rows(User, User.id == cast.bob.user_id)[0]
    user.fullname = "Bobolinka Unusual"
    user.email = user.email_key = "bobolinka@example.com"
    save(user)
    bob = again(cast.bob)
    held = past_lesson(
        cast, location_type=LocationType.STUDENT_HOME, location_details="Bobolinka's kitchen"
    )
    coming = cast.book(by=bob)
    decided = make_screening(cast.pack, bob, TutorDecision.APPROVED, comments="Well done")
    save(ScreeningNote(meeting_id=decided.id, notes="Bobolinka hums"))
    asked = make_screening(
        make_pack(cast.dora), bob, TutorDecision.PENDING, message="Yours, Bobolinka"
    )
    save(
        StudentNote(
            tutor_profile_id=cast.alice.profile.id, student_id=bob.user_id, text="Bobolinka is shy"
        )
    )
    allow(bob, Permission.CATALOG_MANAGE, cast.pack.id)
    make_group_of(bob)
    with unit_of_work(now=NOW) as session:
        for person in (bob.user_id, cast.alice.user.id):
            notices.tell(
                session,
                person,
                NoticeKind.LESSON_BOOKED,
                object_id=coming.id,
                facts={"student": bob.fullname, "pack": "Ten lessons"},
                now=NOW,
            )
    delete(cast, bob)
    left = words_in(database)
    for word in ("Bobolinka", "bobolinka", bob.session_id):
        assert word not in left
    user = rows(User, User.id == bob.user_id)[0]
    assert (user.fullname, user.is_active) == ("Deleted person", False)
    kept = reload(held)
    assert (kept.status, kept.student_id, kept.price_minor) == ("completed", bob.user_id, 30000)
    gone = rows(LessonSlot, LessonSlot.id == coming.id)[0]
    assert (gone.status, gone.lesson_returned) == (SlotStatus.CANCELED, True)
    assert cast.lessons_left() == 10
    assert (reload(decided).tutor_decision, reload(decided).comments) == ("approved", "Well done")
    assert not reload(asked).is_active
    assert not rows(BusyTime)
    assert not rows(Notice, Notice.user_id == bob.user_id)
    facts = [json.loads(notice.facts) for notice in rows(Notice)]
    assert {"student": "Deleted person", "pack": "Ten lessons"} in facts
    listed = call(booking_lists.lessons_of, cast.alice.principal, now=NOW).lessons
    assert {each.student_name for each in listed} == {"Deleted person"}
    (line,) = call(students.list_students, cast.alice.principal, now=NOW)
    assert (line.student.fullname, line.student.email) == ("Deleted person", "")
    (entry,) = rows(AuditEntry, AuditEntry.action == "user.delete")
    assert (entry.actor_id, entry.subject_user_id) == (cast.admin.user_id, bob.user_id)
    assert "Bobolinka" not in repr(entry)


def test_a_namesake_keeps_their_name_in_what_was_told_of_them(cast: Cast) -> None:
    user = rows(User, User.id == cast.charlie.user_id)[0]
    user.fullname = cast.bob.fullname
    save(user)
    make_enrollment(cast.pack, cast.charlie, 3)
    of_bob = cast.book()
    of_charlie = cast.book(cast.tuesday + timedelta(days=1), by=again(cast.charlie))
    delete(cast, cast.bob)
    told = {
        notice.object_id: json.loads(notice.facts)["by"]
        for notice in rows(Notice, Notice.kind == NoticeKind.LESSON_BOOKED)
    }
    assert told == {of_bob.id: "Deleted person", of_charlie.id: cast.bob.fullname}


def test_nothing_of_a_tutor_is_left_but_what_students_bought(cast: Cast, database: Path) -> None:
    tutor, profile = cast.alice.principal, cast.alice.profile
    profile.headline, profile.bio = "Secret headline", "Secret bio"
    profile.meeting_link = "https://meet.example/secret"
    profile.teaching_place, profile.photo = "Secret street 1", "/files/photos/secret.webp"
    save(profile)
    held = past_lesson(
        cast,
        location_type=LocationType.TUTOR_HOME,
        location_details="Secret street 1",
        meet_link="https://meet.example/secret",
    )
    coming = cast.book()
    slot = make_free_slot(cast.pack, cast.tuesday + timedelta(days=2))
    make_time_off(cast.alice, NOW.date(), NOW.date(), "Secret journey")
    call(api_keys.create, tutor, "Secret key")
    photo = call(erase, cast.admin, tutor.user_id, tutor.email, "unusable", now=NOW)
    assert photo == "/files/photos/secret.webp"
    left = words_in(database)
    for word in ("Secret", "secret", tutor.email):
        assert word not in left
    assert (reload(cast.pack).title, reload(cast.pack).price_minor) == ("Ten lessons", 30000)
    assert not reload(cast.pack).is_active
    assert reload(held).status == SlotStatus.COMPLETED
    assert rows(LessonSlot, LessonSlot.id == coming.id)[0].status == SlotStatus.CANCELED
    assert cast.lessons_left() == 10
    assert not reload(slot).is_active
    assert call(booking_lists.lesson, cast.bob, held.id, now=NOW).tutor_name == "Deleted person"


def test_reasons_and_places_of_the_other_side_stay(cast: Cast) -> None:
    held = past_lesson(
        cast, location_type=LocationType.TUTOR_HOME, location_details="Alice's street"
    )
    held.cancel_reason, held.canceled_by = "I was ill", cast.alice.user.id
    save(held)
    delete(cast, cast.bob)
    assert (reload(held).location_details, reload(held).cancel_reason) == (
        "Alice's street",
        "I was ill",
    )


def test_the_email_is_free_again_and_the_old_account_stays_shut(cast: Cast) -> None:
    before = again(cast.bob)
    delete(cast, before)
    request = Registration(
        email=before.email,
        password="seven green lanterns",
        fullname="Bob again",
        role="student",
        time_zone="UTC",
    )
    signed_in = asyncio.run(accounts.register(request, address="127.0.0.1"))
    assert signed_in.principal.user_id != before.user_id
    assert call(booking_lists.lessons_of, signed_in.principal, now=NOW).total == 0


def test_the_photo_goes_once_the_rest_has_gone(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    name = "0" * 24 + ".webp"
    cast.alice.profile.photo = f"/files/photos/{name}"
    save(cast.alice.profile)
    (folder / name).write_bytes(b"picture")
    tutor = cast.alice.principal
    with pytest.raises(Invalid):
        asyncio.run(delete_user(cast.admin, tutor.user_id, typed_email="wrong"))
    assert (folder / name).exists()
    asyncio.run(delete_user(cast.admin, tutor.user_id, typed_email=tutor.email))
    assert reload(cast.alice.user).deleted_at is not None
    assert not list(folder.iterdir())


def test_a_deletion_that_fails_leaves_everything(
    cast: Cast, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.book()
    before = words_in(database)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tutorhub_app.services.audit.record", fail)
    with pytest.raises(RuntimeError):
        delete(cast, cast.alice.principal)
    assert words_in(database) == before


def test_the_last_administrator_and_oneself_are_not_deleted(cast: Cast) -> None:
    gone = make_principal(Role.ADMIN)
    with pytest.raises(Conflict, match="your own account"):
        delete(cast, cast.admin)
    call(users.deactivate, cast.admin, gone.user_id, now=NOW)
    with pytest.raises(Conflict) as refused:
        delete(cast, cast.admin, by=gone)
    assert refused.value.code == "isLastAdmin"
    delete(cast, gone)
    assert reload(rows(User, User.id == gone.user_id)[0]).deleted_at == NOW


@pytest.mark.usefixtures("writers")
def test_of_two_administrators_who_delete_each_other_at_once_one_remains(cast: Cast) -> None:
    other = make_principal(Role.ADMIN)
    results = at_once(lambda: delete(cast, other), lambda: delete(cast, cast.admin, by=other))
    assert kinds(results) == {"NoneType": 1, "Conflict": 1}
    left = rows(User, User.role == Role.ADMIN, User.is_active == True)  # noqa: E712
    assert len(left) == 1


def test_a_deleted_account_takes_nothing_more(cast: Cast) -> None:
    delete(cast, cast.bob)
    email = rows(User, User.id == cast.bob.user_id)[0].email
    for step in (
        lambda: call(erase, cast.admin, cast.bob.user_id, email, "unusable", now=NOW),
        lambda: call(users.activate, cast.admin, cast.bob.user_id, now=NOW),
        lambda: call(users.change_role, cast.admin, cast.bob.user_id, "tutor", now=NOW),
        lambda: call(users.end_sessions, cast.admin, cast.bob.user_id, now=NOW),
    ):
        with pytest.raises(Conflict, match="was deleted"):
            step()
    with pytest.raises(NotFound):
        call(erase, cast.admin, "nobody", email, "unusable", now=NOW)


def test_the_sums_of_the_others_are_as_before(cast: Cast) -> None:
    past_lesson(cast)
    make_enrollment(make_pack(cast.alice, title="Other"), cast.bob)
    before = call(students.list_students, cast.alice.principal, now=NOW)
    delete(cast, cast.bob)
    after = call(students.list_students, cast.alice.principal, now=NOW)
    assert after[0].enrollments == before[0].enrollments
    assert after[0].student.held == before[0].student.held == 1


class Room:
    """A room with a visitor's words, drawing and recording in it."""

    def __init__(self, account: str, visitor: Principal, **booking: str) -> None:
        with unit_of_work(now=NOW) as session:
            made = online_lessons.make(session, account, "Verbs", NOW, 60, **booking, now=NOW)
            assert made.id is not None
            self.id = made.id
            here: dict[str, Any] = {"lesson_id": made.id, "participant_id": visitor.user_id}
            who = {"name": visitor.fullname, "door": "student"}
            session.add(
                Attendance(**here, **who, user_id=visitor.user_id, joined_at=NOW, seen_at=NOW)
            )
            session.add(ChatMessage(**here, **who, text="My number is 7", sent_at=NOW))
            session.add(BoardEvent(lesson_id=made.id, at=NOW, content="a stroke"))
            session.add(
                Recording(
                    **here,
                    token=new_id(),
                    state="ready",
                    media_type="video/webm",
                    started_at=NOW,
                    heard_at=NOW,
                )
            )

    def left(self) -> list[int]:
        """How many rows there are of the lesson, its stays, chat, strokes and recordings."""
        return [
            len(rows(OnlineLesson, OnlineLesson.id == self.id)),
            *(
                len(rows(kind, kind.lesson_id == self.id))  # type: ignore[attr-defined]
                for kind in (Attendance, ChatMessage, BoardEvent, Recording)
            ),
        ]


def test_rooms_go_with_their_teacher_and_with_the_student_of_the_lesson(cast: Cast) -> None:
    lesson = make_lesson(cast.pack, cast.bob, NOW - timedelta(days=3))
    meeting = make_screening(cast.pack, cast.bob, TutorDecision.APPROVED)
    alice, dora = cast.alice.principal, make_principal(Role.TUTOR)
    booked, met, own, doras = (
        Room(alice.user_id, cast.bob, slot_id=lesson.id),
        Room(alice.user_id, cast.bob, meeting_id=meeting.id),
        Room(alice.user_id, cast.charlie),
        Room(dora.user_id, cast.bob),
    )
    delete(cast, cast.bob)
    assert booked.left() == met.left() == [0, 0, 0, 0, 0]
    assert own.left() == doras.left() == [1, 1, 1, 1, 1]
    assert reload(lesson).status == SlotStatus.BOOKED
    delete(cast, alice)
    assert own.left() == [0, 0, 0, 0, 0]
    assert doras.left() == [1, 1, 1, 1, 1]


def test_a_visitors_name_and_words_are_blanked_in_rooms_of_others(
    cast: Cast, database: Path
) -> None:
    dora = make_principal(Role.TUTOR)
    room = Room(dora.user_id, cast.bob)
    Room(dora.user_id, cast.charlie)
    delete(cast, cast.bob)
    (stay,) = rows(Attendance, Attendance.lesson_id == room.id)
    (message,) = rows(ChatMessage, ChatMessage.lesson_id == room.id)
    assert (stay.name, stay.user_id) == (message.name, None) == ("Deleted person", None)
    assert message.text == ""
    assert words_in(database).count("My number is 7") == 1
