"""A weekly series on the page: previewed, chosen, booked in one go, moved together."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.booking_school import School
from tests.factories import make_time_off
from tests.running_app import axe
from tutorhub_app.domain.booking import SlotStatus

WEEK = timedelta(weeks=1)


@pytest.fixture
def school(app_database: str) -> School:
    return School()


def open_series(page, school: School, weeks: str = "4") -> None:
    page.goto(f"{school.address}/series?start={school.key()}&mode=online")
    page.get_by_role("heading", name="Book every week").wait_for()
    page.locator("#count").select_option(weeks)
    expect(page.locator("li[data-state]")).to_have_count(int(weeks))


@pytest.mark.parametrize("phone", [False, True])
def test_a_series_is_previewed_and_booked_in_one_go(school: School, page_of, phone: bool):
    dina = school.enrolled("Dina")
    school.book(dina, school.noon() + WEEK)
    away = (school.noon() + 2 * WEEK).date()
    make_time_off(school.alice, away, away)
    page = page_of(school.bob, phone=phone)
    open_series(page, school)
    states = page.locator("li[data-state]").evaluate_all("all => all.map(e => e.dataset.state)")
    assert states == ["free", "taken", "timeOff", "free"]
    axe(page)
    if phone:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("li[data-state=taken]").get_by_role("checkbox").last.click()
    page.get_by_role("button", name="Book 3 lessons").dblclick()
    page.get_by_role("heading", name="3 lessons booked").wait_for()
    axe(page)
    booked = [lesson for lesson in school.lessons() if lesson.student_id == school.bob.id]
    assert [lesson.starts_at - school.noon() for lesson in booked] == [
        timedelta(),
        WEEK - timedelta(hours=1),
        3 * WEEK,
    ]
    assert len({lesson.series_id for lesson in booked}) == 1
    assert school.lessons_left() == 7
    page.reload()
    page.get_by_role("heading", name="3 lessons booked").wait_for()


def test_a_date_that_somebody_books_changes_its_state(school: School, page_of):
    dina = school.enrolled("Dina")
    page = page_of(school.bob)
    open_series(page, school)
    page.get_by_role("button", name="Book 4 lessons").wait_for()
    school.book(dina, school.noon() + 2 * WEEK)
    page.locator("li[data-state=taken]").wait_for()
    page.get_by_role("button", name="Book 3 lessons").wait_for()


def test_the_page_of_one_lesson_leads_to_the_series(school: School, page_of):
    page = page_of(school.bob)
    page.goto(school.address)
    page.locator("[data-time-key]").first.click()
    page.get_by_role("link", name="Book this time every week instead").click()
    page.get_by_role("heading", name="Book every week").wait_for()
    expect(page.locator("li[data-state]")).to_have_count(10)


def test_a_series_without_a_first_time_goes_to_the_picker(school: School, page_of):
    page = page_of(school.bob)
    page.goto(f"{school.address}/series")
    page.locator(".month-picker").wait_for()


def test_this_and_all_later_ones_are_moved_together(school: School, page_of):
    page = page_of(school.bob)
    open_series(page, school)
    page.get_by_role("button", name="Book 4 lessons").click()
    page.get_by_role("heading", name="4 lessons booked").wait_for()
    first, second, *_ = school.lessons()
    page.goto(f"{school.address}?lesson={second.id}")
    key = school.key(9, minutes=120)
    page.locator(f'[data-time-key="{key}"]').click()
    page.get_by_role("radio", name="This and 2 later ones").click()
    page.get_by_label("New times").get_by_role("listitem").nth(2).wait_for()
    axe(page)
    page.get_by_role("button", name="Move the lesson").click()
    page.get_by_role("heading", name="The lesson is moved").wait_for()
    starts = [lesson.starts_at for lesson in school.lessons()]
    assert starts == [
        first.starts_at,
        *(first.starts_at + n * WEEK + timedelta(hours=2) for n in (1, 2, 3)),
    ]
    assert {lesson.status for lesson in school.lessons()} == {SlotStatus.BOOKED}


def test_a_series_that_can_not_move_whole_says_which_date_is_in_the_way(school: School, page_of):
    dina = school.enrolled("Dina")
    page = page_of(school.bob)
    open_series(page, school)
    page.get_by_role("button", name="Book 4 lessons").click()
    page.get_by_role("heading", name="4 lessons booked").wait_for()
    first = school.lessons()[0]
    school.book(dina, school.noon() + 2 * WEEK + timedelta(hours=2))
    page.goto(f"{school.address}?lesson={first.id}")
    page.locator(f'[data-time-key="{school.key(2, minutes=120)}"]').click()
    page.get_by_role("radio", name="This and 3 later ones").click()
    page.get_by_text("They move together or not at all.").wait_for()
    expect(page.get_by_role("button", name="Move the lesson")).to_be_disabled()
