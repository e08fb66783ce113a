"""What components take (text, flags, events, lists), and how they tell whether it is there."""

from typing import Any

import reflex as rx

Text = str | rx.Var[str]
"""Plain text, or a Var that holds it at run time."""

Flag = bool | rx.Var[bool]
"""A truth, or a Var that holds it at run time."""

Event = Any
"""What Reflex takes as an event handler: a state's method, an EventSpec, or a list of them."""

Items = Any
"""A list, or a Var that holds one."""


def given(content: Any) -> bool:
    """Whether there is anything to show. A Var counts: its value is known only at run time."""
    return not isinstance(content, str) or bool(content)


def when(
    condition: Any, shown: rx.Component, otherwise: rx.Component | None = None
) -> rx.Component:
    """`shown` while `condition` is true; decided at run time for a Var, now for anything else."""
    other = otherwise if otherwise is not None else rx.fragment()
    if isinstance(condition, rx.Var):
        return rx.cond(condition, shown, other)
    return shown if condition else other


def holds(items: Items, wanted: str) -> Any:
    """Whether it is among the items; a Var when they are one."""
    return items.to(list).contains(wanted) if isinstance(items, rx.Var) else wanted in items
