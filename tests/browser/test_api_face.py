"""The API Face and Swagger UI in a real browser, on the APIs alone: routes are tried there."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from ops.running import RunningApp, serving_api
from tests.running_app import Faults, axe
from tutorhub_app.clock import utc_now
from tutorhub_app.services import demo

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

STUDENT, TUTOR, ADMIN = demo.ACCOUNTS
SCHEDULING = "/coursescheduling-api"
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture(scope="module")
def running_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The APIs alone: nothing has to be built for them."""
    with serving_api(tmp_path_factory.mktemp("apis")) as app:
        yield app


def sign_in(page: "Page", role: str = "Student") -> None:
    page.get_by_role("button", name="Ask as").click()
    page.get_by_role("button", name=role, exact=True).click()
    page.locator("#who-name", has_text="@example.com").wait_for()


def send(page: "Page") -> "Locator":
    """Send what the form says; the answer."""
    page.get_by_role("button", name="Send", exact=False).first.click()
    page.locator(".answer-head:not(.old)").wait_for()
    return page.locator(".answer")


def body_of(answer: "Locator") -> Any:
    return json.loads(answer.locator("pre").inner_text())


def overflow(page: "Page") -> int:
    """By how many pixels the page is wider than its window."""
    wide: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


def test_a_lesson_is_booked_with_the_example_on_a_day_that_is_free(page: "Page"):
    page.goto("/")
    sign_in(page, "Admin")
    page.get_by_role("link", name="GET /v1/lessonslots", exact=True).click()
    listed = send(page)
    expect(listed).to_contain_text("200 OK")
    seen = body_of(listed)["lessonSlots"][0]
    page.get_by_role("link", name="POST /v1/lessonslots", exact=True).click()
    body = page.get_by_label("JSON")
    example = json.loads(body.input_value())
    assert (example["coursePackId"], example["studentId"]) == (
        seen["coursePackId"],
        seen["studentId"],
    )
    day = date.fromisoformat(example["scheduledDate"])
    assert utc_now().date() < day
    body.fill(json.dumps({**example, "scheduledDate": str(day + timedelta(weeks=30))}))
    booked = send(page)
    expect(booked).to_contain_text("201 Created")
    assert body_of(booked)["lessonSlot"]["status"] == "booked"


def test_ids_of_answers_stand_in_the_next_form(page: "Page"):
    page.goto("/tutorcatalog-api/#get-v1-coursepacks")
    packs = body_of(send(page))["coursePacks"]
    page.get_by_role("link", name="GET /v1/coursepacks/{coursePackId}", exact=True).click()
    expect(page.get_by_label("coursePackId")).to_have_value(packs[0]["id"])
    assert body_of(send(page))["coursePack"]["id"] == packs[0]["id"]
    page.reload()
    expect(page.get_by_label("coursePackId")).to_have_value(packs[0]["id"])


def test_nobody_is_told_that_a_token_is_missing_and_offered_to_sign_in(page: "Page"):
    page.goto("/#get-permissions")
    answer = send(page)
    assert body_of(answer) == {"status": "ERR", "message": "No login found"}
    answer.get_by_role("button", name="Sign in").click()
    page.get_by_label("Email").fill(STUDENT)
    page.get_by_label("Password").fill("not that")
    page.get_by_role("button", name="Sign in for a token").click()
    page.get_by_text("That email and password do not match.").wait_for()
    expect(page.get_by_label("Password")).to_have_value("not that")
    page.get_by_label("Password").fill(demo.PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#who-name", has_text=STUDENT).wait_for()
    assert isinstance(body_of(send(page)), list)


def test_signing_in_for_a_token_signs_nobody_in_with_this_browser(page: "Page"):
    page.goto("/")
    sign_in(page, "Admin")
    assert page.context.cookies() == []
    page.get_by_role("button", name="Ask as").click()
    page.get_by_label("This browser").check()
    page.get_by_text("Nobody is, so you ask as nobody.").wait_for()


def test_the_token_is_gone_with_the_tab(page: "Page"):
    page.goto("/")
    sign_in(page)
    page.reload()
    page.locator("#who-name", has_text=STUDENT).wait_for()
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Ask as").click()
    other.get_by_text("Nobody is, so you ask as nobody.").wait_for()


def test_a_request_that_fails_loses_nothing(page: "Page", faults_of: "Callable[[Page], Faults]"):
    page.goto("/#get-v1-openslots-coursePackId")
    sign_in(page)
    page.get_by_label("coursePackId").fill("17")
    page.get_by_label("timeZone").fill("Europe/Rome")
    faults_of(page).allow("net::ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("What you typed is still here.").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Send again").click()
    page.locator(".answer-head").wait_for()
    expect(page.get_by_label("coursePackId")).to_have_value("17")
    expect(page.get_by_label("timeZone")).to_have_value("Europe/Rome")
    assert body_of(page.locator(".answer"))["message"] == "errMsg_coursePackIdisNotAValidID"


def test_what_was_typed_is_there_after_a_reload_and_another_route(page: "Page"):
    page.goto("/auth-api/#post-register")
    page.get_by_label("JSON").fill('{"email": ')
    page.get_by_text("Not JSON yet").wait_for()
    page.get_by_role("link", name="POST /login").click()
    page.get_by_role("link", name="POST /register").click()
    expect(page.get_by_label("JSON")).to_have_value('{"email": ')
    page.reload()
    expect(page.get_by_label("JSON")).to_have_value('{"email": ')
    page.get_by_label("Example").select_option("A tutor")
    assert json.loads(page.get_by_label("JSON").input_value())["role"] == "tutor"


def test_all_of_it_can_be_done_with_keys(page: "Page"):
    page.goto("/")
    page.locator(".route-link").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.type("health")
    page.get_by_text("2 of 23 routes").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Get admin health").wait_for()
    assert page.url.endswith("/#get-admin-health")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    page.keyboard.type("explain")
    page.keyboard.press("Enter")
    page.get_by_label("coursePackId").fill("17")
    page.keyboard.press("Control+Enter")
    page.locator(".answer-head").wait_for()


def test_the_curl_command_is_copied_with_the_token(page: "Page"):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/#get-currentuser")
    sign_in(page)
    page.get_by_role("button", name="Copy as curl").click()
    page.get_by_role("button", name="Copied").wait_for()
    command = page.evaluate("() => navigator.clipboard.readText()")
    page.get_by_text("As curl", exact=True).click()
    shown = page.locator("pre.wraps").inner_text()
    assert command.startswith(f"curl -X GET '{page.url.split('#')[0]}currentuser'")
    token = command.split("Bearer ")[1].rstrip("'")
    assert token.count(".") == 2
    assert token not in shown


def test_a_route_that_is_not_there_is_said_to_be_none(page: "Page"):
    page.goto("/#get-nothing")
    page.get_by_text("There is no route #get-nothing here.").wait_for()


@pytest.mark.parametrize("at", ["/", SCHEDULING, "/auth-api", "/tutorcatalog-api"])
def test_each_api_leads_to_the_others_and_to_what_tells_of_it(page: "Page", at: str):
    for name in ("Scheduling", "Catalogue", "Accounts"):
        page.goto(at)
        page.get_by_role("navigation", name="APIs").get_by_role("link", name=name).click()
        page.locator(".route-link").first.wait_for()
        current = page.get_by_role("navigation", name="APIs").locator("[aria-current=page]")
        expect(current).to_have_text(name)
    links = page.get_by_role("list", name="More about this API").get_by_role("link")
    for address in links.evaluate_all("links => links.map((link) => link.href)"):
        assert page.request.get(address).ok, address


@SCHEMES
@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_every_view_is_open_to_all_and_fits_the_window(
    open_page: "Callable[..., Page]", phone: bool, scheme: str
):
    page = open_page(phone=phone, color_scheme=scheme)
    page.goto("/")
    page.locator(".route-link").first.wait_for()
    axe(page)
    assert overflow(page) <= 0
    page.get_by_role("button", name="Ask as").click()
    axe(page)
    page.get_by_role("button", name="Student", exact=True).click()
    page.locator("#who-name", has_text="@example.com").wait_for()
    page.goto("/#post-v1-lessonslots")
    send(page)
    for fold in page.locator("details:not([open]) > summary").all():
        if fold.is_visible():
            fold.click()
    axe(page)
    assert overflow(page) <= 0
    if phone:
        page.get_by_role("link", name="All routes").click()
        page.get_by_role("link", name="GET /v1/lessonslots", exact=True).wait_for()


@pytest.mark.parametrize(("at", "scheme"), [(SCHEDULING, "light"), ("", "dark")])
def test_swagger_ui_loads_without_a_fault_and_executes_a_call(
    open_page: "Callable[..., Page]", at: str, scheme: str
):
    page = open_page(color_scheme=scheme)
    token = page.request.post(
        "/auth-api/login", data={"username": STUDENT, "password": demo.PASSWORD}
    ).json()["accessToken"]
    page.context.clear_cookies()
    page.goto(f"{at}/swagger")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_label("auth-bearer-value").fill(token)
    page.get_by_role("button", name="Apply credentials").nth(1).click()
    page.get_by_role("button", name="Close").last.click()
    page.reload()
    page.locator("#operations-Session-currentUser .opblock-summary-control").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table .response-col_description pre").first
    answer.wait_for()
    assert json.loads(answer.inner_text())["email"] == STUDENT
    assert page.evaluate("() => localStorage.length") == 0


def test_swagger_ui_fits_a_phone(phone_page: "Page"):
    phone_page.goto("/swagger")
    phone_page.locator(".opblock").first.wait_for()
    assert overflow(phone_page) <= 0
