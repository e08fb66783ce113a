"""Who may call which event handler. Default deny: a handler without `@allow` is refused.

Every public callable of a State can be called by any browser, with arguments of any type; client
tokens and on_load checks prove nothing. So this middleware runs before every event: it resolves
who is asking from the cookie of the socket's handshake, empties the state tree when it was built
for somebody else, and looks the handler up.
"""

import functools
import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from inspect import Parameter, signature
from typing import Any, TypeVar, get_type_hints

import reflex as rx
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from reflex.middleware import Middleware
from reflex.state import BaseState, OnLoadInternalState, State, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from tutorhub_app import routes
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import TooManyAttempts
from tutorhub_app.services import accounts, throttle
from tutorhub_app.services.tokens import COOKIE
from tutorhub_app.settings import get_settings

logger = logging.getLogger(__name__)

SIGNED_IN = (Role.STUDENT, Role.TUTOR, Role.ADMIN)
ANYONE = (*SIGNED_IN, None)

H = TypeVar("H", bound=Callable[..., Any])

_current: ContextVar[Principal | None] = ContextVar("principal", default=None)


def principal() -> Principal | None:
    """Who is asking in the event under way."""
    return _current.get()


@dataclass(frozen=True)
class Permit:
    """Which roles (`None` for nobody) may call a handler, and its arguments' types."""

    roles: frozenset[Role | None]
    handler: Callable[..., Any]

    @functools.cached_property
    def arguments(self) -> type[BaseModel]:
        """A strict model of the handler's arguments; unknown ones are refused."""
        hints = get_type_hints(self.handler)
        fields: dict[str, Any] = {}
        for name, parameter in list(signature(self.handler).parameters.items())[1:]:
            default = ... if parameter.default is Parameter.empty else parameter.default
            fields[name] = (hints[name], default)
        return create_model(
            self.handler.__qualname__,
            __config__=ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=False),
            **fields,
        )


def allow(*roles: Role | None) -> Callable[[H], H]:
    """Let these roles call the handler: `@allow(Role.TUTOR)`, `@allow(*SIGNED_IN)`,
    `@allow(*ANYONE)`. Stands under `@rx.event`. Every argument needs a type.
    """

    def register(handler: H) -> H:
        handler.__permit__ = Permit(frozenset(roles), handler)
        return handler

    return register


def permit_of(event_name: str) -> Permit | None:
    """The permit of a registered event name; None is a refusal."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return getattr(registered.handler.fn, "__permit__", None) if registered else None


def _name(state: type[BaseState], handler: str) -> str:
    return format_event_handler(state.event_handlers[handler])


@functools.lru_cache
def _framework_events() -> frozenset[str]:
    """Reflex's own events that a page can not do without."""
    return frozenset(
        {
            _name(State, "hydrate"),
            _name(State, "hydrate_and_load"),
            _name(State, "set_is_hydrated"),
            _name(OnLoadInternalState, "on_load_internal"),
            _name(OnLoadInternalState, "set_is_hydrated"),
        }
    )


@functools.lru_cache
def _hydrate_events() -> frozenset[str]:
    return frozenset({_name(State, "hydrate"), _name(State, "hydrate_and_load")})


class IdentityState(rx.State):
    """Whose session a state tree was built for. The root of all our states."""

    _session_id: str = ""

    def _show(self, asking: Principal | None) -> None:
        """Told before every event who is asking, to show it on the page."""


class Guard(Middleware):
    """Refuses every event that its sender may not cause."""

    def __init__(self, identity: type[IdentityState]) -> None:
        self._identity = identity

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        root = state._get_root_state()
        try:
            _count_event(root)
        except TooManyAttempts:
            logger.warning("too many events: refused %s", event.name)
            return StateUpdate()
        asking = await accounts.principal_of_token(_token(root))
        _current.set(asking)
        identity = await root.get_state(self._identity)
        owner = asking.session_id if asking else ""
        if identity._session_id != owner:
            await _load_whole_tree(root)
            root.reset()
            identity._session_id = owner
            if event.name not in _hydrate_events():
                return _go(_path(root), whole=True)
        identity._show(asking)
        if event.name in _framework_events():
            # These values set client-storage vars, whose names the client chooses.
            event.payload.pop("vars", None)
            return None
        return _refusal(event, root, asking)


def _refusal(event: Event, root: BaseState, asking: Principal | None) -> StateUpdate | None:
    permit = permit_of(event.name)
    if permit is None:
        logger.warning("refused %s: not open to browsers", event.name)
        return StateUpdate()
    if (asking.role if asking else None) not in permit.roles:
        logger.info("refused %s: not for %s", event.name, asking.role if asking else "nobody")
        return _go(routes.HOME if asking else routes.sign_in(_path(root)), whole=asking is None)
    try:
        arguments = permit.arguments.model_validate(event.payload)
    except ValidationError:
        logger.warning("refused %s: arguments of other names or types", event.name)
        return StateUpdate()
    event.payload.clear()
    event.payload.update({name: getattr(arguments, name) for name in type(arguments).model_fields})
    return None


def _token(root: BaseState) -> str | None:
    """The session token in the cookies of the socket's handshake."""
    headers = root.router_data.get("headers") or {}
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _path(root: BaseState) -> str:
    """The address the page was loaded from, with its query."""
    path = str(root.router_data.get("asPath") or routes.INDEX)
    return path if routes.is_local(path) else routes.INDEX


def _count_event(root: BaseState) -> None:
    client = str(root.router_data.get("token", ""))
    throttle.use(get_settings().events_per_session, "events", client)


def _go(path: str, *, whole: bool) -> StateUpdate:
    """Send the browser to `path`; `whole` loads the page anew, with a new handshake."""
    return StateUpdate(events=Event.from_event_type(rx.redirect(path, is_external=whole)))


async def _load_whole_tree(root: BaseState) -> None:
    """With Redis a tree is partial: what is not loaded would not be reset."""
    for state in _all_states(type(root)):
        await root.get_state(state)


def _all_states(state: type[BaseState]) -> list[type[BaseState]]:
    found = [state]
    for substate in state.get_substates():
        found.extend(_all_states(substate))
    return found
