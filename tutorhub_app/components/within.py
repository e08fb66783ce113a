"""What is shown for a while only: it comes and goes by the browser's clock, without a reload."""

import reflex as rx

_JSX = rx.asset("within.jsx", shared=True)


class Within(rx.Component):
    """Shows its children from `since` to `until`, both ISO instants; nothing where they are ""."""

    library = _JSX.importable_path
    tag = "Within"

    since: rx.Var[str]
    until: rx.Var[str]


within = Within.create
