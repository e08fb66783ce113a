"""The bell and the page of notices: live between two browsers, by keyboard, on a phone."""

import pytest

from tests.browser.booking_school import School
from tests.browser.test_booking import choose
from tests.factories import sign_in as principal_of
from tests.running_app import axe
from tutorhub_app.services.booking_changes import cancel_lesson
from tutorhub_app.services.unit import call


@pytest.fixture
def school(app_database: str) -> School:
    return School()


def bell(page, name: str):
    return page.get_by_role("banner").get_by_role("link", name=name, exact=True)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_what_one_books_rings_the_other_s_bell_at_once(school, page_of, phone: bool):
    tutors, students = page_of(school.alice.user, phone=phone), page_of(school.bob)
    tutors.goto("/settings")
    bell(tutors, "Notices").wait_for()
    choose(students, school)
    students.get_by_role("button", name="Book this lesson").click()
    students.get_by_role("heading", name="The lesson is booked").wait_for()

    bell(tutors, "1 unread notice").wait_for()
    toast = tutors.locator("[data-sonner-toast]", has_text="Lesson booked")
    toast.get_by_text(f"{school.bob.fullname} booked a lesson of Algebra").wait_for()
    # It stays for ten seconds, or as long as somebody points at it.
    toast.hover()
    axe(tutors)
    toast.get_by_role("button", name="Open").click()
    tutors.wait_for_url("**/lessons/*")
    bell(tutors, "Notices").wait_for()


def test_notices_are_read_one_by_one_and_all_at_once_by_keyboard(school, page_of):
    for hours in range(3):
        lesson = school.book(school.bob, school.noon(2 + hours))
        call(cancel_lesson, principal_of(school.bob), lesson.id, reason="I am ill.")
    page = page_of(school.alice.user)
    page.goto("/home")
    page.locator("[data-sonner-toast]").wait_for(state="detached")
    bell(page, "6 unread notices").press("Enter")
    page.wait_for_url("**/notices")
    rows = page.get_by_role("list", name="Notices").get_by_role("listitem")
    rows.nth(5).wait_for()
    page.get_by_text("“I am ill.”").first.wait_for()
    axe(page)

    page.get_by_role("button", name="Mark as read: Lesson cancelled").first.press("Enter")
    bell(page, "5 unread notices").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lessons/*")
    page.go_back()
    page.get_by_role("link", name="Unread (").press("Enter")
    page.wait_for_url("**/notices?show=unread")
    page.get_by_role("button", name="Mark all as read").press("Enter")
    page.get_by_role("heading", name="You have read everything").wait_for()
    bell(page, "Notices").wait_for()
    axe(page)


def test_other_tabs_of_the_same_person_count_down_too(school, page_of):
    school.book(school.bob, school.noon())
    one, other = page_of(school.alice.user), page_of(school.alice.user)
    one.goto("/notices")
    other.goto("/home")
    bell(other, "1 unread notice").wait_for()
    one.get_by_role("button", name="Mark all as read").click()
    bell(other, "Notices").wait_for()
