"""Lessons left are counted in the database, past the ORM, and as the ORM would."""

from datetime import timedelta

import pytest

from tests.factories import NOW, make_enrollment, make_pack, make_principal, make_tutor, reload
from tutorhub_app.data.catalog import Enrollment
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.enrollments import add_lessons_left
from tutorhub_app.domain.errors import NoLessonsLeft

LATER = NOW + timedelta(days=1)


@pytest.fixture
def enrollment(database) -> Enrollment:
    return make_enrollment(make_pack(make_tutor()), make_principal(), lessons=3)


def test_a_unit_of_work_is_one_write_however_often_it_counts(enrollment: Enrollment):
    with unit_of_work(now=LATER) as session:
        add_lessons_left(session, enrollment.id, -2)
        add_lessons_left(session, enrollment.id, 1)
    found = reload(enrollment)
    assert (found.lessons_left, found.record_version) == (2, 2)
    assert (found.created_at, found.updated_at) == (enrollment.created_at, LATER)
    with unit_of_work(now=LATER) as session:
        add_lessons_left(session, enrollment.id, 1)
    assert reload(enrollment).record_version == 3


def test_a_row_that_the_session_holds_is_counted_with_it_as_one_write(enrollment: Enrollment):
    with unit_of_work(now=LATER) as session:
        held = session.get_one(Enrollment, enrollment.id)
        held.lessons_bought = 9
        add_lessons_left(session, enrollment.id, -1)
        assert held.lessons_left == 2
        held.lessons_left += 5
    found = reload(enrollment)
    assert (found.lessons_left, found.lessons_bought, found.record_version) == (7, 9, 2)


def test_fewer_than_none_are_refused_and_nothing_is_counted(enrollment: Enrollment):
    with pytest.raises(NoLessonsLeft), unit_of_work(now=LATER) as session:
        add_lessons_left(session, enrollment.id, -3)
        add_lessons_left(session, enrollment.id, -1)
    found = reload(enrollment)
    assert (found.lessons_left, found.record_version) == (3, 1)


def test_an_enrollment_that_is_not_there_is_missed(enrollment: Enrollment):
    with pytest.raises(LookupError), unit_of_work(now=LATER) as session:
        add_lessons_left(session, enrollment.student_id, 1)
