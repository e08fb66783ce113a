"""Passwords: which are good enough, and that checking one tells nothing."""

import asyncio
import time

import pytest

from tutorhub_app.domain.errors import Invalid
from tutorhub_app.services import passwords


@pytest.mark.parametrize(
    ("password", "about"),
    [
        ("short", ()),
        ("password123", ()),
        ("aaaaaaaaaaaa", ()),
        ("alice.liddell", ("alice.liddell@example.com", "Alice Liddell")),
    ],
)
def test_an_easy_password_is_refused_with_advice(password: str, about: tuple[str, ...]):
    with pytest.raises(Invalid) as refusal:
        passwords.require_acceptable(password, *about)
    assert len(refusal.value.fields["password"]) > len("This password is too easy to guess.")


def test_the_refusal_names_the_field_of_the_form():
    with pytest.raises(Invalid) as refusal:
        passwords.require_acceptable("short", field="new")
    assert "new" in refusal.value.fields


@pytest.mark.parametrize("password", ["plum-harbour-kettle", "xK9#mQ2$vL5!", "ß" * 4 + "äöü42zug"])
def test_a_good_password_is_accepted(password: str):
    passwords.require_acceptable(password, "alice@example.com", "Alice")


def test_a_password_may_have_1024_characters_and_no_more():
    longest = "plum-harbour-kettle " * 51 + "1234"
    assert len(longest) == 1024
    passwords.require_acceptable(longest)
    with pytest.raises(Invalid, match="1024"):
        passwords.require_acceptable(longest + "5")


def test_nothing_is_said_of_an_empty_password():
    assert passwords.strength("") == passwords.Strength(0, "", "")


def test_a_better_password_has_a_higher_score():
    scores = [passwords.strength(p).score for p in ("password1", "plumkettle", "plum-harbour-ket7")]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_rating_looks_at_few_kinds_of_letter_like_signs():
    """The library tries every reading of every such sign: seconds, for this one."""
    made_for_it = "4@8({[</369&#!1/|0$5+7%2/4@8({[<4@8({[<xz"
    kept = set(passwords._rateable(made_for_it)) & set(passwords._LETTER_LIKE)
    assert len(kept) == passwords._KINDS_KEPT
    assert passwords.strength(made_for_it).accepted


async def test_a_hash_fits_its_password_alone():
    password_hash = await passwords.hash_password("plum-harbour-kettle")
    assert await passwords.verify("plum-harbour-kettle", password_hash)
    assert not await passwords.verify("plum-harbour-kettlf", password_hash)


async def test_a_hash_is_argon2id_with_the_chosen_costs():
    password_hash = await passwords.hash_password("plum-harbour-kettle")
    assert password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_equal_passwords_have_different_hashes():
    first, second = [await passwords.hash_password("plum-harbour-kettle") for _ in range(2)]
    assert first != second


async def test_nobody_has_any_password():
    assert not await passwords.verify("nobody has this password", None)


async def test_an_overlong_password_never_fits():
    password_hash = await passwords.hash_password("")
    assert not await passwords.verify("x" * 1025, password_hash)


async def test_without_a_hash_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch):
    await passwords.prepare()
    worked: list[str] = []
    real = passwords._context.verify

    def watched(password: str, password_hash: str) -> bool:
        worked.append(password_hash.rpartition("$")[0].rpartition("$")[0])
        return bool(real(password, password_hash))

    password_hash = await passwords.hash_password("plum-harbour-kettle")
    monkeypatch.setattr(passwords._context, "verify", watched)
    await passwords.verify("wrong", password_hash)
    await passwords.verify("wrong", None)
    assert len(worked) == 2
    assert worked[0] == worked[1]


async def test_few_hashes_are_made_at_once_and_none_on_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
):
    under_way, most = 0, 0

    def slow(password: str, password_hash: str) -> bool:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        time.sleep(0.02)
        under_way -= 1
        return True

    monkeypatch.setattr(passwords._context, "verify", slow)
    await asyncio.gather(*[passwords.verify("any", "hash") for _ in range(8)])
    assert most == passwords._HASHES_AT_ONCE
