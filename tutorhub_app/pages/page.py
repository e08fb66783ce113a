"""What a page is: its pattern, component, title and what loads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx


@dataclass(frozen=True)
class Page:
    """`title` says what the page is; the app's name is put behind it. `on_load` are handlers, run
    in order each time the page is entered."""

    route: str
    component: Callable[[], rx.Component]
    title: str
    on_load: tuple[Any, ...] = ()
