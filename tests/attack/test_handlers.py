"""Every handler of the running app, sent as raw events by those it is not for, and with ids and
arguments that are not theirs. Handlers that are written later are attacked as well.
"""

import asyncio

import pytest

from ops.running import RunningApp
from tests.attack.arguments import fitting, unfitting
from tests.attack.cast import Cast
from tests.attack.database_image import changes, image_of, lost_rows
from tests.attack.raw_socket import connected
from tests.states.registry import all_handlers, is_background, our_handlers, our_states, somebody
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.policy import RULES
from tutorhub_app.states.permits import permit_of

ROLES = [None, Role.STUDENT, Role.TUTOR, Role.ADMIN]
ATTACKERS = [None, Role.STUDENT, Role.TUTOR]
NOTICE = "toast_rx_state_"
DENIALS = {rule.denial for rule in RULES.values()}
HARMLESS = ("whole_load_rx_state_", "is_hydrated_rx_state_")


def addressed_to(victim: str) -> dict[str, str]:
    """What an address can say: a search, and whatever a page is about."""
    return dict.fromkeys(
        ("q", "slug", "pack_id", "meeting_id", "profile_id", "student_id", "student", "tutor"),
        victim,
    )


def denied(role: Role | None) -> list[str]:
    """Handlers that the role may not call; Reflex's own without a permit among them."""
    permits = {name: permit_of(name) for name in our_handlers()}
    ours = [
        name for name, permit in permits.items() if permit and not permit.opens_to(somebody(role))
    ]
    return ours + [
        name
        for name in all_handlers()
        if name.endswith((".setvar", ".update_vars_internal", ".handle_frontend_exception"))
    ]


def permitted(role: Role | None) -> list[str]:
    return [
        name
        for name in our_handlers()
        if (permit := permit_of(name)) is not None and permit.opens_to(somebody(role))
    ]


@pytest.mark.parametrize("role", ROLES)
async def test_a_handler_for_others_tells_and_changes_nothing(
    role: Role | None, running_app: RunningApp, cast: Cast
):
    assert denied(role)
    before = image_of(running_app.database_url)
    async with connected(running_app, cast.attackers[role]) as socket:
        socket.forget()
        for name in denied(role):
            permit = permit_of(name)
            for victim in cast.ids.values():
                payload = fitting(permit, victim) if permit else {"info": "x", "vars": {}}
                await socket.send(name, payload)
        await socket.settle()
        heard = socket.heard()
    for delta in socket.small_deltas():
        for values in delta.values():
            assert set(values) <= {*HARMLESS, NOTICE}, values
            assert NOTICE not in values or values[NOTICE]["text"] in DENIALS
    assert changes(before, image_of(running_app.database_url)) == {}
    for secret in cast.secrets:
        assert secret not in heard


@pytest.mark.parametrize("role", ATTACKERS)
async def test_one_s_own_handlers_with_another_s_ids_tell_and_change_nothing_of_theirs(
    role: Role | None, running_app: RunningApp, cast: Cast
):
    """Twice around for each id: what one handler opens, another one might then change."""
    before = image_of(running_app.database_url)
    theirs = {cast.vera.user_id, cast.victor.user_id, *cast.ids.values()}
    async with connected(running_app, cast.attackers[role]) as socket:
        socket.forget()
        for victim in cast.ids.values():
            for _ in range(2):
                for name in [name for name in permitted(role) if not is_background(name)]:
                    permit = permit_of(name)
                    assert permit is not None
                    await socket.send(name, fitting(permit, victim), query=addressed_to(victim))
            await socket.settle()
        heard = socket.heard()
    for secret in cast.secrets:
        assert secret not in heard
    assert lost_rows(before, image_of(running_app.database_url), theirs) == []


@pytest.mark.parametrize("role", ROLES)
async def test_arguments_of_other_types_change_nothing_and_break_nothing(
    role: Role | None, running_app: RunningApp, cast: Cast
):
    before = image_of(running_app.database_url)
    log_before = running_app.log.read_text()
    async with connected(running_app, cast.attackers[role]) as socket:
        for name in permitted(role):
            permit = permit_of(name)
            assert permit is not None
            for payload in unfitting(permit, cast.ids["lesson"]):
                await socket.send(name, payload)
        await socket.settle()
    assert changes(before, image_of(running_app.database_url)) == {}
    log = running_app.log.read_text().removeprefix(log_before)
    assert "an event failed" not in log
    assert cast.ids["lesson"] not in log


@pytest.mark.parametrize("role", ROLES)
async def test_a_browser_starts_no_background_handler(
    role: Role | None, running_app: RunningApp, cast: Cast
):
    """It would go on when its page is gone."""
    background = [name for name in our_handlers() if is_background(name)]
    assert background
    async with connected(running_app, cast.attackers[role]) as socket:
        socket.forget()
        for name in background:
            await socket.send(name)
        await socket.settle()
        assert socket.small_deltas() == []


@pytest.mark.parametrize("role", ROLES)
async def test_setvar_sets_no_var(role: Role | None, running_app: RunningApp, cast: Cast):
    async with connected(running_app, cast.attackers[role]) as socket:
        first = await socket.settle()
        for state in our_states():
            for var in (*state.get_fields(), "set_is_hydrated", "_identity", "me"):
                for payload in (
                    {"var_name": var, "value": "hacked"},
                    {"var_name": f"set_{var}", "value": "hacked"},
                ):
                    await socket.send(f"{state.get_full_name()}.setvar", payload)
            await socket.send(
                "reflex___state____state.reflex___state____update_vars_internal_state"
                ".update_vars_internal",
                {"vars": {f"{state.get_full_name()}.me_rx_state_": {"role": "admin"}}},
            )
        assert await socket.settle() == first
        assert "hacked" not in socket.heard()


@pytest.mark.parametrize("role", ROLES)
async def test_helpers_and_names_that_do_not_exist_are_no_events(
    role: Role | None, running_app: RunningApp, cast: Cast
):
    before = image_of(running_app.database_url)
    async with connected(running_app, cast.attackers[role]) as socket:
        first = await socket.settle()
        socket.forget()
        for state in our_states():
            for helper in [name for name in vars(state) if name.startswith("_")]:
                await socket.send(f"{state.get_full_name()}.{helper}", {})
        for name in (
            "",
            ".",
            "_redirect",
            "_call_script",
            "a" * 10_000,
            "reflex___state____state",
            "é\n",
        ):
            await socket.send(name, {"path": "/", "javascript_code": "1"})
        assert await socket.settle() == first
        assert not socket.events()
    assert changes(before, image_of(running_app.database_url)) == {}


async def test_many_attackers_at_once_leave_the_app_working(running_app: RunningApp, cast: Cast):
    async def attack(role: Role | None) -> None:
        async with connected(running_app, cast.attackers[role]) as socket:
            for name in all_handlers():
                await socket.send(name, {"anything": cast.ids["lesson"]})
            await socket.settle()

    before = image_of(running_app.database_url)
    await asyncio.gather(*[attack(role) for role in ROLES])
    assert changes(before, image_of(running_app.database_url)) == {}
