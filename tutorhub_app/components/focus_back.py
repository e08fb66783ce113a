"""The focus's way back out of a dialog."""

import reflex as rx

_JSX = rx.asset("focus_back.jsx", shared=True)


class FocusBack(rx.Component):
    """Inside a dialog: when it closes, the focus returns to where it was before."""

    library = _JSX.importable_path
    tag = "FocusBack"


focus_back = FocusBack.create
