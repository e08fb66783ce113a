"""What somebody is in the midst of, when the connection is lost for a moment."""

import pytest
from playwright.sync_api import expect

from tests.app_data import password_hash
from tests.browser.booking_school import School
from tests.browser.dropping import Connection
from tests.browser.test_booking import choose
from tests.factories import make_tutor
from tutorhub_app import routes


@pytest.fixture
def school(app_database: str) -> School:
    return School()


def test_what_is_typed_into_the_booking_rules_stays(app_database: str, page_of):
    alice = make_tutor(user={"password_hash": password_hash()})
    page = page_of(alice.user)
    connection = Connection(page)
    page.goto(routes.TEACHING_RULES)
    page.get_by_label("Lessons a day").fill("3")
    connection.drop()
    expect(page.get_by_label("Lessons a day")).to_have_value("3")


def test_what_is_chosen_in_the_settings_stays(school: School, page_of):
    page = page_of(school.bob)
    connection = Connection(page)
    page.goto(routes.SETTINGS)
    page.get_by_label("Name", exact=True).fill("Somebody Else")
    page.get_by_role("radio", name="Sunday").click()
    connection.drop()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Somebody Else")
    expect(page.get_by_role("radio", name="Sunday")).to_be_checked()


def test_who_is_about_to_book_goes_on_where_they_were(school: School, page_of):
    page = page_of(school.bob)
    connection = Connection(page)
    choose(page, school)
    connection.drop()
    page.get_by_role("button", name="Book this lesson").click()
    page.get_by_role("heading", name="The lesson is booked").wait_for()
    assert len(school.lessons()) == 1
