"""One build serves any port, host name and scheme: the pages talk to where they came from."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.tls_proxy import https_in_front_of
from tutorhub_app import routes


def open_and_hear_from_the_server(page, url: str) -> str:
    """The address of the page's own socket, once the server has spoken on it."""
    heard: list[str] = []

    def listen(socket) -> None:
        def note(frame: str | bytes) -> None:
            if "event" in str(frame):
                heard.append(socket.url)

        socket.on("framereceived", note)

    # From its opening on: the server may have said all before the page has loaded.
    page.on("websocket", listen)
    page.goto(url)
    while not heard:
        page.wait_for_timeout(20)
    return heard[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "lessons.test"])
def test_a_page_talks_to_the_host_it_came_from(running_app, open_page, host: str):
    origin = f"http://{host}:{running_app.port}"
    address = urlsplit(open_and_hear_from_the_server(open_page(), f"{origin}{routes.SIGN_IN}"))
    assert (address.scheme, address.netloc) == ("ws", f"{host}:{running_app.port}")


@pytest.mark.parametrize("host", ["localhost", "lessons.test"])
def test_a_page_behind_https_talks_securely_to_the_proxy(
    running_app, open_page, tmp_path: Path, host: str
):
    with https_in_front_of(running_app.port, tmp_path) as port:
        page = open_page(ignore_https_errors=True)
        address = urlsplit(
            open_and_hear_from_the_server(page, f"https://{host}:{port}{routes.SIGN_IN}")
        )
        page.context.close()
    assert (address.scheme, address.netloc) == ("wss", f"{host}:{port}")
