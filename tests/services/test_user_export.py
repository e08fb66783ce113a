"""What a person's file holds, who may have it, and what is in nobody's."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import NOW, make_screening, save
from tests.granting import again, allow, deny, make_group_of
from tests.lessons import make_lesson
from tests.services.booking_cast import Cast, cast
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.catalog import StudentNote
from tutorhub_app.data.classroom import Attendance, ChatMessage
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.screening_history import ScreeningNote
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import api_keys, online_lessons, users
from tutorhub_app.services.unit import call
from tutorhub_app.services.user_deletion import delete_user
from tutorhub_app.services.user_export import export_own, export_user

__all__ = ["cast"]


def own(who: Principal) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(call(export_own, who, now=NOW).text)
    return document


def test_a_students_file_holds_all_that_is_theirs(cast: Cast) -> None:
    lesson = cast.book()
    make_screening(cast.pack, cast.bob, TutorDecision.REJECTED, comments="Not yet")
    allow(cast.bob, Permission.CATALOG_MANAGE, cast.pack.id)
    make_group_of(cast.bob)
    document = own(cast.bob)
    assert document["account"]["email"] == cast.bob.email
    assert [each["id"] for each in document["lessons"]] == [lesson.id]
    assert [each["lessonsLeft"] for each in document["enrollments"]] == [9]
    assert [each["comments"] for each in document["screenings"]] == ["Not yet"]
    assert [each["permissionName"] for each in document["permissions"]] == ["catalog.manage"]
    assert len(document["groups"]) == len(document["sessions"]) == 1
    assert document["coursePacksNamed"] == {
        cast.pack.id: f"Ten lessons, {cast.alice.user.fullname}"
    }


def test_a_tutors_file_holds_what_they_offer_and_teach(cast: Cast) -> None:
    past = make_lesson(cast.pack, cast.bob, NOW - timedelta(days=3), status=SlotStatus.COMPLETED)
    call(api_keys.create, cast.alice.principal, "Calendar")
    document = own(cast.alice.principal)
    assert [each["id"] for each in document["lessons"]] == [past.id]
    assert [each["title"] for each in document["coursePacks"]] == ["Ten lessons"]
    assert len(document["hours"]) == 7
    assert [each["name"] for each in document["apiKeys"]] == ["Calendar"]
    assert document["peopleNamed"] == {cast.bob.user_id: "Bob"}


def test_files_tell_of_online_lessons_without_what_opens_them(cast: Cast) -> None:
    alice, bob = cast.alice.principal, cast.bob
    with unit_of_work(now=NOW) as session:
        made = online_lessons.make(session, alice.user_id, "Verbs", NOW, 60, now=NOW)
        for visitor in (bob, cast.charlie):
            who: dict[str, Any] = {
                "lesson_id": made.id,
                "participant_id": visitor.user_id,
                "name": visitor.fullname,
                "door": "student",
            }
            session.add(Attendance(**who, user_id=visitor.user_id, joined_at=NOW, seen_at=NOW))
            session.add(ChatMessage(**who, text=f"I am {visitor.fullname}", sent_at=NOW))
        secrets = made.teacher_token, made.student_slug
    of_alice, of_bob = own(alice), own(bob)
    assert [each["title"] for each in of_alice["onlineLessons"]] == ["Verbs"]
    assert of_alice["chatMessages"] == of_bob["onlineLessons"] == []
    assert [each["text"] for each in of_bob["chatMessages"]] == ["I am Bob"]
    assert [each["name"] for each in of_bob["staysInOnlineLessons"]] == ["Bob"]
    for document in (of_alice, of_bob):
        assert not any(secret in json.dumps(document) for secret in secrets)


def test_no_file_holds_a_secret_or_what_others_noted(cast: Cast) -> None:
    save(
        StudentNote(
            tutor_profile_id=cast.alice.profile.id, student_id=cast.bob.user_id, text="He is shy"
        )
    )
    made = call(api_keys.create, cast.alice.principal, "Calendar")
    for who in (cast.bob, cast.alice.principal):
        text = call(export_own, who, now=NOW).text
        for secret in ("never fits", "passwordHash", "keyHash", made.key):
            assert secret not in text
    decided = make_screening(cast.pack, cast.bob, TutorDecision.APPROVED)
    save(ScreeningNote(meeting_id=decided.id, notes="He hums", marks='{"basics": 2}'))
    for noted in ("He is shy", "He hums", "basics"):
        assert noted not in call(export_own, cast.bob, now=NOW).text
        assert noted in call(export_own, cast.alice.principal, now=NOW).text


def test_a_file_holds_nothing_of_people_one_has_nothing_to_do_with(cast: Cast) -> None:
    cast.book()
    text = call(export_own, cast.charlie, now=NOW).text
    for word in ("Bob", cast.bob.user_id, cast.alice.profile.id):
        assert word not in text


def test_an_administrators_export_is_in_the_log_and_in_the_file(cast: Cast) -> None:
    made = call(export_user, cast.admin, cast.bob.user_id, now=NOW)
    assert made.name == f"tutorhub-{cast.bob.user_id}-2026-01-05.json"
    assert json.loads(made.text)["account"]["fullname"] == "Bob"
    with unit_of_work(now=NOW, readonly=True) as session:
        (entry,) = session.exec(select(AuditEntry))
    assert (entry.action, entry.subject_user_id) == ("user.export", cast.bob.user_id)
    assert [each["action"] for each in own(cast.bob)["auditLog"]] == ["user.export"]


def test_others_export_nobody(cast: Cast) -> None:
    for who in (cast.bob, cast.charlie, cast.alice.principal):
        with pytest.raises(NotAllowed):
            call(export_user, who, cast.bob.user_id, now=NOW)
    with pytest.raises(NotSignedIn):
        call(export_own, None, now=NOW)
    with pytest.raises(NotSignedIn):
        call(export_user, None, cast.bob.user_id, now=NOW)
    deny(cast.admin, Permission.USER_MANAGE, cast.bob.user_id)
    with pytest.raises(NotAllowed):
        call(export_user, again(cast.admin), cast.bob.user_id, now=NOW)


def test_who_was_deleted_or_never_was_has_no_file(cast: Cast) -> None:
    with pytest.raises(NotFound):
        call(export_user, cast.admin, "nobody", now=NOW)
    asyncio.run(delete_user(cast.admin, cast.bob.user_id, typed_email=cast.bob.email))
    with pytest.raises(Conflict):
        call(export_user, cast.admin, cast.bob.user_id, now=NOW)
    assert "Deleted person" in call(users.user, cast.admin, cast.bob.user_id).account.fullname
