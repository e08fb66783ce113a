"""Measures what people wait for: the start, the weight of pages, answers under load, services,
the lists of administrators, the rooms of online lessons.

Prints a table; nothing is compared with a limit, since machines differ.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ops import chromium
from ops.build import BuildFailed, ensure_site
from ops.environment import ROOT
from ops.load import load
from ops.running import RunningApp, server_settings, serving
from tutorhub_app import routes
from tutorhub_app.services import demo

if TYPE_CHECKING:
    from playwright.sync_api import Request

PAGES = (routes.SIGN_IN,)
FIRST_PAINT = """() => new Promise(resolve => new PerformanceObserver((list, observer) => {
    const [paint] = list.getEntriesByName("first-contentful-paint");
    if (paint) { observer.disconnect(); resolve(paint.startTime); }
}).observe({type: "paint", buffered: true}))"""
READS = (f"{routes.SIGN_IN}/", "/auth-api/currentuser")


def main() -> int:
    try:
        ensure_site()
    except BuildFailed as failure:
        raise SystemExit(str(failure)) from None
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with serving(Path(folder) / "first"):
            show("first start, filling the demo", f"{time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        with serving(Path(folder) / "first") as app:
            show("second start", f"{time.perf_counter() - started:.1f} s")
            for line in page_weights(app):
                show(*line)
            for line in reads(app):
                show(*line)
        subprocess.run(
            [sys.executable, "-m", "ops.bench_services"],
            cwd=ROOT,
            env=server_settings(Path(folder) / "first", app.port),
            check=True,
        )
    subprocess.run([sys.executable, "-m", "ops.bench_lists"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "ops.bench_api"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "ops.bench_rooms"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "ops.bench_board"], cwd=ROOT, check=True)
    return 0


def show(what: str, measured: str) -> None:
    print(f"  {what:<44} {measured}", flush=True)


def page_weights(app: RunningApp) -> Iterator[tuple[str, str]]:
    """What a browser with an empty cache loads for a page, compressed, and until it shows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=list(chromium.LAUNCH_ARGUMENTS)
        )
        for path in PAGES:
            page = browser.new_context().new_page()
            weights: dict[str, int] = {}
            page.on("requestfinished", partial(_weigh, weights))
            page.goto(f"{app.url}{path}", wait_until="networkidle")
            shown = page.evaluate(FIRST_PAINT)
            kilobytes = sum(weights.values()) / 1000
            text = f"{kilobytes:.0f} kB in {len(weights)} files, first paint {shown:.0f} ms"
            yield f"page {path}", text
        browser.close()


def _weigh(weights: dict[str, int], request: "Request") -> None:
    weights[request.url] = request.sizes()["responseBodySize"]


def reads(app: RunningApp) -> Iterator[tuple[str, str]]:
    cookie = sign_in(app)
    for path in READS:
        answers = load(f"{app.url}{path}", cookie=cookie)
        if answers.statuses != {200}:
            raise SystemExit(f"GET {path} was answered {sorted(answers.statuses)}.")
        yield (
            f"GET {path}",
            f"{answers.per_second:.0f}/s, median {answers.median:.1f} ms, "
            f"99 % within {answers.p99:.1f} ms",
        )


def sign_in(app: RunningApp) -> str:
    """The cookie of the demo student."""
    body = json.dumps({"username": demo.ACCOUNTS[0], "password": demo.PASSWORD}).encode()
    request = urllib.request.Request(
        f"{app.url}/auth-api/login", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        cookie: str = answer.headers["Set-Cookie"]
    return cookie.partition(";")[0]


if __name__ == "__main__":
    sys.exit(main())
