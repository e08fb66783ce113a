"""Moving the focus to what changed, after it is drawn.

Reflex's own `rx.set_focus` runs before the change it came with is on the page.
"""

import reflex as rx

_JSX = rx.asset("focus_to.jsx", shared=True)


class FocusTo(rx.Component):
    """Focuses the element whose id is `target` each time `count` changes."""

    library = _JSX.importable_path
    tag = "FocusTo"

    target: rx.Var[str]
    count: rx.Var[int]


focus_to = FocusTo.create
