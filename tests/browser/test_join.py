"""Joining a booked online lesson from the pages of both its sides."""

from datetime import timedelta
from itertools import count

import pytest

from tests.app_data import password_hash
from tests.factories import make_pack, make_tutor, make_user
from tests.factories import sign_in as principal_of
from tests.lessons import make_lesson
from tests.running_app import axe
from tutorhub_app.clock import utc_now

MINUTE = timedelta(minutes=1)
_schools = count(1)


class School:
    """Alice teaches bob online."""

    def __init__(self) -> None:
        number = next(_schools)
        self.alice = make_tutor(
            user={"password_hash": password_hash(), "fullname": f"Alice Ash {number}"}
        )
        self.bob = make_user(password_hash=password_hash(), fullname=f"Bob Birch {number}")

    def lesson(self, title: str, starts_in: timedelta, **values):
        pack = make_pack(self.alice, title=title)
        return make_lesson(pack, principal_of(self.bob), utc_now() + starts_in, **values)


@pytest.fixture
def school(app_database: str) -> School:
    return School()


def join(page, title: str):
    return page.get_by_role("link", name=f"Join {title}")


@pytest.mark.parametrize("phone", [False, True])
def test_both_sides_join_from_their_lists_ten_minutes_before(school: School, page_of, phone: bool):
    soon = school.lesson("Algebra", 9 * MINUTE)
    school.lesson("Biology", 90 * MINUTE)
    for person in (school.bob, school.alice.user):
        page = page_of(person, phone=phone)
        page.goto("/lessons")
        page.get_by_role("link", name="Biology", exact=True).wait_for()
        join(page, "Algebra").wait_for()
        assert join(page, "Biology").count() == 0
        axe(page)
        page.goto("/home")
        join(page, "Algebra").wait_for()
        assert join(page, "Algebra").get_attribute("href") == f"/lessons/{soon.room_slug}?join=1"


def test_the_way_in_appears_on_an_open_page_when_it_is_time(school: School, page_of):
    school.lesson("Algebra", 10 * MINUTE + timedelta(seconds=6))
    page = page_of(school.bob)
    page.goto("/lessons")
    page.get_by_role("link", name="Algebra", exact=True).wait_for()
    join(page, "Algebra").wait_for()


def test_a_lesson_at_the_tutors_own_address_is_joined_there(school: School, page_of):
    lesson = school.lesson("Algebra", 5 * MINUTE, meet_link="https://meet.test/alice")
    page = page_of(school.bob)
    page.goto("/lessons")
    assert join(page, "Algebra").get_attribute("href") == "https://meet.test/alice"
    page.goto(f"/lessons/{lesson.room_slug}")
    link = page.get_by_role("link", name="Join the meeting")
    assert link.get_attribute("href") == "https://meet.test/alice"
    assert link.get_attribute("target") == "_blank"
