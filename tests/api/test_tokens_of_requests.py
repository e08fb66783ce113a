"""Where a token may stand, which of several decides, and what a cookie may do."""

from itertools import combinations

import httpx
import pytest

from tests.api.asking import AUTH, CATALOG, OURS, SCHEDULING, Clients, answered, refused, token_of
from tests.api.hours import LIST, PATH, made, stored, weekly
from tests.factories import Tutor, make_principal, make_tutor, make_window
from tutorhub_app.settings import get_settings

COOKIE = "tutorhub-access-token"
PLACES = ("query", "bearer", "header", "cookie")
"""In the documented order."""


def carrying(tokens: dict[str, str]) -> dict[str, dict[str, str]]:
    """Arguments of a request with these tokens in their places."""
    headers = {}
    if "bearer" in tokens:
        headers["Authorization"] = f"Bearer {tokens['bearer']}"
    if "header" in tokens:
        headers[COOKIE] = tokens["header"]
    if "cookie" in tokens:
        headers["Cookie"] = f"theme=dark; {COOKIE}={tokens['cookie']}"
    params = {"access_token": tokens["query"]} if "query" in tokens else {}
    return {"headers": headers, "params": params}


@pytest.mark.parametrize("place", PLACES)
async def test_a_token_is_found_in_each_of_its_places(client_of: Clients, place: str):
    alice = make_tutor()
    path = f"{PATH}/{make_window(alice).id}"
    mine = carrying({place: token_of(alice.principal)})
    answered(await client_of().get(path, **mine), "availability", "get")
    refused(await client_of().get(path, **carrying({place: "forged"})), 401, "loginRequired")
    for me in (f"{AUTH}/currentuser", f"{SCHEDULING}/currentuser"):
        assert (await client_of().get(me, **mine)).json()["userId"] == alice.user.id
    enrollments = await client_of().get(f"{CATALOG}/v1/enrollments", **mine)
    answered(enrollments, "enrollments", "list")


@pytest.mark.parametrize(("first", "second"), combinations(PLACES, 2))
async def test_the_first_token_decides_valid_or_not(client_of: Clients, first: str, second: str):
    alice, bob = token_of(make_tutor().principal), token_of(make_principal())
    me = f"{SCHEDULING}/currentuser"
    both = await client_of().get(me, **carrying({first: alice, second: bob}))
    assert both.json()["roleId"] == "tutor"
    forged = await client_of().get(me, **carrying({first: "forged", second: bob}))
    assert forged.status_code == 401
    path = f"{LIST}/{make_tutor().profile.id}"
    refused(await client_of().get(path, **carrying({first: "forged", second: bob})), 401)


async def test_what_is_empty_or_of_another_kind_is_no_token(client_of: Clients):
    bob = token_of(make_principal())
    me = f"{SCHEDULING}/currentuser"
    nothing = [
        {"headers": {"Authorization": "Basic Ym9iOmJvYg==", COOKIE: bob}},
        {"headers": {"Authorization": "Bearer", COOKIE: bob}},
        {"headers": {"Authorization": "bearer  " + bob}},
        {"params": {"access_token": ""}, "headers": {COOKIE: bob}},
        {"params": [("access_token", ""), ("access_token", bob)]},
        {"params": [("access_token", bob), ("access_token", "forged")]},
    ]
    for arguments in nothing:
        answer = await client_of().get(me, **arguments)  # type: ignore[arg-type]
        assert answer.status_code == 200, arguments


GARBAGE = ["x", "..", "a.b.c", "e30.e30.", "bnVsbA.bnVsbA.x", "W10.W10.W10", "ä.ö.ü", "a" * 7000]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda garbage: garbage[:20])
@pytest.mark.parametrize("place", PLACES)
async def test_garbage_is_nobodys_token(client_of: Clients, place: str, garbage: str):
    token = garbage if place == "query" else garbage.encode().decode("latin-1")
    arguments = carrying({place: token})
    headers = {name: value.encode("latin-1") for name, value in arguments.pop("headers").items()}
    answer = await client_of().get(f"{PATH}/x", headers=headers, **arguments)  # type: ignore[arg-type]
    refused(answer, 401, "loginRequired")


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": f"{OURS}.evil.example"},
    {"Origin": f"{OURS}:8443"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
]
OWN = [
    {},
    {"Origin": OURS},
    {"Origin": OURS.replace("http:", "https:")},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": OURS, "Sec-Fetch-Site": "same-origin"},
]


async def create(client: httpx.AsyncClient, tutor: Tutor, **headers: str) -> httpx.Response:
    return await client.post(PATH, json=weekly(tutor), headers=headers)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_write_by_cookie_from_another_site_is_refused(
    client_of: Clients, headers: dict[str, str]
):
    alice = make_tutor()
    window = make_window(alice, start="18:00", end="19:00")
    before = stored(alice)
    cookie = {"Cookie": f"{COOKIE}={token_of(alice.principal)}"}
    client = client_of()
    refused(await create(client, alice, **cookie, **headers), 401, "foreignOrigin")
    path = f"{PATH}/{window.id}"
    change = await client.patch(path, json={"endTime": "20:00"}, headers=cookie | headers)
    refused(change, 401, "foreignOrigin")
    refused(await client.delete(path, headers=cookie | headers), 401, "foreignOrigin")
    assert stored(alice) == before
    # Looking is harmless, and the answer is kept from the other site.
    seen = await client.get(path, headers=cookie | headers)
    answered(seen, "availability", "get")
    assert "access-control-allow-origin" not in seen.headers


@pytest.mark.parametrize("headers", OWN, ids=str)
async def test_a_write_by_cookie_from_our_own_pages_is_done(
    client_of: Clients, headers: dict[str, str]
):
    alice = make_tutor()
    cookie = {"Cookie": f"{COOKIE}={token_of(alice.principal)}"}
    made(await create(client_of(), alice, **cookie, **headers))


async def test_other_sites_that_are_let_in_may_write(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TUTORHUB_ALLOWED_ORIGINS", "https://school.example")
    get_settings.cache_clear()
    alice = make_tutor()
    cookie = {"Cookie": f"{COOKIE}={token_of(alice.principal)}"}
    made(await create(client_of(), alice, **cookie, Origin="https://school.example"))


@pytest.mark.parametrize("place", ["query", "bearer", "header"])
async def test_a_token_that_no_browser_sends_by_itself_may_come_from_anywhere(
    client_of: Clients, place: str
):
    alice = make_tutor()
    arguments = carrying({place: token_of(alice.principal)})
    arguments["headers"] |= FOREIGN[0]
    made(await client_of().post(PATH, json=weekly(alice), **arguments))
