"""Who may call an event handler, and with which arguments. Without a permit it is refused."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model
from reflex_base.registry import RegistrationContext

from tutorhub_app.domain import policy
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.permissions import Permission

SIGNED_IN = (Role.STUDENT, Role.TUTOR, Role.ADMIN)
ANYONE = (*SIGNED_IN, None)

H = TypeVar("H", bound=Callable[..., Any])


@dataclass(frozen=True)
class Permit:
    """Who may call a handler: these roles (`None` for nobody), and whoever has one of these
    permissions; and its arguments' types."""

    roles: frozenset[Role | None]
    permissions: frozenset[Permission]
    handler: Callable[..., Any]

    def opens_to(self, asking: Principal | None) -> bool:
        role = asking.role if asking else None
        return role in self.roles or any(
            policy.has_anywhere(asking, permission) for permission in self.permissions
        )

    @property
    def denial(self) -> str:
        """What somebody is told who lacks the permission; "" where roles alone decide."""
        return next((policy.RULES[each].denial for each in sorted(self.permissions)), "")

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


def allow(*who: Role | Permission | None) -> Callable[[H], H]:
    """Let these roles, and whoever has one of these permissions, call the handler:
    `@allow(*SIGNED_IN)`, `@allow(*ANYONE)`, `@allow(Permission.USER_MANAGE)`. Stands under
    `@rx.event`. Every argument needs a type.

    A permission opens the handlers of a page to those who have it in general or on some object;
    what may be done on a row, the services decide.
    """
    permissions = frozenset(each for each in who if isinstance(each, Permission))
    roles = frozenset(each for each in who if not isinstance(each, Permission))

    def register(handler: H) -> H:
        handler.__permit__ = Permit(roles, permissions, handler)
        return handler

    return register


def permit_of(event_name: str) -> Permit | None:
    """The permit of a registered event name; None is a refusal."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return getattr(registered.handler.fn, "__permit__", None) if registered else None
