"""Every event handler of the app, whoever wrote it: for tests that walk them all."""

from collections.abc import Callable
from typing import Any

from reflex.state import BaseState, State
from reflex_base.registry import RegistrationContext

import tutorhub_app.tutorhub_app  # noqa: F401 - registers all states and pages
from tutorhub_app.domain.accounts import Principal, Role

OURS = "tutorhub_app"


def all_handlers() -> dict[str, Callable[..., Any]]:
    """Event name -> function. States that tests make for themselves are left out."""
    registered = RegistrationContext.get().event_handlers
    found = {name: entry.handler.fn for name, entry in sorted(registered.items())}
    return {name: fn for name, fn in found.items() if "tests___" not in name}


def our_handlers() -> dict[str, Callable[..., Any]]:
    """Those written in this project."""
    return {name: fn for name, fn in all_handlers().items() if fn.__module__.startswith(OURS)}


def our_states() -> list[type[BaseState]]:
    """Every State class of this project."""
    return [state for state in _below(State) if state.__module__.startswith(OURS)]


def somebody(role: Role | None) -> Principal | None:
    """One of that role to whom nothing was granted or denied; None is nobody."""
    if role is None:
        return None
    return Principal("", "", role, email="", fullname="", time_zone="UTC")


def is_background(name: str) -> bool:
    return bool(RegistrationContext.get().event_handlers[name].handler.is_background)


def _below(state: type[BaseState]) -> list[type[BaseState]]:
    found = []
    for substate in sorted(state.get_substates(), key=lambda s: s.get_full_name()):
        found += [substate, *_below(substate)]
    return found
