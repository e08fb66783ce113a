"""Finds a Chromium for the browser tests; `make test` installs one where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Any name under .test is this machine, to see the app under other host names.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
)


def find() -> str | None:
    """The path of a browser on this machine; `CHROMIUM` decides when it is set."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    for name in ON_PATH:
        if path := shutil.which(name):
            return path
    candidates = [*ON_MAC, _of_playwright()]
    return next((path for path in candidates if Path(path).exists()), None)


def ensure() -> str:
    """The path of a browser that starts; installs one if need be, or exits saying what to do."""
    if path := find():
        return path
    for what, install in _ways_to_install():
        print(f"No Chromium found. {what}", flush=True)
        install()
        if (path := find()) and _starts(path):
            return path
    sys.exit(
        "The browser tests need Chromium, and it could not be installed here. "
        "Install Chromium or Chrome, or name one: make test CHROMIUM=/path/to/chrome"
    )


def _ways_to_install() -> Iterator[tuple[str, Callable[[], None]]]:
    may_use_apt = shutil.which("apt-get") is not None and os.geteuid() == 0
    yield "Asking Playwright for its own.", lambda: _run(*_playwright("install", "chromium"))
    if may_use_apt:
        yield "Installing the system's package.", _apt_get_chromium
        yield (
            "Installing the libraries that Playwright's needs.",
            lambda: _run(*_playwright("install-deps", "chromium")),
        )


def _apt_get_chromium() -> None:
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def _playwright(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "playwright", *arguments)


def _run(*command: str) -> None:
    """Whether it worked is seen by whether a browser starts afterwards."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)


def _of_playwright() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(executable_path=path, args=LAUNCH_ARGUMENTS).close()
        except Error:
            return False
    return True


if __name__ == "__main__":
    ensure()
