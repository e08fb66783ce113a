"""Joining a booked online lesson, or a screening meeting, from the pages of both its sides."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.app_data import password_hash
from tests.browser.classroom_cast import BOARD_IS_READY, seen, stroke, wait_until
from tests.browser.screening_school import ScreeningSchool
from tests.factories import make_pack, make_tutor, make_user
from tests.factories import sign_in as principal_of
from tests.lessons import make_lesson
from tests.running_app import axe
from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.services import screening
from tutorhub_app.services.booking_changes import cancel_lesson
from tutorhub_app.services.unit import call

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
        expect(join(page, "Biology")).to_have_count(0)
        axe(page)
        page.goto("/home")
        join(page, "Algebra").wait_for()
        expect(join(page, "Algebra")).to_have_attribute("href", f"/lessons/{soon.room_slug}?join=1")


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
    expect(join(page, "Algebra")).to_have_attribute("href", "https://meet.test/alice")
    page.goto(f"/lessons/{lesson.room_slug}")
    link = page.get_by_role("link", name="Join the meeting")
    expect(link).to_have_attribute("href", "https://meet.test/alice")
    expect(link).to_have_attribute("target", "_blank")


def test_both_people_of_a_booked_lesson_meet_in_its_room(school: School, page_of):
    lesson = school.lesson("Algebra", 5 * MINUTE)
    hers, his = page_of(school.alice.user), page_of(school.bob)
    looking = page_of(school.alice.user)
    looking.goto(f"/lessons/{lesson.room_slug}")
    looking.get_by_role("heading", name="Algebra").wait_for()
    for page in (hers, his):
        page.goto("/lessons")
        join(page, "Algebra").click()
        page.get_by_role("button", name="Join the lesson").click()
    his.get_by_text("You are in the waiting room.").wait_for()
    hers.get_by_role("button", name="Let in").click()
    for page in (hers, his):
        page.wait_for_function(BOARD_IS_READY)
    stroke(hers)
    wait_until(lambda: seen(his) == ["freedraw"], "The stroke did not arrive.")
    his.get_by_role("button", name="Leave", exact=True).click()
    his.get_by_role("heading", name="Thank you for coming").wait_for()

    there = looking.get_by_role("list", name="Who was there").get_by_role("listitem")
    there.filter(has_text=school.alice.user.fullname).filter(has_text="still there").wait_for()
    his_stay = there.filter(has_text=school.bob.fullname)
    his_stay.wait_for()
    his_stay.filter(has_text="still there").wait_for(state="detached")
    axe(looking)
    his.goto(f"/lessons/{lesson.room_slug}")
    his.get_by_role("heading", name="Algebra").wait_for()
    expect(his.get_by_role("list", name="Who was there")).to_have_count(0)


def test_cancelling_a_lesson_closes_its_room_on_those_who_are_in_it(school: School, page_of):
    lesson = school.lesson("Algebra", 5 * MINUTE)
    hers = page_of(school.alice.user)
    hers.goto(f"/lessons/{lesson.room_slug}?join=1")
    hers.get_by_role("button", name="Join the lesson").click()
    hers.wait_for_function(BOARD_IS_READY)
    call(cancel_lesson, principal_of(school.bob), lesson.id)
    hers.get_by_role("heading", name="The lesson was cancelled").wait_for()


def test_both_people_of_a_screening_meet_in_its_room(app_database: str, page_of):
    school = ScreeningSchool(uuid4().hex[:8])
    meeting = school.ask()
    call(screening.agree, school.tutor, meeting, starts_at=utc_now() + 5 * MINUTE)
    hers, his, looking = page_of(school.alice.user), page_of(school.bob), page_of(school.alice.user)
    for page in (hers, his, looking):
        page.goto(routes.screening(meeting))
        page.get_by_role("link", name="Join the meeting").wait_for()
    axe(his)
    for page in (hers, his):
        page.get_by_role("link", name="Join the meeting").click()
        page.get_by_role("heading", name=f"Screening: {school.pack.title}").wait_for()
        page.get_by_role("button", name="Join the meeting").click()
    his.get_by_text("You are in the waiting room.").wait_for()
    hers.get_by_role("button", name="Let in").click()
    for page in (hers, his):
        page.wait_for_function(BOARD_IS_READY)
    there = looking.get_by_role("list", name="Who was there").get_by_role("listitem")
    there.filter(has_text=school.bob.fullname).filter(has_text="still there").wait_for()
    axe(looking)
    his.get_by_role("button", name="Leave", exact=True).click()
    his.get_by_role("link", name="Go to its page").click()
    his.get_by_role("heading", name=f"Screening with {school.alice.user.fullname}").wait_for()


def test_the_room_of_a_booked_lesson_is_not_there_for_others(school: School, page_of, page):
    lesson = school.lesson("Algebra", 5 * MINUTE)
    outsider = page_of(make_user(password_hash=password_hash()))
    outsider.goto(f"/lessons/{lesson.room_slug}?join=1")
    outsider.get_by_role("heading", name="There is no such lesson").wait_for()
    page.goto(f"/lessons/{lesson.room_slug}?join=1")
    page.get_by_role("button", name="Sign in").wait_for()
