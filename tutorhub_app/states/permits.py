"""Who may call an event handler, and with which arguments. Without a permit it is refused."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model
from reflex_base.registry import RegistrationContext

from tutorhub_app.domain.accounts import Role

SIGNED_IN = (Role.STUDENT, Role.TUTOR, Role.ADMIN)
ANYONE = (*SIGNED_IN, None)

H = TypeVar("H", bound=Callable[..., Any])


@dataclass(frozen=True)
class Permit:
    """Which roles (`None` for nobody) may call a handler, and its arguments' types."""

    roles: frozenset[Role | None]
    handler: Callable[..., Any]

    @functools.cached_property
    def arguments(self) -> type[BaseModel]:
        """A strict model of the handler's arguments; unknown ones are refused.

        TypeError when an argument has no type.
        """
        hints = get_type_hints(self.handler)
        fields: dict[str, Any] = {}
        for name, parameter in list(signature(self.handler).parameters.items())[1:]:
            if name not in hints:
                raise TypeError(f"{self.handler.__qualname__}: {name} needs a type")
            default = ... if parameter.default is Parameter.empty else parameter.default
            fields[name] = (hints[name], default)
        return create_model(
            self.handler.__qualname__,
            __config__=ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=False),
            **fields,
        )

    def checked(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The arguments of an event; pydantic's ValidationError when they are not the handler's."""
        arguments = self.arguments.model_validate(payload)
        return {name: getattr(arguments, name) for name in type(arguments).model_fields}


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
