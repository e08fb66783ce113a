"""A form that posts to one of our own APIs with fetch, for what must set or clear a cookie.

The fields never enter the reactive state, and a refusal keeps what was typed.
"""

from typing import Any

import reflex as rx

_JSX = rx.asset("fetch_form.jsx", shared=True)


def _refused(
    sentence: rx.Var[str], fields: rx.Var[dict[str, str]]
) -> tuple[rx.Var[str], rx.Var[dict[str, str]]]:
    return (sentence, fields)


class FetchForm(rx.Component):
    """Posts its named inputs, and `fixed`, as JSON to `action`; on success loads `next` whole, as
    soon as it is known: "" while it is not.

    `on_refused` gets a sentence and a sentence for each wrong field; `on_edited` the name of a
    wrong field that is being mended.
    """

    library = _JSX.importable_path
    tag = "FetchForm"

    action: rx.Var[str]
    next: rx.Var[str]
    fixed: rx.Var[dict[str, Any]]

    on_refused: rx.EventHandler[_refused]
    on_edited: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def fetch_form(*children: Any, next: rx.Var[str], **props: Any) -> rx.Component:
    """`next` may go by the page's address, which the state hears of after the form is shown."""
    known = rx.cond(rx.State.is_hydrated, next, "")
    return FetchForm.create(*children, next=known, **props)
