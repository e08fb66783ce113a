"""`/v1/preliminarymeetings` in process."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.asking import refused
from tests.api.screening_routes import MEETINGS, Asking, asking, shown, soon
from tests.factories import make_pack, reload, save
from tests.lessons import make_lesson
from tests.services.screening_cast import NO_ID, busy_times, cast, taken
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.words import short_day
from tutorhub_app.services import screening
from tutorhub_app.services.unit import call

__all__ = ["asking", "cast", "soon"]

KEYS = [
    "id",
    "coursePackId",
    "studentId",
    "scheduledDatetime",
    "tutorDecision",
    "tutorDecision_idx",
    "comments",
    "meetingLink",
    "isActive",
    "recordVersion",
    "createdAt",
    "updatedAt",
    "_owner",
]
PERSON = ["id", "fullname", "roleId", "timeZone"]
LINK = "https://meet.example/alice"


async def test_a_student_asks_and_gets_every_property(asking: Asking, soon):
    bob, pack = asking.cast.bob, asking.cast.pack
    row = await asking.made(scheduledDatetime=shown(soon), comments="I like numbers.")
    assert list(row) == KEYS
    assert (row["coursePackId"], row["studentId"]) == (pack.id, bob.user_id)
    assert (row["tutorDecision"], row["tutorDecision_idx"]) == ("pending", 0)
    assert (row["scheduledDatetime"], row["comments"]) == (shown(soon), "I like numbers.")
    assert (row["meetingLink"], row["isActive"], row["recordVersion"]) == (None, True, 1)
    assert row["_owner"] == bob.user_id
    assert row["createdAt"] == row["updatedAt"]


async def test_what_is_optional_is_null(asking: Asking):
    row = await asking.made(scheduledDatetime=None, comments=None, meetingLink=None)
    assert (row["scheduledDatetime"], row["comments"], row["meetingLink"]) == (None, None, None)


async def test_creating_brings_the_pack_the_tutor_and_the_people(asking: Asking):
    alice, bob = asking.cast.alice, asking.cast.bob
    profile = reload(alice.profile)
    profile.meeting_link = LINK
    save(profile)
    body = (await asking.post(bob)).json()
    after = list(body)[list(body).index("preliminaryMeeting") :]
    joins = ["coursePack", "tutorProfile", "tutorUser", "student"]
    assert after == ["preliminaryMeeting", *joins]
    assert body["coursePack"]["id"] == asking.cast.pack.id
    assert body["coursePack"]["requiresScreening"] is True
    assert (body["tutorProfile"]["id"], "meetingLink" in body["tutorProfile"]) == (
        alice.profile.id,
        False,
    )
    assert (list(body["tutorUser"]), list(body["student"])) == (PERSON, PERSON)
    assert (body["tutorUser"]["id"], body["tutorUser"]["roleId"]) == (alice.user.id, "tutor")
    assert (body["student"]["id"], body["student"]["fullname"]) == (bob.user_id, "Bob")


async def test_updating_brings_the_student_and_the_pack(asking: Asking):
    row = await asking.made()
    body = (await asking.patch(asking.cast.bob, row["id"], comments="Hello")).json()
    after = list(body)[list(body).index("preliminaryMeeting") :]
    assert after == ["preliminaryMeeting", "student", "coursePack"]
    assert body["student"]["id"] == asking.cast.bob.user_id
    assert body["coursePack"]["id"] == asking.cast.pack.id


@pytest.mark.parametrize("query", ["getJoins=false", "excludeCQRS=true"])
async def test_joins_can_be_left_out(asking: Asking, query):
    client = asking.clients(asking.cast.bob)
    made = await client.post(f"{MEETINGS}?{query}", json=asking.body())
    assert list(made.json())[-1] == "preliminaryMeeting"
    meeting_id = made.json()["preliminaryMeeting"]["id"]
    changed = await client.patch(f"{MEETINGS}/{meeting_id}?{query}", json={"comments": "Hello"})
    assert list(changed.json())[-1] == "preliminaryMeeting"


@pytest.mark.parametrize("field", ["coursePackId", "studentId", "tutorDecision"])
async def test_what_is_required_is_named(asking: Asking, field):
    for absent in (..., None):
        answer = await asking.post(asking.cast.bob, **{field: absent})
        assert set(refused(answer, 400, f"{field}IsRequired")["fields"]) == {field}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("coursePackId", "17", "coursePackIdisNotAValidID"),
        ("studentId", 17, "studentIdisNotAValidID"),
        ("tutorDecision", "maybe", "tutorDecisionisNotAValidValue"),
        ("tutorDecision", 3, "tutorDecisionisNotAValidValue"),
        ("scheduledDatetime", "2099-01-01", "scheduledDatetimeisNotAValidDate"),
        ("scheduledDatetime", "2099-01-01T10:00:00", "scheduledDatetimeisNotAValidDate"),
        ("scheduledDatetime", "2020-01-01T10:00:00Z", "scheduledDatetimeIsInThePast"),
        ("scheduledDatetime", "2999-12-31T23:59:59Z", "scheduledDatetimeIsNotValid"),
        ("comments", 17, "commentsisNotAString"),
        ("comments", "x" * 2001, "commentsIsTooLong"),
        ("meetingLink", "javascript:alert(1)", "meetingLinkisNotAValidLink"),
        ("meetingLink", "https://you@meet.example", "meetingLinkisNotAValidLink"),
    ],
)
async def test_a_bad_value_is_named_and_leaves_nothing(asking: Asking, field, value, code):
    alice = asking.cast.alice.principal
    body = refused(await asking.post(alice, **{field: value}), 400, code)
    assert set(body["fields"]) == {field}
    assert await asking.listed(asking.cast.admin) == []
    if field not in ("coursePackId", "studentId"):
        row = await asking.made()
        refused(await asking.patch(alice, row["id"], **{field: value}), 400, code)
        assert (await asking.get(alice, row["id"])).json()["preliminaryMeeting"] == row


async def test_a_time_with_any_offset_is_kept_in_utc(asking: Asking, soon):
    at = soon.astimezone(UTC)
    far_east = (at + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%S+09:00")
    row = await asking.made(scheduledDatetime=far_east)
    assert row["scheduledDatetime"] == shown(soon)


@pytest.mark.parametrize("value", ["PENDING", "Pending", 0, "0"])
async def test_a_decision_is_named_in_any_case_or_by_its_index(asking: Asking, value):
    assert (await asking.made(tutorDecision=value))["tutorDecision"] == "pending"


@pytest.mark.parametrize(
    "wrong", [{"tutorDecision": "approved"}, {"tutorDecision": 2}, {"meetingLink": LINK}]
)
async def test_a_student_does_not_ask_for_what_the_tutor_says(asking: Asking, wrong):
    refused(await asking.post(asking.cast.bob, **wrong), 401, "notAllowed")
    assert await asking.listed(asking.cast.bob) == []


async def test_nobody_asks_for_another_but_the_packs_tutor_and_administrators(asking: Asking):
    cast = asking.cast
    refused(await asking.post(None), 401, "loginRequired")
    for outsider in (cast.charlie, cast.dora.principal):
        refused(await asking.post(outsider), 401, "notAllowed")
    row = await asking.made(cast.alice.principal)
    assert (row["studentId"], row["_owner"]) == (cast.bob.user_id, cast.bob.user_id)
    other = await asking.made(cast.admin, studentId=cast.charlie.user_id)
    assert other["studentId"] == cast.charlie.user_id


async def test_a_tutor_makes_a_request_that_is_agreed_and_approved(asking: Asking, soon):
    cast = asking.cast
    row = await asking.made(
        cast.alice.principal,
        tutorDecision="approved",
        scheduledDatetime=shown(soon),
        meetingLink=LINK,
    )
    assert (row["tutorDecision"], row["tutorDecision_idx"]) == ("approved", 1)
    assert row["meetingLink"] == LINK
    assert busy_times() == taken(soon, cast.bob, cast.alice.principal)


async def test_the_pack_must_be_there_and_ask_for_a_screening(asking: Asking):
    cast = asking.cast
    plain = make_pack(cast.alice)
    answer = await asking.post(cast.bob, coursePackId=plain.id)
    refused(answer, 400, "screeningIsNotRequired")
    gone = make_pack(cast.alice, requires_screening=True, is_active=False)
    for pack_id in (gone.id, NO_ID):
        refused(await asking.post(cast.bob, coursePackId=pack_id), 404, "notFound")


async def test_a_tutor_names_a_student_who_is_there(asking: Asking):
    answer = await asking.post(asking.cast.alice.principal, studentId=NO_ID)
    assert set(refused(answer, 400, "studentIdIsNotValid")["fields"]) == {"studentId"}


async def test_a_second_request_waits_for_the_end_of_the_first(asking: Asking):
    alice, bob = asking.cast.alice.principal, asking.cast.bob
    first = await asking.made()
    refused(await asking.post(bob), 409, "alreadyRequested")
    await asking.changed(alice, first["id"], tutorDecision="rejected")
    second = await asking.made()
    await asking.changed(alice, second["id"], tutorDecision="approved")
    refused(await asking.post(bob), 409, "alreadyApproved")
    assert await asking.listed(bob) == [second["id"], first["id"]]


async def test_after_a_rejection_a_student_waits_and_is_told_until_when(asking: Asking):
    alice, bob = asking.cast.alice, asking.cast.bob
    profile = reload(alice.profile)
    profile.screening_wait_days = 3
    save(profile)
    row = await asking.made()
    rejected = await asking.changed(alice.principal, row["id"], tutorDecision="rejected")
    again_at = datetime.fromisoformat(rejected["updatedAt"]) + timedelta(days=3)
    body = refused(await asking.post(bob), 409, "askAgainLater")
    assert f"{short_day(again_at.date())} {again_at.year}" in body["detail"]
    assert (await asking.post(alice.principal)).status_code == 201


async def test_what_was_withdrawn_or_has_expired_is_not_there_any_more(asking: Asking):
    alice, bob = asking.cast.alice.principal, asking.cast.bob
    row = await asking.made()
    call(screening.withdraw, bob, row["id"])
    for answer in (
        await asking.get(bob, row["id"]),
        await asking.patch(alice, row["id"], tutorDecision="approved"),
    ):
        refused(answer, 404, "notFound")
    assert await asking.listed(bob) == []
    second = await asking.made()
    call(screening.expire_due, now=utc_now() + timedelta(days=15))
    refused(await asking.get(alice, second["id"]), 404, "notFound")
    await asking.made()


async def test_a_student_takes_one_of_the_tutors_offers_by_naming_its_time(asking: Asking, soon):
    alice, bob = asking.cast.alice.principal, asking.cast.bob
    row = await asking.made(scheduledDatetime=shown(soon))
    offers = [soon + timedelta(hours=1), soon + timedelta(hours=2)]
    call(screening.offer, alice, row["id"], proposals=offers)
    offered = (await asking.get(bob, row["id"])).json()["preliminaryMeeting"]
    assert offered["scheduledDatetime"] is None
    echoed = await asking.changed(bob, row["id"], **offered | {"comments": "Let me see."})
    assert (echoed["scheduledDatetime"], busy_times()) == (None, set())
    agreed = await asking.changed(bob, row["id"], scheduledDatetime=shown(offers[1]))
    assert agreed["scheduledDatetime"] == shown(offers[1])
    assert busy_times() == taken(offers[1], bob, alice)


async def test_what_an_administrator_decided_the_tutor_does_not_change(asking: Asking):
    cast = asking.cast
    row = await asking.made()
    await asking.changed(cast.admin, row["id"], tutorDecision="approved")
    answer = await asking.patch(cast.alice.principal, row["id"], tutorDecision="rejected")
    refused(answer, 409, "decidedByAdministrator")
    await asking.changed(cast.admin, row["id"], tutorDecision="rejected")


async def test_a_repeated_request_with_a_key_is_made_once(asking: Asking):
    key = {"Idempotency-Key": "once"}
    first = await asking.post(asking.cast.bob, headers=key)
    again = await asking.post(asking.cast.bob, headers=key)
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    other = await asking.post(asking.cast.bob, headers=key, comments="Another")
    refused(other, 409, "idempotencyKeyReused")


async def test_the_tutor_agrees_and_both_are_taken(asking: Asking, soon):
    cast = asking.cast
    row = await asking.made(scheduledDatetime=shown(soon))
    assert busy_times() == set()
    agreed = await asking.changed(
        cast.alice.principal, row["id"], scheduledDatetime=row["scheduledDatetime"]
    )
    assert (agreed["scheduledDatetime"], agreed["recordVersion"]) == (shown(soon), 2)
    assert busy_times() == taken(soon, cast.bob, cast.alice.principal)


async def test_a_taken_time_is_a_conflict(asking: Asking, soon):
    cast = asking.cast
    make_lesson(make_pack(cast.dora), cast.bob, soon)
    row = await asking.made(scheduledDatetime=shown(soon))
    answer = await asking.patch(
        cast.alice.principal, row["id"], scheduledDatetime=shown(soon), comments="See you"
    )
    refused(answer, 409, "slotTaken")
    assert (await asking.get(cast.bob, row["id"])).json()["preliminaryMeeting"] == row
    answer = await asking.post(
        cast.admin, studentId=cast.bob.user_id, scheduledDatetime=shown(soon)
    )
    refused(answer, 409, "alreadyRequested")


@pytest.mark.parametrize("who", ["alice", "admin"])
async def test_tutor_and_administrators_set_every_field_and_clear_it(asking: Asking, soon, who):
    by = asking.cast.person(who)
    row = await asking.made(comments="Hello")
    changed = await asking.changed(
        by,
        row["id"],
        scheduledDatetime=shown(soon),
        tutorDecision="APPROVED",
        comments="Welcome",
        meetingLink=LINK,
    )
    assert changed == row | {
        "scheduledDatetime": shown(soon),
        "tutorDecision": "approved",
        "tutorDecision_idx": 1,
        "comments": "Welcome",
        "meetingLink": LINK,
        "recordVersion": 2,
        "updatedAt": changed["updatedAt"],
    }
    cleared = await asking.changed(
        by,
        row["id"],
        scheduledDatetime=None,
        tutorDecision=0,
        comments=None,
        meetingLink=None,
    )
    assert cleared == row | {
        "comments": None,
        "recordVersion": 3,
        "updatedAt": cleared["updatedAt"],
    }
    assert busy_times() == set()


async def test_a_decision_can_be_changed_but_not_be_null(asking: Asking):
    alice = asking.cast.alice.principal
    row = await asking.made()
    answer = await asking.patch(alice, row["id"], tutorDecision=None)
    refused(answer, 400, "tutorDecisionIsRequired")
    rejected = await asking.changed(alice, row["id"], tutorDecision="rejected")
    assert (rejected["tutorDecision"], rejected["tutorDecision_idx"]) == ("rejected", 2)
    approved = await asking.changed(alice, row["id"], tutorDecision="approved")
    assert approved["tutorDecision"] == "approved"


async def test_an_approval_stays_once_there_are_lessons(asking: Asking, soon):
    cast = asking.cast
    row = await asking.made(cast.alice.principal, tutorDecision="approved")
    make_lesson(cast.pack, cast.bob, soon)
    for by in (cast.alice.principal, cast.admin):
        answer = await asking.patch(by, row["id"], tutorDecision="rejected")
        refused(answer, 409, "lessonsAreBooked")


async def test_a_rejected_request_takes_no_time(asking: Asking, soon):
    alice = asking.cast.alice.principal
    row = await asking.made(alice, tutorDecision="rejected")
    answer = await asking.patch(alice, row["id"], scheduledDatetime=shown(soon))
    refused(answer, 409, "alreadyRejected")


async def test_a_student_changes_time_and_comments_while_pending(asking: Asking, soon):
    cast = asking.cast
    row = await asking.made()
    changed = await asking.changed(
        cast.bob, row["id"], scheduledDatetime=shown(soon), comments="After school"
    )
    assert (changed["scheduledDatetime"], changed["comments"]) == (shown(soon), "After school")
    for wrong in ({"tutorDecision": "approved"}, {"meetingLink": LINK}):
        refused(await asking.patch(cast.bob, row["id"], **wrong), 401, "notAllowed")
    await asking.changed(cast.alice.principal, row["id"], scheduledDatetime=shown(soon))
    later = shown(soon + timedelta(hours=1))
    await asking.changed(cast.bob, row["id"], scheduledDatetime=later)
    assert busy_times() == set()


@pytest.mark.parametrize("decision", ["approved", "rejected"])
async def test_a_student_changes_nothing_that_is_decided(asking: Asking, soon, decision):
    row = await asking.made(asking.cast.alice.principal, tutorDecision=decision)
    for own in ({"scheduledDatetime": shown(soon)}, {"comments": "Please"}):
        answer = await asking.patch(asking.cast.bob, row["id"], **own)
        refused(answer, 401, "notAllowed")


@pytest.mark.parametrize("who", ["bob", "alice", "admin"])
async def test_the_whole_object_sent_back_changes_what_differs(asking: Asking, who):
    row = await asking.made()
    echo = row | {
        "comments": "Thanks",
        "id": NO_ID,
        "_owner": NO_ID,
        "coursePackId": NO_ID,
        "studentId": NO_ID,
        "recordVersion": 9,
        "isActive": False,
        "unknown": 1,
    }
    changed = await asking.changed(asking.cast.person(who), row["id"], **echo)
    expected = {"comments": "Thanks", "recordVersion": 2, "updatedAt": changed["updatedAt"]}
    assert changed == row | expected


async def test_a_change_of_nothing_is_answered_as_it_is(asking: Asking):
    row = await asking.made()
    assert await asking.changed(asking.cast.bob, row["id"]) == row
