"""What a room keeps: through a restart of the server, as pictures, and after the lesson."""

import base64
import contextlib
import os
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ops.environment import ROOT
from ops.running import RunningApp, free_port, server_settings, stop, wait_until_answering
from tests.browser.classroom_cast import (
    STUDENT,
    TEACHER,
    Cast,
    present_page,
    rectangle,
    seen,
    stroke,
    wait_for_same_scene,
    wait_until,
)
from tests.running_app import BY_COLOUR, OpenPages, axe
from tutorhub_app.data.engine import get_engine
from tutorhub_app.settings import get_settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

DROP_PICTURE = """async ([name, type, body]) => {
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], name, {type}));
    const at = {clientX: 600, clientY: 400, bubbles: true, cancelable: true};
    document.querySelector(".excalidraw").dispatchEvent(
        new DragEvent("drop", {dataTransfer: files, ...at}));
}"""
HAS_PNG = "() => Object.values(window.thBoard.getFiles())[0]?.mimeType === 'image/png'"
SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">
<path d="M0 0h40v30z"/></svg>"""


def png(side: int = 32) -> bytes:
    """A square of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    rows = (b"\x00" + b"\x40\x60\xe0" * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, body)
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


@pytest.fixture
def cast(app_database: str, open_page) -> Cast:
    return Cast(open_page)


@pytest.mark.parametrize(
    ("name", "kind", "picture"),
    [("photo.png", "image/png", png()), ("drawing.svg", "image/svg+xml", SVG)],
)
def test_a_picture_on_the_board_is_seen_by_the_others_and_by_who_comes_late(
    name: str, kind: str, picture: bytes, cast: Cast
):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    hers.evaluate(DROP_PICTURE, [name, kind, base64.b64encode(picture).decode()])
    wait_until(lambda: seen(his) == ["image"], "The picture's place did not arrive.")
    late = cast.inside(STUDENT, "Cleo")
    # A drawing may hold scripts: the others get it as dots.
    for page in (his, late):
        page.wait_for_function(HAS_PNG)


def test_a_lesson_that_was_held_is_played_back_with_what_was_said(cast: Cast):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    stroke(hers)
    rectangle(hers, 650, 450)
    wait_for_same_scene(hers, his, count=2)
    hers.get_by_role("textbox", name="Message").fill("Well done")
    hers.keyboard.press("Enter")
    hers.get_by_role("button", name="Add a page").click()
    wait_until(lambda: present_page(his) == "Page 2", "The page did not arrive.")
    stroke(hers)
    wait_for_same_scene(hers, his, count=1)
    for page in (hers, his):
        page.get_by_role("button", name="Leave").click()
        page.get_by_role("heading", name="Thank you for coming").wait_for()
    cast.wait_until_empty()
    cast.end()

    hers.goto(cast.address(TEACHER))
    expect(hers.get_by_text("This lesson is over.")).to_be_visible()
    expect(hers.get_by_text("Well done")).to_be_visible()
    there = hers.locator(".room-stays")
    expect(there).to_contain_text("Ana")
    expect(there).to_contain_text("Ben")
    slider = hers.get_by_role("slider", name="Time in the lesson")
    hers.wait_for_function("() => window.thBoard")
    wait_until(lambda: seen(hers) == ["freedraw"], "The end is not shown.")
    slider.focus()
    hers.keyboard.press("Home")
    wait_until(lambda: len(seen(hers)) <= 1, "The beginning is not shown.")
    hers.get_by_role("combobox", name="Page").select_option("Page 1")
    hers.keyboard.press("Tab")
    slider.focus()
    hers.keyboard.press("End")
    wait_until(lambda: sorted(seen(hers)) == ["freedraw", "rectangle"], "The page is not shown.")
    hers.keyboard.press("Home")
    hers.get_by_role("button", name="Play").click()
    wait_until(lambda: sorted(seen(hers)) == ["freedraw", "rectangle"], "It does not play.")
    for part in (".room-replay-bar", ".room-stays", ".room-chat-past"):
        axe(hers, within=part)
    hers.emulate_media(color_scheme="dark")
    hers.locator(".excalidraw.theme--dark").wait_for()
    axe(hers, within=".room-replay-bar", only=BY_COLOUR)

    his.goto(cast.address(STUDENT))
    expect(his.get_by_text("This lesson is over.")).to_be_visible()
    expect(his.get_by_role("heading", name="Who was there")).to_have_count(0)


class Server:
    """The real server on one folder and one port, to be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self._environment = server_settings(folder, free_port())
        port = int(self._environment["PORT"])
        self.app = RunningApp(
            url=f"http://127.0.0.1:{port}",
            port=port,
            pid=0,
            database_url=self._environment["DATABASE_URL"],
            folder=folder,
            log=folder / "server.log",
            health="/_health",
        )
        self._process = self._start()

    def restart(self) -> None:
        """As a crash would: it has no time to say goodbye, and neither have its workers."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        stop(self._process)

    def _start(self) -> subprocess.Popen[bytes]:
        with self.app.log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "ops.serve"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until_answering(self.app, process)
        return process


@pytest.fixture
def server(
    running_app: RunningApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """One of its own; `running_app` is asked for, so that the pages are built."""
    server = Server(tmp_path)
    monkeypatch.setenv("DATABASE_URL", server.app.database_url)
    monkeypatch.setenv("TUTORHUB_VAR_DIR", str(tmp_path))
    get_settings.cache_clear()
    get_engine.cache_clear()
    with contextlib.ExitStack() as leaving:
        leaving.callback(get_settings.cache_clear)
        leaving.callback(get_engine.cache_clear)
        leaving.callback(lambda: get_engine().dispose())
        leaving.callback(server.stop)
        yield server


def test_the_board_and_the_chat_survive_a_restart_of_the_server(
    server: Server, open_pages: OpenPages
):
    open_pages.base_url = server.app.url

    def open_page(**options) -> "Page":
        page = open_pages.open(**options)
        # The server is away for a while: that is the point.
        open_pages.faults[page].allow("net::ERR_")
        open_pages.faults[page].allow("WebSocket connection")
        return page

    cast = Cast(open_page)
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    stroke(hers)
    wait_for_same_scene(hers, his, count=1)
    hers.get_by_text("Saved", exact=True).wait_for()
    server.restart()
    stroke(his, 500, 450)
    wait_for_same_scene(hers, his, count=2)
    late = cast.inside(STUDENT, "Cleo")
    wait_for_same_scene(hers, his, late, count=2)
