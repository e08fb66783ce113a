"""The focus of the keyboard is always somewhere, and comes back from where it was sent."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import go
from tutorhub_app import routes

HAS_FOCUS = "element => element === document.activeElement"


@pytest.fixture
def lessons(signed_in_page):
    page = signed_in_page("student")
    go(page, routes.LESSONS, signed_in=True)
    return page


def wait_until_focused(locator) -> None:
    handle = locator.element_handle()
    locator.page.wait_for_function(HAS_FOCUS, arg=handle)


def test_escape_closes_a_menu_and_goes_back_to_its_button(lessons):
    button = lessons.get_by_role("button", name="Actions for").first
    button.focus()
    lessons.keyboard.press("Enter")
    wait_until_focused(lessons.get_by_role("menuitem").first)
    lessons.keyboard.press("Escape")
    wait_until_focused(button)


def test_escape_closes_a_dialog_and_goes_back_to_the_menu_it_was_opened_from(lessons):
    button = lessons.get_by_role("button", name="Actions for").last
    button.focus()
    lessons.keyboard.press("Enter")
    lessons.get_by_role("menuitem", name="Cancel the lesson").press("Enter")
    dialog = lessons.get_by_role("dialog")
    dialog.locator(":focus").wait_for()
    lessons.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    wait_until_focused(button)


def test_the_tab_key_stays_in_a_dialog(lessons):
    lessons.get_by_role("button", name="Actions for").last.click()
    lessons.get_by_role("menuitem", name="Cancel the lesson").click()
    dialog = lessons.get_by_role("dialog")
    first = dialog.locator(":focus")
    first.wait_for()
    start = first.element_handle()
    lessons.keyboard.press("Tab")
    steps = 1
    while not start.evaluate(HAS_FOCUS):
        expect(dialog.locator(":focus")).to_have_count(1)
        assert steps < 20
        lessons.keyboard.press("Tab")
        steps += 1
    assert steps > 2
