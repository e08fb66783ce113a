"""Closing what is open when its page is left."""

import reflex as rx

_JSX = rx.asset("close_on_leave.jsx", shared=True)


class CloseOnLeave(rx.Component):
    """Beside a dialog that state opens: whoever comes back to the page finds it closed."""

    library = _JSX.importable_path
    tag = "CloseOnLeave"

    open: rx.Var[bool]
    on_leave: rx.EventHandler[rx.event.no_args_event_spec]


close_on_leave = CloseOnLeave.create
