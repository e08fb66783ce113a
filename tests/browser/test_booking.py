"""Booking on the page: by mouse, by keyboard, on a phone, and with others at the same time."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.booking_school import School
from tests.factories import make_pack
from tests.factories import sign_in as principal_of
from tests.lessons import make_lesson
from tests.running_app import axe
from tutorhub_app.domain.booking import LocationType
from tutorhub_app.domain.catalog import SessionMode, TeachingMode

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@pytest.fixture
def school(app_database: str) -> School:
    return School()


def day(page: "Page", school: School, in_days: int = 2) -> "Locator":
    return page.locator(f'[data-day="{school.noon(in_days):%Y-%m-%d}"]')


def time(page: "Page", key: str) -> "Locator":
    return page.locator(f'[data-time-key="{key}"]')


def open_day(page: "Page", school: School, in_days: int = 2) -> None:
    """The picker with that day's times."""
    page.goto(school.address)
    page.locator(".month-picker").wait_for()
    if not day(page, school, in_days).count():
        page.get_by_role("button", name="Next month").click()
    day(page, school, in_days).click()
    time(page, school.key(in_days)).wait_for()


def choose(page: "Page", school: School, in_days: int = 2) -> None:
    open_day(page, school, in_days)
    time(page, school.key(in_days)).click()
    page.get_by_role("heading", name="Your lesson").wait_for()


@pytest.mark.parametrize("phone", [False, True])
def test_a_student_books_a_lesson(school: School, page_of, phone: bool):
    page = page_of(school.bob, phone=phone)
    open_day(page, school)
    axe(page)
    time(page, school.key()).click()
    page.get_by_text("Free to cancel until").wait_for()
    axe(page)
    page.get_by_role("button", name="Book this lesson").click()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    axe(page)
    (lesson,) = school.lessons()
    assert lesson.starts_at == school.noon()
    assert school.lessons_left() == 9
    page.get_by_role("link", name="Open the lesson").click()
    page.wait_for_url(re.compile(rf"/lessons/{re.escape(lesson.room_slug)}"))


def test_nothing_is_wider_than_a_phone(school: School, page_of):
    page = page_of(school.bob, phone=True)
    for stage in (open_day, choose):
        stage(page, school)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_keyboard_alone_books_a_lesson(school: School, page_of):
    page = page_of(school.bob)
    page.goto(school.address)
    page.locator(".month-picker").wait_for()
    if not day(page, school).count():
        page.get_by_role("button", name="Next month").press("Enter")
    day(page, school).press("Enter")
    heading = page.locator("#times")
    expect(heading).to_be_focused()
    expect(heading).to_have_text(re.compile(f"^{school.noon():%A}"))
    expect(page.locator(".time-list [role=status]")).to_have_text(re.compile(r"^\d+ free times$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.timeKey")
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Book this lesson"
    page.keyboard.press("Enter")
    expect(page.locator("#booked")).to_be_focused()
    assert len(school.lessons()) == 1


def test_a_double_click_makes_one_lesson_and_a_reload_shows_it_again(school: School, page_of):
    page = page_of(school.bob)
    choose(page, school)
    page.get_by_role("button", name="Book this lesson").dblclick()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    page.reload()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    assert len(school.lessons()) == 1
    assert school.lessons_left() == 9


def test_a_reload_while_booking_makes_one_lesson_and_shows_it(school: School, page_of):
    page = page_of(school.bob)
    choose(page, school)
    page.get_by_role("button", name="Book this lesson").click(no_wait_after=True)
    page.reload()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    assert len(school.lessons()) == 1


def test_a_time_that_somebody_books_disappears_for_the_others(school: School, page_of):
    dina = school.enrolled("Dina")
    hers, his = page_of(dina), page_of(school.bob)
    open_day(hers, school)
    before = hers.locator("[data-time-key]").count()
    choose(his, school)
    his.get_by_role("button", name="Book this lesson").click()
    time(hers, school.key()).wait_for(state="detached")
    # The half hours before and after it overlap the lesson, too.
    expect(hers.locator("[data-time-key]")).to_have_count(before - 3)
    expect(hers.locator(".time-list [role=status]")).to_have_text(f"{before - 3} free times")


def test_who_has_chosen_a_time_is_told_when_it_goes_and_offered_the_nearest(
    school: School, page_of
):
    dina = school.enrolled("Dina")
    page = page_of(dina)
    choose(page, school)
    school.book(school.bob, school.noon())
    page.get_by_text("This time has just been taken.").wait_for()
    near = page.locator("[data-near-key]")
    expect(near).to_have_count(3)
    expect(page.get_by_role("button", name="Book this lesson")).to_be_hidden()
    axe(page)
    near.first.click()
    page.get_by_role("button", name="Book this lesson").click()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    assert [lesson.starts_at - school.noon() for lesson in school.lessons()] == [
        timedelta(hours=-1),
        timedelta(),
    ]


def test_confirming_a_time_that_has_just_gone_says_so(school: School, page_of):
    dina = school.enrolled("Dina")
    page = page_of(dina)
    choose(page, school)
    # Made past the services, so that no page is told before it asks.
    make_lesson(school.pack, principal_of(school.bob), school.noon())
    page.get_by_role("button", name="Book this lesson").click()
    page.get_by_text("The tutor is already busy at this time.").wait_for()
    expect(page.locator("[data-near-key]")).to_have_count(3)
    expect(page.locator("#gone")).to_be_focused()


def test_any_time_is_explained(school: School, page_of):
    page = page_of(school.bob)
    open_day(page, school)
    page.locator("#asked-day").fill(f"{school.noon():%Y-%m-%d}")
    page.locator("#asked-time").fill("12:07")
    page.get_by_role("button", name="Why not then?").click()
    page.get_by_text("Lessons with this tutor start every 30 minutes").wait_for()
    expect(page.locator("[data-near-key]")).to_have_count(3)
    page.locator("#asked-time").fill("12:30")
    page.get_by_role("button", name="Why not then?").click()
    page.get_by_text("This time is free.").wait_for()
    axe(page)
    page.get_by_role("button", name="Choose it").click()
    page.get_by_text("12:30 to 13:30").wait_for()


def test_the_zone_is_changed_in_place_with_the_tutors_time_beside(school: School, page_of):
    page = page_of(school.bob)
    open_day(page, school)
    page.locator("#zone").select_option("Asia/Tokyo")
    # The month is then that of the first free time.
    expect(time(page, school.key())).to_have_count(0)
    if not day(page, school).count():
        page.get_by_role("button", name="Next month").click()
    day(page, school).click()
    button = time(page, school.key())
    button.get_by_text("21:00").wait_for()
    expect(button).to_contain_text("12:00 UTC")
    button.click()
    page.get_by_text("21:00 to 22:00").wait_for()
    page.get_by_text("Tokyo time (UTC+9)").wait_for()


def test_an_outsider_enrolls_first_and_then_books(school: School, page_of):
    dina = school.student("Dina")
    page = page_of(dina)
    open_day(page, school)
    page.get_by_text("Enroll in this course pack first.").wait_for()
    axe(page)
    page.get_by_role("button", name="Enroll").click()
    page.get_by_text("10 lessons left", exact=True).wait_for()
    time(page, school.key()).click()
    page.get_by_role("button", name="Book this lesson").click()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    (lesson,) = school.lessons()
    assert lesson.student_id == dina.id


def test_a_screened_pack_says_what_comes_first(app_database: str, page_of):
    school = School()
    screened = make_pack(school.alice, requires_screening=True)
    page = page_of(school.bob)
    page.goto(f"/book/{screened.id}")
    page.get_by_text("This pack begins with a screening meeting").wait_for()


def test_a_face_to_face_lesson_has_a_place(app_database: str, page_of):
    school = School(teaching_mode=TeachingMode.BOTH)
    page = page_of(school.bob)
    choose(page, school)
    page.get_by_role("radio", name="Face to face").click()
    page.get_by_role("radio", name="Student's home").click()
    page.get_by_label("Address or details").fill("Hill Road 3")
    axe(page)
    page.get_by_role("button", name="Book this lesson").click()
    page.get_by_text("At the student's home, Hill Road 3").wait_for()
    (lesson,) = school.lessons()
    assert (lesson.session_mode, lesson.location_type, lesson.location_details) == (
        SessionMode.FACE_TO_FACE,
        LocationType.STUDENT_HOME,
        "Hill Road 3",
    )


def test_a_lesson_is_moved_with_the_same_picker(school: School, page_of):
    lesson = school.book(school.bob, school.noon(3))
    page = page_of(school.bob)
    page.goto(f"{school.address}?lesson={lesson.id}")
    page.get_by_role("heading", name="Move the lesson").wait_for()
    key = school.key(3, minutes=30)
    time(page, key).click()
    page.get_by_role("button", name="Move the lesson").click()
    page.get_by_role("heading", name="The lesson is moved").wait_for()
    (moved,) = school.lessons()
    assert (moved.id, moved.starts_at) == (lesson.id, lesson.starts_at + timedelta(minutes=30))
    assert school.lessons_left() == 9


def test_somebody_elses_lesson_is_not_there_to_move(school: School, page_of):
    lesson = school.book(school.bob, school.noon())
    page = page_of(school.enrolled("Dina"))
    page.goto(f"{school.address}?lesson={lesson.id}")
    page.get_by_text("This lesson does not exist, or no longer does.").wait_for()


def test_a_tutor_books_for_a_student_at_a_time_that_is_not_listed(school: School, page_of):
    page = page_of(school.alice.user)
    page.goto(f"{school.address}?student={school.bob.id}")
    page.get_by_role("heading", name=f"Book for {school.bob.fullname}").wait_for()
    page.locator("#asked-day").fill(f"{school.noon():%Y-%m-%d}")
    page.locator("#asked-time").fill("12:07")
    page.get_by_role("button", name="Why not then?").click()
    page.get_by_role("button", name="Choose it").click()
    page.get_by_role("button", name="Book this lesson").click()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    (lesson,) = school.lessons()
    assert (lesson.student_id, lesson.scheduled_time) == (school.bob.id, "12:07")


def test_a_pack_that_does_not_exist_is_not_found(school: School, page_of):
    page = page_of(school.bob)
    page.goto("/book/nothing")
    page.get_by_text("This course pack does not exist").wait_for()
    page.get_by_role("link", name="Find a tutor").first.wait_for()
