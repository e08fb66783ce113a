"""What must hold for each handler and each state of the app, also for those written later."""

import ast
import dataclasses
import inspect
import textwrap
from typing import Any, get_args, get_type_hints

import pytest
from reflex.istate.storage import ClientStorageBase
from reflex.state import BaseState
from sqlmodel import SQLModel

from tests.states.registry import all_handlers, is_background, our_handlers, our_states
from tutorhub_app.states.permits import permit_of

# What Reflex registers by itself. The guard lets some through, by name; see test_guard.py.
REFLEX_S_OWN = {
    "State.hydrate",
    "State.hydrate_and_load",
    "State.set_is_hydrated",
    "OnLoadInternalState.on_load_internal",
    "OnLoadInternalState.set_is_hydrated",
    "UpdateVarsInternalState.update_vars_internal",
    "FrontendEventExceptionState.handle_frontend_exception",
}


def test_there_are_handlers_to_look_at():
    assert len(our_handlers()) > 10
    assert len(our_states()) > 3


@pytest.mark.parametrize("name", our_handlers())
def test_each_handler_of_ours_says_who_may_call_it(name: str):
    permit = permit_of(name)
    assert permit is not None, "Put @allow(...) under @rx.event, or begin the name with _"
    assert permit.roles or permit.permissions


@pytest.mark.parametrize("name", our_handlers())
def test_each_handler_of_ours_names_the_types_of_its_arguments(name: str):
    permit = permit_of(name)
    assert permit is not None
    for argument, field in permit.arguments.model_fields.items():
        assert field.annotation is not Any, f"{argument} may be anything"


@pytest.mark.parametrize("name", sorted(set(all_handlers()) - set(our_handlers())))
def test_handlers_of_reflex_have_no_permit_and_are_those_we_know(name: str):
    assert permit_of(name) is None
    own_name = all_handlers()[name].__qualname__
    assert own_name in REFLEX_S_OWN or own_name.endswith(".setvar")


@pytest.mark.parametrize("name", [name for name in our_handlers() if is_background(name)])
def test_a_background_handler_only_reads_and_yields(name: str):
    """The guard looks at an event when it begins. A background one may outlive what it allowed:
    so it changes no state and calls no service, but yields ordinary handlers, which are guarded
    each time.
    """
    source = textwrap.dedent(inspect.getsource(our_handlers()[name]))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                base = target
                while isinstance(base, ast.Attribute | ast.Subscript):
                    base = base.value
                own = isinstance(base, ast.Name) and base.id == "self" and base is not target
                assert not own, f"line {node.lineno} changes the state"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("run", "call"), f"line {node.lineno} calls a service"


@pytest.mark.parametrize("state", our_states(), ids=lambda state: state.__name__)
def test_no_state_has_vars_that_the_browser_stores(state: type[BaseState]):
    """The guard drops what a browser sends of them, for it chooses their names itself."""
    for name, field in state.__fields__.items():
        assert not isinstance(field.default_value(), ClientStorageBase), name


@pytest.mark.parametrize("state", our_states(), ids=lambda state: state.__name__)
def test_no_state_holds_rows_of_the_database(state: type[BaseState]):
    """A row in a var reaches the browser whole, a password's hash, too."""
    for name, kind in inspect.get_annotations(state, eval_str=True).items():
        assert not _mentions_a_row(kind, set()), name


def _mentions_a_row(kind: Any, seen: set[Any]) -> bool:
    if isinstance(kind, type):
        if issubclass(kind, SQLModel):
            return True
        if dataclasses.is_dataclass(kind) and kind not in seen:
            seen.add(kind)
            return any(_mentions_a_row(hint, seen) for hint in get_type_hints(kind).values())
    return any(_mentions_a_row(part, seen) for part in get_args(kind))
