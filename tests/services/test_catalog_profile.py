"""A tutor's profile and booking rules: who may change them, and what a change does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import NOW, Tutor, make_pack, make_principal, make_tutor, reload
from tests.lessons import make_lesson
from tutorhub_app.data import profiles
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    LESSONS_TOPIC,
    changes_after,
    person_topic,
    tutor_topic,
)
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.catalog import BookingRules
from tutorhub_app.domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.profiles import ProfileDetails
from tutorhub_app.services import catalog, catalog_profile
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

DETAILS = ProfileDetails(
    headline="Mathematics that makes sense",
    bio="Eleven years at a school.\n\nThen one person at a time.",
    subjects=("Mathematics", "Physics"),
    languages=("German", "English"),
    time_zone="Europe/Berlin",
    meeting_link="https://meet.example.org/clara",
    teaching_place="Library, second floor",
)
RULES = BookingRules(
    slot_step_minutes=15,
    buffer_before_minutes=5,
    buffer_after_minutes=10,
    minimum_notice_minutes=120,
    horizon_days=60,
    max_lessons_per_day=4,
    cancellation_notice_minutes=720,
    reschedule_notice_minutes=360,
)


@pytest.fixture
def alice() -> Tutor:
    return make_tutor(time_zone="Europe/Berlin")


def topics() -> set[str]:
    with unit_of_work(now=NOW, readonly=True) as session:
        return {topic for _, topic in changes_after(session, 0)}


def save(principal, profile_id, details=DETAILS):
    return call(catalog_profile.save_profile, principal, profile_id, details, now=NOW)


def save_rules(principal, profile_id, rules=RULES):
    return call(catalog_profile.save_rules, principal, profile_id, rules, now=NOW)


def test_a_tutor_saves_their_profile_and_everyone_sees_it(alice):
    form = save(alice.principal, alice.profile.id)
    assert form.subjects == ("Mathematics", "Physics")
    seen = call(catalog.tutor_view, None, alice.profile.id, now=NOW)
    assert (seen.headline, seen.bio) == (DETAILS.headline, DETAILS.bio)
    assert seen.languages == ("German", "English")
    assert seen.teaching_place == DETAILS.teaching_place
    assert topics() == {
        tutor_topic(alice.profile.id),
        person_topic(alice.user.id),
        CATALOG_TOPIC,
    }


def test_what_everyone_sees_does_not_hold_the_meeting_link(alice):
    save(alice.principal, alice.profile.id)
    seen = call(catalog.tutor_view, make_principal(), alice.profile.id, now=NOW)
    assert DETAILS.meeting_link not in repr(seen)


def test_an_administrator_edits_any_profile(alice):
    admin = make_principal(Role.ADMIN)
    assert save(admin, alice.profile.id).headline == DETAILS.headline
    assert save_rules(admin, alice.profile.id).rules == RULES
    assert call(catalog_profile.profile_form, admin, alice.profile.id, now=NOW).bio == DETAILS.bio


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TUTOR])
def test_nobody_else_reads_or_writes_the_form(alice, role):
    outsider = make_tutor().principal if role is Role.TUTOR else make_principal(role)
    for act in (
        lambda: save(outsider, alice.profile.id),
        lambda: save_rules(outsider, alice.profile.id),
        lambda: call(catalog_profile.profile_form, outsider, alice.profile.id, now=NOW),
        lambda: call(catalog_profile.rules_form, outsider, alice.profile.id, now=NOW),
        lambda: call(
            catalog_profile.zone_change_notice, outsider, alice.profile.id, "UTC", now=NOW
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert reload(alice.profile).headline == ""
    assert topics() == set()


def test_somebody_signed_out_is_asked_to_sign_in(alice):
    for act in (
        lambda: save(None, alice.profile.id),
        lambda: save_rules(None, alice.profile.id),
        lambda: call(catalog_profile.profile_form, None, alice.profile.id, now=NOW),
        lambda: call(catalog_profile.rules_form, None, alice.profile.id, now=NOW),
    ):
        with pytest.raises(NotSignedIn):
            act()


def test_an_unknown_profile_is_not_found():
    with pytest.raises(NotFound):
        save(make_principal(Role.ADMIN), "nothing")
    with pytest.raises(NotFound):
        call(catalog.tutor_view, None, "nothing", now=NOW)


def test_every_bad_field_is_named_and_nothing_is_saved(alice):
    bad = replace(
        DETAILS,
        headline="x" * 121,
        time_zone="Europe/Atlantis",
        meeting_link="javascript:alert(1)",
        subjects=tuple(f"subject {n}" for n in range(13)),
    )
    with pytest.raises(Invalid) as refused:
        save(alice.principal, alice.profile.id, bad)
    assert set(refused.value.fields) == {"headline", "timeZone", "meetingLink", "subjects"}
    assert reload(alice.profile).headline == ""


def test_tags_are_replaced_and_keep_their_order(alice):
    save(alice.principal, alice.profile.id)
    again = replace(DETAILS, subjects=("Physics", "physics", " Piano ", "Mathematics"))
    assert save(alice.principal, alice.profile.id, again).subjects == (
        "Physics",
        "Piano",
        "Mathematics",
    )
    with unit_of_work(now=NOW, readonly=True) as session:
        found = profiles.tags_of(session, [alice.profile.id])[alice.profile.id]
    assert found.languages == ("German", "English")


def test_a_change_of_tags_counts_as_one_write_alone_or_with_others(alice):
    save(alice.principal, alice.profile.id)
    assert reload(alice.profile).record_version == 2
    save(alice.principal, alice.profile.id, replace(DETAILS, subjects=("Art",)))
    assert reload(alice.profile).record_version == 3
    save(alice.principal, alice.profile.id, replace(DETAILS, subjects=("Art",)))
    assert reload(alice.profile).record_version == 3


def test_rules_are_saved_as_they_are(alice):
    save_rules(alice.principal, alice.profile.id)
    assert (
        call(catalog_profile.rules_form, alice.principal, alice.profile.id, now=NOW).rules == RULES
    )
    assert reload(alice.profile).record_version == 2
    assert CATALOG_TOPIC in topics()


def test_a_rule_outside_its_limits_is_refused(alice):
    bad = replace(RULES, slot_step_minutes=4, horizon_days=731)
    with pytest.raises(Invalid) as refused:
        save_rules(alice.principal, alice.profile.id, bad)
    assert set(refused.value.fields) == {"slotStepMinutes", "horizonDays"}


def test_in_another_zone_booked_lessons_keep_their_instants_and_are_told_anew(alice):
    bob = make_principal()
    pack = make_pack(alice)
    coming = make_lesson(pack, bob, NOW + timedelta(days=2, hours=1))
    held = make_lesson(pack, bob, NOW - timedelta(days=7))
    save(alice.principal, alice.profile.id, replace(DETAILS, time_zone="America/New_York"))
    after = reload(coming)
    assert after.starts_at == coming.starts_at
    assert (str(after.scheduled_date), after.scheduled_time) == ("2026-01-07", "04:00")
    assert reload(held).scheduled_time == held.scheduled_time
    assert topics() >= {LESSONS_TOPIC, person_topic(bob.user_id)}


def test_before_the_zone_changes_the_tutor_reads_what_it_means(alice):
    def notice(zone: str) -> str:
        return call(
            catalog_profile.zone_change_notice, alice.principal, alice.profile.id, zone, now=NOW
        )

    assert notice("Europe/Berlin") == ""
    assert "09:00 in New York, not in Berlin" in notice("America/New_York")
    assert "booked" not in notice("America/New_York")
    make_lesson(make_pack(alice), make_principal(), NOW + timedelta(days=2, hours=1))
    assert notice("America/New_York").endswith(
        "Your booked lesson keeps its moment: it, Wed 7 Jan 10:00 so far, "
        "will read Wed 7 Jan 04:00."
    )
