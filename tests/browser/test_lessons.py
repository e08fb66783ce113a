"""Lessons on the pages of both sides: seen, held elsewhere, cancelled, marked; and live."""

import re
from datetime import timedelta
from itertools import count

import pytest

from tests.app_data import password_hash
from tests.factories import make_enrollment, make_pack, make_tutor, make_user
from tests.factories import sign_in as principal_of
from tests.lessons import make_lesson
from tests.running_app import axe
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.catalog import TeachingMode

HOUR = timedelta(hours=1)
_schools = count(1)


class School:
    """Alice teaches bob; his lessons are made relative to now."""

    def __init__(self) -> None:
        number = next(_schools)
        self.alice = make_tutor(
            user={"password_hash": password_hash(), "fullname": f"Alice Aspen {number}"}
        )
        self.bob = make_user(password_hash=password_hash(), fullname=f"Bob Birch {number}")
        self.pack = make_pack(self.alice, title="Algebra", teaching_mode=TeachingMode.BOTH)
        self.enrollment = make_enrollment(self.pack, principal_of(self.bob))

    def lesson(self, starts_in: timedelta, status: SlotStatus = SlotStatus.BOOKED):
        start = (utc_now() + starts_in).replace(minute=0, second=0, microsecond=0)
        return make_lesson(
            self.pack,
            principal_of(self.bob),
            start,
            status=status,
            enrollment_id=self.enrollment.id,
        )


@pytest.fixture
def school(app_database: str) -> School:
    return School()


@pytest.mark.parametrize("phone", [False, True])
def test_a_student_finds_the_next_lesson_at_home_and_cancels_it(school, page_of, phone: bool):
    school.lesson(50 * HOUR)
    page = page_of(school.bob, phone=phone)
    page.goto("/home")
    page.get_by_role("heading", name="Next lesson").wait_for()
    axe(page)
    page.get_by_role("button", name="Actions for Algebra").click()
    page.get_by_role("menuitem", name="Cancel the lesson").click()
    dialog = page.get_by_role("dialog", name="Cancel this lesson?")
    dialog.get_by_role("status").wait_for()
    page.get_by_label("A word to the other side").fill("I am ill.")
    axe(page)
    dialog.get_by_role("button", name="Cancel the lesson").click()
    page.get_by_text("No lesson is booked").wait_for()
    page.goto("/lessons?show=past")
    page.get_by_role("list", name="Lessons").get_by_text("Cancelled").wait_for()
    page.get_by_role("link", name="Algebra").click()
    page.get_by_text("I am ill.").wait_for()
    page.get_by_text("The lesson went back to the pack.").wait_for()
    axe(page)


def test_a_late_cancellation_says_what_it_costs_before_it_is_done(school, page_of):
    school.lesson(3 * HOUR)
    page = page_of(school.bob)
    page.goto("/home")
    page.get_by_role("button", name="Actions for Algebra").click()
    page.get_by_role("menuitem", name="Cancel the lesson").click()
    cost = page.get_by_role("dialog").get_by_role("status")
    cost.get_by_text("used").wait_for()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("heading", name="Next lesson").wait_for()


def test_what_the_tutor_cancels_disappears_from_the_students_open_page(school, page_of):
    school.lesson(50 * HOUR)
    students, tutors = page_of(school.bob), page_of(school.alice.user)
    students.goto("/home")
    students.get_by_role("heading", name="Next lesson").wait_for()
    tutors.goto("/lessons")
    tutors.get_by_role("button", name="Actions for Algebra").click()
    tutors.get_by_role("menuitem", name="Cancel the lesson").click()
    tutors.get_by_role("dialog").get_by_role("button", name="Cancel the lesson").click()
    students.get_by_text("No lesson is booked").wait_for()


def test_the_tutor_says_where_a_lesson_is_held_and_the_student_sees_it(school, page_of):
    lesson = school.lesson(50 * HOUR)
    students, tutors = page_of(school.bob), page_of(school.alice.user)
    students.goto(f"/lessons/{lesson.room_slug}")
    students.get_by_role("heading", name="Algebra").wait_for()
    tutors.goto(f"/lessons/{lesson.room_slug}")
    tutors.get_by_role("button", name="Change the place").click()
    tutors.get_by_role("radio", name="Face to face").check()
    tutors.get_by_label("Address or meeting point").fill("Library, room 4")
    tutors.get_by_role("button", name="Save the place").click()
    students.get_by_text("Library, room 4").wait_for()


def test_the_tutor_marks_a_lesson_that_was_held_and_takes_it_back(school, page_of):
    school.lesson(-30 * HOUR)
    page = page_of(school.alice.user)
    page.goto("/home")
    page.get_by_role("heading", name="Did these lessons take place?").wait_for()
    axe(page)
    page.get_by_role("button", name="Completed").click()
    page.get_by_role("heading", name="Did these lessons take place?").wait_for(state="detached")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Did these lessons take place?").wait_for()


def test_somebody_elses_lesson_looks_like_none(school, page_of):
    lesson = school.lesson(50 * HOUR)
    stranger = make_user(password_hash=password_hash())
    page = page_of(stranger)
    page.goto(f"/lessons/{lesson.room_slug}")
    page.get_by_text("There is no such lesson").wait_for()
    axe(page)


def test_lessons_are_searched_and_the_search_stands_in_the_address(school, page_of):
    school.lesson(50 * HOUR)
    page = page_of(school.bob)
    page.goto("/lessons")
    page.get_by_role("searchbox", name="Search lessons").fill("geometry")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing found").wait_for()
    assert "q=geometry" in page.url
    page.get_by_role("link", name="Show all lessons").click()
    page.get_by_role("link", name="Algebra").wait_for()


@pytest.mark.parametrize("phone", [False, True])
def test_a_tutor_keeps_notes_about_a_student(school, page_of, phone: bool):
    school.lesson(50 * HOUR)
    page = page_of(school.alice.user, phone=phone)
    page.goto("/students")
    page.get_by_role("link", name=school.bob.fullname).click()
    page.get_by_role("heading", name=school.bob.fullname).wait_for()
    axe(page)
    page.get_by_label("Only you see these").fill("Likes puzzles.")
    page.get_by_role("button", name="Save notes").click()
    page.get_by_text("Notes saved.").wait_for()
    page.reload()
    page.get_by_text("Likes puzzles.").wait_for()


def test_a_page_for_tutors_sends_a_student_home(school, page_of):
    page = page_of(school.bob)
    page.goto("/students")
    page.wait_for_url(re.compile("/home/?$"))


def test_an_admin_finds_people_and_cancels_for_them(school, page_of):
    school.lesson(50 * HOUR)
    admin = make_user(Role.ADMIN, password_hash=password_hash())
    page = page_of(admin)
    page.goto("/admin/people")
    page.get_by_role("searchbox", name="Search").fill(school.bob.email)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Pages of {school.bob.fullname}").wait_for()
    axe(page)
    page.goto(f"/lessons?q={school.alice.user.fullname.replace(' ', '+')}")
    page.get_by_role("button", name="Actions for Algebra").click()
    page.get_by_role("menuitem", name="Cancel the lesson").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the lesson").click()
    page.get_by_text("Lesson cancelled.").wait_for()


def test_a_new_tutor_is_told_what_keeps_students_from_booking(app_database, page_of):
    tutor = make_tutor(user={"password_hash": password_hash()})
    page = page_of(tutor.user)
    page.goto("/home")
    page.get_by_text("Your week is empty").wait_for()
    page.get_by_text("You have no course pack").wait_for()
    axe(page)


def test_a_new_student_is_sent_to_find_a_tutor(app_database, page_of):
    page = page_of(make_user(password_hash=password_hash()))
    page.goto("/home")
    page.get_by_role("link", name="Find a tutor").last.wait_for()
    page.goto("/lessons")
    page.get_by_text("No lessons coming").wait_for()
    axe(page)
