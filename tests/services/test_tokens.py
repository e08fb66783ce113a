"""Access tokens: only whole, unexpired ones of our own making and for our purpose are read."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jose import jwt

from tests.factories import NOW
from tutorhub_app.clock import utc_now
from tutorhub_app.services import tokens
from tutorhub_app.settings import get_settings


@pytest.fixture(autouse=True)
def settings(database: Path) -> None:
    """The database's fixture gives this test settings and a key of its own."""


def a_token(**changes: Any) -> str:
    """A valid token but for `changes`; a claim that is None is left out."""
    now = utc_now()
    claims: dict[str, Any] = {
        "sub": "user",
        "jti": "session",
        "aud": tokens.AUDIENCE,
        "typ": tokens.TYPE,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(days=1)).timestamp()),
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return str(jwt.encode(kept, get_settings().signing_key, algorithm="HS256"))


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_an_issued_token_is_read():
    now = utc_now()
    token = tokens.issue(
        user_id="alice", session_id="one", expires_at=now + timedelta(days=1), now=now
    )
    assert tokens.read(token) == tokens.Claims(user_id="alice", session_id="one")


def test_the_test_tokens_are_valid_before_they_are_spoiled():
    assert tokens.read(a_token()) == tokens.Claims(user_id="user", session_id="session")


@pytest.mark.parametrize("claim", ["sub", "jti", "aud", "typ", "exp"])
def test_a_token_without_a_claim_is_refused(claim: str):
    assert tokens.read(a_token(**{claim: None})) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-app"},
        {"aud": ["another-app"]},
        {"typ": "refresh"},
        {"typ": ["access"]},
        {"exp": int((NOW - timedelta(days=365)).timestamp())},
        {"exp": "tomorrow"},
        {"sub": ""},
        {"jti": ""},
        {"nbf": 99999999999},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(changes: dict[str, Any]):
    assert tokens.read(a_token(**changes)) is None


def test_a_tampered_token_is_refused():
    header, body, signature = a_token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    for forged in (
        f"{header}.{encoded(claims | {'sub': 'admin'})}.{signature}",
        f"{header}.{body}.{signature[:-2]}AA",
        f"{header}.{body}.",
        f"{header}.{body}",
    ):
        assert tokens.read(forged) is None


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS384", "RS256"])
def test_a_token_that_names_another_algorithm_is_refused(algorithm: str):
    _, body, signature = a_token().split(".")
    header = encoded({"alg": algorithm, "typ": "JWT"})
    assert tokens.read(f"{header}.{body}.{signature}") is None
    assert tokens.read(f"{header}.{body}.") is None


def test_a_token_signed_by_another_algorithm_with_our_key_is_refused():
    claims = jwt.get_unverified_claims(a_token())
    assert tokens.read(jwt.encode(claims, get_settings().signing_key, algorithm="HS512")) is None


def test_a_token_of_another_key_is_refused():
    claims = jwt.get_unverified_claims(a_token())
    assert tokens.read(jwt.encode(claims, "k" * 48, algorithm="HS256")) is None


@pytest.mark.parametrize("garbage", ["", ".", "..", "a.b.c", "é.ü.ß", "\x00", "x" * 100_000])
def test_garbage_is_refused(garbage: str):
    assert tokens.read(garbage) is None


def test_a_short_key_signs_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUTORHUB_SECRET_KEY", "k" * 31)
    get_settings.cache_clear()
    with pytest.raises(RuntimeError, match="32 bytes"):
        tokens.issue(user_id="alice", session_id="one", expires_at=NOW, now=NOW)
