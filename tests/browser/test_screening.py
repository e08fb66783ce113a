"""Screening meetings on the pages: three people at once, from the request to the first lesson."""

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.screening_school import ScreeningSchool, choose_time
from tests.factories import make_pack, make_principal
from tests.lessons import make_lesson
from tests.running_app import axe
from tutorhub_app import routes
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.states.booking_shown import key_of

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def school(app_database: str) -> ScreeningSchool:
    return ScreeningSchool(uuid4().hex[:8])


def stage(page: "Page", words: str) -> None:
    """Wait until the page of a request shows that it stands so."""
    page.locator(".th-head").get_by_text(words, exact=True).wait_for()


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def book_first_lesson(page: "Page", school: ScreeningSchool) -> None:
    """From the approved request on."""
    press(page, "Enroll")
    page.get_by_role("link", name="Book the first lesson").click()
    page.locator(".month-picker").wait_for()
    lesson = school.at(4)
    day = page.locator(f'[data-day="{lesson:%Y-%m-%d}"]')
    if not day.count():
        page.get_by_role("button", name="Next month").click()
    day.click()
    page.locator(f'[data-time-key="{key_of(lesson)}"]').click()
    press(page, "Book this lesson")
    page.get_by_role("heading", name="The lesson is booked").wait_for()


def test_from_the_request_to_the_first_lesson_with_all_sides_looking_on(
    school: ScreeningSchool, page_of
):
    his, hers, theirs = (page_of(who) for who in (school.bob, school.alice.user, school.admin))
    hers.goto(routes.SCREENINGS)
    hers.get_by_role("heading", name="Nothing waits for you").wait_for()
    theirs.goto(routes.with_query(routes.ADMIN_SCREENINGS, q=school.bob.fullname))
    theirs.get_by_role("heading", name="Nothing found").wait_for()

    his.goto(school.tutor_address)
    his.get_by_role("link", name="Ask for a screening").click()
    his.get_by_label("Your message").fill("I came third in the city round.")
    choose_time(his, school.at(2))
    choose_time(his, school.at(3))
    axe(his)
    press(his, "Ask for the meeting")
    his.wait_for_url(re.compile("/screenings/"))
    stage(his, "Requested")

    hers.get_by_role("link", name=school.bob.fullname).click()
    hers.get_by_text("I came third in the city round.").first.wait_for()
    axe(hers)
    press(hers, "Offer other times")
    choose_time(hers, school.at(2, 60))
    press(hers, "Offer these times")

    his.get_by_text(f"{school.alice.user.fullname} offers other times.").wait_for()
    his.get_by_role("button", name="Agree to").click()
    stage(his, "Time agreed")
    stage(hers, "Time agreed")
    axe(his)
    assert school.row().scheduled_datetime == school.at(2, 60)

    hers.get_by_label("Reason").fill("You are ready for this.")
    press(hers, "Approve")
    stage(his, "Approved")
    his.get_by_text("You are ready for this.").first.wait_for()
    book_first_lesson(his, school)

    theirs.get_by_role("row", name=re.compile(school.bob.fullname)).get_by_text(
        "Approved"
    ).wait_for()
    theirs.get_by_role("link", name=school.bob.fullname).click()
    theirs.get_by_text("asked for a meeting").wait_for()
    theirs.get_by_text("offered other times").wait_for()
    axe(theirs)


def test_a_rejection_is_appealed_against_and_overridden_and_the_student_books(
    school: ScreeningSchool, page_of
):
    meeting_id = school.ask()
    his, theirs = page_of(school.bob), page_of(school.admin)
    his.goto(routes.screening(meeting_id))
    stage(his, "Requested")
    school.decide(meeting_id, TutorDecision.REJECTED, "Come back with more number theory.")
    stage(his, "Not approved")
    his.get_by_text("Come back with more number theory.").first.wait_for()
    press(his, "Appeal")
    dialog = his.get_by_role("dialog")
    dialog.get_by_role("button", name="Send the appeal").click()
    dialog.get_by_text("Write 1 to").wait_for()
    dialog.get_by_label("What should be looked at again?").fill("We never talked about it.")
    axe(his)
    dialog.get_by_role("button", name="Send the appeal").click()
    his.get_by_text("An administrator looks at your appeal next.").wait_for()

    theirs.goto(routes.with_query(routes.ADMIN_SCREENINGS, state="appealed"))
    theirs.get_by_role("link", name=school.bob.fullname).click()
    theirs.get_by_text("We never talked about it.").first.wait_for()
    press(theirs, "Override the decision")
    dialog = theirs.get_by_role("dialog")
    dialog.get_by_role("button", name="Decide").click()
    dialog.get_by_text("Write 1 to").wait_for()
    dialog.get_by_label("Reason, which both sides read").fill("The record speaks for itself.")
    dialog.get_by_role("button", name="Decide").click()
    stage(theirs, "Approved")

    stage(his, "Approved")
    his.get_by_text("The record speaks for itself.").first.wait_for()
    book_first_lesson(his, school)


def test_the_tutor_is_told_of_a_clash_and_agrees_to_another_time(school: ScreeningSchool, page_of):
    meeting_id = school.ask(school.at(3), school.at(4))
    make_lesson(make_pack(school.alice), make_principal(fullname="Carol Clash"), school.at(3))
    page = page_of(school.alice.user)
    page.goto(routes.screening(meeting_id))
    taken, free = (page.locator(f'[data-proposal="{key_of(school.at(days))}"]') for days in (3, 4))
    taken.get_by_text("You have a lesson with Carol Clash then").wait_for()
    expect(taken.get_by_role("button")).to_have_count(0)
    free.get_by_role("button", name="Agree to").click()
    stage(page, "Time agreed")
    page.goto(routes.CALENDAR)
    page.locator(".week-calendar").wait_for()
    if school.at(4).isocalendar().week != school.at(0).isocalendar().week:
        page.get_by_role("button", name="Next week").click()
    page.get_by_text("1 screening", exact=True).wait_for()


def test_what_is_typed_stays_while_the_other_side_acts(school: ScreeningSchool, page_of):
    meeting_id = school.ask(school.at(3))
    hers, his = page_of(school.alice.user), page_of(school.bob)
    hers.goto(routes.screening(meeting_id))
    hers.get_by_label("Notes").fill("Quick, but shy.")
    hers.get_by_label("Reason").fill("Half a sentence")
    his.goto(routes.screening(meeting_id))
    press(his, "Withdraw")
    his.get_by_role("alertdialog").get_by_role("button", name="Withdraw").click()
    stage(his, "Withdrawn")
    stage(hers, "Withdrawn")
    expect(hers.get_by_label("Notes")).to_have_value("Quick, but shy.")


def test_marks_and_notes_are_kept_and_never_reach_the_student(school: ScreeningSchool, page_of):
    meeting_id = school.ask(school.at(3))
    hers, his = page_of(school.alice.user), page_of(school.bob)
    hers.goto(routes.screening(meeting_id))
    hers.get_by_role("group", name="Motivation").get_by_role("radio", name="4").check()
    hers.get_by_label("Notes").fill("Quick, but shy.")
    press(hers, "Save notes")
    hers.get_by_text("Saved", exact=True).wait_for()
    hers.reload()
    expect(hers.get_by_label("Notes")).to_have_value("Quick, but shy.")
    expect(
        hers.get_by_role("group", name="Motivation").get_by_role("radio", name="4")
    ).to_be_checked()
    his.goto(routes.screening(meeting_id))
    stage(his, "Requested")
    assert "shy" not in his.content()


def test_the_keyboard_alone_asks_agrees_and_decides(school: ScreeningSchool, page_of):
    his, hers = page_of(school.bob), page_of(school.alice.user)
    his.goto(school.ask_address)
    his.get_by_label("Your message").focus()
    his.keyboard.type("By keyboard.")
    his.get_by_role("radio", name="Any time suits me").focus()
    his.keyboard.press("Space")
    his.get_by_text("chooses a time, and you are told at once").wait_for()
    his.get_by_role("button", name="Ask for the meeting").press("Enter")
    stage(his, "Requested")

    hers.goto(routes.SCREENINGS)
    hers.get_by_role("link", name=school.bob.fullname).wait_for()
    hers.get_by_text("next and previous row").wait_for()
    hers.keyboard.press("j")
    hers.keyboard.press("Enter")
    stage(hers, "Requested")
    hers.get_by_role("button", name="Choose a time").press("Enter")
    expect(hers.locator("#times-panel")).to_be_focused()
    at = school.at(2)
    day = hers.locator(f'[data-day="{at:%Y-%m-%d}"]')
    if not day.count():
        hers.get_by_role("button", name="Next month").press("Enter")
    day.press("Enter")
    expect(hers.locator("#times")).to_be_focused()
    hers.locator(f'[data-time-key="{key_of(at)}"]').press("Enter")
    hers.locator(f'[data-chosen="{key_of(at)}"]').wait_for()
    hers.get_by_role("button", name="Fix this time").press("Enter")
    stage(hers, "Time agreed")
    stage(his, "Time agreed")
    hers.get_by_role("button", name="Approve", exact=True).press("Enter")
    stage(hers, "Approved")
    stage(his, "Approved")


def test_nothing_is_wider_than_a_phone(school: ScreeningSchool, page_of):
    meeting_id = school.ask(school.at(2), school.at(3), school.at(4), message="word" * 100)
    for who in (school.bob, school.alice.user):
        page = page_of(who, phone=True)
        page.goto(routes.screening(meeting_id))
        stage(page, "Requested")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_administrator_finds_one_and_overrides_it_by_keyboard_alone(
    school: ScreeningSchool, page_of
):
    meeting_id = school.ask()
    school.decide(meeting_id, TutorDecision.REJECTED, "Not yet.")
    page = page_of(school.admin)
    page.goto(routes.ADMIN_SCREENINGS)
    page.get_by_text("next and previous row").wait_for()
    page.keyboard.press("/")
    page.keyboard.type(school.bob.fullname)
    page.keyboard.press("Enter")
    page.get_by_text("1 screening", exact=True).wait_for()
    page.locator("h1").focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    stage(page, "Not approved")
    page.get_by_role("button", name="Override the decision").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason, which both sides read").focus()
    page.keyboard.type("The record speaks for itself.")
    dialog.get_by_role("button", name="Decide").press("Enter")
    stage(page, "Approved")
    assert school.row().tutor_decision == TutorDecision.APPROVED
