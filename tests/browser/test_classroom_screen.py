"""A shared screen in the classroom; Chromium chooses one by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.classroom_cast import STUDENT, TEACHER, Cast, wait_until
from tests.browser.classroom_pictures import (
    DEVICES,
    LIVE_TRACKS,
    NO_QUESTIONS,
    REMEMBER_TRACKS,
    tile,
    wait_until_it_moves,
)
from tests.running_app import axe


@pytest.fixture(scope="module")
def browser(launch_browser):
    return launch_browser(DEVICES, NO_QUESTIONS)


@pytest.fixture
def cast(app_database: str, open_page) -> Cast:
    def open_filmed(**options):
        page = open_page(**options)
        page.add_init_script(REMEMBER_TRACKS)
        return page

    return Cast(open_filmed)


def test_a_shared_screen_is_seen_beside_the_camera_large_and_small(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    wait_until_it_moves(hers, "Ben")
    his.get_by_role("button", name="Share screen").click()
    wait_until_it_moves(hers, "Ben's screen")
    wait_until_it_moves(hers, "Ben")
    wait_until_it_moves(his, "Your screen, seen by all")
    large = tile(hers, "Ben's screen").bounding_box()
    axe(hers, within=".cv-screen")
    back = hers.get_by_role("button", name="Back to the board")
    back.focus()
    hers.keyboard.press("Enter")
    wait_until_it_moves(hers, "Ben's screen")
    small = tile(hers, "Ben's screen").bounding_box()
    assert large
    assert small
    assert small["width"] < large["width"]
    expect(hers.get_by_role("button", name="Show large")).to_be_focused()

    his.get_by_role("button", name="Stop sharing the screen").click()
    expect(tile(hers, "Ben's screen")).to_have_count(0)
    wait_until(lambda: his.evaluate(LIVE_TRACKS).count("video") == 1, "The screen is on.")
    wait_until_it_moves(hers, "Ben")
