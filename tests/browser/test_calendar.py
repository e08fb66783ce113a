"""A tutor keeps the week: by mouse, by form, by keyboard alone, on a phone; live."""

import re
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app_data import password_hash
from tests.browser.week_calendar_helpers import (
    calendar,
    drag_event,
    drag_select,
    resize_event,
    shown_days,
)
from tests.factories import (
    make_enrollment,
    make_pack,
    make_tutor,
    make_user,
    make_window,
)
from tests.factories import sign_in as principal_of
from tests.running_app import axe
from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek, day_of
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.words import long_day
from tutorhub_app.domain.zones import clock_change_on
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.unit import call

BERLIN = ZoneInfo("Europe/Berlin")
ONE_DAY = timedelta(days=1)
_numbers = count(1)


class Desk:
    """Alice teaches in Berlin on Tuesdays from 09:00 to 12:00, online; bob learns with her.

    Tests look at the week after this one, whose Monday is `monday`.
    """

    def __init__(self) -> None:
        number = next(_numbers)
        self.alice = make_tutor(
            time_zone="Europe/Berlin",
            user={"password_hash": password_hash(), "fullname": f"Alice Elm {number}"},
        )
        self.bob = make_user(password_hash=password_hash(), fullname=f"Bob Fir {number}")
        self.pack = make_pack(self.alice, title="Algebra")
        make_enrollment(self.pack, principal_of(self.bob))
        self.window = make_window(self.alice, DayOfWeek.TUESDAY, "09:00", "12:00")
        today = utc_now().astimezone(BERLIN).date()
        self.monday = today - today.weekday() * ONE_DAY + 7 * ONE_DAY

    @property
    def tuesday(self) -> date:
        return self.monday + ONE_DAY

    def book(self, hour: int = 10) -> None:
        """Bob books on Tuesday at that hour, in Berlin."""
        start = datetime(
            self.tuesday.year, self.tuesday.month, self.tuesday.day, hour, tzinfo=BERLIN
        )
        request = BookingRequest(self.pack.id, start, SessionMode.ONLINE)
        call(book_slot, principal_of(self.bob), request)


@pytest.fixture
def desk(app_database: str) -> Desk:
    return Desk()


@pytest.fixture
def week(desk: Desk, page_of) -> Page:
    """Alice's calendar, at next week."""
    return next_week(page_of(desk.alice.user), desk)


def next_week(page: Page, desk: Desk) -> Page:
    page.goto("/calendar")
    calendar(page)
    page.get_by_role("button", name="Next week").click()
    hours_on(page, desk.monday).wait_for()
    return page


def hours_on(page: Page, day: date) -> Locator:
    """The day's entry in the list beside the calendar."""
    return page.get_by_role("listitem").filter(has=page.locator(f"#add-{day}"))


def blocks_on(page: Page, day: date) -> Locator:
    return hours_on(page, day).get_by_role("button", name="Change ")


def event_id(page: Page, day: date) -> str:
    """The id of the hours drawn on that day."""
    piece = page.locator(f'[data-event-id^="{day}."]')
    expect(piece).to_have_count(1)
    return piece.get_attribute("data-event-id") or ""


def drawn(page: Page, day: date, start: str, end: str) -> None:
    """The hours that begin on that day are drawn from one wall time to the other."""
    piece = page.locator(f'[data-event-id^="{day}."]')
    expect(piece).to_have_count(1)
    expect(piece).to_have_attribute("data-start", re.compile(f"T{start}"))
    expect(piece).to_have_attribute("data-end", re.compile(f"T{end}"))


def focused(page: Page, selector: str) -> None:
    """It has the focus, and keeps it: a dialog that closes gives the focus back, and what was
    saved in it moves the focus in the next frame."""
    expect(page.locator(selector)).to_be_focused()
    page.evaluate("() => new Promise(requestAnimationFrame)")


def notices(page: Page) -> Locator:
    """Those in view; one that is going away does not count."""
    return page.locator('[data-sonner-toast]:not([data-removed="true"])')


def notice(page: Page, text: str) -> None:
    expect(notices(page).filter(has_text=text)).to_be_visible()


def undo(page: Page) -> None:
    """Press the last notice's button; wait for that notice first."""
    button = notices(page).get_by_role("button", name="Undo")
    expect(button).to_have_count(1)
    button.click()


# By mouse


def test_hours_drawn_on_the_calendar_are_saved_for_every_week(week: Page, desk: Desk) -> None:
    thursday = desk.monday + 3 * ONE_DAY
    assert shown_days(week) == [str(desk.monday + n * ONE_DAY) for n in range(7)]
    drag_select(week, str(thursday), "13:00", "15:30")
    dialog = week.get_by_role("dialog", name="Add hours")
    expect(dialog.get_by_label("Day", exact=True)).to_have_value("thursday")
    expect(dialog.get_by_label("From", exact=True)).to_have_value("780")
    expect(dialog.get_by_label("To", exact=True)).to_have_value("930")
    dialog.get_by_role("radio", name="Both").check()
    expect(dialog.get_by_role("status")).to_contain_text("Every Thursday: 2 hours 30 minutes")
    axe(week)
    dialog.get_by_role("button", name="Save").click()
    notice(week, "Saved: every Thursday 13:00 to 15:30, online or face-to-face.")
    expect(blocks_on(week, thursday)).to_have_text("13:00 to 15:30")
    week.get_by_role("button", name="Next week").click()
    expect(blocks_on(week, thursday + 7 * ONE_DAY)).to_have_text("13:00 to 15:30")


def test_a_block_dragged_to_another_day_moves_every_week_and_comes_back(
    week: Page, desk: Desk
) -> None:
    wednesday = desk.tuesday + ONE_DAY
    drag_event(week, event_id(week, desk.tuesday), str(wednesday), "10:30")
    notice(week, "Saved: every Wednesday 10:30 to 13:30, online.")
    expect(blocks_on(week, wednesday)).to_have_text("10:30 to 13:30")
    expect(blocks_on(week, desk.tuesday)).to_have_count(0)
    undo(week)
    notice(week, "Undone.")
    expect(blocks_on(week, desk.tuesday)).to_have_text("09:00 to 12:00")
    expect(blocks_on(week, wednesday)).to_have_count(0)


@pytest.mark.parametrize(
    ("edge", "to", "hours"),
    [("end", "14:15", "09:00 to 14:15"), ("start", "08:00", "08:00 to 12:00")],
)
def test_an_edge_is_pulled(week: Page, desk: Desk, edge: str, to: str, hours: str) -> None:
    resize_event(week, event_id(week, desk.tuesday), edge=edge, to_hhmm=to)
    notice(week, f"Saved: every Tuesday {hours}, online.")
    expect(blocks_on(week, desk.tuesday)).to_have_text(hours)
    drawn(week, desk.tuesday, *hours.split(" to "))


def test_hours_drawn_against_others_in_the_same_mode_become_one_block(
    week: Page, desk: Desk
) -> None:
    drag_select(week, str(desk.tuesday), "12:00", "13:00")
    week.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(blocks_on(week, desk.tuesday)).to_have_text("09:00 to 13:00")
    drawn(week, desk.tuesday, "09:00", "13:00")


def test_a_block_dropped_on_hours_in_another_mode_goes_back_with_a_sentence(
    page_of, desk: Desk
) -> None:
    make_window(desk.alice, DayOfWeek.THURSDAY, "09:00", "12:00", TeachingMode.FACE_TO_FACE)
    week = next_week(page_of(desk.alice.user), desk)
    moved = event_id(week, desk.tuesday)
    drag_event(week, moved, str(desk.tuesday + 2 * ONE_DAY), "11:00")
    notice(week, "This overlaps Thursday 09:00 to 12:00 (face-to-face).")
    expect(week.locator(f'[data-event-id="{moved}"]')).to_have_count(1)
    back = re.compile(f"{desk.tuesday}T09:00")
    expect(week.locator(f'[data-event-id="{moved}"]')).to_have_attribute("data-start", back)


def test_hours_across_midnight_are_drawn_as_one(week: Page, desk: Desk) -> None:
    friday = desk.monday + 4 * ONE_DAY
    week.locator(f"#add-{friday}").click()
    dialog = week.get_by_role("dialog", name="Add hours")
    dialog.get_by_label("From", exact=True).select_option("22:00")
    dialog.get_by_label("To", exact=True).select_option("02:00")
    expect(dialog.get_by_role("status")).to_contain_text("until the next day")
    dialog.get_by_role("button", name="Save").click()
    expect(blocks_on(week, friday)).to_have_text("22:00 to 02:00")
    expect(blocks_on(week, friday + ONE_DAY)).to_have_count(0)
    night = week.locator(f'[data-event-id^="{friday}."]').first
    assert (night.get_attribute("data-end") or "").startswith(f"{friday + ONE_DAY}T02:00")


# In the dialog


def test_one_date_is_changed_alone_and_can_follow_the_week_again(week: Page, desk: Desk) -> None:
    week.locator(f'[data-event-id="{event_id(week, desk.tuesday)}"]').click()
    dialog = week.get_by_role("dialog", name="Change hours")
    dialog.get_by_role("radio", name="Only on one date").check()
    expect(dialog.get_by_label("Date", exact=True)).to_have_value(str(desk.tuesday))
    dialog.get_by_label("From", exact=True).select_option("10:00")
    dialog.get_by_role("button", name="Save").click()
    notice(week, f"Saved: on {long_day(desk.tuesday)} 10:00 to 12:00, online.")
    expect(blocks_on(week, desk.tuesday)).to_contain_text("10:00 to 12:00")
    week.get_by_role("button", name="Next week").click()
    expect(blocks_on(week, desk.tuesday + 7 * ONE_DAY)).to_have_text("09:00 to 12:00")
    week.get_by_role("button", name=long_day(desk.tuesday), exact=True).click()
    expect(blocks_on(week, desk.tuesday)).to_contain_text("10:00 to 12:00")
    week.get_by_role("button", name="follow the week again").click()
    expect(blocks_on(week, desk.tuesday)).to_have_text("09:00 to 12:00")


def test_an_overlap_in_another_mode_is_refused_in_the_dialog_and_keeps_what_was_typed(
    week: Page, desk: Desk
) -> None:
    week.locator(f"#add-{desk.tuesday}").click()
    dialog = week.get_by_role("dialog", name="Add hours")
    dialog.get_by_label("From", exact=True).select_option("11:00")
    dialog.get_by_role("radio", name="Face to face").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text(
        "This overlaps Tuesday 09:00 to 12:00 (online)."
    )
    expect(dialog.get_by_label("From", exact=True)).to_have_value("660")
    axe(week)
    dialog.get_by_label("From", exact=True).select_option("12:00")
    dialog.get_by_role("button", name="Save").click()
    expect(blocks_on(week, desk.tuesday)).to_have_count(2)


def test_a_day_is_copied_to_others(week: Page, desk: Desk) -> None:
    week.get_by_role("button", name="Copy Tuesday to other days").click()
    dialog = week.get_by_role("dialog", name="Copy Tuesday")
    expect(dialog.get_by_role("checkbox", name="Tuesday")).to_be_disabled()
    axe(week)
    dialog.get_by_role("button", name="Copy", exact=True).click()
    expect(dialog.get_by_text("Choose the days")).to_be_visible()
    dialog.get_by_role("button", name="Monday to Friday").click()
    expect(dialog.get_by_role("checkbox", name="Monday")).to_be_checked()
    dialog.get_by_role("checkbox", name="Monday").uncheck()
    dialog.get_by_role("button", name="Copy", exact=True).click()
    notice(week, "Tuesday's hours copied to Wednesday, Thursday and Friday.")
    for n, many in enumerate((0, 1, 1, 1, 1, 0, 0)):
        expect(blocks_on(week, desk.monday + n * ONE_DAY)).to_have_count(many)


def test_deleted_hours_come_back(week: Page, desk: Desk) -> None:
    hours_on(week, desk.tuesday).get_by_role("button", name="Delete").click()
    notice(week, "Deleted: every Tuesday 09:00 to 12:00, online.")
    expect(blocks_on(week, desk.tuesday)).to_have_count(0)
    expect(week.get_by_text("You have no hours yet")).to_be_visible()
    undo(week)
    expect(blocks_on(week, desk.tuesday)).to_have_text("09:00 to 12:00")
    expect(week.get_by_text("You have no hours yet")).to_have_count(0)


def test_an_older_notice_offers_no_undo_any_more(week: Page, desk: Desk) -> None:
    hours_on(week, desk.tuesday).get_by_role("button", name="Delete").click()
    notice(week, "Deleted")
    drag_select(week, str(desk.monday), "09:00", "10:00")
    week.get_by_role("dialog").get_by_role("button", name="Save").click()
    notice(week, "Saved")
    undo(week)
    expect(blocks_on(week, desk.monday)).to_have_count(0)
    expect(blocks_on(week, desk.tuesday)).to_have_count(0)


def test_time_off_is_taken_and_given_up(week: Page, desk: Desk) -> None:
    week.get_by_role("button", name="Time off", exact=True).click()
    dialog = week.get_by_role("dialog", name="Add time off")
    axe(week)
    dialog.get_by_label("First day").fill(str(desk.tuesday))
    expect(dialog.get_by_label("Last day")).to_have_value(str(desk.tuesday))
    dialog.get_by_label("Last day").fill(str(desk.tuesday + 2 * ONE_DAY))
    dialog.get_by_label("Note").fill("Ski")
    dialog.get_by_role("button", name="Save").click()
    notice(week, f"Time off from {long_day(desk.tuesday)}")
    expect(hours_on(week, desk.tuesday)).to_contain_text("Time off: nobody can book.")
    expect(week.locator('[data-event-id^="off."]').first).to_contain_text("Ski")
    axe(week)
    week.get_by_role("button", name="Delete time off").click()
    expect(hours_on(week, desk.tuesday)).not_to_contain_text("Time off")
    notice(week, "deleted.")
    undo(week)
    expect(hours_on(week, desk.tuesday)).to_contain_text("Time off: nobody can book.")


# Booked lessons


def test_a_change_that_leaves_a_lesson_outside_asks_before_it_is_saved(page_of, desk: Desk) -> None:
    desk.book()
    week = next_week(page_of(desk.alice.user), desk)
    resize_event(week, event_id(week, desk.tuesday), edge="end", to_hhmm="10:30")
    dialog = week.get_by_role("dialog", name="A booked lesson is outside the new hours")
    expect(dialog).to_contain_text(f"{long_day(desk.tuesday)}, 10:00 to 11:00")
    expect(dialog).to_contain_text(desk.bob.fullname)
    axe(week)
    dialog.get_by_role("button", name="Go back").click()
    expect(dialog).to_have_count(0)
    expect(blocks_on(week, desk.tuesday)).to_have_text("09:00 to 12:00")
    resize_event(week, event_id(week, desk.tuesday), edge="end", to_hhmm="10:30")
    week.get_by_role("button", name="Save and keep lessons").click()
    expect(blocks_on(week, desk.tuesday)).to_have_text("09:00 to 10:30")
    expect(week.locator(".wc-outside").first).to_contain_text(desk.bob.fullname)


def test_lessons_outside_are_cancelled_with_a_message_and_the_student_sees_it(
    page_of, desk: Desk
) -> None:
    desk.book()
    week = next_week(page_of(desk.alice.user), desk)
    students = page_of(desk.bob)
    students.goto("/lessons")
    students.get_by_role("link", name="Algebra").wait_for()
    week.get_by_role("button", name="Time off", exact=True).click()
    week.get_by_label("First day").fill(str(desk.tuesday))
    week.get_by_role("dialog").get_by_role("button", name="Save").click()
    week.get_by_role("radio", name="Cancel them").check()
    week.get_by_role("button", name="Save and cancel lessons").click()
    expect(week.get_by_text("Write the students a message")).to_be_visible()
    week.get_by_label("Message to the students").fill("I am at a conference.")
    week.get_by_role("button", name="Save and cancel lessons").click()
    notice(week, "1 lesson cancelled.")
    students.get_by_text("No lessons coming").wait_for()
    students.goto("/lessons?show=past")
    students.get_by_role("link", name="Algebra").click()
    students.get_by_text("I am at a conference.").wait_for()
    expect(week.locator('[data-event-id^="lesson."]')).to_have_count(0)


def test_going_back_to_the_dialog_keeps_what_was_typed(page_of, desk: Desk) -> None:
    desk.book()
    week = next_week(page_of(desk.alice.user), desk)
    blocks_on(week, desk.tuesday).click()
    week.get_by_label("From", exact=True).select_option("10:30")
    week.get_by_role("button", name="Save").click()
    week.get_by_role("button", name="Go back").click()
    dialog = week.get_by_role("dialog", name="Change hours")
    expect(dialog.get_by_label("From", exact=True)).to_have_value("630")


def test_a_lesson_booked_elsewhere_appears_and_leads_to_its_page(week: Page, desk: Desk) -> None:
    expect(week.locator('[data-event-id^="lesson."]')).to_have_count(0)
    desk.book()
    lesson = week.locator('[data-event-id^="lesson."]')
    expect(lesson).to_contain_text(desk.bob.fullname)
    expect(hours_on(week, desk.tuesday)).to_contain_text("1 lesson")
    lesson.click()
    dialog = week.get_by_role("dialog", name="Algebra")
    expect(dialog).to_contain_text(f"{long_day(desk.tuesday)}, 10:00 to 11:00")
    dialog.get_by_role("link", name="Open lesson").click()
    week.wait_for_url("**/lessons/*")
    week.get_by_role("heading", name="Algebra").wait_for()


def test_a_change_in_one_tab_appears_in_the_other(week: Page, page_of, desk: Desk) -> None:
    other = next_week(page_of(desk.alice.user), desk)
    hours_on(other, desk.tuesday).get_by_role("button", name="Delete").click()
    expect(blocks_on(week, desk.tuesday)).to_have_count(0)


# By keyboard alone


def test_everything_is_done_by_keyboard_alone(week: Page, desk: Desk) -> None:
    friday = desk.monday + 4 * ONE_DAY
    press = week.keyboard.press

    week.locator(f"#add-{friday}").focus()
    press("Enter")
    dialog = week.get_by_role("dialog", name="Add hours")
    expect(dialog.get_by_role("radio", name="Every week")).to_be_focused()
    press("Tab")
    expect(dialog.get_by_label("Day", exact=True)).to_be_focused()
    press("Tab")
    week.keyboard.type("16:30")
    expect(dialog.get_by_label("From", exact=True)).to_have_value("990")
    press("Tab")
    week.keyboard.type("18:00")
    press("Tab")
    press("ArrowRight")
    expect(dialog.get_by_role("radio", name="Face to face")).to_be_checked()
    expect(dialog.get_by_role("status")).to_contain_text("1 hour 30 minutes, face-to-face")
    press("Enter")
    expect(blocks_on(week, friday)).to_have_text("16:30 to 18:00")
    focused(week, f"#add-{friday}")

    blocks_on(week, friday).focus()
    press("Enter")
    dialog = week.get_by_role("dialog", name="Change hours")
    dialog.get_by_label("To", exact=True).focus()
    week.keyboard.type("19:00")
    dialog.get_by_role("button", name="Save").focus()
    press("Enter")
    expect(blocks_on(week, friday)).to_have_text("16:30 to 19:00")
    focused(week, f"#add-{friday}")

    week.get_by_role("button", name="Copy Friday to other days").focus()
    press("Space")
    dialog = week.get_by_role("dialog", name="Copy Friday")
    dialog.get_by_role("checkbox", name="Sunday").focus()
    press("Space")
    expect(dialog.get_by_role("checkbox", name="Sunday")).to_be_checked()
    press("Enter")
    expect(blocks_on(week, desk.monday + 6 * ONE_DAY)).to_have_text("16:30 to 19:00")

    hours_on(week, friday).get_by_role("button", name="Delete").focus()
    press("Enter")
    expect(blocks_on(week, friday)).to_have_count(0)
    focused(week, f"#add-{friday}")
    notice(week, "Deleted: every Friday")
    expect(notices(week).get_by_role("button", name="Undo")).to_have_count(1)
    notices(week).get_by_role("button", name="Undo").focus()
    press("Enter")
    expect(blocks_on(week, friday)).to_have_text("16:30 to 19:00")

    week.locator("#add-time-off").focus()
    press("Enter")
    dialog = week.get_by_role("dialog", name="Add time off")
    expect(dialog.get_by_label("First day")).to_be_focused()
    press("Enter")
    notice(week, f"Time off on {long_day(desk.monday)} saved.")
    focused(week, "#add-time-off")
    week.get_by_role("button", name="Delete time off").focus()
    press("Enter")
    expect(hours_on(week, desk.monday)).not_to_contain_text("Time off")


def test_escape_leaves_a_dialog_and_the_focus_returns(week: Page, desk: Desk) -> None:
    add = week.locator(f"#add-{desk.monday}")
    add.focus()
    week.keyboard.press("Enter")
    week.get_by_role("dialog", name="Add hours").locator(":focus").wait_for()
    week.keyboard.press("Escape")
    expect(week.get_by_role("dialog")).to_have_count(0)
    expect(add).to_be_focused()


# Zones, people, phones


def test_a_week_with_a_clock_change_says_what_happens(page_of, desk: Desk) -> None:
    today = utc_now().astimezone(BERLIN).date()
    change = clock_change_on("Europe/Berlin", today + 7 * ONE_DAY, today + 300 * ONE_DAY)[0]
    make_window(desk.alice, day_of(change.date), "01:00", "04:00", on=change.date)
    page = page_of(desk.alice.user)
    page.goto("/calendar")
    calendar(page)
    expect(page.get_by_text("Europe/Berlin").first).to_be_visible()
    expect(page.get_by_text(change.sentence)).to_have_count(0)
    page.get_by_role("button", name=long_day(change.date), exact=True).click()
    expect(page.get_by_text(change.sentence)).to_be_visible()
    longer = "shorter" if change.minutes_moved > 0 else "longer"
    expect(page.get_by_text(f"01:00 to 04:00 that day are 1 hour {longer}")).to_be_visible()
    expect(blocks_on(page, change.date)).to_contain_text("01:00 to 04:00")
    drawn(page, change.date, "01:00", "04:00")
    axe(page)


def test_an_administrator_keeps_a_tutors_week(page_of, desk: Desk) -> None:
    admin = make_user(Role.ADMIN, password_hash=password_hash(), time_zone="Asia/Tokyo")
    page = page_of(admin)
    page.goto("/calendar")
    page.get_by_role("heading", name="Whose calendar?").wait_for()
    page.goto(f"/calendar?tutor={desk.alice.profile.id}")
    page.get_by_role("heading", name=f"{desk.alice.user.fullname}’s calendar").wait_for()
    expect(page.get_by_text("Your own zone is Asia/Tokyo")).to_be_visible()
    page.get_by_role("button", name="Next week").click()
    hours_on(page, desk.tuesday).get_by_role("button", name="Delete").click()
    notice(page, "Deleted: every Tuesday")


def test_another_tutor_finds_no_such_calendar(page_of, desk: Desk) -> None:
    dora = make_tutor(user={"password_hash": password_hash()})
    page = page_of(dora.user)
    page.goto(f"/calendar?tutor={desk.alice.profile.id}")
    page.get_by_role("heading", name="No such calendar").wait_for()
    axe(page)


def test_a_student_is_sent_home(page_of, desk: Desk) -> None:
    page = page_of(desk.bob)
    page.goto(f"/calendar?tutor={desk.alice.profile.id}")
    page.wait_for_url("**/home")


def test_on_a_phone_one_day_is_shown_and_the_list_does_the_rest(page_of, desk: Desk) -> None:
    page = page_of(desk.alice.user, phone=True)
    page.goto("/calendar")
    calendar(page)
    assert len(shown_days(page)) == 1
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    axe(page)
    page.get_by_role("button", name="Add hours", exact=True).tap()
    dialog = page.get_by_role("dialog", name="Add hours")
    dialog.get_by_label("Day", exact=True).select_option("Sunday")
    dialog.get_by_label("From", exact=True).select_option("08:00")
    dialog.get_by_label("To", exact=True).select_option("09:15")
    axe(page)
    dialog.get_by_role("button", name="Save").tap()
    notice(page, "Saved: every Sunday 08:00 to 09:15, online.")
    sunday = desk.monday - ONE_DAY
    expect(blocks_on(page, sunday)).to_have_text("08:00 to 09:15")
    hours_on(page, sunday).get_by_role("button", name="Delete").tap()
    expect(blocks_on(page, sunday)).to_have_count(0)
    notice(page, "Deleted: every Sunday")
    undo(page)
    expect(blocks_on(page, sunday)).to_have_text("08:00 to 09:15")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_full_week_is_readable(page_of, desk: Desk, scheme: str) -> None:
    make_window(desk.alice, DayOfWeek.FRIDAY, "09:00", "12:00", TeachingMode.FACE_TO_FACE)
    make_window(desk.alice, DayOfWeek.MONDAY, "09:00", "12:00", TeachingMode.BOTH)
    desk.book()
    page = next_week(page_of(desk.alice.user, color_scheme=scheme), desk)
    expect(page.locator('[data-event-id^="lesson."]')).to_have_count(1)
    axe(page)
