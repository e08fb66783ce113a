"""A countdown, kept in the browser: the server need not push each second."""

import reflex as rx

_JSX = rx.asset("countdown.jsx", shared=True)


class Countdown(rx.Component):
    """Counts down to `until` (ISO) when it is less than a day off; before that, shows `text`."""

    library = _JSX.importable_path
    tag = "Countdown"

    until: rx.Var[str]
    text: rx.Var[str]


countdown = Countdown.create
