"""Accounts: registering, signing in and out, passwords and settings, and for whom each works."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlmodel import col, select

from tests.factories import make_user, save
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import LoginSession, User
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.changes import Change, account_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import (
    Conflict,
    Invalid,
    NotSignedIn,
    SignInFailed,
    TooManyAttempts,
)
from tutorhub_app.services import accounts, passwords, throttle, tokens
from tutorhub_app.services.accounts import Preferences, Registration, SignedIn
from tutorhub_app.services.unit import run
from tutorhub_app.settings import get_settings

GOOD = "plum-harbour-kettle"
BETTER = "nine-quiet-lanterns"
HERE = "192.0.2.1"


@pytest.fixture(autouse=True)
def of_this_test(database: Path) -> None:
    """A database for each test."""


def registration(**changes: Any) -> Registration:
    values: dict[str, Any] = {
        "email": "Alice@Example.com",
        "password": GOOD,
        "fullname": "Alice Liddell",
        "role": "student",
        "time_zone": "Europe/Berlin",
    }
    return Registration(**(values | changes))


async def registered(**changes: Any) -> SignedIn:
    return await accounts.register(registration(**changes), address=HERE)


async def again(email: str = "alice@example.com", password: str = GOOD) -> SignedIn:
    return await accounts.sign_in(email, password, address=HERE)


def rows(table: Any) -> list[Any]:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return list(session.exec(select(table)).all())


# --- registering ---------------------------------------------------------------------------------


async def test_registering_makes_an_account_that_is_signed_in():
    made = await registered()
    assert made.principal.email == "Alice@example.com"
    assert made.principal.role is Role.STUDENT
    assert made.principal.time_zone == "Europe/Berlin"
    assert await accounts.principal_of_token(made.token) == made.principal


async def test_registering_as_a_tutor_makes_an_empty_profile_in_the_same_zone():
    made = await registered(role="tutor", time_zone="Asia/Tokyo")
    (profile,) = rows(TutorProfile)
    assert made.principal.tutor_profile_id == profile.id
    assert (profile.user_id, profile.time_zone) == (made.principal.user_id, "Asia/Tokyo")


@pytest.mark.parametrize("role", ["admin", "", "Student", "tutor "])
async def test_nobody_registers_in_another_role(role: str):
    with pytest.raises(Invalid) as refusal:
        await registered(role=role)
    assert set(refusal.value.fields) == {"role"}
    assert rows(User) == []


async def test_all_wrong_fields_are_named_at_once():
    with pytest.raises(Invalid) as refusal:
        await registered(email="no", password="no", fullname=" ", role="no", time_zone="Mars/X")
    assert set(refusal.value.fields) == {"email", "password", "fullname", "role", "timeZone"}


async def test_a_name_is_one_line_that_reads_as_it_is_written():
    written = " Alice\r\nBcc: eve@example.com \u202egro.live\x1b[2J  L. "
    kept = "Alice Bcc: eve@example.com gro.live [2J L."
    made = await registered(fullname=written)
    assert made.principal.fullname == kept
    await run(accounts.change_preferences, made.principal, replace(NEW_YORK, fullname=written))
    seen = await who(made)
    assert seen is not None
    assert seen.fullname == kept
    with pytest.raises(Invalid):
        await registered(email="bob@example.com", fullname="\r\n\u202e")


@pytest.mark.parametrize("email", ["ALICE@example.com", "alice@EXAMPLE.com ", "alice@example.com"])
async def test_an_email_is_taken_in_any_case(email: str):
    await registered(email="Alice@Example.com")
    before = rows(User), len(rows(LoginSession))
    with pytest.raises(Conflict) as refusal:
        await registered(email=email, fullname="Mallory", role="tutor")
    assert refusal.value.code == "emailTaken"
    assert set(refusal.value.fields) == {"email"}
    assert (rows(User), len(rows(LoginSession))) == before
    assert rows(TutorProfile) == []


async def test_of_two_registrations_at_once_one_wins():
    results = await asyncio.gather(
        *[registered(email=email) for email in ("Alice@example.com", "alice@EXAMPLE.COM")],
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "SignedIn"]
    assert len(rows(User)) == 1


async def test_the_database_has_the_last_word_on_a_taken_email(monkeypatch: pytest.MonkeyPatch):
    await registered()
    monkeypatch.setattr("tutorhub_app.data.accounts.email_exists", lambda *_: False)
    with pytest.raises(Conflict) as refusal:
        await registered()
    assert refusal.value.code == "emailTaken"


async def test_a_password_is_kept_as_its_hash_alone():
    await registered()
    (user,) = rows(User)
    assert GOOD not in repr(user)
    assert user.password_hash.startswith("$argon2id$")


async def test_a_registration_does_not_tell_its_password_when_printed():
    assert GOOD not in repr(registration())
    made = await registered()
    assert made.token not in repr(made)


async def test_registrations_from_one_address_are_limited():
    limit = int(get_settings().registrations_per_address.split()[0])
    for _ in range(limit):
        await throttle.use(get_settings().registrations_per_address, "register", HERE)
    with pytest.raises(TooManyAttempts):
        await registered()


# --- signing in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["alice@example.com", " ALICE@Example.COM "])
async def test_one_signs_in_with_the_email_in_any_case(email: str):
    made = await registered()
    assert (await again(email)).principal.user_id == made.principal.user_id


async def test_each_sign_in_is_a_session_of_its_own():
    made, second = await registered(), await again()
    assert made.principal.session_id != second.principal.session_id


async def test_a_wrong_password_an_unknown_email_and_a_closed_account_are_answered_alike():
    await registered()
    closed = make_user(email="closed@example.com", password_hash=await hashed(GOOD))
    closed.is_active = False
    save(closed)
    refusals = []
    for email, password in [
        ("alice@example.com", BETTER),
        ("unknown@example.com", GOOD),
        ("closed@example.com", GOOD),
    ]:
        with pytest.raises(SignInFailed) as refusal:
            await again(email, password)
        refusals.append((refusal.value.code, refusal.value.sentence, refusal.value.fields))
    assert len(set(map(repr, refusals))) == 1


async def hashed(password: str) -> str:
    return await passwords.hash_password(password)


@pytest.mark.parametrize(
    ("email", "password", "field"), [("", GOOD, "username"), ("alice@example.com", " ", "password")]
)
async def test_an_empty_field_is_named(email: str, password: str, field: str):
    with pytest.raises(Invalid) as refusal:
        await again(email, password)
    assert set(refusal.value.fields) == {field}


async def exhaust(email: str, *, address: str = HERE) -> int:
    """Fail until refused; how many failures were let through."""
    for failures in range(100):
        try:
            await accounts.sign_in(email, "wrong", address=address)
        except SignInFailed:
            continue
        except TooManyAttempts:
            return failures
    raise AssertionError("never refused")


@pytest.fixture
def few_allowed(monkeypatch: pytest.MonkeyPatch, database: Path) -> None:
    monkeypatch.setenv("TUTORHUB_FAILED_SIGN_INS_PER_ACCOUNT", "3 per 15 minutes")
    monkeypatch.setenv("TUTORHUB_FAILED_SIGN_INS_PER_ADDRESS", "5 per 15 minutes")
    get_settings.cache_clear()
    throttle.forget()


async def test_failures_are_throttled_whether_or_not_the_account_exists(few_allowed: None):
    await registered()
    assert await exhaust("alice@example.com", address="192.0.2.10") == 3
    assert await exhaust("unknown@example.com", address="192.0.2.11") == 3


async def test_a_throttled_account_refuses_the_right_password_from_anywhere(few_allowed: None):
    await registered()
    await exhaust("alice@example.com", address="192.0.2.10")
    with pytest.raises(TooManyAttempts):
        await accounts.sign_in("ALICE@example.com", GOOD, address="192.0.2.99")


async def test_an_address_that_tries_many_accounts_is_throttled(few_allowed: None):
    await registered()
    for number in range(5):
        with pytest.raises(SignInFailed):
            await again(f"unknown{number}@example.com", "wrong")
    with pytest.raises(TooManyAttempts):
        await again()
    assert await accounts.sign_in("alice@example.com", GOOD, address="192.0.2.2")


async def test_successes_do_not_count(few_allowed: None):
    await registered()
    for _ in range(10):
        await again()


async def test_the_throttle_ends(few_allowed: None):
    with time_machine.travel("2026-01-05T12:00:00Z", tick=False) as clock:
        await registered()
        await exhaust("alice@example.com")
        clock.shift(timedelta(minutes=15, seconds=1))
        assert await again()


async def test_many_guesses_at_once_are_throttled_like_those_one_by_one(few_allowed: None):
    await registered()
    results = await asyncio.gather(
        *[again(password=f"guess {n}") for n in range(12)], return_exceptions=True
    )
    assert sum(isinstance(result, SignInFailed) for result in results) == 3
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 9


# --- sessions ------------------------------------------------------------------------------------


async def who(signed_in: SignedIn) -> Principal | None:
    return await accounts.principal_of_token(signed_in.token)


async def test_nobody_has_no_token():
    assert await accounts.principal_of_token(None) is None
    assert await accounts.principal_of_token("garbage") is None


async def test_signing_out_ends_this_session_alone():
    first, second = await registered(), await again()
    await run(accounts.sign_out, first.principal)
    assert await who(first) is None
    assert await who(second) == second.principal


async def test_signing_out_everywhere_ends_every_session_of_the_person_alone():
    first, second = await registered(), await again()
    other = await registered(email="bob@example.com")
    await run(accounts.sign_out_everywhere, first.principal)
    assert [await who(first), await who(second)] == [None, None]
    assert await who(other) == other.principal


async def test_a_session_ends_by_itself():
    made = await registered()
    with time_machine.travel(utc_now() + timedelta(days=get_settings().session_days, seconds=2)):
        assert await who(made) is None


async def test_a_session_row_that_expired_ends_a_token_that_has_not():
    made = await registered()
    (session,) = rows(LoginSession)
    session.expires_at = utc_now() - timedelta(seconds=1)
    save(session)
    assert await who(made) is None


async def test_a_closed_account_has_no_session():
    made = await registered()
    (user,) = rows(User)
    user.is_active = False
    save(user)
    assert await who(made) is None


async def test_a_token_of_another_user_s_session_is_nobody_s():
    alice, bob = await registered(), await registered(email="bob@example.com")
    mixed = tokens.issue(
        user_id=bob.principal.user_id,
        session_id=alice.principal.session_id,
        expires_at=utc_now() + timedelta(days=1),
        now=utc_now(),
    )
    assert await accounts.principal_of_token(mixed) is None


async def test_a_changed_role_is_seen_at_once():
    made = await registered()
    (user,) = rows(User)
    user.role = Role.ADMIN
    save(user)
    seen = await who(made)
    assert seen is not None
    assert seen.role is Role.ADMIN


async def test_signing_in_drops_the_person_s_expired_sessions():
    made, other = await registered(), await registered(email="bob@example.com")
    for row in rows(LoginSession):
        row.expires_at = utc_now() - timedelta(seconds=1)
        save(row)
    second = await again()
    left = {row.id for row in rows(LoginSession)}
    assert left == {second.principal.session_id, other.principal.session_id}
    assert made.principal.session_id not in left


@pytest.mark.parametrize("action", [accounts.sign_out, accounts.sign_out_everywhere])
async def test_nobody_can_not_sign_out(action: Any):
    with pytest.raises(NotSignedIn):
        await run(action, None)


def changes_of(principal: Principal) -> int:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        topic = account_topic(principal.user_id)
        return len(session.exec(select(Change).where(col(Change.topic) == topic)).all())


async def test_what_ends_a_session_wakes_the_person_s_open_pages():
    made = await registered()
    for number, action in enumerate([accounts.sign_out, accounts.sign_out_everywhere], start=1):
        await run(action, made.principal)
        assert changes_of(made.principal) == number


# --- the password --------------------------------------------------------------------------------


async def test_a_changed_password_ends_every_other_session():
    first, second = await registered(), await again()
    await accounts.change_password(first.principal, current=GOOD, new=BETTER)
    assert await who(first) == first.principal
    assert await who(second) is None
    assert await again(password=BETTER)
    with pytest.raises(SignInFailed):
        await again(password=GOOD)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        (BETTER, BETTER, "current"),
        ("", BETTER, "current"),
        (GOOD, "", "new"),
        (GOOD, "short", "new"),
        (GOOD, "alice.liddell", "new"),
        (GOOD, GOOD, "new"),
    ],
)
async def test_a_password_is_not_changed(current: str, new: str, field: str):
    first, second = await registered(), await again()
    with pytest.raises(Invalid) as refusal:
        await accounts.change_password(first.principal, current=current, new=new)
    assert set(refusal.value.fields) == {field}
    assert await who(second) == second.principal
    assert await again(password=GOOD)


async def test_nobody_changes_a_password():
    with pytest.raises(NotSignedIn):
        await accounts.change_password(None, current=GOOD, new=BETTER)


async def test_guessing_the_present_password_is_throttled(few_allowed: None):
    made = await registered()
    for _ in range(3):
        with pytest.raises(Invalid):
            await accounts.change_password(made.principal, current="wrong", new=BETTER)
    with pytest.raises(TooManyAttempts):
        await accounts.change_password(made.principal, current=GOOD, new=BETTER)
    assert await again(), "guessing within a session must not lock its person out"


# --- settings ------------------------------------------------------------------------------------

NEW_YORK = Preferences("Alice L.", "America/New_York", 12, 0)


async def test_settings_are_saved_for_the_person_alone():
    made, other = await registered(), await registered(email="bob@example.com", fullname="Bob")
    await run(accounts.change_preferences, made.principal, NEW_YORK)
    seen = await who(made)
    assert seen is not None
    assert (seen.fullname, seen.time_zone) == ("Alice L.", "America/New_York")
    assert (seen.hour_cycle, seen.first_day_of_week) == (12, 0)
    assert await who(other) == other.principal


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fullname": "  "}, "fullname"),
        ({"fullname": "x" * 121}, "fullname"),
        ({"time_zone": "Mars/Olympus"}, "timeZone"),
        ({"time_zone": "../etc/passwd"}, "timeZone"),
        ({"hour_cycle": 13}, "hourCycle"),
        ({"first_day_of_week": 2}, "firstDayOfWeek"),
    ],
)
async def test_wrong_settings_are_named_and_nothing_is_saved(change: dict[str, Any], field: str):
    made = await registered()
    values: dict[str, Any] = {
        "fullname": "Eve",
        "time_zone": "UTC",
        "hour_cycle": 12,
        "first_day_of_week": 0,
    }
    with pytest.raises(Invalid) as refusal:
        await run(accounts.change_preferences, made.principal, Preferences(**(values | change)))
    assert set(refusal.value.fields) == {field}
    assert await who(made) == made.principal


async def test_nobody_has_settings():
    with pytest.raises(NotSignedIn):
        await run(accounts.change_preferences, None, NEW_YORK)
