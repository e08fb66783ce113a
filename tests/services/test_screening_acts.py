"""The acts of pages on a screening: who may, what becomes of it, who is told, what is kept."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.factories import NOW, make_pack, make_principal, make_tutor, reload, save
from tests.granting import again, allow, deny
from tests.lessons import make_lesson
from tests.services.screening_cast import (
    APPROVED,
    PENDING,
    REJECTED,
    ScreeningCast,
    busy_times,
    cast,
    taken,
)
from tutorhub_app.data.accounts import User
from tutorhub_app.data.audit import AuditEntry
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.notices import Notice
from tutorhub_app.data.screening_history import ScreeningEvent, ScreeningNote
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import Side
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    NotYours,
    SlotTaken,
    TutorHubError,
)
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.screening import Act, AppealOutcome, Stage
from tutorhub_app.services import catalog_packs, screening, screening_views
from tutorhub_app.services.enrollment import enroll
from tutorhub_app.services.unit import call

__all__ = ["cast"]

LINK = "https://meet.example/alice"
LATER = NOW.replace(hour=15) + timedelta(days=2)
AFTER = NOW + timedelta(days=1, hours=3)
"""After the agreed meeting of the cast."""

# Each act with what it needs, the stage at which it is done, and who may do it.
ACTS: dict[str, tuple[dict[str, Any], Stage, set[str]]] = {
    "withdraw": ({}, Stage.REQUESTED, {"bob"}),
    "appeal": ({"message": "I was ill."}, Stage.REJECTED, {"bob"}),
    "agree": ({"starts_at": NOW.replace(hour=10) + timedelta(days=1)}, Stage.REQUESTED, {"tutor"}),
    "offer": ({"proposals": [LATER]}, Stage.REQUESTED, {"bob", "tutor"}),
    "unplan": ({"reason": "I am ill."}, Stage.AGREED, {"bob", "tutor"}),
    "set_link": ({"meeting_link": LINK}, Stage.AGREED, {"tutor"}),
    "decide": ({"decision": APPROVED, "reason": "Well done."}, Stage.AGREED, {"tutor"}),
    "note": ({"notes": "Quick.", "marks": {"knowledge": 4}}, Stage.AGREED, {"tutor"}),
    "override": ({"decision": APPROVED, "reason": "Fair."}, Stage.REJECTED, {"ada"}),
}
PEOPLE = ["alice", "bob", "admin", "charlie", "dora"]


def rows(kind: Any) -> list[Any]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(kind).order_by(kind.id)))


def history(meeting_id: str) -> list[tuple[str, str | None]]:
    found = [row for row in rows(ScreeningEvent) if row.meeting_id == meeting_id]
    return [(row.kind, row.actor_side) for row in found]


def told() -> list[tuple[str, str]]:
    return [(row.user_id, row.kind) for row in rows(Notice)]


def footprint() -> tuple[int, ...]:
    return tuple(len(rows(kind)) for kind in (ScreeningEvent, Notice, AuditEntry))


def refused(cast: ScreeningCast, *args: Any, **with_: Any) -> TutorHubError:
    with pytest.raises(TutorHubError) as error:
        cast.act(*args, **with_)
    return error.value


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", PEOPLE)
def test_each_act_is_for_its_own_side_alone(cast: ScreeningCast, act: str, who: str):
    values, stage, may = ACTS[act]
    meeting_id = cast.at(stage)
    before, marks = cast.row(meeting_id), footprint()
    allowed = {"bob"} if who == "bob" else {"tutor"} if who == "alice" else set()
    if who == "admin":
        allowed = {"tutor", "ada"}
    if allowed & may:
        cast.act(act, meeting_id, who, **values)
        changed = cast.row(meeting_id) != before or bool(rows_of_notes())
        assert changed
    else:
        error = refused(cast, act, meeting_id, who, **values)
        outsider = who in ("charlie", "dora")
        assert isinstance(error, NotYours if outsider else (NotAllowed, Conflict))
        assert (cast.row(meeting_id), footprint()) == (before, marks)


def rows_of_notes() -> list[Any]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(ScreeningNote)))


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_without_signing_in_nor_on_what_is_not_there(cast: ScreeningCast, act: str):
    values, stage, _ = ACTS[act]
    meeting_id = cast.at(stage)
    with pytest.raises(NotSignedIn):
        call(getattr(screening, act), None, meeting_id, now=NOW, **values)
    with pytest.raises(NotFound):
        call(getattr(screening, act), cast.admin, cast.pack.id, now=NOW, **values)


@pytest.mark.parametrize("act", [act for act in ACTS if act not in ("withdraw", "appeal")])
@pytest.mark.parametrize("belongs_to", ["meeting", "pack", "profile"])
def test_who_was_granted_the_decision_acts_for_the_tutor(
    cast: ScreeningCast, act: str, belongs_to: str
):
    values, stage, may = ACTS[act]
    meeting_id = cast.at(stage)
    places = {"meeting": meeting_id, "pack": cast.pack.id, "profile": cast.alice.profile.id}
    helper = make_tutor().principal
    allow(helper, Permission.PRELIMINARY_MEETING_DECIDE, places[belongs_to])
    if "tutor" in may:
        cast.act(act, meeting_id, again(helper), **values)
        if act != "note":
            assert history(meeting_id)[-1][1] == Side.TUTOR
    else:
        assert isinstance(refused(cast, act, meeting_id, again(helper), **values), NotAllowed)


def test_who_is_denied_acts_no_more_and_still_looks(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REQUESTED)
    deny(cast.alice.principal, Permission.PRELIMINARY_MEETING_DECIDE, cast.pack.id)
    deny(cast.bob, Permission.PRELIMINARY_MEETING_REQUEST)
    alice, bob = again(cast.alice.principal), again(cast.bob)
    for who, act in ((alice, "unplan"), (alice, "offer"), (bob, "withdraw"), (bob, "offer")):
        values = {"proposals": [LATER]} if act == "offer" else {}
        assert isinstance(refused(cast, act, meeting_id, who, **values), NotAllowed)
    for who in (alice, bob):
        assert cast.view(meeting_id, who).acts == frozenset()
    deny(cast.admin, Permission.PRELIMINARY_MEETING_OVERRIDE)
    admin = again(cast.admin)
    assert isinstance(
        refused(cast, "override", meeting_id, admin, decision=APPROVED, reason="Fair."), NotYours
    )
    with pytest.raises(NotFound):
        cast.view(meeting_id, admin)


def test_the_whole_way_is_kept_and_told_to_the_other_side(cast: ScreeningCast):
    alice, bob = cast.alice.user.id, cast.bob.user_id
    meeting_id = cast.request(proposals=[cast.tuesday])
    cast.act("offer", meeting_id, proposals=[LATER], message="I teach then.")
    cast.act("agree", meeting_id, "bob", starts_at=LATER)
    cast.act("set_link", meeting_id, meeting_link=LINK)
    over = LATER + timedelta(hours=1)
    cast.act("decide", meeting_id, decision=APPROVED, reason="Well done.", now=over)
    assert history(meeting_id) == [
        ("requested", "student"),
        ("offered", "tutor"),
        ("agreed", "student"),
        ("linked", "tutor"),
        ("approved", "tutor"),
    ]
    assert told() == [
        (alice, "screeningRequested"),
        (bob, "screeningOffered"),
        (alice, "screeningAgreed"),
        (bob, "screeningLink"),
        (bob, "screeningApproved"),
    ]
    assert json.loads(rows(Notice)[-1].facts)["reason"] == "Well done."
    (entry,) = rows(AuditEntry)
    assert entry.action == "screening.approve"
    assert (entry.actor_id, entry.subject_user_id) == (alice, bob)
    assert (entry.object_kind, entry.object_id, entry.reason) == (
        "screening",
        meeting_id,
        "Well done.",
    )
    assert call(enroll, cast.bob, cast.pack.id, now=over).lessons_left == 10


def test_the_view_tells_the_whole_history_with_its_people(cast: ScreeningCast):
    meeting_id = cast.at(Stage.AGREED)
    seen = cast.view(meeting_id, "bob", now=AFTER)
    assert [(each.kind, each.actor_name, each.by_viewer) for each in seen.history] == [
        ("requested", "Bob", True),
        ("agreed", "Alice", False),
    ]
    assert (seen.stage, seen.waits_for, seen.side) == (Stage.HELD, Side.TUTOR, Side.STUDENT)
    assert seen.meeting_link
    assert seen.is_our_room
    assert cast.view(meeting_id, "bob").stage is Stage.AGREED
    assert cast.view(meeting_id, "bob").waits_for is None


def test_agreeing_sets_the_link_or_our_room_and_takes_both(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REQUESTED)
    cast.act("agree", meeting_id, starts_at=cast.tuesday, meeting_link=LINK)
    assert cast.view(meeting_id).meeting_link == LINK
    assert busy_times() == taken(cast.tuesday, cast.bob, cast.alice.principal)
    cast.act("set_link", meeting_id, meeting_link=None)
    assert cast.view(meeting_id).is_our_room
    cast.act("unplan", meeting_id, "bob", reason="I am ill.")
    assert busy_times() == set()
    seen = cast.view(meeting_id)
    assert (seen.stage, seen.scheduled_datetime, seen.meeting_link) == (
        Stage.REQUESTED,
        None,
        None,
    )
    assert seen.history[-1].reason == "I am ill."


def test_a_student_does_not_say_where_the_meeting_is(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REQUESTED)
    cast.act("offer", meeting_id, proposals=[LATER])
    error = refused(cast, "agree", meeting_id, "bob", starts_at=LATER, meeting_link=LINK)
    assert isinstance(error, NotAllowed)
    assert busy_times() == set()


def test_the_tutor_agrees_outside_the_hours_when_any_time_will_do(cast: ScreeningCast):
    meeting_id = cast.request()
    night = cast.tuesday.replace(hour=23)
    cast.act("agree", meeting_id, starts_at=night)
    assert busy_times() == taken(night, cast.bob, cast.alice.principal)


def test_nobody_agrees_to_or_offers_a_taken_time(cast: ScreeningCast):
    make_lesson(make_pack(cast.dora), cast.bob, cast.tuesday)
    meeting_id = cast.request()
    before = busy_times()
    for act, values in (
        ("agree", {"starts_at": cast.tuesday}),
        ("offer", {"proposals": [LATER, cast.tuesday + timedelta(minutes=45)]}),
    ):
        error = refused(cast, act, meeting_id, **values)
        assert (type(error), error.sentence) == (SlotTaken, "The student is busy at this time.")
    cast.act("offer", meeting_id, proposals=[LATER])
    make_lesson(make_pack(cast.alice), cast.charlie, LATER)
    error = refused(cast, "agree", meeting_id, "bob", starts_at=LATER)
    assert (type(error), error.sentence) == (SlotTaken, "The tutor is busy at this time.")
    assert busy_times() > before
    assert cast.view(meeting_id).stage is Stage.REQUESTED


def test_an_agreed_meeting_may_be_offered_anew_at_a_time_that_it_takes_itself(cast: ScreeningCast):
    for who in ("alice", "bob"):
        meeting_id = cast.at(Stage.AGREED)
        half_later = cast.tuesday + timedelta(minutes=30 if who == "bob" else 15)
        near = cast.tuesday if who == "bob" else half_later
        cast.act("offer", meeting_id, who, proposals=[near])
        assert busy_times() == set()
        cast.act("withdraw", meeting_id, "bob")


def test_only_one_request_is_open_and_another_comes_after_it_ended(cast: ScreeningCast):
    first = cast.at(Stage.REQUESTED)
    with pytest.raises(Conflict):
        cast.request()
    cast.act("withdraw", first, "bob")
    second = cast.request()
    assert second != first
    assert cast.view(first).stage is Stage.WITHDRAWN


def test_who_was_rejected_waits_and_is_told_until_when(cast: ScreeningCast):
    profile = reload(cast.alice.profile)
    profile.screening_wait_days = 14
    save(profile)
    meeting_id = cast.at(Stage.REJECTED)
    again_at = NOW + timedelta(days=14)
    soon = again_at - timedelta(seconds=1)
    with pytest.raises(Conflict) as error:
        cast.request(now=soon)
    assert error.value.code == "askAgainLater"
    assert "Mon 19 Jan 2026" in error.value.sentence
    standing = call(screening_views.standing, cast.bob, cast.pack.id, now=soon)
    assert (standing.may_ask, standing.ask_again_at, standing.may_appeal) == (False, again_at, True)
    assert "Mon 19 Jan 2026" in standing.why_not
    assert cast.view(meeting_id, now=soon).ask_again_at == again_at
    assert call(screening_views.standing, cast.bob, cast.pack.id, now=again_at).may_ask
    assert cast.request(now=again_at)


def test_a_withdrawn_or_expired_request_needs_no_waiting(cast: ScreeningCast):
    profile = reload(cast.alice.profile)
    profile.screening_wait_days = 14
    save(profile)
    cast.at(Stage.WITHDRAWN)
    cast.at(Stage.EXPIRED)
    now = NOW + timedelta(days=14)
    assert call(screening_views.standing, cast.bob, cast.pack.id, now=now).may_ask
    assert cast.request(now=now)


def test_an_appeal_is_told_to_administrators_and_answered_once(cast: ScreeningCast):
    other = make_principal(Role.ADMIN)
    make_principal(Role.ADMIN, is_active=False)
    meeting_id = cast.at(Stage.REJECTED)
    before = len(told())
    cast.act("appeal", meeting_id, "bob", message="I was ill.")
    assert Counter(told()[before:]) == Counter(
        (who, "screeningAppealed")
        for who in (cast.admin.user_id, other.user_id, cast.alice.user.id)
    )
    assert refused(cast, "appeal", meeting_id, "bob", message="Please.").code == "alreadyAppealed"
    before = len(told())
    cast.act("override", meeting_id, "admin", decision=REJECTED, reason="It was fair.")
    seen = cast.view(meeting_id)
    assert seen.appeal is not None
    assert (seen.stage, seen.appeal.outcome) == (Stage.REJECTED, AppealOutcome.REFUSED)
    assert seen.reason == "It was fair."
    assert {kind for _, kind in told()[before:]} == {"screeningAppealUpheld"}
    assert Act.APPEAL not in seen.acts
    audited = [row.action for row in rows(AuditEntry)]
    assert audited == ["screening.reject", "screening.appealUpheld"]


def test_an_override_approves_opens_the_pack_and_binds_the_tutor(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REJECTED)
    cast.act("appeal", meeting_id, "bob", message="I was ill.")
    before = len(told())
    cast.act("override", meeting_id, "admin", decision=APPROVED, reason="She was ill.")
    kinds = {(cast.bob.user_id, "screeningOverridden"), (cast.alice.user.id, "screeningOverridden")}
    assert set(told()[before:]) == kinds
    last = rows(AuditEntry)[-1]
    assert (last.action, last.actor_id, last.reason) == (
        "screening.override",
        cast.admin.user_id,
        "She was ill.",
    )
    assert json.loads(last.detail)["from"] == "rejected"
    error = refused(cast, "decide", meeting_id, decision=REJECTED, reason="No.")
    assert error.code == "decidedByAdministrator"
    assert call(enroll, cast.bob, cast.pack.id, now=NOW).lessons_left == 10


def test_an_override_needs_a_reason(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REJECTED)
    marks = footprint()
    error = refused(cast, "override", meeting_id, "admin", decision=APPROVED, reason=" ")
    assert (type(error), set(error.fields)) == (Invalid, {"reason"})
    assert footprint() == marks


def test_a_decision_is_opened_again_only_beside_no_other_request(cast: ScreeningCast):
    first = cast.at(Stage.REJECTED)
    cast.request()
    for who, act in (("alice", "decide"), ("admin", "override")):
        error = refused(cast, act, first, who, decision=PENDING, reason="Once more.")
        assert error.code == "alreadyRequested"
    assert refused(cast, "appeal", first, "bob", message="I was ill.").code == "alreadyRequested"
    assert Act.APPEAL not in cast.view(first).acts


def test_who_looked_at_an_older_version_is_told_what_happened(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REQUESTED)
    version = cast.view(meeting_id, "alice").record_version
    cast.act("withdraw", meeting_id, "bob", record_version=version)
    error = refused(
        cast, "agree", meeting_id, starts_at=cast.tuesday, record_version=version, now=AFTER
    )
    assert (type(error), error.sentence) == (
        Conflict,
        "The student withdrew this request 1 day ago.",
    )
    assert refused(cast, "agree", meeting_id, starts_at=cast.tuesday).code == "alreadyWithdrawn"


def test_every_step_counts_as_one_write(cast: ScreeningCast):
    meeting_id = cast.at(Stage.AGREED)
    assert cast.row(meeting_id).record_version == 2
    cast.act("note", meeting_id, notes="Quick.", marks={"knowledge": 5})
    assert cast.row(meeting_id).record_version == 2


@pytest.mark.parametrize(
    "marks", [{"height": 3}, {"knowledge": 0}, {"knowledge": 6}, {"knowledge": True}]
)
def test_marks_are_those_of_the_rubric(cast: ScreeningCast, marks: dict[str, Any]):
    meeting_id = cast.at(Stage.AGREED)
    error = refused(cast, "note", meeting_id, notes="", marks=marks)
    assert set(error.fields) == {"marks"}


def test_the_tutors_side_reads_its_notes_again(cast: ScreeningCast):
    meeting_id = cast.at(Stage.AGREED)
    cast.act("note", meeting_id, notes="Quick.", marks={"motivation": 5, "knowledge": 4})
    for who in ("alice", "admin"):
        seen = cast.view(meeting_id, who)
        assert (seen.notes, seen.marks) == ("Quick.", {"knowledge": 4, "motivation": 5})


def test_unanswered_requests_expire_in_batches_and_only_once(
    cast: ScreeningCast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(screening, "BATCH", 2)
    students = [make_principal() for _ in range(3)]
    ids = [cast.request(student, proposals=[cast.tuesday]) for student in students]
    agreed = cast.at(Stage.AGREED, pack=make_pack(cast.alice, requires_screening=True))
    due = NOW + timedelta(days=14)
    assert call(screening.expire_due, now=due - timedelta(seconds=1)) == 0
    assert [call(screening.expire_due, now=due) for _ in range(3)] == [2, 1, 0]
    for meeting_id, student in zip(ids, students, strict=True):
        seen = cast.view(meeting_id, student, now=due)
        assert (seen.stage, seen.decided_at, seen.expires_at) == (Stage.EXPIRED, due, None)
        assert (seen.history[-1].kind, seen.history[-1].actor_side) == ("expired", None)
        assert seen.acts == frozenset()
    assert cast.view(agreed, now=due).stage is Stage.HELD
    counted = Counter(kind for _, kind in told())
    assert counted["screeningExpired"] == 2 * len(students)


def test_a_request_gets_its_whole_time_when_the_turn_passes(cast: ScreeningCast):
    meeting_id = cast.request()
    tenth = NOW + timedelta(days=10)
    cast.act("offer", meeting_id, proposals=[NOW + timedelta(days=20)], now=tenth)
    assert cast.view(meeting_id).expires_at == tenth + timedelta(days=14)
    assert cast.view(meeting_id, now=tenth).waits_for is Side.STUDENT
    assert call(screening.expire_due, now=NOW + timedelta(days=14)) == 0


def test_agreeing_keeps_a_request_from_expiring_and_calling_off_lets_it_again(cast: ScreeningCast):
    meeting_id = cast.at(Stage.AGREED)
    assert cast.view(meeting_id).expires_at is None
    cast.act("unplan", meeting_id)
    assert cast.view(meeting_id).expires_at == NOW + timedelta(days=14)


def test_a_deleted_pack_takes_no_new_times_and_its_requests_can_still_be_ended(
    cast: ScreeningCast,
):
    meeting_id = cast.at(Stage.REQUESTED)
    call(catalog_packs.delete_pack, cast.alice.principal, cast.pack.id, now=NOW)
    for act, values in (("agree", {"starts_at": cast.tuesday}), ("offer", {"proposals": [LATER]})):
        assert refused(cast, act, meeting_id, **values).code == "packIsNotOffered"
    with pytest.raises(Conflict):
        cast.change(meeting_id, scheduled_datetime=cast.tuesday)
    seen = cast.view(meeting_id)
    assert not seen.pack_is_active
    assert Act.WITHDRAW in seen.acts
    assert Act.PROPOSE not in seen.acts
    with pytest.raises(NotFound):
        cast.request(cast.charlie)
    call(catalog_packs.restore_pack, cast.alice.principal, cast.pack.id, now=NOW)
    cast.act("agree", meeting_id, starts_at=cast.tuesday)
    assert cast.view(meeting_id).stage is Stage.AGREED


def test_a_pack_with_a_meeting_to_come_is_not_deleted(cast: ScreeningCast):
    meeting_id = cast.at(Stage.AGREED)
    with pytest.raises(Conflict) as error:
        call(catalog_packs.delete_pack, cast.alice.principal, cast.pack.id, now=NOW)
    assert (error.value.code, "Tue 6 Jan 10:00" in error.value.sentence) == (
        "meetingsAreAgreed",
        True,
    )
    over = cast.tuesday + timedelta(minutes=30)
    call(catalog_packs.delete_pack, cast.alice.principal, cast.pack.id, now=over)
    cast.act("decide", meeting_id, decision=APPROVED, reason="", now=over)
    assert cast.view(meeting_id).stage is Stage.APPROVED


def test_no_meeting_is_agreed_with_a_student_who_left(cast: ScreeningCast):
    meeting_id = cast.at(Stage.REQUESTED)
    student = reload_user(cast.bob.user_id)
    student.is_active = False
    save(student)
    error = refused(cast, "agree", meeting_id, starts_at=cast.tuesday)
    assert error.code == "studentIsNotActive"


def reload_user(user_id: str) -> Any:
    with unit_of_work(now=NOW, readonly=True) as session:
        return session.get_one(User, user_id)


@pytest.mark.parametrize("role", [Role.TUTOR, Role.ADMIN])
def test_only_students_ask_for_themselves(cast: ScreeningCast, role: Role):
    who = make_principal(role)
    with pytest.raises(TutorHubError):
        cast.request(who)
    assert rows(ScreeningEvent) == []


def test_a_pack_without_a_screening_is_not_asked_for(cast: ScreeningCast):
    plain = make_pack(cast.alice)
    with pytest.raises(Invalid):
        cast.request(pack=plain)
    assert not call(screening_views.standing, cast.bob, plain.id, now=NOW).may_ask


def test_standing_tells_anyone_what_is_needed(cast: ScreeningCast):
    for who, may in ((None, False), (cast.bob, True), (cast.dora.principal, False)):
        found = call(screening_views.standing, who, cast.pack.id, now=NOW)
        assert (found.may_ask, found.current) == (may, None)
        assert len(found.requirements) == 4
        assert (found.expiry_days, found.wait_days) == (14, 0)


def test_a_students_change_by_the_api_and_by_a_page_leave_the_same(cast: ScreeningCast):
    def marks(meeting_id: str) -> list[tuple[str, str | None, str]]:
        found = [row for row in rows(ScreeningEvent) if row.meeting_id == meeting_id]
        return [(row.kind, row.actor_side, row.facts) for row in found]

    page = cast.request(proposals=[cast.tuesday])
    cast.act("agree", page, starts_at=cast.tuesday)
    cast.act("decide", page, decision=REJECTED, reason="Not yet.")
    kinds = Counter(kind for _, kind in told())
    api = cast.ask(scheduled_datetime=cast.tuesday).id
    cast.change(api, scheduled_datetime=cast.tuesday)
    cast.change(api, tutor_decision=REJECTED, comments="Not yet.")
    assert marks(api) == marks(page)
    assert Counter(kind for _, kind in told()) == kinds + kinds
    assert [row.action for row in rows(AuditEntry)] == ["screening.reject"] * 2
    assert cast.view(api).reason == cast.view(page).reason
