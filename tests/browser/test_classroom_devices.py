"""The classroom on a machine without camera and microphone, as the tests' own browser is."""

import pytest
from playwright.sync_api import expect

from tests.browser.classroom_cast import STUDENT, TEACHER, Cast, join
from tests.browser.classroom_pictures import tile
from tests.running_app import axe


@pytest.fixture
def cast(app_database: str, open_page) -> Cast:
    return Cast(open_page)


def test_without_any_device_one_is_told_so_and_joins_all_the_same(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.at_door(STUDENT)
    for device in ("camera", "microphone"):
        expect(his.get_by_text(f"No {device} was found.")).to_be_visible()
        expect(his.get_by_role("button", name=f"Try again: {device}")).to_be_visible()
    expect(his.get_by_text("You can join without them")).to_be_visible()
    axe(his)
    join(his, "Ben")
    tile(hers, "Ben, Muted, Camera off").wait_for()
    tile(his, "Ana, Muted, Camera off").wait_for()
