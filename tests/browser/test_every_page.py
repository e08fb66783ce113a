"""Each page, for each role that may see it, on a desk and on a phone, in light and in dark."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.tour import ADMIN, NOBODY, ROLES, STUDENT, TUTOR, Stop, stops_of
from tests.running_app import BY_COLOUR, axe
from tutorhub_app import routes
from tutorhub_app.tutorhub_app import APP_NAME, every_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

IS_COMPLETE = """() => {
    const main = document.querySelector("main");
    return main?.querySelector("h1") && !main.querySelector("[aria-busy=true]");
}"""
IS_FOCUSED = "id => document.activeElement?.id === id"
# How many pixels too wide, and what it is that sticks out (its innermost parts).
TOO_WIDE = """() => {
    const page = document.scrollingElement;
    const isOut = element => element.getBoundingClientRect().right > page.clientWidth;
    const out = [...document.body.querySelectorAll("*")].filter(isOut);
    const innermost = out.filter(element => ![...element.children].some(isOut));
    const names = innermost.map(element => `${element.className}: ${element.textContent}`);
    return [page.scrollWidth - page.clientWidth, names.join("; ")];
}"""


def go(page: "Page", address: str, *, signed_in: bool) -> None:
    """Open the address and wait until it shows what it is about, in the frame of who looks."""
    page.goto(address)
    frame = ".th-shell" if signed_in else ".th-public"
    # A room has no frame around it: it is the same for everybody who has its address.
    page.locator(f"{frame}, .room").wait_for()
    page.wait_for_function(IS_COMPLETE)


def faults_of_layout(page: "Page", stop: Stop) -> list[str]:
    """What every page owes to everybody, as sentences on what is missing."""
    found = []
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"has {headings} main headings")
    name, _, app = page.title().partition(" · ")
    if not name or app != APP_NAME:
        found.append(f"is titled {page.title()!r}")
    too_wide, sticking_out = page.evaluate(TOO_WIDE)
    if too_wide:
        found.append(f"is {too_wide} px too wide: {sticking_out}")
    return [f"{stop.address} {fault}" for fault in found]


@pytest.fixture
def page_in_role(open_page, signed_in_page):
    """`page_in_role("nobody", phone=True)`: a page of the demo account of that role."""

    def open_in_role(role: str, **options):
        return open_page(**options) if role == NOBODY else signed_in_page(role, **options)

    return open_in_role


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_has_one_heading_and_a_title_and_serves_everybody(
    role: str, phone: bool, app_database, page_in_role
):
    page = page_in_role(role, phone=phone)
    faults = []
    for stop in stops_of(role):
        page.emulate_media(color_scheme="light")
        go(page, stop.address, signed_in=role != NOBODY)
        faults += faults_of_layout(page, stop)
        axe(page)
        page.emulate_media(color_scheme="dark")
        page.locator("html.dark").wait_for(state="attached")
        axe(page, only=BY_COLOUR)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", [NOBODY, STUDENT])
def test_the_first_stop_of_the_tab_key_skips_to_the_content(role: str, page_in_role):
    page = page_in_role(role)
    go(page, routes.TUTORS, signed_in=role != NOBODY)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_function(IS_FOCUSED, arg="main")


def test_the_tour_goes_to_every_page_there_is(app_database):
    visited = {stop.pattern for role in ROLES for stop in stops_of(role)}
    assert {page.route for page in every_page()} <= visited


@pytest.mark.parametrize(
    ("role", "patterns", "home"),
    [
        (NOBODY, [routes.HOME, routes.LESSONS, routes.STUDENTS, routes.ADMIN_PEOPLE], "/login"),
        (STUDENT, [routes.INDEX, routes.SIGN_IN, routes.STUDENTS, routes.ADMIN_PEOPLE], "/home"),
        (TUTOR, [routes.INDEX, routes.SIGN_IN, routes.ADMIN_PEOPLE], "/home"),
        (ADMIN, [routes.INDEX, routes.SIGN_IN, routes.REGISTER], "/home"),
    ],
)
def test_pages_for_others_send_people_where_they_belong(
    role: str, patterns: list[str], home: str, page_in_role
):
    page = page_in_role(role)
    for pattern in patterns:
        page.goto(pattern)
        page.wait_for_url(lambda url: urlsplit(url).path.rstrip("/") == home)


def test_an_address_that_leads_nowhere_offers_the_way_on(page):
    go(page, "/no-such-page/at/all", signed_in=False)
    page.get_by_role("heading", name="There is no such page").wait_for()
    page.get_by_role("link", name="Go to the start page").click()
    page.get_by_role("heading", name="Lessons that fit your week").wait_for()


def test_the_front_page_leads_to_those_who_are_free_and_to_the_search(page):
    go(page, routes.INDEX, signed_in=False)
    soonest = page.get_by_role("list", name="Tutors who are free soonest")
    name = soonest.get_by_role("link").first.inner_text()
    soonest.get_by_role("link").first.click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    page.go_back()
    page.get_by_role("searchbox").fill("Spanish")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tutors?q=Spanish")
    page.get_by_role("heading", name="Find a tutor").wait_for()
