"""The browser's time zone, told to a handler."""

import reflex as rx

_JSX = rx.asset("browser_zone.jsx", shared=True)


class BrowserZone(rx.Component):
    """Calls `on_zone(iana_name)` whenever `known` is not the browser's zone."""

    library = _JSX.importable_path
    tag = "BrowserZone"

    known: rx.Var[str]

    on_zone: rx.EventHandler[rx.event.passthrough_event_spec(str)]


browser_zone = BrowserZone.create
