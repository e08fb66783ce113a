"""The lists of administrators: narrowed, sorted, paged, walked through by keys, taken home as a
file; and the overview that leads to them."""

import csv
import re
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app_data import password_hash
from tests.factories import make_user, sign_in
from tests.running_app import axe
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.services import audit

FOCUSED_ROW = "() => document.activeElement?.closest('tr')?.innerText ?? ''"
_numbers = count(1)


class Log:
    """Maria's acts upon one student, who is named in each entry: thirty of them, an hour apart."""

    def __init__(self) -> None:
        number = next(_numbers)
        self.maria = make_user(
            Role.ADMIN, fullname=f"Maria Admin {number}", password_hash=password_hash()
        )
        self._acting = sign_in(self.maria)
        self.ben = make_user(fullname=f"Ben Birch {number}", email=f"ben{number}@lists.example")
        for hour in range(30):
            act = AuditAction.USER_DEACTIVATE if hour % 3 else AuditAction.USER_ACTIVATE
            self.write(act, hours_ago=hour)

    def write(self, action: AuditAction, *, hours_ago: int = 0) -> None:
        at = utc_now() - timedelta(hours=hours_ago)
        with unit_of_work(now=at) as session:
            audit.record(
                session,
                self._acting,
                action,
                object_kind="user",
                object_id=self.ben.id,
                subject_user_id=self.ben.id,
                reason=f"Reason {hours_ago}",
                now=at,
            )

    @property
    def address(self) -> str:
        return f"/admin/audit?person={self.ben.email}"


@pytest.fixture
def log(app_database: str) -> Log:
    return Log()


def rows(page):
    return page.get_by_role("table", name="Audit log").locator("tbody tr")


def counts(page, words: str) -> None:
    page.get_by_role("status").get_by_text(words).wait_for()


def test_a_filter_stands_in_the_address_and_the_back_button_takes_it_away(log: Log, page_of):
    page = page_of(log.maria)
    page.goto(log.address)
    counts(page, "30 entries, page 1 of 2")
    page.get_by_label("What").focus()
    page.get_by_label("What").select_option("user.activate")
    counts(page, "10 entries")
    assert "action=user.activate" in page.url
    expect(page.get_by_label("What")).to_be_focused()
    axe(page)
    page.go_back()
    counts(page, "30 entries, page 1 of 2")
    expect(page.get_by_label("What")).to_have_value("")
    page.go_forward()
    counts(page, "10 entries")
    expect(page.get_by_label("What")).to_have_value("user.activate")
    page.reload()
    counts(page, "10 entries")


def test_pages_and_sorts_stand_in_the_address(log: Log, page_of):
    page = page_of(log.maria)
    page.goto(log.address)
    header = page.get_by_role("columnheader", name="When")
    header.wait_for()
    expect(header).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="Next page").click()
    counts(page, "30 entries, page 2 of 2")
    expect(rows(page)).to_have_count(5)
    ahead = page.get_by_role("link", name="Next page")
    expect(ahead).to_have_attribute("aria-disabled", "true")
    header.get_by_role("link").click()
    page.locator("th[aria-sort=ascending]").wait_for()
    counts(page, "30 entries, page 1 of 2")
    rows(page).first.get_by_text("Reason 29").wait_for()
    page.go_back()
    counts(page, "30 entries, page 2 of 2")


def test_the_list_is_walked_through_by_keys(log: Log, page_of):
    page = page_of(log.maria)
    page.goto(log.address)
    counts(page, "30 entries")
    page.keyboard.press("j")
    assert "Reason 0" in page.evaluate(FOCUSED_ROW)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    assert "Reason 2" in page.evaluate(FOCUSED_ROW)
    page.keyboard.press("k")
    assert "Reason 1" in page.evaluate(FOCUSED_ROW)
    page.keyboard.press("Enter")
    rows(page).nth(1).get_by_text("user.deactivate").wait_for()
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Person concerned")
    expect(search).to_be_focused()
    expect(search).to_have_value(log.ben.email)
    page.keyboard.type("jk/nobody")
    expect(search).to_have_value("jk/nobody")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nothing found").wait_for()
    axe(page)
    page.get_by_role("link", name="Show everything").press("Enter")
    page.get_by_role("table", name="Audit log").wait_for()
    expect(search).to_have_value("")


def test_keys_of_one_letter_can_be_switched_off(log: Log, page_of):
    page = page_of(log.maria)
    page.goto(log.address)
    page.get_by_role("button", name="Turn the keys off").click()
    page.get_by_role("button", name="Turn the keys on").wait_for()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_ROW) == ""
    page.reload()
    page.get_by_role("button", name="Turn the keys on").wait_for()


def test_what_is_listed_comes_as_a_file_and_that_is_seen_at_once(log: Log, page_of, tmp_path: Path):
    page = page_of(log.maria)
    page.goto(f"{log.address}&action=user.activate")
    counts(page, "10 entries")
    others = page_of(log.maria)
    others.goto(f"/admin/audit?action=audit.export&actor={log.maria.id}")
    others.get_by_role("heading", name="Nothing found").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    assert re.fullmatch(r"audit-[\d-]+\.csv", download.value.suggested_filename)
    kept = tmp_path / "audit.csv"
    download.value.save_as(kept)
    with kept.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 10
    assert {row["Their email"] for row in found} == {log.ben.email}
    assert {row["Action"] for row in found} == {"user.activate"}
    others.get_by_text(f"{log.maria.fullname} exported 10 entries").wait_for()


def test_a_list_on_a_phone_is_cards_with_a_choice_of_order(log: Log, page_of):
    page = page_of(log.maria, phone=True)
    page.goto(log.address)
    counts(page, "30 entries")
    expect(page.locator("thead")).to_be_hidden()
    page.get_by_label("Order").select_option("at")
    rows(page).first.get_by_text("Reason 29").wait_for()
    axe(page)


def test_the_overview_plots_weeks_and_leads_to_the_lists(app_database: str, signed_in_page):
    page = signed_in_page("admin")
    page.goto("/admin")
    page.get_by_role("heading", name="Lessons", exact=True).wait_for()
    page.locator(".th-plot svg.recharts-surface").first.wait_for()
    page.get_by_text("Show the numbers of lessons").click()
    table = page.get_by_role("table", name="Lessons by week")
    expect(table.locator("tbody tr")).to_have_count(12)
    page.get_by_role("link", name="4 weeks").click()
    page.wait_for_url("**/admin?weeks=4")
    table.locator("tbody tr").nth(4).wait_for(state="detached")
    expect(table.locator("tbody tr")).to_have_count(4)
    axe(page)
    page.go_back()
    table.locator("tbody tr").nth(11).wait_for()
    page.get_by_role("link", name="Jobs failing or late").click()
    page.get_by_role("heading", name="Jobs", exact=True).wait_for()


@pytest.mark.parametrize("path", ["/admin", "/admin/audit", "/admin/jobs"])
def test_others_are_sent_home(app_database: str, page_of, path: str):
    page = page_of(_student())
    page.goto(path)
    page.wait_for_url(re.compile("/home/?$"))


def _student() -> User:
    return make_user(password_hash=password_hash())
