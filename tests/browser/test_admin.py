"""Administrators at work, and the others who feel it at their next click."""

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.app_data import password_hash
from tests.browser.booking_school import School
from tests.browser.dropping import Connection
from tests.factories import make_user, save, sign_in
from tests.running_app import axe
from tutorhub_app import routes
from tutorhub_app.data.accounts import User
from tutorhub_app.domain.accounts import Role
from tutorhub_app.services import api_keys
from tutorhub_app.services.unit import call

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def school(app_database) -> School:
    made = School()
    made.pack.title = f"Topology {made.pack.id[-8:]}"
    save(made.pack)
    return made


@pytest.fixture
def admin(app_database) -> User:
    return make_user(Role.ADMIN, fullname="Ada Lovelace", password_hash=password_hash())


def pick_by_keys(page: "Page", words: str) -> None:
    """Type into the field with the focus, and choose what is named so."""
    page.keyboard.type(words)
    # Who types slowly is shown what fits the first letters, too.
    found = page.get_by_role("list", name="Found").get_by_role("button")
    expect(found).to_have_count(1)
    expect(found).to_contain_text(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def grant_by_keys(page: "Page", *, whom: str, on: str, deny: bool) -> None:
    """Make a grant of booking lessons without touching the mouse."""
    page.get_by_role("button", name="New grant").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("searchbox", name="Person").focus()
    pick_by_keys(page, whom)
    page.get_by_role("button", name=re.compile("Choose another")).wait_for()
    page.get_by_label("What", exact=True).select_option("lessonSlot.book")
    page.get_by_label("On", exact=True).select_option("pack")
    page.get_by_role("searchbox", name="Which one").focus()
    pick_by_keys(page, on)
    if deny:
        page.get_by_role("radio", name="Allow").focus()
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Saved. It counts at their next click.").wait_for()


def may_book(student: "Page", school: School) -> bool:
    """Whether the page of the pack says nothing against booking, when it is opened again."""
    student.goto(school.address)
    student.get_by_text(re.compile("free times")).first.wait_for()
    return student.get_by_text("You can not book lessons.").count() == 0


def take_back(page: "Page", name: str) -> None:
    button = page.get_by_role("button", name=f"Take back: {name}, ")
    button.click()
    button.wait_for(state="detached")


def test_a_denial_is_felt_at_the_next_click_and_so_is_its_end(
    school: School, admin: User, page_of
) -> None:
    student, page = page_of(school.bob), page_of(admin)
    assert may_book(student, school)
    page.goto(routes.ADMIN_GRANTS)
    page.get_by_role("heading", name="Permissions").wait_for()
    grant_by_keys(page, whom=school.bob.email, on=school.pack.title, deny=True)
    page.get_by_role("cell", name=school.bob.fullname).first.wait_for()
    axe(page)
    assert not may_book(student, school)
    take_back(page, school.bob.fullname)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("As it was before.").wait_for()
    assert not may_book(student, school)
    take_back(page, school.bob.fullname)
    assert may_book(student, school)


def test_what_is_granted_opens_a_page_and_what_is_revoked_closes_it(
    school: School, admin: User, page_of
) -> None:
    helper = make_user(fullname="Helga Helper", password_hash=password_hash())
    other, page = page_of(helper), page_of(admin)
    other.goto(routes.HOME)
    other.get_by_role("heading", level=1).wait_for()
    people = other.get_by_role("navigation", name="Main").get_by_role("link", name="People")
    expect(people).to_have_count(0)
    page.goto(routes.ADMIN_GRANTS)
    page.get_by_role("button", name="New grant").first.click()
    page.get_by_role("searchbox", name="Person").fill("Helga")
    page.get_by_role("button", name=re.compile("Helga Helper")).first.click()
    page.get_by_label("What", exact=True).select_option("user.manage")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. It counts at their next click.").wait_for()
    people.click()
    other.get_by_role("heading", name="People").wait_for()
    other.get_by_role("table", name="People").get_by_role("row").nth(3).wait_for()
    take_back(page, helper.fullname)
    people.wait_for(state="detached")
    other.get_by_label("Role", exact=True).select_option("tutor")
    other.wait_for_url(re.compile("/home/?$"))


def test_a_dialog_outlives_a_lost_connection_but_not_its_page(admin: User, page_of) -> None:
    page = page_of(admin)
    connection = Connection(page)
    page.goto(routes.ADMIN_PEOPLE)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Permissions").click()
    dialog = page.get_by_role("dialog")
    person = dialog.get_by_role("searchbox", name="Person")

    page.get_by_role("button", name="New grant").first.click()
    person.fill("Nobody of this name")
    dialog.get_by_text("Nothing is named so.").wait_for()
    connection.drop()
    expect(person).to_have_value("Nobody of this name")
    person.fill(admin.email)
    dialog.get_by_role("list", name="Found").get_by_role("button").first.wait_for()

    page.go_back()
    page.get_by_role("heading", name="People").wait_for()
    page.go_forward()
    page.get_by_role("button", name="New grant").first.click()
    person.wait_for()
    expect(person).to_have_value("")

    page.reload()
    loaded = page.get_by_role("table", name="Grants")
    loaded.or_(page.get_by_text("Everybody has what their role has")).wait_for()
    expect(dialog).to_have_count(0)


def test_ended_sessions_throw_the_other_browser_out_at_its_next_click(
    school: School, admin: User, page_of
) -> None:
    student, page = page_of(school.bob), page_of(admin)
    student.goto(routes.SETTINGS)
    student.get_by_role("heading", name="Settings").wait_for()
    page.goto(f"{routes.ADMIN_PEOPLE}?q={school.bob.email}")
    page.get_by_role("link", name=school.bob.fullname).click()
    page.get_by_role("heading", name=school.bob.fullname).wait_for()
    axe(page)
    page.get_by_role("button", name="End all sessions").click()
    page.get_by_text("They are signed out everywhere.").wait_for()
    page.get_by_text("Nowhere.").wait_for()
    student.wait_for_url(re.compile("/login"))


def test_a_changed_role_is_felt_at_once_and_told(school: School, admin: User, page_of) -> None:
    other = make_user(fullname="Rolf Roller", password_hash=password_hash())
    theirs, page = page_of(other), page_of(admin)
    theirs.goto(routes.HOME)
    theirs.get_by_role("heading", level=1).wait_for()
    page.goto(routes.admin_person(other.id))
    page.get_by_role("button", name="Change role").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Tutor").click()
    dialog.get_by_text("They get a tutor's profile").wait_for()
    axe(page)
    dialog.get_by_role("button", name="Change role").click()
    page.get_by_text("The role is changed.").wait_for()
    theirs.get_by_role("navigation", name="Main").get_by_role("link", name="Teaching").wait_for()
    theirs.goto(routes.TEACHING_PROFILE)
    theirs.get_by_role("heading", name="Teaching").wait_for()


def test_a_person_is_deactivated_activated_exported_and_deleted(
    school: School, admin: User, page_of
) -> None:
    school.book(school.bob, school.noon())
    tutor, page = page_of(school.alice.user), page_of(admin)
    call(api_keys.create, school.alice.principal, "Calendar")
    page.goto(routes.admin_person(school.bob.id))
    page.get_by_role("heading", name=school.bob.fullname).wait_for()
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_text("1 coming lesson cancelled and given back").wait_for()
    axe(page)
    page.get_by_label("Reason").fill("Asked for it")
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    page.get_by_text("The account is deactivated.").wait_for()
    assert [lesson.status for lesson in school.lessons()] == ["canceled"]
    page.get_by_role("button", name="Activate", exact=True).click()
    page.get_by_text("The account is active again.").wait_for()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Export").click()
    document = json.loads(downloading.value.path().read_text())
    assert document["account"]["email"] == school.bob.email
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type their email to confirm").fill("wrong@example.com")
    dialog.get_by_label("Reason").fill("Leaves the house")
    dialog.get_by_role("button", name="Delete for good").click()
    dialog.get_by_text("Type the email of this account").wait_for()
    expect(dialog.get_by_label("Reason")).to_have_value("Leaves the house")
    axe(page)
    dialog.get_by_label("Type their email to confirm").fill(school.bob.email)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Deleted person").wait_for()
    page.goto(routes.admin_person(school.alice.user.id))
    page.get_by_role("button", name="Revoke Calendar").click()
    page.get_by_role("button", name="Revoke the key").click()
    page.get_by_text("The key is revoked.").wait_for()
    page.get_by_role("heading", name="API keys").wait_for(state="detached")
    tutor.goto(f"{routes.LESSONS}?show=past")
    tutor.get_by_text("Deleted person").first.wait_for()


def test_one_downloads_ones_own_data(school: School, page_of) -> None:
    page = page_of(school.bob)
    page.goto(routes.SETTINGS)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download your data").click()
    document = json.loads(downloading.value.path().read_text())
    assert document["account"]["email"] == school.bob.email


def test_groups_are_made_and_filled_by_keyboard(school: School, admin: User, page_of) -> None:
    page = page_of(admin)
    page.goto(routes.ADMIN_GROUPS)
    page.get_by_label("Name").focus()
    name = f"Office {sign_in(admin).session_id[-6:]}"
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    group = page.locator("section", has=page.get_by_role("heading", name=name))
    group.get_by_role("button", name="Add a person").focus()
    page.keyboard.press("Enter")
    page.get_by_role("searchbox", name="Person").focus()
    pick_by_keys(page, school.bob.email)
    group.get_by_text(school.bob.email).wait_for()
    axe(page)
    group.get_by_role("button", name=f"Remove {school.bob.fullname}").click()
    group.get_by_text(school.bob.email).wait_for(state="detached")
    page.get_by_role("button", name="Undo").click()
    group.get_by_text(school.bob.email).wait_for()


def test_people_are_found_and_opened_by_keyboard(school: School, admin: User, page_of) -> None:
    page = page_of(admin)
    page.goto(routes.ADMIN_PEOPLE)
    page.get_by_role("button", name="Turn the keys off").wait_for()
    page.get_by_role("table", name="People").wait_for()
    page.keyboard.press("/")
    page.keyboard.type(school.bob.email)
    page.keyboard.press("Enter")
    page.get_by_text("1 person", exact=True).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=school.bob.fullname).wait_for()
    page.go_back()
    page.wait_for_url(re.compile("q="))
    page.get_by_role("link", name=school.bob.fullname).wait_for()
