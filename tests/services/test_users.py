"""Accounts in the hands of those who may manage users."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import NOW, make_pack, make_principal, make_screening, reload, sign_in
from tests.granting import again, allow, deny
from tests.lessons import make_free_slot, make_lesson
from tests.many_at_once import at_once, kinds, writers
from tests.services.booking_cast import Cast, cast
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User, principal_of_session
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.changes import CATALOG_TOPIC, account_topic, topics_changed_after
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.notices import Notice
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.domain.tutor_search import TutorSearch
from tutorhub_app.domain.users import Act
from tutorhub_app.services import api_keys, booking_lists, catalog_search, users
from tutorhub_app.services.unit import call

__all__ = ["cast", "writers"]

MANAGE = Permission.USER_MANAGE


def user_of(who: Principal) -> User:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return session.get_one(User, who.user_id)


def rows(kind: type, *conditions: Any) -> list[Any]:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return list(session.exec(select(kind).where(*conditions)))


def is_signed_in(who: Principal) -> bool:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return principal_of_session(session, who.session_id, utc_now()) is not None


def entries(action: str) -> list[AuditEntry]:
    return rows(AuditEntry, AuditEntry.action == action)


def told(who: Principal, kind: str) -> list[dict[str, str]]:
    found = rows(Notice, Notice.user_id == who.user_id, Notice.kind == kind)
    return [json.loads(each.facts) for each in found]


def key_of(who: Principal) -> str:
    return call(api_keys.create, who, "Calendar").record.id


ACTS: dict[str, Callable[[Principal, Principal], object]] = {
    "user": lambda who, whom: call(users.user, who, whom.user_id, now=NOW),
    "change_role": lambda who, whom: call(users.change_role, who, whom.user_id, "tutor", now=NOW),
    "deactivate": lambda who, whom: call(users.deactivate, who, whom.user_id, now=NOW),
    "activate": lambda who, whom: call(users.activate, who, whom.user_id, now=NOW),
    "end_sessions": lambda who, whom: call(users.end_sessions, who, whom.user_id, now=NOW),
    "end_session": lambda who, whom: call(users.end_session, who, whom.session_id, now=NOW),
    "revoke_keys": lambda who, whom: call(users.revoke_keys, who, whom.user_id, now=NOW),
    "revoke_key": lambda who, whom: call(users.revoke_key, who, "no such key", now=NOW),
}


@pytest.mark.parametrize("act", ACTS)
def test_students_and_tutors_manage_nobody_and_nobody_neither(cast: Cast, act: str) -> None:
    for who in (cast.bob, cast.charlie, cast.alice.principal):
        with pytest.raises(NotAllowed):
            ACTS[act](who, cast.bob)
    with pytest.raises(NotSignedIn):
        ACTS[act](None, cast.bob)  # type: ignore[arg-type]
    assert user_of(cast.bob).role == Role.STUDENT
    assert is_signed_in(cast.bob)
    assert not rows(AuditEntry)


@pytest.mark.parametrize("act", ACTS)
def test_an_administrator_to_whom_it_was_denied_is_refused(cast: Cast, act: str) -> None:
    deny(cast.admin, MANAGE, cast.bob.user_id if act not in ("revoke_key",) else None)
    with pytest.raises(NotAllowed):
        ACTS[act](again(cast.admin), cast.bob)
    assert is_signed_in(cast.bob)


def test_one_to_whom_a_person_was_granted_manages_them_alone(cast: Cast) -> None:
    allow(cast.charlie, MANAGE, cast.bob.user_id)
    charlie = again(cast.charlie)
    assert call(users.user, charlie, cast.bob.user_id, now=NOW).account.fullname == "Bob"
    call(users.end_sessions, charlie, cast.bob.user_id, now=NOW)
    assert not is_signed_in(cast.bob)
    with pytest.raises(NotAllowed):
        call(users.user, charlie, cast.dora.user.id, now=NOW)
    with pytest.raises(NotAllowed):
        call(users.end_sessions, charlie, cast.dora.user.id, now=NOW)


def test_who_is_no_administrator_touches_and_makes_none(cast: Cast) -> None:
    allow(cast.charlie, MANAGE)
    charlie = again(cast.charlie)
    make_principal(Role.ADMIN)
    for act in ("change_role", "deactivate", "end_sessions", "revoke_keys"):
        with pytest.raises(NotAllowed, match="administrator"):
            ACTS[act](charlie, cast.admin)
    with pytest.raises(NotAllowed, match="make somebody an administrator"):
        call(users.change_role, charlie, cast.bob.user_id, "admin", now=NOW)
    assert user_of(cast.bob).role == Role.STUDENT
    assert is_signed_in(cast.admin)
    assert Role.ADMIN not in call(users.user, charlie, cast.bob.user_id, now=NOW).roles


@pytest.mark.parametrize("act", ["user", "change_role", "deactivate", "end_sessions"])
def test_who_is_not_there_is_not_found(cast: Cast, act: str) -> None:
    nobody = Principal("nobody", "none", Role.STUDENT, "", "", "UTC")
    with pytest.raises(NotFound):
        ACTS[act](cast.admin, nobody)


# --- looking ---


def test_the_view_tells_all_that_hangs_on_an_account(cast: Cast) -> None:
    cast.book()
    make_free_slot(cast.pack, cast.tuesday + timedelta(days=3))
    make_screening(cast.pack, cast.charlie, TutorDecision.PENDING)
    key_of(cast.alice.principal)
    seen = call(users.user, cast.admin, cast.alice.user.id, now=NOW)
    assert seen.account.profile_id == cast.alice.profile.id
    assert [(pack.title, pack.students) for pack in seen.packs] == [("Ten lessons", 1)]
    assert (seen.figures.teaching_coming, seen.figures.learning_coming) == (1, 0)
    assert (seen.figures.free_slots, seen.figures.open_screenings) == (1, 1)
    assert [key.name for key in seen.keys] == ["Calendar"]
    assert [each.session_id for each in seen.sessions] == [cast.alice.principal.session_id]
    learner = call(users.user, cast.admin, cast.bob.user_id, now=NOW)
    assert [(each.left, each.bought) for each in learner.enrollments] == [(9, 10)]
    assert learner.figures.learning_coming == 1
    assert set(learner.why_not) == {Act.ACTIVATE}


def test_the_view_says_what_is_not_possible_and_why(cast: Cast) -> None:
    me = call(users.user, cast.admin, cast.admin.user_id, now=NOW)
    assert me.is_me
    assert "your own role" in me.why_not[Act.CHANGE_ROLE]
    assert Act.EXPORT not in me.why_not
    other = make_principal(Role.ADMIN)
    assert Act.DELETE not in call(users.user, cast.admin, other.user_id, now=NOW).why_not


# --- roles ---


def test_a_student_becomes_a_tutor_with_a_profile_in_the_catalogue(cast: Cast) -> None:
    call(users.change_role, cast.admin, cast.charlie.user_id, "tutor", now=NOW)
    charlie = again(cast.charlie)
    assert charlie.role is Role.TUTOR
    assert charlie.tutor_profile_id
    (entry,) = entries("user.role")
    assert (entry.actor_id, entry.subject_user_id) == (cast.admin.user_id, cast.charlie.user_id)
    assert json.loads(entry.detail) == {"from": "student", "to": "tutor"}
    assert told(cast.charlie, "roleChanged") == [{"from": "student", "role": "tutor"}]
    with unit_of_work(now=NOW, readonly=True) as session:
        changed = topics_changed_after(session, 0)
    assert {CATALOG_TOPIC, account_topic(cast.charlie.user_id)} <= set(changed)


def test_a_student_who_becomes_a_tutor_gets_coming_lessons_back(cast: Cast) -> None:
    lesson = cast.book()
    assert cast.lessons_left() == 9
    call(users.change_role, cast.admin, cast.bob.user_id, "tutor", now=NOW)
    row = rows(LessonSlot, LessonSlot.id == lesson.id)[0]
    assert (row.status, row.lesson_returned) == (SlotStatus.CANCELED, True)
    assert cast.lessons_left() == 10
    assert not rows(BusyTime)


def test_who_stops_being_a_tutor_keeps_the_books(cast: Cast) -> None:
    held = make_lesson(
        cast.pack,
        cast.bob,
        NOW - timedelta(days=2),
        status=SlotStatus.COMPLETED,
        enrollment_id=cast.enrollment.id,
    )
    coming = cast.book()
    slot = make_free_slot(cast.pack, cast.tuesday + timedelta(days=2))
    asked = make_screening(cast.pack, cast.charlie, TutorDecision.PENDING)
    decided = make_screening(cast.pack, cast.bob, TutorDecision.APPROVED)
    call(users.change_role, cast.admin, cast.alice.user.id, "student", now=NOW)
    assert reload(held).status == SlotStatus.COMPLETED
    gone = rows(LessonSlot, LessonSlot.id == coming.id)[0]
    assert (gone.status, gone.canceled_by) == (SlotStatus.CANCELED, cast.admin.user_id)
    assert cast.lessons_left() == 10
    assert not reload(slot).is_active
    assert not reload(asked).is_active
    assert reload(decided).is_active
    assert reload(cast.pack).is_active
    assert not reload(cast.alice.profile).is_active
    alice = again(cast.alice.principal)
    assert (alice.role, alice.tutor_profile_id) == (Role.STUDENT, None)
    listed = call(booking_lists.lessons_of, cast.bob, now=NOW).lessons
    assert {each.id for each in listed} == {held.id, coming.id}


def test_a_tutor_who_is_one_again_has_hours_and_packs_as_before(cast: Cast) -> None:
    for role in ("student", "tutor"):
        call(users.change_role, cast.admin, cast.alice.user.id, role, now=NOW)
    assert again(cast.alice.principal).tutor_profile_id == cast.alice.profile.id
    assert reload(cast.alice.profile).is_active
    cast.book()
    assert cast.lessons_left() == 9


def test_keys_do_not_outlive_a_role_and_sessions_do_but_for_new_administrators(
    cast: Cast,
) -> None:
    key_of(cast.alice.principal)
    key_of(cast.dora.principal)
    call(users.change_role, cast.admin, cast.alice.user.id, "student", now=NOW)
    assert is_signed_in(cast.alice.principal)
    call(users.change_role, cast.admin, cast.dora.user.id, "admin", now=NOW)
    assert not is_signed_in(cast.dora.principal)
    assert not rows(ApiKey, ApiKey.revoked_at == None)  # noqa: E711


def test_the_same_role_again_changes_nothing(cast: Cast) -> None:
    lesson = cast.book()
    call(users.change_role, cast.admin, cast.bob.user_id, "student", now=NOW)
    assert rows(LessonSlot, LessonSlot.id == lesson.id)[0].status == SlotStatus.BOOKED
    assert not entries("user.role")


def test_a_role_that_does_not_exist_is_named(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        call(users.change_role, cast.admin, cast.bob.user_id, "king", now=NOW)
    assert set(refused.value.fields) == {"role"}


# --- oneself, and the last administrator ---


@pytest.mark.parametrize("act", ["change_role", "deactivate", "end_sessions", "end_session"])
def test_nobody_does_it_to_themselves(cast: Cast, act: str) -> None:
    make_principal(Role.ADMIN)
    with pytest.raises(Conflict) as refused:
        ACTS[act](cast.admin, cast.admin)
    assert refused.value.code == "isOwnAccount"
    assert is_signed_in(cast.admin)


@pytest.mark.parametrize("act", ["change_role", "deactivate"])
def test_the_last_active_administrator_stays(cast: Cast, act: str) -> None:
    gone = make_principal(Role.ADMIN)
    call(users.deactivate, cast.admin, gone.user_id, now=NOW)
    with pytest.raises(Conflict) as refused:
        ACTS[act](gone, cast.admin)
    assert refused.value.code == "isLastAdmin"
    assert user_of(cast.admin).is_active
    assert user_of(cast.admin).role == Role.ADMIN


@pytest.mark.parametrize("act", ["change_role", "deactivate"])
@pytest.mark.usefixtures("writers")
def test_of_two_administrators_who_remove_each_other_at_once_one_remains(
    cast: Cast, act: str
) -> None:
    other = make_principal(Role.ADMIN)
    results = at_once(lambda: ACTS[act](cast.admin, other), lambda: ACTS[act](other, cast.admin))
    assert kinds(results) == {"NoneType": 1, "Conflict": 1}
    left = [who for who in (cast.admin, other) if user_of(who).is_active]
    assert sum(user_of(who).role == Role.ADMIN for who in left) == 1


# --- active or not ---


def test_a_deactivated_student_is_out_at_once_and_has_nothing_to_come(cast: Cast) -> None:
    lesson = cast.book()
    asked = make_screening(make_pack(cast.dora), cast.bob, TutorDecision.PENDING)
    call(users.deactivate, cast.admin, cast.bob.user_id, reason=" Left school ", now=NOW)
    assert not is_signed_in(cast.bob)
    assert rows(LessonSlot, LessonSlot.id == lesson.id)[0].status == SlotStatus.CANCELED
    assert cast.lessons_left() == 10
    assert not rows(BusyTime)
    assert not reload(asked).is_active
    (entry,) = entries("user.deactivate")
    assert entry.reason == "Left school"
    with pytest.raises(Conflict, match="deactivated already"):
        call(users.deactivate, cast.admin, cast.bob.user_id, now=NOW)


def found_tutors() -> set[str]:
    found = call(catalog_search.search_tutors, None, TutorSearch(), now=NOW)
    return {tutor.profile_id for tutor in found.cards}


def test_a_deactivated_tutor_is_out_of_the_catalogue_until_activated(cast: Cast) -> None:
    lesson = cast.book()
    slot = make_free_slot(cast.pack, cast.tuesday + timedelta(days=2))
    key_of(cast.alice.principal)
    call(users.deactivate, cast.admin, cast.alice.user.id, now=NOW)
    assert cast.alice.profile.id not in found_tutors()
    assert rows(LessonSlot, LessonSlot.id == lesson.id)[0].status == SlotStatus.CANCELED
    assert cast.lessons_left() == 10
    assert not reload(slot).is_active
    assert not rows(ApiKey, ApiKey.revoked_at == None)  # noqa: E711
    with pytest.raises(NotFound):
        cast.book()
    call(users.activate, cast.admin, cast.alice.user.id, now=NOW)
    assert cast.alice.profile.id in found_tutors()
    assert cast.book().status is SlotStatus.BOOKED
    assert not is_signed_in(cast.alice.principal)
    with pytest.raises(Conflict, match="active already"):
        call(users.activate, cast.admin, cast.alice.user.id, now=NOW)


def test_a_lesson_under_way_goes_on(cast: Cast) -> None:
    lesson = cast.book()
    during = lesson.starts_at + timedelta(minutes=5)
    call(users.deactivate, cast.admin, cast.alice.user.id, now=during)
    assert rows(LessonSlot, LessonSlot.id == lesson.id)[0].status == SlotStatus.BOOKED


def test_a_deactivation_that_fails_leaves_no_half(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = cast.book()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(users.audit, "record", fail)
    with pytest.raises(RuntimeError):
        call(users.deactivate, cast.admin, cast.bob.user_id, now=NOW)
    assert user_of(cast.bob).is_active
    assert is_signed_in(cast.bob)
    assert rows(LessonSlot, LessonSlot.id == lesson.id)[0].status == SlotStatus.BOOKED
    assert cast.lessons_left() == 9


# --- sessions and keys ---


def test_all_sessions_of_a_person_end_at_once(cast: Cast) -> None:
    elsewhere = sign_in(user_of(cast.bob))
    assert call(users.end_sessions, cast.admin, cast.bob.user_id, now=NOW) == 2
    assert not is_signed_in(cast.bob)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(cast.charlie)
    assert told(cast.bob, "sessionsEnded") == [{"sessions": "2"}]
    assert entries("user.endSessions")[0].subject_user_id == cast.bob.user_id
    with pytest.raises(Conflict, match="signed in nowhere"):
        call(users.end_sessions, cast.admin, cast.bob.user_id, now=NOW)


def test_one_session_ends_and_the_others_stay(cast: Cast) -> None:
    elsewhere = sign_in(user_of(cast.bob))
    call(users.end_session, cast.admin, elsewhere.session_id, now=NOW)
    assert is_signed_in(cast.bob)
    assert not is_signed_in(elsewhere)
    with pytest.raises(NotFound):
        call(users.end_session, cast.admin, elsewhere.session_id, now=NOW)
    with pytest.raises(NotAllowed):
        call(users.end_session, cast.charlie, cast.bob.session_id, now=NOW)


def test_keys_are_revoked_one_by_one_or_all_at_once(cast: Cast) -> None:
    tutor = cast.alice.principal
    made = call(api_keys.create, tutor, "Calendar")
    for _ in range(2):
        key_of(tutor)
    assert call(api_keys.holder_of, made.key) is not None
    call(users.revoke_key, cast.admin, made.record.id, now=NOW)
    assert call(api_keys.holder_of, made.key) is None
    assert len(call(users.user, cast.admin, tutor.user_id, now=NOW).keys) == 2
    assert call(users.revoke_keys, cast.admin, tutor.user_id, now=NOW) == 2
    assert told(tutor, "keysRevoked") == [{"keys": "1"}, {"keys": "2"}]
    assert len(entries("user.revokeKeys")) == 2
    with pytest.raises(NotFound):
        call(users.revoke_key, cast.admin, made.record.id, now=NOW)
    with pytest.raises(Conflict, match="no API keys"):
        call(users.revoke_keys, cast.admin, tutor.user_id, now=NOW)
