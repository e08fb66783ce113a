"""Leaving for a page that must be loaded whole, with a new handshake of its socket.

Reflex's own `rx.redirect` stays within the page, or opens a new tab.
"""

import reflex as rx

_JSX = rx.asset("whole_load.jsx", shared=True)


class WholeLoad(rx.Component):
    """Loads `path` as soon as it is not empty."""

    library = _JSX.importable_path
    tag = "WholeLoad"

    path: rx.Var[str]


whole_load = WholeLoad.create
