"""Takes the pictures of README.md anew, from the running app with fresh demo data."""

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from ops import chromium
from ops.build import ensure_site
from ops.environment import ROOT
from ops.running import serving
from tutorhub_app import routes
from tutorhub_app.services import demo_accounts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

IMAGES = ROOT / "docs" / "images"
SCALE = 1.5
COLOURS = 128
LARGEST_FILE = 250_000
DESK: "ViewportSize" = {"width": 1280, "height": 800}
PHONE: "ViewportSize" = {"width": 390, "height": 780}
PARABOLA = [(420 + x, 250 + (x - 170) ** 2 // 110) for x in range(0, 341, 5)]
DRAWING = (
    ("arrow", [(380, 480), (830, 480)]),
    ("arrow", [(590, 620), (590, 190)]),
    ("freedraw", [(x, 730 - y) for x, y in PARABOLA]),
)
IS_COMPLETE = """() => {
    const main = document.querySelector(".th-shell main, main.room");
    return main?.querySelector("h1") && !main.querySelector("[aria-busy=true]")
        && [...document.images].every(image => image.complete)
        && document.fonts.status === "loaded";
}"""


def pick_a_day(page: "Page") -> None:
    """From a tutor whose student this is to the times of a pack's first free day."""
    page.get_by_role("link", name="Clara Neumann").click()
    page.get_by_role("link", name="Book a lesson").first.click()
    page.get_by_role("region", name="Time").wait_for()


def show_next_week(page: "Page") -> None:
    """The next week is a whole one, whatever day it is today."""
    page.locator(".wc-grid:not(.wc-measuring)").wait_for()
    page.get_by_role("button", name="Next week").click()
    page.locator(".wc-event.wc-lesson").first.wait_for()


def open_the_room(page: "Page") -> None:
    """Into the room of the next online lesson, where something is drawn."""
    online = page.get_by_role("listitem").filter(has_text="Online").first
    online.get_by_role("link").first.click()
    page.get_by_role("link", name="Go in and prepare the board").click()
    page.get_by_role("button", name="Join the lesson").click()
    page.wait_for_function("() => window.thBoard && !window.thBoard.getAppState().isLoading")
    for tool, points in DRAWING:
        page.evaluate("type => window.thBoard.setActiveTool({type})", tool)
        (x, y), *rest = points
        page.mouse.move(x, y)
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(x, y)
        page.mouse.up()
    page.evaluate("() => window.thBoard.setActiveTool({type: 'hand'})")
    chat = page.get_by_role("textbox", name="Message")
    chat.fill("Where does the curve cross the axis?")
    chat.press("Enter")
    page.get_by_role("log").get_by_text("Where does").wait_for()


@dataclass(frozen=True)
class Shot:
    """One picture: whose page, its address, and what is done on it first."""

    name: str
    email: str
    address: str
    prepare: Callable[["Page"], None] | None = None
    on_phone: bool = False


SHOTS = (
    Shot("booking", demo_accounts.STUDENT, routes.TUTORS, pick_a_day),
    Shot("calendar", demo_accounts.TUTOR, routes.CALENDAR, show_next_week),
    Shot("tutors", demo_accounts.STUDENT, routes.TUTORS),
    Shot("home", demo_accounts.STUDENT, routes.HOME),
    Shot("classroom", demo_accounts.TUTOR, routes.LESSONS, open_the_room),
    Shot("phone", demo_accounts.STUDENT, routes.LESSONS, on_phone=True),
)


def main() -> int:
    from playwright.sync_api import sync_playwright

    ensure_site()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as app,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.ensure(), args=list(chromium.LAUNCH_ARGUMENTS)
        )
        for shot in SHOTS:
            file = IMAGES / f"{shot.name}.png"
            file.write_bytes(smaller(taken(browser, app.url, shot)))
            print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB", flush=True)
    too_large = [shot.name for shot in SHOTS if _size(shot) > LARGEST_FILE]
    if too_large:
        print(f"Larger than {LARGEST_FILE // 1000} kB: {', '.join(too_large)}", file=sys.stderr)
    return 1 if too_large else 0


def taken(browser: "Browser", url: str, shot: Shot) -> bytes:
    """The picture as PNG, of a fresh browser profile signed in as the shot's person."""
    context = browser.new_context(
        base_url=url,
        viewport=PHONE if shot.on_phone else DESK,
        is_mobile=shot.on_phone,
        device_scale_factor=SCALE,
        color_scheme="dark" if shot.on_phone else "light",
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    body = {"username": shot.email, "password": demo_accounts.PASSWORD}
    answer = context.request.post("/auth-api/login", data=body)
    assert answer.ok, answer.text()
    page = context.new_page()
    page.goto(shot.address)
    page.wait_for_function(IS_COMPLETE)
    if shot.prepare:
        shot.prepare(page)
        page.wait_for_function(IS_COMPLETE)
    page.mouse.move(0, 0)
    picture = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return picture


def smaller(picture: bytes) -> bytes:
    """The same picture with fewer colours."""
    with Image.open(io.BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def _size(shot: Shot) -> int:
    return (IMAGES / f"{shot.name}.png").stat().st_size


if __name__ == "__main__":
    sys.exit(main())
