"""API keys in a browser: made, shown once, used by a program, and revoked."""

import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.app_data import password_hash
from tests.factories import make_tutor, make_user
from tests.running_app import axe
from tutorhub_app import routes
from tutorhub_app.clock import utc_now

pytestmark = pytest.mark.usefixtures("app_database")


def asked(site: str, key: str, lesson: dict | None = None) -> tuple[int, dict]:
    request = urllib.request.Request(
        f"{site}/api/v1/lessons",
        data=json.dumps(lesson).encode() if lesson else None,
        headers={"Content-Type": "application/json", "x-api-key": key},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_tutor_makes_a_key_gives_it_to_a_program_and_revokes_it(page_of, running_app, phone):
    tutor = make_tutor(user={"password_hash": password_hash()})
    page = page_of(tutor.user, phone=phone)
    page.goto(f"{routes.SETTINGS}/")
    page.get_by_role("link", name="Manage your API keys").click()
    expect(page.get_by_text("No keys yet")).to_be_visible()
    page.get_by_label("Name").fill("My timetable")
    page.get_by_role("button", name="Make a key").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("API key")
    expect(field).to_have_value(re.compile(r"^th_[\w-]{43}$"))
    key = field.input_value()
    dialog.get_by_role("button", name="Copy the key").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied.")
    axe(page)
    dialog.get_by_role("button", name="I have copied it").click()
    expect(dialog).to_be_hidden()

    keys = page.get_by_role("list", name="Your keys").get_by_role("listitem")
    expect(keys).to_have_count(1)
    expect(keys.first).to_contain_text("My timetable")
    expect(keys.first).to_contain_text("never used")
    assert key not in page.content()
    axe(page)

    start = int(utc_now().timestamp()) + 3600
    status, made = asked(
        running_app.url, key, {"startTime": start, "title": "Verbs", "duration": 60}
    )
    assert (status, made["body"]["status"]) == (200, "coming")
    page.reload()
    expect(keys.first).to_contain_text(re.compile("used (now|1 minute ago)"))
    keys.first.get_by_role("button", name="Revoke My timetable").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Revoke the key").click()
    expect(page.get_by_text("No keys yet")).to_be_visible()
    assert asked(running_app.url, key)[0] == 401


def test_students_have_no_keys_and_are_not_shown_the_way(page_of):
    page = page_of(make_user(password_hash=password_hash()))
    page.goto(f"{routes.SETTINGS}/")
    expect(page.get_by_role("heading", name="Your data")).to_be_visible()
    expect(page.get_by_role("link", name="Manage your API keys")).to_have_count(0)
    page.goto(f"{routes.SETTINGS_KEYS}/")
    expect(page).to_have_url(re.compile(f"{routes.HOME}/?$"))
