"""The classroom: its doors, its board, its pages and its chat, in browsers on the real server."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.classroom_cast import (
    BOARD_IS_READY,
    STUDENT,
    TEACHER,
    Cast,
    join,
    page_names,
    present_page,
    rectangle,
    seen,
    stroke,
    wait_for_same_scene,
    wait_until,
)
from tests.running_app import BY_COLOUR, axe
from tutorhub_app import routes

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUTSIDE_THE_BOARD = [".room-head", ".room-pages", ".room-side", ".room-waiters"]


@pytest.fixture
def make_cast(app_database: str, open_page):
    return lambda **lesson: Cast(open_page, **lesson)


@pytest.fixture
def cast(app_database: str, open_page) -> Cast:
    return Cast(open_page)


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def say(page: "Page", text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.keyboard.press("Enter")


def test_what_one_draws_the_other_sees_and_who_comes_late_sees_it_all(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    stroke(hers)
    wait_for_same_scene(hers, his, count=1)
    stroke(his, 500, 450)
    rectangle(his, 650, 300)
    wait_for_same_scene(hers, his, count=3)
    his.keyboard.press("Delete")
    wait_for_same_scene(hers, his, count=2)
    late = cast.inside(STUDENT, "Cleo")
    wait_for_same_scene(hers, his, late, count=2)


def test_edits_of_one_element_at_a_time_converge_whatever_is_dropped(cast: Cast):
    pages = [cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")]
    hers, his = pages
    rectangle(hers)
    wait_for_same_scene(*pages, count=1)
    for page in pages:
        page.evaluate("""() => {
            const [element] = window.thBoard.getSceneElements();
            window.thBoard.setActiveTool({type: "selection"});
            window.thBoard.updateScene({appState: {selectedElementIds: {[element.id]: true}}});
        }""")
        page.locator(".excalidraw").first.focus()
    for turn in range(4):
        for page, key in ((hers, "ArrowRight"), (his, "ArrowDown")):
            for _ in range(5 + turn):
                page.keyboard.press(key)
            cast.drop(page)
        hers.keyboard.press("ArrowUp")
        his.keyboard.press("ArrowLeft")
    wait_for_same_scene(*pages, count=1)


def test_what_is_drawn_and_written_without_a_connection_is_sent_when_it_is_back(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    cast.drop(his)
    stroke(his)
    say(his, "I am back")
    wait_for_same_scene(hers, his, count=1)
    expect(hers.get_by_role("log")).to_contain_text("I am back")


def test_pages_are_added_named_and_deleted_and_the_student_stays_with_the_teacher(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    stroke(hers)
    wait_for_same_scene(hers, his, count=1)
    press(hers, "Add a page")
    wait_until(lambda: present_page(his) == "Page 2", "The student did not go along.")
    assert seen(hers) == []
    rectangle(hers)
    wait_for_same_scene(hers, his, count=1)

    press(hers, "More for Page 2")
    hers.get_by_role("menuitem", name="Rename the page").click()
    hers.get_by_role("textbox", name="Name of the page").fill("Homework")
    press(hers, "Rename")
    wait_until(lambda: page_names(his) == ["Page 1", "Homework"], "The name did not arrive.")

    press(his, "Page 1")
    assert seen(his) == ["freedraw"]
    expect(his.get_by_role("button", name="Follow Ana")).to_have_attribute("aria-pressed", "false")
    press(his, "Follow Ana")
    wait_until(lambda: present_page(his) == "Homework", "The student did not go along.")

    press(hers, "More for Homework")
    hers.get_by_role("menuitem", name="Delete the page").click()
    undo = hers.get_by_role("listitem").get_by_role("button", name="Undo")
    # As long as it is pointed at it stays; else it goes by itself.
    undo.hover()
    wait_until(lambda: page_names(his) == ["Page 1"], "The page is still there.")
    wait_for_same_scene(hers, his, count=1)
    undo.click()
    wait_until(lambda: page_names(his) == ["Page 1", "Homework"], "The page did not come back.")
    wait_until(lambda: seen(hers) == ["rectangle"], "What was on the page did not come back.")


def test_the_board_is_saved_as_a_picture_and_as_a_document_of_all_pages(cast: Cast):
    hers = cast.inside(TEACHER, "Ana")
    stroke(hers)
    press(hers, "Add a page")
    press(hers, "Save the board")
    hers.get_by_role("menuitem", name="This page as a picture").click()
    expect(hers.get_by_text("There is nothing on this page yet.")).to_be_visible()
    press(hers, "Page 1")
    for what, start in (("This page as a picture", b"\x89PNG"), ("All pages as a PDF", b"%PDF")):
        with hers.expect_download() as saving:
            press(hers, "Save the board")
            hers.get_by_role("menuitem", name=what).click()
        content = saving.value.path().read_bytes()
        assert content.startswith(start)
        assert saving.value.suggested_filename.startswith("A lesson.")


def test_chat_makes_only_web_addresses_links_and_is_kept_for_who_comes_late(cast: Cast):
    hers = cast.inside(TEACHER, "Ana")
    say(hers, 'See https://example.org/a?b=1, javascript:alert(1) and <b onclick="x">this</b>')
    his = cast.inside(STUDENT, "Ben", phone=True)
    press(his, "Chat")
    message = his.get_by_role("log")
    expect(message).to_contain_text('javascript:alert(1) and <b onclick="x">this</b>')
    links = message.get_by_role("link")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.org/a?b=1")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    press(his, "Close the chat")
    say(hers, "Did you see it?")
    press(his, "Chat, 1 unread")
    expect(message).to_contain_text("Did you see it?")


def test_the_waiting_room_opens_when_the_teacher_lets_people_in(make_cast):
    cast = make_cast(starts_in=timedelta(minutes=20))
    his = cast.at_door(STUDENT)
    join(his, "Ben")
    expect(his.get_by_text("You are in the waiting room.")).to_be_visible()
    axe(his)
    hers = cast.inside(TEACHER, "Ana")
    expect(hers.get_by_text("Ben is waiting.")).to_be_visible()
    expect(hers.locator(".room-head")).to_contain_text("Starts in 1")
    press(hers, "Let in")
    his.wait_for_function(BOARD_IS_READY)
    stroke(hers)
    wait_until(lambda: seen(his) == ["freedraw"], "The student did not come in.")
    expect(hers.get_by_text("Ben is waiting.")).to_have_count(0)


def test_leaving_goes_to_the_exit_link(make_cast, running_app):
    his = make_cast(exit_link=f"{running_app.url}/tutors").inside(STUDENT, "Ben")
    press(his, "Leave")
    his.wait_for_url(re.compile("/tutors"))


def test_leaving_without_an_exit_link_thanks_and_offers_to_share(make_cast):
    his = make_cast(share_link="https://example.org/school?a=1&b=2").inside(STUDENT, "Ben")
    press(his, "Leave")
    expect(his.get_by_role("heading", name="Thank you for coming")).to_be_visible()
    shares = his.get_by_role("region", name="Share").get_by_role("link")
    for address in shares.evaluate_all("links => links.map(link => link.href)"):
        assert "https%3A%2F%2Fexample.org%2Fschool%3Fa%3D1%26b%3D2" in address
    assert shares.count() >= 5
    axe(his)
    press(his, "Back to the room")
    his.get_by_role("button", name="Join the lesson").wait_for()


@pytest.mark.parametrize("address", [routes.board("nothing"), f"{routes.BOARD}/"])
def test_an_address_that_opens_nothing_says_so(address: str, page: "Page"):
    page.goto(address)
    expect(page.get_by_role("heading", name="There is no such lesson")).to_be_visible()


def test_the_address_of_one_door_does_not_open_the_other(cast: Cast, page: "Page"):
    page.goto(routes.board(cast.lesson.student_slug))
    expect(page.get_by_role("heading", name="There is no such lesson")).to_be_visible()


def test_a_lesson_to_which_nobody_came_can_not_be_entered_any_more(make_cast, page: "Page"):
    cast = make_cast(starts_in=timedelta(hours=-3))
    for door in (TEACHER, STUDENT):
        page.goto(cast.address(door))
        expect(page.get_by_role("heading", name="The lesson is over")).to_be_visible()
        expect(page.get_by_role("button", name="Join the lesson")).to_have_count(0)


def test_a_fifth_person_is_told_that_the_lesson_is_full(cast: Cast):
    hers = cast.inside(TEACHER, "Ana")
    others = [cast.inside(STUDENT, name) for name in ("Ben", "Cleo", "Dan")]
    fifth = cast.at_door(STUDENT)
    join(fifth, "Eve")
    expect(fifth.get_by_role("heading", name="The lesson is full")).to_be_visible()
    dan = hers.get_by_role("figure", name="Dan")
    dan.wait_for()
    press(others[-1], "Leave")
    # The server has heard of it, too.
    expect(dan).to_have_count(0)
    press(fifth, "Try again")
    join(fifth, "Eve")
    expect(fifth.get_by_role("heading", name="A lesson", level=1)).to_be_visible()
    fifth.wait_for_function("() => window.thBoard")


def test_time_being_up_is_said_and_cuts_nobody_off(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    cast.end(ago=timedelta(seconds=1))
    expect(hers.locator(".room-head").get_by_text("Time is up", exact=True)).to_be_visible()
    stroke(hers)
    wait_for_same_scene(hers, his, count=1)


def test_nothing_of_the_room_is_out_of_reach_on_a_phone(cast: Cast):
    his = cast.inside(STUDENT, "Ben", phone=True)
    hers = cast.inside(TEACHER, "Ana")
    stroke(hers)
    wait_until(lambda: seen(his) == ["freedraw"], "The stroke did not arrive.")
    too_wide = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert his.evaluate(too_wide) == 0
    board = his.locator(".room-board").bounding_box()
    assert board
    assert board["width"] == 390
    assert board["height"] > 844 / 2
    for part in OUTSIDE_THE_BOARD:
        axe(his, within=part)
    press(his, "Chat")
    axe(his, within=".room-sheet")
    say(his, "From my phone")
    expect(hers.get_by_role("log")).to_contain_text("From my phone")


def test_the_room_serves_everybody_in_light_and_in_dark(cast: Cast):
    hers = cast.at_door(TEACHER)
    axe(hers)
    join(hers, "Ana")
    hers.wait_for_function("() => window.thBoard")
    say(hers, "Good morning: https://example.org")
    for part in OUTSIDE_THE_BOARD:
        axe(hers, within=part)
    hers.emulate_media(color_scheme="dark")
    hers.locator(".excalidraw.theme--dark").wait_for()
    for part in OUTSIDE_THE_BOARD:
        axe(hers, within=part, only=BY_COLOUR)


def test_the_keyboard_reaches_every_control_of_the_room(cast: Cast):
    hers = cast.inside(TEACHER, "Ana")
    controls = ".room-head button, .room-pages button, .room-side button:enabled"
    names = "all => all.map(each => each.getAttribute('aria-label') ?? each.textContent)"
    wanted = set(hers.locator(controls).evaluate_all(names))
    assert {"Chat", "Leave", "Save the board", "Add a page", "Page 1"} <= wanted
    hers.locator(".room-head").evaluate("head => head.querySelector('button').focus()")
    reached = set()
    for _ in range(90):
        reached.add(
            hers.evaluate(
                "() => document.activeElement.getAttribute('aria-label') "
                "?? document.activeElement.textContent"
            )
        )
        hers.keyboard.press("Tab")
    assert wanted <= reached
