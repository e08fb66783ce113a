"""A page's connection to the server, to be broken; the page comes back by itself."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute


class Connection:
    """Of a page that has not been opened yet."""

    def __init__(self, page: "Page") -> None:
        self._page = page
        self._made: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/_event/"), self._connect)

    def drop(self) -> None:
        """Break it, and wait until the page is back and its handlers have loaded it again."""
        before = len(self._made)
        self._made[-1].close()
        while len(self._made) == before:
            self._page.wait_for_timeout(50)
        # Nothing on the page tells of it: what is to stay stays.
        self._page.wait_for_timeout(1500)

    def _connect(self, route: "WebSocketRoute") -> None:
        route.connect_to_server()
        self._made.append(route)
