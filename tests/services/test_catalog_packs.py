"""Course packs: who may change them, and what a change does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    Tutor,
    make_enrollment,
    make_pack,
    make_principal,
    make_screening,
    make_tutor,
    reload,
)
from tests.lessons import make_lesson
from tutorhub_app.data.changes import CATALOG_TOPIC, changes_after, tutor_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.packs import PackDetails
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.services import catalog, catalog_packs
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

DETAILS = PackDetails(
    title="Exam mathematics",
    description="Ten lessons towards the final exam.",
    lesson_minutes=60,
    lesson_count=10,
    price_minor=38050,
    currency="EUR",
    requires_screening=False,
    teaching_mode=TeachingMode.BOTH,
)


@pytest.fixture
def alice() -> Tutor:
    return make_tutor()


def create(principal, profile_id, details=DETAILS):
    return call(catalog_packs.create_pack, principal, profile_id, details, now=NOW)


def packs_of(alice, locale="en"):
    return call(
        catalog_packs.managed_packs, alice.principal, alice.profile.id, locale=locale, now=NOW
    ).packs


def view(principal, pack_id):
    return call(catalog.pack_view, principal, pack_id, now=NOW)


def test_a_tutor_offers_a_pack_and_everyone_sees_it(alice):
    pack_id = create(alice.principal, alice.profile.id)
    seen = view(None, pack_id)
    assert (seen.title, seen.minutes, seen.lessons) == (
        "Exam mathematics",
        "1 hour",
        "10 lessons",
    )
    assert (seen.price, seen.price_per_lesson) == ("€380.50", "€38.05 per lesson")
    assert seen.step == "signIn"
    with unit_of_work(now=NOW, readonly=True) as session:
        topics = {topic for _, topic in changes_after(session, 0)}
    assert topics == {tutor_topic(alice.profile.id), CATALOG_TOPIC}


def test_prices_read_as_the_viewer_writes_numbers(alice):
    create(alice.principal, alice.profile.id)
    assert packs_of(alice, "de")[0].price == "380,50\N{NO-BREAK SPACE}€"
    yen = replace(DETAILS, price_minor=42000, currency="JPY")
    pack_id = create(alice.principal, alice.profile.id, yen)
    assert view(None, pack_id).price == "¥42,000"


def test_a_pack_without_a_price_is_free(alice):
    pack_id = create(alice.principal, alice.profile.id, replace(DETAILS, price_minor=0))
    assert (view(None, pack_id).price, view(None, pack_id).price_per_lesson) == ("Free", "Free")


def test_a_change_leaves_booked_lessons_as_they_were_agreed(alice):
    pack = make_pack(alice, lesson_minutes=60, price_minor=30000)
    lesson = make_lesson(pack, make_principal(), NOW + timedelta(days=1))
    longer = replace(DETAILS, lesson_minutes=90, price_minor=50000)
    call(catalog_packs.update_pack, alice.principal, pack.id, longer, now=NOW)
    assert reload(pack).lesson_minutes == 90
    kept = reload(lesson)
    assert (kept.lesson_minutes, kept.price_minor, kept.ends_at) == (60, 30000, lesson.ends_at)


def test_a_deleted_pack_is_gone_until_it_is_restored(alice):
    pack = make_pack(alice)
    call(catalog_packs.delete_pack, alice.principal, pack.id, now=NOW)
    assert packs_of(alice) == ()
    with pytest.raises(NotFound):
        view(None, pack.id)
    with pytest.raises(NotFound):
        call(catalog_packs.delete_pack, alice.principal, pack.id, now=NOW)
    call(catalog_packs.restore_pack, alice.principal, pack.id, now=NOW)
    assert [row.id for row in packs_of(alice)] == [pack.id]
    with pytest.raises(NotFound):
        call(catalog_packs.restore_pack, alice.principal, pack.id, now=NOW)


def test_a_pack_with_booked_lessons_coming_is_not_deleted(alice):
    pack = make_pack(alice)
    bob = make_principal()
    make_lesson(pack, bob, NOW + timedelta(days=1))
    make_lesson(pack, bob, NOW + timedelta(days=3))
    with pytest.raises(Conflict) as refused:
        call(catalog_packs.delete_pack, alice.principal, pack.id, now=NOW)
    assert refused.value.sentence.startswith(
        "2 lessons of this pack are booked, the next on Tue 6 Jan 08:00."
    )
    assert reload(pack).is_active


def test_lessons_that_are_over_or_cancelled_do_not_keep_a_pack(alice):
    pack = make_pack(alice)
    bob = make_principal()
    make_lesson(pack, bob, NOW - timedelta(days=1))
    make_lesson(pack, bob, NOW + timedelta(days=1), status=SlotStatus.CANCELED)
    call(catalog_packs.delete_pack, alice.principal, pack.id, now=NOW)
    assert not reload(pack).is_active


def test_a_deleted_pack_stays_for_those_with_lessons_left(alice):
    pack = make_pack(alice)
    bob, charlie = make_principal(), make_principal()
    make_enrollment(pack, bob, 3)
    call(catalog_packs.delete_pack, alice.principal, pack.id, now=NOW)
    assert (view(bob, pack.id).step, view(bob, pack.id).lessons_left) == ("book", 3)
    assert not view(alice.principal, pack.id).is_active
    with pytest.raises(NotFound):
        view(charlie, pack.id)


def test_an_administrator_manages_any_packs(alice):
    admin = make_principal(Role.ADMIN)
    pack_id = create(admin, alice.profile.id)
    call(catalog_packs.update_pack, admin, pack_id, replace(DETAILS, title="Other"), now=NOW)
    assert packs_of(alice)[0].title == "Other"
    call(catalog_packs.delete_pack, admin, pack_id, now=NOW)
    call(catalog_packs.restore_pack, admin, pack_id, now=NOW)
    assert view(admin, pack_id).step == "manage"


@pytest.mark.parametrize("who", ["student", "tutor", "nobody"])
def test_nobody_else_manages_packs(alice, who):
    pack = make_pack(alice)
    principal = {
        "student": make_principal,
        "tutor": lambda: make_tutor().principal,
        "nobody": lambda: None,
    }[who]()
    refusal = NotSignedIn if who == "nobody" else NotAllowed
    for act in (
        lambda: create(principal, alice.profile.id),
        lambda: call(catalog_packs.managed_packs, principal, alice.profile.id, now=NOW),
        lambda: call(catalog_packs.update_pack, principal, pack.id, DETAILS, now=NOW),
        lambda: call(catalog_packs.delete_pack, principal, pack.id, now=NOW),
    ):
        with pytest.raises(refusal):
            act()
    assert [row.title for row in packs_of(alice)] == ["Ten lessons"]
    call(catalog_packs.delete_pack, alice.principal, pack.id, now=NOW)
    with pytest.raises(refusal):
        call(catalog_packs.restore_pack, principal, pack.id, now=NOW)


def test_every_bad_field_is_named(alice):
    bad = PackDetails("  ", 10, 0, -1, "EUR", teaching_mode="telepathy")
    with pytest.raises(Invalid) as refused:
        create(alice.principal, alice.profile.id, bad)
    assert set(refused.value.fields) == {
        "title",
        "lessonMinutes",
        "lessonCount",
        "price",
        "teachingMode",
    }


def test_what_the_owner_reads_of_a_packs_students(alice):
    pack = make_pack(alice)
    make_pack(alice, title="Unused", price_minor=90000)
    bob = make_principal()
    make_enrollment(pack, bob, 3)
    make_enrollment(pack, make_principal(), 0)
    make_lesson(pack, bob, NOW + timedelta(days=1))
    all_booked = make_pack(alice, title="All booked", price_minor=95000)
    make_lesson(all_booked, bob, NOW + timedelta(days=2))
    first, second, third = packs_of(alice)
    assert third.standing == "1 lesson booked."
    assert first.standing == "1 student has lessons left, 1 lesson booked."
    assert second.standing == "Nobody has lessons in it at the moment."


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (None, "begins with a screening meeting"),
        (TutorDecision.PENDING, "waits for"),
        (TutorDecision.REJECTED, "did not approve"),
    ],
)
def test_a_screened_pack_says_what_is_needed_first(alice, decision, words):
    pack = make_pack(alice, requires_screening=True)
    bob = make_principal()
    if decision:
        make_screening(pack, bob, decision)
    seen = view(bob, pack.id)
    assert seen.step == "screening"
    assert words in seen.needed


def test_an_approved_screening_opens_the_pack_whatever_was_decided_before(alice):
    pack = make_pack(alice, requires_screening=True)
    bob = make_principal()
    make_screening(pack, bob, TutorDecision.APPROVED)
    make_screening(pack, bob, TutorDecision.REJECTED)
    assert (view(bob, pack.id).step, view(bob, pack.id).screening) == ("enroll", "approved")
