"""Video in the classroom: several real pages with made-up cameras and microphones."""

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.classroom_cast import STUDENT, TEACHER, Cast, join, wait_until
from tests.browser.classroom_pictures import (
    BOTH,
    DEVICES,
    LIVE_TRACKS,
    REMEMBER_TRACKS,
    SOUNDS_PLAY,
    tile,
    wait_until_it_moves,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def browser(launch_browser):
    return launch_browser(DEVICES)


@pytest.fixture
def cast(app_database: str, open_page) -> Cast:
    """Pages that may use camera and microphone, unless `permissions` say otherwise."""

    def open_filmed(**options: Any) -> "Page":
        page: Page = open_page(**{"permissions": BOTH, **options})
        page.add_init_script(REMEMBER_TRACKS)
        return page

    return Cast(open_filmed)


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def wait_until_back(cast: Cast, page: "Page") -> None:
    # New connections are told of while something is asked of a page.
    wait_until(lambda: page.title() and cast.drops[page], "The page did not come back.")


def wait_until_it_sounds(page: "Page", name: str) -> None:
    wait_until(lambda: tile(page, name).evaluate(SOUNDS_PLAY), f"{name} is not heard.")


def test_two_people_see_each_other_move_and_hear_each_other(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    for page, other in ((hers, "Ben"), (his, "Ana")):
        wait_until_it_moves(page, other)
        wait_until_it_sounds(page, other)
        expect(page.get_by_role("button", name="Turn the sound on")).to_have_count(0)


def test_three_people_all_see_each_other(cast: Cast):
    names = {"Ana": TEACHER, "Ben": STUDENT, "Cleo": STUDENT}
    pages = {name: cast.inside(door, name) for name, door in names.items()}
    for name, page in pages.items():
        for other in names.keys() - {name}:
            wait_until_it_moves(page, other)


def test_what_is_turned_off_is_said_in_words_and_comes_back(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    wait_until_it_moves(hers, "Ben")
    press(his, "Mute microphone")
    tile(hers, "Ben, Muted").wait_for()
    tile(his, "Ben (you), Muted").wait_for()
    press(his, "Stop camera")
    tile(hers, "Ben, Muted, Camera off").wait_for()
    # A muted microphone only falls silent; a camera that is off is let go, light and all.
    wait_until(lambda: his.evaluate(LIVE_TRACKS) == ["audio"], "The camera is still on.")
    press(his, "Start camera")
    press(his, "Unmute microphone")
    wait_until_it_moves(hers, "Ben")


def test_what_is_chosen_and_muted_at_the_door_holds_inside(cast: Cast):
    his = cast.at_door(STUDENT)
    microphone = his.get_by_label("Microphone", exact=True)
    expect(microphone.locator("option")).to_have_count(3)
    microphone.select_option("Fake Audio Input 2")
    expect(microphone.locator("option:checked")).to_have_text("Fake Audio Input 2")
    press(his, "Mute microphone")
    press(his, "Stop camera")
    expect(his.get_by_text("Your camera is off")).to_be_visible()
    join(his, "Ben")
    hers = cast.inside(TEACHER, "Ana")
    tile(hers, "Ben, Muted, Camera off").wait_for()
    his.get_by_role("button", name="Devices").click()
    expect(microphone.locator("option:checked")).to_have_text("Fake Audio Input 2")
    his.keyboard.press("Escape")
    expect(microphone).to_be_hidden()
    expect(his.get_by_role("button", name="Devices")).to_be_focused()


def test_a_camera_that_is_denied_is_told_with_how_to_mend_it(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.at_door(STUDENT, permissions=["microphone"])
    problem = his.get_by_role("alert").filter(has_text="camera")
    expect(problem).to_contain_text("This page may not use the camera: the permission was denied.")
    expect(problem).to_contain_text("allow it there, then press Try again")
    join(his, "Ben")
    tile(hers, "Ben, Camera off").wait_for()
    wait_until_it_moves(his, "Ana")
    expect(his.get_by_text("This page may not use the camera")).to_have_count(0)
    press(his, "Start camera")
    expect(his.get_by_text("This page may not use the camera")).to_be_visible()
    his.context.grant_permissions(BOTH)
    press(his, "Try again: camera")
    wait_until_it_moves(hers, "Ben")
    expect(his.get_by_text("This page may not use the camera")).to_have_count(0)


def test_the_picture_outlives_a_drop_of_the_connection_to_the_server(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    wait_until_it_moves(hers, "Ben")
    for page in (his, hers):
        cast.drop(page)
        wait_until_back(cast, page)
        for one, other in ((hers, "Ben"), (his, "Ana")):
            wait_until_it_moves(one, other)
    press(his, "Mute microphone")
    tile(hers, "Ben, Muted").wait_for()


def test_who_loads_the_page_again_is_seen_again(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    wait_until_it_moves(hers, "Ben")
    his.reload()
    his.get_by_role("button", name="Join the lesson").wait_for()
    join(his, "Ben")
    wait_until_it_moves(his, "Ana")
    wait_until_it_moves(hers, "Ben")


def test_leaving_lets_camera_and_microphone_go(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    wait_until_it_moves(hers, "Ben")
    assert sorted(his.evaluate(LIVE_TRACKS)) == ["audio", "video"]
    press(his, "Leave")
    his.get_by_role("heading", name="Thank you for coming").wait_for()
    wait_until(lambda: his.evaluate(LIVE_TRACKS) == [], "Camera or microphone is still on.")
    expect(tile(hers, "Ben")).to_have_count(0)
