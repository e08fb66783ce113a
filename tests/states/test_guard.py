"""The guard, in process: who is asking, whose state it is, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import reflex as rx
from reflex.state import BaseState, State, StateUpdate
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from tests.factories import make_user, save, sign_in
from tests.granting import allow as grant
from tests.granting import deny, make_group_of, say, take_back
from tests.states.registry import all_handlers, somebody
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import accounts, tokens
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import Guard, allow, principal
from tutorhub_app.states.permits import ANYONE, SIGNED_IN, permit_of
from tutorhub_app.tutorhub_app import app

WHOLE_LOAD = "whole_load_rx_state_"


class GuardedState(AppState):
    """A state of this test alone."""

    shown: str = ""
    is_open: bool = False
    _kept: str = ""

    def _put_away(self) -> None:
        self.is_open = False

    @rx.event
    @allow(*SIGNED_IN)
    async def for_the_signed_in(self, number: int, text: str = ""):
        pass

    @rx.event
    @allow(Role.TUTOR)
    async def for_tutors(self):
        pass

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def for_who_manages_users(self):
        pass

    @rx.event
    @allow(*ANYONE)
    async def for_anyone(self, form: dict[str, Any]):
        pass

    @rx.event
    def without_a_permit(self):
        pass

    def undecorated(self):
        pass

    def _helper(self):
        pass


@pytest.fixture(autouse=True)
def of_this_test(database: Path) -> None:
    """A database for each test."""


def event_name(handler: str, state: type[BaseState] = GuardedState) -> str:
    return format_event_handler(state.event_handlers[handler])


class Tab:
    """A browser's tab: its state tree on the server, and the cookie of its socket."""

    def __init__(self) -> None:
        self.root: Any = State(_reflex_internal_init=True)  # type: ignore[call-arg]
        self.arrive("")

    def arrive(self, token: str, path: str = "/home?a=b") -> None:
        self.root.router_data = {
            "headers": {"cookie": f"other=1; {tokens.COOKIE}={token}" if token else ""},
            "asPath": path,
        }

    @property
    def guarded(self) -> Any:
        name = GuardedState.get_full_name().split(".")[1:]
        return self.root.get_substate([State.get_name(), *name])

    async def send(self, name: str, /, **payload: Any) -> tuple[StateUpdate | None, Event]:
        event = Event(name=name, payload=payload)
        return await Guard(AppState).preprocess(app, self.root, event), event

    async def is_let_through(self, name: str, /, **payload: Any) -> bool:
        update, _ = await self.send(name, **payload)
        return update is None


def token_of(asking: Principal) -> str:
    return tokens.issue(
        user_id=asking.user_id,
        session_id=asking.session_id,
        expires_at=utc_now().replace(year=2100),
        now=utc_now(),
    )


def tab_of(role: Role | None) -> Tab:
    tab = Tab()
    if role is not None:
        tab.arrive(token_of(sign_in(make_user(role))))
    return tab


def refused(update: StateUpdate | None) -> bool:
    return update is not None and not update.delta and not update.events


def destination(update: StateUpdate | None) -> str:
    """Where a refusal sends the page whole; "" for nowhere."""
    assert update is not None
    values = [v.get(WHOLE_LOAD, "") for v in update.delta.values() if WHOLE_LOAD in v]
    return str(values[0]) if values else ""


# --- permits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("handler", ["without_a_permit", "undecorated", "setvar"])
async def test_what_has_no_permit_is_refused_to_everyone(role: Role | None, handler: str):
    update, _ = await tab_of(role).send(event_name(handler), var_name="shown", value="x")
    assert refused(update)


def test_a_helper_with_an_underscore_is_no_handler():
    assert "_helper" not in GuardedState.event_handlers


@pytest.mark.parametrize("role", [None, *Role])
async def test_an_unknown_event_is_refused(role: Role | None):
    update, _ = await tab_of(role).send("reflex___state____state.nothing_of_this_name")
    assert refused(update)


async def test_a_role_that_may_is_let_through():
    assert await tab_of(Role.TUTOR).is_let_through(event_name("for_tutors"))
    for role in (None, *Role):
        assert await tab_of(role).is_let_through(event_name("for_anyone"), form={"a": 1})


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMIN])
async def test_a_role_that_may_not_is_sent_home(role: Role):
    update, _ = await tab_of(role).send(event_name("for_tutors"))
    assert update is not None
    (redirect,) = update.events
    assert (redirect.name, redirect.payload["path"]) == ("_redirect", "/home")


async def test_nobody_is_sent_to_sign_in_and_back():
    update, _ = await tab_of(None).send(event_name("for_the_signed_in"), number=1)
    assert destination(update) == "/login?next=%2Fhome%3Fa%3Db"


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", 7, ""],
)
async def test_a_forged_path_leads_nowhere_else(path: Any):
    tab = tab_of(None)
    tab.arrive("", path)
    update, _ = await tab.send(event_name("for_the_signed_in"), number=1)
    assert destination(update) in ("/login?next=%2F", "/login")


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"number": "1"},
        {"number": 1.5},
        {"number": None},
        {"number": True},
        {"number": [1]},
        {"number": 1, "text": 2},
        {"number": 1, "text": ["a"]},
        {"number": 1, "more": "x"},
        {"number": 1, "self": "x"},
        {"_number": 1},
    ],
    ids=str,
)
async def test_arguments_of_other_names_or_types_are_refused(payload: dict[str, Any]):
    update, _ = await tab_of(Role.STUDENT).send(event_name("for_the_signed_in"), **payload)
    assert refused(update)


async def test_defaults_are_filled_in():
    _, event = await tab_of(Role.STUDENT).send(event_name("for_the_signed_in"), number=3)
    assert event.payload == {"number": 3, "text": ""}


def test_an_argument_without_a_type_is_a_mistake_of_ours():
    @allow(*ANYONE)
    async def careless(self, anything):
        pass

    with pytest.raises(TypeError, match="anything needs a type"):
        _ = careless.__permit__.arguments  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", all_handlers())
async def test_every_handler_of_the_app_is_refused_to_those_it_is_not_for(name: str):
    permit = permit_of(name)
    if permit is None and all_handlers()[name].__qualname__ in LET_THROUGH:
        return
    for role in (None, *Role):
        if permit is None or not permit.opens_to(somebody(role)):
            assert not await tab_of(role).is_let_through(name), role


# --- what is granted -----------------------------------------------------------------------------


def tab_of_person(person: Principal) -> Tab:
    tab = Tab()
    tab.arrive(token_of(person))
    return tab


async def test_what_is_granted_opens_a_handler_at_the_next_event_and_revoked_closes_it():
    person = sign_in(make_user())
    tab, name = tab_of_person(person), event_name("for_who_manages_users")
    assert not await tab.is_let_through(name)
    record = grant(person, Permission.USER_MANAGE)
    assert await tab.is_let_through(name)
    take_back(record)
    assert not await tab.is_let_through(name)


async def test_what_is_granted_on_one_object_opens_the_handler_too():
    person = sign_in(make_user())
    grant(person, Permission.USER_MANAGE, sign_in(make_user()).user_id)
    assert await tab_of_person(person).is_let_through(event_name("for_who_manages_users"))


async def test_what_is_denied_closes_a_handler_at_the_next_event_and_says_why():
    person = sign_in(make_user(Role.ADMIN))
    tab, name = tab_of_person(person), event_name("for_who_manages_users")
    assert await tab.is_let_through(name)
    record = deny(person, Permission.USER_MANAGE)
    update, _ = await tab.send(name)
    assert update is not None
    assert [event.payload["path"] for event in update.events] == ["/home"]
    assert tab.guarded.toast.text == "Only an administrator can manage users."
    assert "Only an administrator can manage users." in repr(update.delta)
    take_back(record)
    assert await tab.is_let_through(name)


async def test_groups_and_roles_open_and_close_handlers_as_well():
    person = sign_in(make_user(Role.ADMIN))
    tab, name = tab_of_person(person), event_name("for_who_manages_users")
    denial = say(Permission.USER_MANAGE, can_do=False, role_id=Role.ADMIN)
    assert not await tab.is_let_through(name)
    group_id = make_group_of(person)
    say(Permission.USER_MANAGE, subject_user_group_id=group_id)
    assert await tab.is_let_through(name)
    take_back(denial)


async def test_the_page_is_told_what_the_person_may_with_each_event():
    person = sign_in(make_user(Role.ADMIN))
    tab, name = tab_of_person(person), event_name("for_anyone")
    await tab.send(name, form={})
    assert Permission.USER_MANAGE in tab.guarded.me.may
    record = deny(person, Permission.USER_MANAGE)
    await tab.send(name, form={})
    assert Permission.USER_MANAGE not in tab.guarded.me.may
    take_back(record)
    await tab.send(name, form={})
    assert Permission.USER_MANAGE in tab.guarded.me.may


async def test_nobody_may_do_nothing_and_no_permission_opens_to_nobody():
    tab = tab_of(None)
    await tab.send(event_name("for_anyone"), form={})
    assert tab.guarded.me.may == ()
    update, _ = await tab.send(event_name("for_who_manages_users"))
    assert destination(update).startswith("/login")


# --- Reflex's own events -------------------------------------------------------------------------

LET_THROUGH: dict[str, dict[str, Any]] = {
    "State.hydrate": {},
    "State.hydrate_and_load": {"hashes": ["a"]},
    "State.set_is_hydrated": {"value": True},
    "OnLoadInternalState.on_load_internal": {},
    "OnLoadInternalState.set_is_hydrated": {"value": True},
}


def framework_events() -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, LET_THROUGH[fn.__qualname__])
        for name, fn in all_handlers().items()
        if fn.__qualname__ in LET_THROUGH
    ]


def framework_event(qualified: str) -> str:
    return next(n for n, fn in all_handlers().items() if fn.__qualname__ == qualified)


@pytest.mark.parametrize(("name", "payload"), framework_events())
async def test_what_a_page_needs_is_let_through(name: str, payload: dict[str, Any]):
    assert await tab_of(None).is_let_through(name, **payload)


@pytest.mark.parametrize(("name", "payload"), framework_events())
async def test_stored_vars_of_the_browser_are_dropped(name: str, payload: dict[str, Any]):
    vars_ = {f"{GuardedState.get_full_name()}.shown_rx_state_": "x"}
    update, event = await tab_of(None).send(name, **payload, vars=vars_)
    assert update is None
    assert "vars" not in event.payload


@pytest.mark.parametrize(("name", "payload"), framework_events())
async def test_other_arguments_of_the_framework_s_events_are_refused(
    name: str, payload: dict[str, Any]
):
    assert refused((await tab_of(None).send(name, **payload, more=1))[0])
    if payload:
        assert refused((await tab_of(None).send(name, **dict.fromkeys(payload, 7)))[0])


async def test_a_browser_s_failure_is_logged_short_and_on_one_line(
    caplog: pytest.LogCaptureFixture,
):
    (name,) = (n for n in all_handlers() if n.endswith("handle_frontend_exception"))
    update, _ = await tab_of(None).send(name, info="broke\nforged line " + "x" * 9999)
    assert refused(update)
    (record,) = [r for r in caplog.records if "a page failed" in r.getMessage()]
    assert len(record.getMessage()) < 300
    assert "\n" not in record.getMessage()


# --- whose state it is ---------------------------------------------------------------------------


async def fill(tab: Tab) -> None:
    """Let the tab be somebody's, with things of theirs in it."""
    assert await tab.is_let_through(event_name("for_anyone"), form={})
    tab.guarded.shown, tab.guarded._kept = "of theirs", "of theirs, too"
    tab.root._clean()


def holds(tab: Tab) -> tuple[str, str]:
    return tab.guarded.shown, tab.guarded._kept


async def test_a_fresh_tree_becomes_whoever_s_asks_first():
    tab = tab_of(Role.STUDENT)
    assert await tab.is_let_through(event_name("for_the_signed_in"), number=1)
    assert tab.guarded.me.role == "student"


async def test_the_same_person_keeps_the_state():
    tab = tab_of(Role.STUDENT)
    await fill(tab)
    assert await tab.is_let_through(event_name("for_the_signed_in"), number=1)
    assert holds(tab) == ("of theirs", "of theirs, too")


@pytest.mark.parametrize("next_role", [None, *Role])
async def test_another_person_finds_nothing_of_the_first(next_role: Role | None):
    tab = tab_of(Role.STUDENT)
    await fill(tab)
    tab.arrive(token_of(sign_in(make_user(next_role))) if next_role else "")
    update, _ = await tab.send(event_name("for_anyone"), form={})
    assert holds(tab) == ("", "")
    assert "of theirs" not in repr(update)
    assert destination(update) == "/home?a=b"


async def test_another_person_s_first_page_begins_empty():
    tab = tab_of(Role.STUDENT)
    await fill(tab)
    tab.arrive("")
    assert await tab.is_let_through(framework_event("State.hydrate"))
    assert holds(tab) == ("", "")
    assert tab.guarded.me.role == ""
    assert tab.guarded.whole_load == ""


async def test_what_is_open_is_closed_when_a_page_is_loaded_whole():
    tab = tab_of(Role.STUDENT)
    await fill(tab)
    tab.guarded.is_open, tab.guarded.errors = True, {"name": "Too long."}
    assert await tab.is_let_through(framework_event("State.hydrate_and_load"), hashes=["a"])
    assert (tab.guarded.is_open, tab.guarded.errors) == (False, {})
    assert holds(tab) == ("of theirs", "of theirs, too")


async def test_a_page_that_connects_again_keeps_what_is_on_it():
    tab = tab_of(Role.STUDENT)
    await tab.send(framework_event("State.hydrate_and_load"), hashes=["a"])
    await fill(tab)
    visit = tab.guarded._visit
    tab.guarded.is_open, tab.guarded.errors = True, {"name": "Too long."}
    for name in ("State.hydrate_and_load", "OnLoadInternalState.on_load_internal"):
        assert await tab.is_let_through(framework_event(name))
    assert holds(tab) == ("of theirs", "of theirs, too")
    assert (tab.guarded.is_open, tab.guarded.errors) == (True, {"name": "Too long."})
    assert tab.guarded._visit == visit


async def test_what_was_wrong_on_one_page_is_not_wrong_on_the_next():
    person = sign_in(make_user())
    tab = Tab()
    tab.arrive(token_of(person), "/settings?a=b")
    await tab.send(framework_event("State.hydrate_and_load"), hashes=["a"])
    tab.guarded.errors, tab.guarded.problem = {"name": "Too long."}, "It is taken."
    tab.arrive(token_of(person), "/settings?a=c")
    await tab.send(framework_event("OnLoadInternalState.on_load_internal"))
    assert tab.guarded.errors == {"name": "Too long."}
    visit = tab.guarded._visit
    tab.arrive(token_of(person), "/home")
    await tab.send(framework_event("OnLoadInternalState.on_load_internal"))
    assert tab.guarded._visit > visit
    assert (tab.guarded.errors, tab.guarded.problem) == ({}, "")


async def test_signing_out_takes_effect_on_the_next_event():
    person = sign_in(make_user())
    tab = Tab()
    tab.arrive(token_of(person))
    await fill(tab)
    await run(accounts.sign_out, person)
    update, _ = await tab.send(event_name("for_anyone"), form={})
    assert holds(tab) == ("", "")
    assert destination(update) == "/home?a=b"
    assert principal() is None


async def test_a_changed_role_takes_effect_on_the_next_event():
    user = make_user(Role.TUTOR)
    tab = Tab()
    tab.arrive(token_of(sign_in(user)))
    await fill(tab)
    assert await tab.is_let_through(event_name("for_tutors"))
    user.role = Role.STUDENT
    save(user)
    update, _ = await tab.send(event_name("for_tutors"))
    assert holds(tab) == ("", "")
    assert destination(update) == "/home?a=b"
    update, _ = await tab.send(event_name("for_tutors"))
    assert update is not None
    assert update.events[0].payload["path"] == "/home"


async def test_a_closed_account_is_nobody_on_the_next_event():
    user = make_user()
    tab = Tab()
    tab.arrive(token_of(sign_in(user)))
    await fill(tab)
    user.is_active = False
    save(user)
    await tab.send(event_name("for_anyone"), form={})
    assert principal() is None
    assert holds(tab) == ("", "")


async def test_who_is_asking_is_known_to_the_handler():
    person = sign_in(make_user(Role.TUTOR))
    tab = Tab()
    tab.arrive(token_of(person))
    await tab.send(event_name("for_tutors"))
    asking = principal()
    assert asking is not None
    assert (asking.user_id, asking.role) == (person.user_id, Role.TUTOR)


@pytest.mark.parametrize("cookie", ["garbage", "a.b.c", "x" * 5000, '"quoted"', "=;=", "\u00e9"])
async def test_a_cookie_that_is_no_token_is_nobody(cookie: str):
    tab = Tab()
    tab.arrive(cookie)
    await tab.send(event_name("for_anyone"), form={})
    assert principal() is None


async def test_an_odd_cookie_of_another_site_part_hides_ours_not():
    person = sign_in(make_user())
    tab = Tab()
    tab.root.router_data["headers"] = {
        "cookie": f"a[b]=c; ;d e=f; {tokens.COOKIE}={token_of(person)}; (g)=h"
    }
    assert await tab.is_let_through(event_name("for_the_signed_in"), number=1)


async def test_settings_changed_elsewhere_are_shown_on_the_next_event():
    user = make_user(fullname="Before")
    tab = Tab()
    tab.arrive(token_of(sign_in(user)))
    await fill(tab)
    user.fullname = "After"
    save(user)
    await tab.send(event_name("for_anyone"), form={})
    assert tab.guarded.me.name == "After"
    assert holds(tab) == ("of theirs", "of theirs, too")


def test_what_pages_know_of_a_person_has_no_secrets():
    shown = set(AppState.get_fields()["me"].default_value().__dataclass_fields__)
    assert not shown & {"password_hash", "session_id", "user_id", "token"}
    assert "password_hash" in User.model_fields
