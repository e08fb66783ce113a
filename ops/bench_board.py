"""Measures a stroke's way from one browser's board to the other's, beside the round trip of a
socket to the same server in the same run. Alone: `.venv/bin/python -m ops.bench_board`.
"""

import os
import sys
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from ops import chromium
from ops.bench_rooms import Doors, make_lessons, show_times
from ops.build import ensure_site
from ops.running import RunningApp, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STROKES = 40
STEPS = 12
PINGS = 200
IS_READY = "() => window.thBoard && !window.thBoard.getAppState().isLoading"
# When each state of each stroke was first on this page's board: both pages have one clock.
NOTE_STATES = """() => {
    window.states = {};
    window.thBoard.onChange(elements => {
        const now = performance.timeOrigin + performance.now();
        for (const {id, version} of elements) window.states[`${id} ${version}`] ??= now;
    });
}"""
USE_PENCIL = "() => window.thBoard.setActiveTool({type: 'freedraw'})"
# One ping after the other, on a socket of somebody who is in the room, too.
ROUND_TRIPS = """([body, count]) => new Promise(async (resolve, reject) => {
    const headers = {"Content-Type": "application/json"};
    const answer = await fetch("/classroom/enter",
        {method: "POST", headers, body: JSON.stringify(body)});
    const {ticket} = await answer.json();
    const times = [];
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/classroom/socket`);
    const ping = () => socket.send(JSON.stringify({type: "ping", t: performance.now()}));
    socket.onerror = reject;
    socket.onopen = () => socket.send(JSON.stringify({type: "hello", ticket}));
    socket.onmessage = ({data}) => {
        const message = JSON.parse(data);
        if (message.type === "pong") times.push(performance.now() - message.t);
        if (times.length === count) { socket.close(); resolve(times); }
        else if (["welcome", "pong"].includes(message.type)) setTimeout(ping, 10);
    };
})"""


def main() -> int:
    from playwright.sync_api import sync_playwright

    ensure_site()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as app,
        sync_playwright() as playwright,
    ):
        os.environ |= {"DATABASE_URL": app.database_url, "TUTORHUB_VAR_DIR": folder}
        browser = playwright.chromium.launch(
            executable_path=chromium.ensure(), args=list(chromium.LAUNCH_ARGUMENTS)
        )
        measure(browser, app, make_lessons(1)[0])
        browser.close()
    return 0


def measure(browser: "Browser", app: RunningApp, doors: Doors) -> None:
    hers = enter(browser, app, f"/board/?token={doors.teacher_token}", "Ana")
    his = enter(browser, app, f"/lessons/{doors.student_slug}", "Ben")
    body = {"door": "student", "token": doors.student_slug, "name": "Cleo"}
    asked = [body | {"participant": str(uuid.uuid4())}, PINGS]
    for page in (hers, his):
        page.evaluate(NOTE_STATES)
    hers.evaluate(USE_PENCIL)
    for number in range(STROKES):
        draw(hers, 380 + number % 8 * 60, 230 + number // 8 * 60)
    his.wait_for_function(
        "count => window.thBoard.getSceneElements().length === count", arg=STROKES
    )
    drawn, seen = (page.evaluate("() => window.states") for page in (hers, his))
    ways = [seen[state] - drawn[state] for state in seen if state in drawn]
    show_times("a stroke from one browser to the other", ways)
    show_times("the round trip of a browser's socket", his.evaluate(ROUND_TRIPS, asked))


def enter(browser: "Browser", app: RunningApp, address: str, name: str) -> "Page":
    context = browser.new_context(base_url=app.url, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join the lesson").click()
    page.wait_for_function(IS_READY)
    return page


def draw(page: "Page", x: int, y: int) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, STEPS + 1):
        page.mouse.move(x + step * 4, y + step * 2)
        page.wait_for_timeout(15)
    page.mouse.up()


if __name__ == "__main__":
    sys.exit(main())
