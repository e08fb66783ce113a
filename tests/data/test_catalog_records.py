"""Profiles, packs, enrollments and people as the documents have them."""

import pytest

from tests.factories import (
    NOW,
    make_enrollment,
    make_pack,
    make_principal,
    make_tutor,
    reload,
    save,
)
from tutorhub_app.data.catalog_records import (
    course_pack_record,
    enrollment_record,
    person_record,
    tutor_profile_record,
)
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.profiles import LANGUAGE, SUBJECT, replace_tags
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.catalog import TeachingMode

pytestmark = pytest.mark.usefixtures("database")


def found(query, row_id):
    with unit_of_work(now=NOW, readonly=True) as session:
        return query(session, row_id)


def test_a_profile_has_its_tags_in_order_and_its_rules():
    alice = make_tutor(
        time_zone="Asia/Tokyo",
        horizon_days=90,
        max_lessons_per_day=4,
        meeting_link="https://meet.example/alice",
    )
    with unit_of_work(now=NOW) as session:
        replace_tags(session, alice.profile.id, SUBJECT, ["Physics", "Art"])
        replace_tags(session, alice.profile.id, LANGUAGE, ["German"])
    record = found(tutor_profile_record, alice.profile.id)
    assert (record.id, record.user_id) == (alice.profile.id, alice.user.id)
    assert record.fullname == alice.user.fullname
    assert record.meeting_link is None
    assert (record.subjects, record.languages) == (("Physics", "Art"), ("German",))
    assert (record.time_zone, record.is_listed, record.record_version) == ("Asia/Tokyo", True, 1)
    assert (record.rules.horizon_days, record.rules.max_lessons_per_day) == (90, 4)
    assert record.rules.slot_step_minutes == 30


def test_a_pack_is_found_deleted_or_not():
    pack = make_pack(make_tutor(), requires_screening=True)
    record = found(course_pack_record, pack.id)
    assert (record.title, record.price_minor, record.is_active) == ("Ten lessons", 30000, True)
    assert record.teaching_mode is TeachingMode.ONLINE
    row = reload(pack)
    row.is_active = False
    save(row)
    assert found(course_pack_record, pack.id).is_active is False


def test_an_enrollment_is_found_withdrawn_or_not():
    bob, pack = make_principal(), make_pack(make_tutor())
    held = make_enrollment(pack, bob, 4)
    record = found(enrollment_record, held.id)
    assert (record.course_pack_id, record.student_id) == (pack.id, bob.user_id)
    assert (record.lessons_left, record.lessons_bought, record.is_active) == (4, 4, True)
    held.is_active = False
    save(held)
    assert found(enrollment_record, held.id).is_active is False


def test_a_person_is_known_by_name_role_and_zone_alone():
    bob = make_principal(fullname="Bob", time_zone="Europe/Berlin")
    record = found(person_record, bob.user_id)
    assert (record.fullname, record.role) == ("Bob", Role.STUDENT)
    assert set(record.__slots__) == {"id", "fullname", "role", "time_zone"}


@pytest.mark.parametrize(
    "query",
    [course_pack_record, tutor_profile_record, enrollment_record, person_record],
)
def test_what_is_not_there_is_none(query):
    assert found(query, "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20") is None
