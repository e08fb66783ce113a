"""What runs before every event. Default deny: a handler without `@allow` is refused.

Every public callable of a State can be called by any browser, with arguments of any type; client
tokens and on_load checks prove nothing. So this middleware runs before every event, also those
the server causes itself (page loads, live pages): it resolves who is asking from the cookie of
the socket's handshake, empties the state tree when it was built for somebody else, and looks the
handler up.
"""

import functools
import logging
from contextvars import ContextVar
from dataclasses import replace
from urllib.parse import urlsplit

import reflex as rx
from pydantic import BaseModel, ConfigDict, ValidationError
from reflex.istate.delta import _resolve_delta
from reflex.middleware import Middleware
from reflex.state import (
    BaseState,
    FrontendEventExceptionState,
    OnLoadInternalState,
    State,
    StateUpdate,
)
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from tutorhub_app import routes
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.services import accounts
from tutorhub_app.states.permits import ANYONE, SIGNED_IN, Permit, allow, permit_of
from tutorhub_app.states.sockets import session_token

__all__ = ["ANYONE", "SIGNED_IN", "Guard", "IdentityState", "Permit", "allow", "principal"]

logger = logging.getLogger(__name__)

_current: ContextVar[Principal | None] = ContextVar("principal", default=None)


def principal() -> Principal | None:
    """Who is asking in the event under way."""
    return _current.get()


class IdentityState(rx.State):
    """Whose session a state tree was built for. The root of all our states.

    `whole_load` is an address the page must load whole, with a new handshake, or "". `_visit` grows
    with each page that is loaded or turned to. One that lost its connection for a while is loaded
    by its handlers again, on the same visit: what is typed and chosen on it must stay.
    """

    whole_load: str = ""
    _identity: str | None = None
    _open_page: str = ""
    _visit: int = 0

    def _page_turned(self) -> None:
        """Told when its person has turned to another page."""

    def _put_away(self) -> None:
        """Told, as all our states are, when a browser has loaded a page whole: close what is open.
        It would come up again on a page that nobody has touched."""

    def _show(self, asking: Principal | None) -> None:
        """Told before every event who is asking, to show it on the page."""

    def _refuse(self, sentence: str) -> None:
        """Told why an event was refused to somebody who is signed in, to show it on the page."""


class Guard(Middleware):
    """Refuses every event that its sender may not cause."""

    def __init__(self, identity: type[IdentityState]) -> None:
        self._identity = identity

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        root = state._get_root_state()
        asking = await accounts.principal_of_token(_token(root))
        _current.set(asking)
        identity = await root.get_state(self._identity)
        hydrating = event.name in _hydrate_events()
        owner = _owner(asking)
        if identity._identity != owner:
            known = identity._identity is not None
            await _load_whole_tree(root)
            root.reset()
            identity._identity = owner
            if known and not hydrating:
                # What the page shows was somebody else's. It is emptied, and loaded anew.
                identity.whole_load = _path(root)
                return await _snapshot(root)
        if hydrating:
            identity.whole_load = ""
        if _is_whole_load(event):
            identity._visit += 1
            await _put_all_away(root)
        if event.name in _page_events():
            _note_page(identity, urlsplit(_path(root)).path)
        identity._show(asking)
        arguments = _framework_events().get(event.name)
        if arguments is not None:
            return _checked_framework_event(event, arguments)
        return await _refusal(event, root, identity, asking)


def _is_whole_load(event: Event) -> bool:
    """Whether a browser has loaded a page whole, and not only lost the connection for a while."""
    return event.name in _hydrate_events() and event.payload.get("hashes") is not None


def _note_page(identity: IdentityState, page: str) -> None:
    if identity._open_page != page:
        identity._open_page = page
        identity._visit += 1
        identity._page_turned()


def _owner(asking: Principal | None) -> str:
    """A session in a role: with another role, other things may be seen."""
    return f"{asking.session_id} {asking.role}" if asking else ""


async def _refusal(
    event: Event, root: BaseState, identity: IdentityState, asking: Principal | None
) -> StateUpdate | None:
    if event.name == _frontend_exception():
        logger.warning("a page failed in a browser: %.200r", event.payload.get("info"))
        return StateUpdate()
    permit = permit_of(event.name)
    if permit is None:
        logger.warning("refused %s: not open to browsers", event.name)
        return StateUpdate()
    if not permit.opens_to(asking):
        logger.info("refused %s: not for %s", event.name, asking.role if asking else "nobody")
        if asking is not None:
            return await _sent_home(root, identity, permit)
        # Whole, because the browser may have signed in since this socket's handshake.
        identity.whole_load = routes.sign_in(_path(root))
        return await _changes(root)
    try:
        arguments = permit.checked(event.payload)
    except ValidationError:
        logger.warning("refused %s: arguments of other names or types", event.name)
        return StateUpdate()
    event.payload.clear()
    event.payload.update(arguments)
    return None


async def _sent_home(root: BaseState, identity: IdentityState, permit: Permit) -> StateUpdate:
    """To their home page, with the reason if there is one."""
    home = Event.from_event_type(rx.redirect(routes.HOME))
    if not permit.denial:
        return StateUpdate(events=home)
    identity._refuse(permit.denial)
    return replace(await _changes(root), events=home)


class _Nothing(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Hydrate(_Nothing):
    hashes: list[str] | None = None


class _IsHydrated(_Nothing):
    value: bool


@functools.lru_cache
def _framework_events() -> dict[str, type[BaseModel]]:
    """Reflex's own events that a page can not do without, and their arguments."""
    return {
        _name(State, "hydrate"): _Nothing,
        _name(State, "hydrate_and_load"): _Hydrate,
        _name(State, "set_is_hydrated"): _IsHydrated,
        _name(OnLoadInternalState, "on_load_internal"): _Nothing,
        _name(OnLoadInternalState, "set_is_hydrated"): _IsHydrated,
    }


@functools.lru_cache
def _hydrate_events() -> frozenset[str]:
    return frozenset({_name(State, "hydrate"), _name(State, "hydrate_and_load")})


@functools.lru_cache
def _page_events() -> frozenset[str]:
    """What a page sends as soon as it is opened, before all that is done on it."""
    return _hydrate_events() | {_name(OnLoadInternalState, "on_load_internal")}


@functools.lru_cache
def _frontend_exception() -> str:
    return _name(FrontendEventExceptionState, "handle_frontend_exception")


def _checked_framework_event(event: Event, arguments: type[BaseModel]) -> StateUpdate | None:
    # These values set client-storage vars, whose names the client chooses. We have none.
    event.payload.pop("vars", None)
    try:
        arguments.model_validate(event.payload)
    except ValidationError:
        logger.warning("refused %s: arguments of other names or types", event.name)
        return StateUpdate()
    return None


def _name(state: type[BaseState], handler: str) -> str:
    return format_event_handler(state.event_handlers[handler])


def _token(root: BaseState) -> str:
    """The session token in the cookies of the socket's handshake."""
    return session_token(root.router_data.get("headers") or {})


def _path(root: BaseState) -> str:
    """The address of the page, with its query. The client says it; it may be anything local."""
    path = str(root.router_data.get("asPath") or routes.INDEX)
    return path if routes.is_local(path) else routes.INDEX


async def _snapshot(root: BaseState) -> StateUpdate:
    """All that the page knows, as it is after a reset."""
    delta = await _resolve_delta(root.dict())
    root._clean()
    return StateUpdate(delta=delta)


async def _changes(root: BaseState) -> StateUpdate:
    """What the page does not know yet, as after any event."""
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta)


async def _put_all_away(root: BaseState) -> None:
    for state in _all_states(type(root)):
        if issubclass(state, IdentityState):
            (await root.get_state(state))._put_away()


async def _load_whole_tree(root: BaseState) -> None:
    """With Redis a tree is partial: what is not loaded would not be reset."""
    for state in _all_states(type(root)):
        await root.get_state(state)


def _all_states(state: type[BaseState]) -> list[type[BaseState]]:
    found = [state]
    for substate in state.get_substates():
        found.extend(_all_states(substate))
    return found
