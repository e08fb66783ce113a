"""Accounts in a real browser: register, settings, sign out, sign in; wide and on a phone."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.running_app import axe
from tutorhub_app.services import demo

GOOD = "plum-harbour-kettle"
BETTER = "nine-quiet-lanterns"
SIZES = pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])


def fill_registration(page, email: str, password: str = GOOD) -> None:
    page.get_by_label("Name").fill("Nora Newcomer")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)


def submit_registration(page) -> None:
    page.locator("form").get_by_role("button", name="Create account").click()


def sign_out(page) -> None:
    page.get_by_role("button", name=re.compile("^Account of")).click()
    page.get_by_role("menuitem", name="Sign out").click()
    # The menu leads to the front page; the page itself sends who is signed out to sign in.
    page.wait_for_url(lambda url: urlsplit(url).path.rstrip("/") in ("", "/login"))


def ready(page) -> None:
    """The page's form takes over from the browser's own."""
    page.locator("form[data-ready]").first.wait_for()


@SIZES
def test_from_registering_to_signing_in_again(open_page, phone: bool):
    page = open_page(phone=phone, timezone_id="America/New_York")
    email = f"nora-{uuid4().hex}@example.com"
    page.goto("/register?next=/settings")
    ready(page)
    expect(page.locator("#timeZone")).to_have_value("America/New_York")
    axe(page)
    fill_registration(page, email)
    page.get_by_text("Strong").or_(page.get_by_text("Good")).first.wait_for()
    submit_registration(page)
    page.wait_for_url(re.compile("^[^?]*/settings/?$"))

    page.get_by_label("Name").wait_for()
    expect(page.get_by_label("Name")).to_have_value("Nora Newcomer")
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    axe(page)
    page.get_by_label("Name").fill("Nora N.")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()

    page.get_by_label("Present password").fill(GOOD)
    page.get_by_label("New password").fill(BETTER)
    page.get_by_role("button", name="Change password").click()
    page.get_by_text("Your password is changed.").wait_for()
    sign_out(page)

    page.goto("/login?next=/settings")
    ready(page)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(BETTER)
    page.locator("form").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("^[^?]*/settings/?$"))
    page.get_by_label("Time zone").wait_for()
    expect(page.get_by_label("Name")).to_have_value("Nora N.")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")


@SIZES
def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(open_page, phone: bool):
    page = open_page(phone=phone)
    page.goto("/register")
    ready(page)
    fill_registration(page, "student@example.com", "short")
    submit_registration(page)
    page.locator("#password-error").get_by_text("too easy to guess").wait_for()
    expect(page.get_by_label("Name")).to_have_value("Nora Newcomer")
    expect(page.get_by_label("Password", exact=True)).to_have_value("short")
    axe(page)
    page.get_by_label("Password", exact=True).fill(GOOD)
    submit_registration(page)
    page.locator("#email-error").get_by_text("There is an account with this email").wait_for()
    expect(page.get_by_label("Password", exact=True)).to_have_value(GOOD)


@SIZES
def test_a_wrong_password_keeps_what_was_typed(open_page, phone: bool):
    page = open_page(phone=phone)
    page.goto("/login")
    ready(page)
    page.get_by_label("Email").fill("student@example.com")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.locator("form").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("That email and password do not match.").wait_for()
    expect(page.get_by_label("Email")).to_have_value("student@example.com")
    expect(page.get_by_label("Password", exact=True)).to_have_value("wrong")


@pytest.mark.parametrize("role", ["Student", "Tutor", "Admin"])
def test_one_press_signs_in_as_somebody_of_the_demonstration(open_page, role: str):
    page = open_page()
    page.goto("/login?next=/settings")
    page.get_by_role("button", name=f"{role} {role.lower()}@example.com").click()
    page.wait_for_url(re.compile("^[^?]*/settings/?$"))
    page.get_by_text(f"{role.lower()}@example.com").first.wait_for()


def test_a_page_for_the_signed_in_asks_to_sign_in_and_comes_back(open_page):
    page = open_page()
    page.goto("/settings")
    page.wait_for_url("**/login**")
    assert "next=%2Fsettings" in page.url
    page.locator("a[href*='next=%2Fsettings']", has_text="Create an account").click()
    page.wait_for_url("**/register**")
    assert "next=%2Fsettings" in page.url


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/%5Cevil.example"]
)
def test_next_leads_nowhere_else(open_page, elsewhere: str):
    page = open_page()
    page.goto(f"/login?next={elsewhere}")
    page.get_by_role("button", name="Student student@example.com").click()
    page.wait_for_url("**/home**")


def test_signing_out_everywhere_empties_the_other_page_by_itself(open_page):
    email = f"nora-{uuid4().hex}@example.com"
    here, there = open_page(), open_page()
    here.goto("/register?next=/settings")
    ready(here)
    fill_registration(here, email)
    submit_registration(here)
    here.get_by_label("Present password").wait_for()
    there.goto("/login?next=/settings")
    ready(there)
    there.get_by_label("Email").fill(email)
    there.get_by_label("Password", exact=True).fill(GOOD)
    there.locator("form").get_by_role("button", name="Sign in", exact=True).click()
    there.get_by_label("Present password").wait_for()
    with here.expect_navigation():
        here.get_by_role("button", name="Sign out everywhere").click()
    there.wait_for_url("**/login**")
    assert email not in there.content()


def test_who_is_quicker_than_the_connection_still_gets_where_they_wanted(page):
    connections: list[WebSocketRoute] = []
    page.route_web_socket(re.compile("/_event/"), lambda made: connections.append(made))
    page.goto("/login?next=/settings")
    ready(page)
    page.get_by_label("Email").fill("student@example.com")
    page.get_by_label("Password", exact=True).fill(demo.PASSWORD)
    with page.expect_response("**/auth-api/login"):
        page.get_by_role("button", name="Sign in", exact=True).click()
    connections[0].connect_to_server()
    page.wait_for_url("**/settings*")
