"""Other sites can't read what the app answers to their visitors."""

import urllib.error
import urllib.request

import pytest

from ops.running import RunningApp
from tutorhub_app import routes

FOREIGN = "https://other.example"


@pytest.mark.parametrize("path", [f"{routes.SIGN_IN}/", "/auth-api/currentuser", "/_health"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_answer_is_shared_with_another_site(running_app: RunningApp, path: str, method: str):
    headers = {
        "Origin": FOREIGN,
        "Cookie": "tutorhub-access-token=any",
        "Access-Control-Request-Method": "GET",
    }
    request = urllib.request.Request(f"{running_app.url}{path}", headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            shared = answer.headers.get("Access-Control-Allow-Origin")
    except urllib.error.HTTPError as refused:
        with refused:
            shared = refused.headers.get("Access-Control-Allow-Origin")
    assert shared is None
