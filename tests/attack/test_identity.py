"""Who a socket is: its cookie alone decides, at its handshake and again at each event."""

import asyncio
import time
import uuid
from typing import Any

import pytest
import socketio
from sqlmodel import select

from ops.running import RunningApp
from tests.attack.cast import Cast
from tests.attack.database_image import changes, image_of
from tests.attack.raw_socket import (
    HYDRATED,
    LOAD_WHOLE,
    ROOT,
    RawSocket,
    connected,
    sent_to,
    token_of,
)
from tests.factories import make_user, save, sign_in
from tests.running_app import serving
from tests.states.registry import all_handlers
from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.services import accounts
from tutorhub_app.services.tokens import COOKIE
from tutorhub_app.services.unit import call

APP = next(name for name in all_handlers() if name.endswith("app_state.refresh")).rpartition(".")[0]
REFRESH = f"{APP}.refresh"
SETTINGS = next(name for name in all_handlers() if name.endswith("settings_state.load"))
LOAD = next(name for name in all_handlers() if name.endswith("on_load_internal"))


def shown(snapshot: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The signed-in person, as the page is told."""
    me = snapshot[APP]["me_rx_state_"]
    return dict(me)


def whole_loads(socket: RawSocket) -> list[str]:
    """Where the server sent the page."""
    return [path for delta in socket.deltas() if (path := sent_to(delta))]


def user_of(person: Principal) -> User:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return session.exec(select(User).where(User.id == person.user_id)).one()


def change(person: Principal, **values: Any) -> None:
    user = user_of(person)
    for name, value in values.items():
        setattr(user, name, value)
    save(user)


async def test_the_cookie_says_who_it_is(running_app: RunningApp, cast: Cast):
    async with connected(running_app, cast.victor) as socket:
        assert shown(await socket.settle())["email"] == cast.victor.email
    async with connected(running_app) as socket:
        assert shown(await socket.settle())["email"] == ""


async def test_the_token_itself_is_never_told(running_app: RunningApp, cast: Cast):
    async with connected(running_app, cast.victor) as socket:
        await socket.send(LOAD_WHOLE, {})
        await socket.settle()
        heard = socket.heard()
    for part in (token_of(cast.victor), cast.victor.session_id):
        assert part not in heard


@pytest.mark.parametrize("other", [None, Role.STUDENT, Role.TUTOR])
async def test_a_client_token_without_its_cookie_reaches_nothing(
    other: Role | None, running_app: RunningApp, cast: Cast
):
    """Also while the tab it belongs to is open, and after."""
    tab = str(uuid.uuid4())
    async with connected(running_app, cast.victor, tab) as victor:
        await victor.send(LOAD_WHOLE, {})
        await victor.settle()
        victor.forget()
        async with connected(running_app, cast.attackers[other], tab) as thief:
            await thief.settle()
            assert cast.victor.email not in thief.heard()
            assert cast.secrets[2] not in thief.heard()
        assert shown(await victor.settle())["email"] == cast.victor.email
    async with connected(running_app, cast.attackers[other], tab) as thief:
        await thief.settle()
        assert cast.victor.email not in thief.heard()


async def test_the_name_the_server_gives_a_tree_is_no_way_in(running_app: RunningApp, cast: Cast):
    """The page is told that name, so others might learn it."""
    async with connected(running_app, cast.victor) as victor:
        snapshot = await victor.settle()
        name = snapshot[ROOT]["rx_router_session_rx_state_"]["client_token"]
        for session in ("", token_of(cast.victor)):
            thief = RawSocket(running_app, session, name)
            await thief.connect()
            told = await thief.settle()
            assert told[ROOT]["rx_router_session_rx_state_"]["client_token"] != name
            await thief.close()
        victor.forget()
        await victor.settle()


async def test_the_next_person_in_a_tab_is_told_nothing_of_the_one_before(
    running_app: RunningApp, cast: Cast
):
    tab = str(uuid.uuid4())
    async with connected(running_app, cast.victor, tab, path="/lessons") as first:
        await first.send(LOAD_WHOLE, {})
        await first.told(cast.ids["lesson"])
    for person in (None, cast.attackers[Role.STUDENT], cast.attackers[Role.TUTOR]):
        async with connected(running_app, person, tab, path="/lessons") as second:
            await second.send(LOAD_WHOLE, {})
            await second.settle()
            for words in (cast.ids["lesson"], cast.victor.email, *cast.secrets):
                assert words not in second.heard()


async def test_forged_router_data_is_ignored(running_app: RunningApp, cast: Cast):
    forged = {
        "headers": {"cookie": f"{COOKIE}={token_of(cast.victor)}"},
        "token": "another",
        "sessionId": "another",
        "ip": "6.6.6.6",
    }
    async with connected(running_app) as socket:
        await socket.send(REFRESH, {}, **forged)
        snapshot = await socket.settle()
        assert shown(snapshot)["email"] == ""
        assert cast.victor.email not in socket.heard()


@pytest.mark.parametrize("person", ["nobody", "student"])
@pytest.mark.parametrize(
    "path", ["/admin/people", "/students", "/calendar", "/lessons", "/settings", "/teaching/packs"]
)
async def test_a_forged_path_loads_no_page_for_others(
    path: str, person: str, running_app: RunningApp, cast: Cast
):
    asking = cast.attackers[Role.STUDENT] if person == "student" else None
    before = image_of(running_app.database_url)
    async with connected(running_app, asking) as socket:
        for name in (LOAD, LOAD_WHOLE):
            await socket.send(name, {}, pathname=path, asPath=f"{path}?q=a")
        await socket.settle()
        for secret in cast.secrets:
            assert secret not in socket.heard()
        if asking is None:
            assert set(whole_loads(socket)) == {routes.sign_in(f"{path}?q=a")}
    assert changes(before, image_of(running_app.database_url)) == {}


@pytest.mark.parametrize("as_path", ["https://evil.example", "//evil.example/x", "/\\evil.example"])
async def test_a_forged_address_sends_nobody_elsewhere(
    as_path: str, running_app: RunningApp, cast: Cast
):
    async with connected(running_app) as socket:
        socket.forget()
        for name in (LOAD, SETTINGS):
            await socket.send(name, {}, pathname="/settings", asPath=as_path)
        await socket.settle()
        assert whole_loads(socket) == ["/login?next=%2F"]
        assert socket.events() == []
        for delta in socket.deltas():
            for values in delta.values():
                for name, value in values.items():
                    # Reflex tells the page its own address back.
                    assert name.startswith("rx_router_") or "evil" not in repr(value)


async def test_signing_out_counts_at_once_on_an_open_socket(running_app: RunningApp, cast: Cast):
    async with connected(running_app, cast.victor, path="/settings") as socket:
        socket.forget()
        call(accounts.sign_out, cast.victor)
        await socket.send(REFRESH)
        await socket.told("'whole_load_rx_state_': '/settings'")
        (told,) = socket.deltas()
        shown_to_nobody(told)
        shown_to_nobody(await socket.settle())
        assert cast.victor.email not in socket.heard()


def shown_to_nobody(snapshot: dict[str, dict[str, Any]]) -> dict[str, Any]:
    me = shown(snapshot)
    assert (me["email"], me["role"], me["name"]) == ("", "", "")
    return me


async def test_signing_out_elsewhere_empties_an_open_page_by_itself(
    running_app: RunningApp, cast: Cast
):
    async with connected(running_app, cast.victor, path="/settings") as socket:
        socket.forget()
        await socket.send(LOAD_WHOLE)
        await socket.told(f"'{HYDRATED}': True")
        assert cast.victor.email in socket.heard()
        await socket.settle()
        socket.forget()
        call(accounts.sign_out_everywhere, cast.victor)
        await socket.told("'whole_load_rx_state_': '/settings'")
        assert cast.victor.email not in socket.heard()


async def test_a_changed_role_counts_at_once_on_an_open_socket(
    running_app: RunningApp, app_database: str
):
    person = sign_in(make_user(Role.ADMIN))
    load = next(name for name in all_handlers() if name.endswith("people_state.load"))
    async with connected(running_app, person, path="/admin/people") as socket:
        await socket.send(load)
        await socket.told(person.email)
        socket.forget()
        change(person, role=Role.STUDENT)
        await socket.send(load)
        await socket.told("'whole_load_rx_state_': '/admin/people'")
        socket.forget()
        await socket.send(load)
        await socket.told("_redirect")
        assert [event["payload"]["path"] for event in socket.events()] == ["/home"]


async def test_a_closed_account_counts_at_once_on_an_open_socket(
    running_app: RunningApp, app_database: str
):
    person = sign_in(make_user())
    async with connected(running_app, person) as socket:
        change(person, is_active=False)
        shown_to_nobody(await socket.settle())


async def test_a_session_of_another_key_is_nobody(running_app: RunningApp, cast: Cast):
    header, body, _ = token_of(cast.victor).split(".")
    socket = RawSocket(running_app, f"{header}.{body}.AAAA")
    await socket.connect()
    shown_to_nobody(await socket.settle())
    await socket.close()


# --- the handshake -------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_site_opens_no_socket(origin: str, running_app: RunningApp, cast: Cast):
    socket = RawSocket(running_app, token_of(cast.victor))
    with pytest.raises(socketio.exceptions.ConnectionError):
        await socket.connect(Origin=origin)


async def test_our_own_pages_open_a_socket(running_app: RunningApp, cast: Cast):
    socket = RawSocket(running_app, token_of(cast.victor))
    await socket.connect(Origin=running_app.url)
    assert shown(await socket.settle())["email"] == cast.victor.email
    await socket.close()


async def test_a_second_handshake_sent_as_an_event_is_refused(running_app: RunningApp, cast: Cast):
    """By its name an event could call any method that begins with on_."""
    tab = str(uuid.uuid4())
    async with connected(running_app, cast.victor, tab):
        pass
    forged = {
        "QUERY_STRING": f"token={tab}",
        "HTTP_COOKIE": f"{COOKIE}={token_of(cast.victor)}",
        "asgi.scope": {"client": ["6.6.6.6", 1], "headers": []},
    }
    async with connected(running_app) as socket:
        first = await socket.settle()
        for event in ("connect", "disconnect_token", "emit", "__init__", "", "error"):
            await socket.emit(event, forged, {"event": {"name": REFRESH}})
        assert await socket.settle() == first
        assert cast.victor.email not in socket.heard()


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        "text",
        "{}",
        "{",
        [],
        {},
        {"name": 7},
        {"name": None},
        {"name": REFRESH, "payload": "x"},
        {"name": REFRESH, "payload": [1]},
        {"name": REFRESH, "router_data": "x"},
        {"name": REFRESH, "router_data": {"query": "x"}},
        {"name": REFRESH, "router_data": {"pathname": 7}},
        {"name": REFRESH, "router_data": {"pathname": "x" * 100_000}},
        {"name": "a secret " * 9, "payload": {"password": "a secret"}},
    ],
    ids=lambda data: repr(data)[:40],
)
async def test_a_malformed_event_breaks_nothing_and_is_not_logged(
    data: Any, running_app: RunningApp, cast: Cast
):
    log_before = running_app.log.read_text()
    async with connected(running_app) as socket:
        for values in ((), (data,), (data, data)):
            for event in ("event", "client_error", "ping", "disconnect"):
                await socket.emit(event, *values)
        await socket.settle()
    log = running_app.log.read_text().removeprefix(log_before)
    assert "a secret" not in log
    assert "Traceback" not in log


async def test_a_flood_of_events_is_cut_off(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("limited")
    with serving(
        folder, TUTORHUB_RATE_LIMITS="on", TUTORHUB_EVENTS_PER_PAGE="20 per hour"
    ) as limited:
        flooding, quiet = RawSocket(limited), RawSocket(limited)
        await flooding.connect()
        await quiet.connect()
        for number in range(60):
            await flooding.send(f"{APP}.set_browser_zone", {"zone": f"Etc/GMT+{number % 12}"})
            await flooding.emit("disconnect")
        await quiet.settle()
        await asyncio.to_thread(wait_until_logged, limited, "20 per hour")
        await flooding.told("Etc/GMT+")
        changes_told = [d for d in flooding.small_deltas() if "browser_zone" in repr(d)]
        assert 0 < len(changes_told) < 20
        await flooding.close()
        await quiet.close()


def wait_until_logged(app: RunningApp, words: str) -> None:
    deadline = time.monotonic() + 30
    while words not in app.log.read_text():
        assert time.monotonic() < deadline, f"never logged: {words}"
        time.sleep(0.02)
