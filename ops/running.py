"""Runs the real server on data of its own: for the tests and the measurements."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.build import ensure_site
from ops.environment import ROOT

SECONDS_TO_START = 120
SECONDS_TO_STOP = 20


@dataclass(frozen=True)
class RunningApp:
    """A server that answers. `url` has no slash at its end; `health` is the path to ask."""

    url: str
    port: int
    pid: int
    database_url: str
    folder: Path
    log: Path
    health: str


@contextlib.contextmanager
def serving(folder: Path, **environment: str) -> Iterator[RunningApp]:
    """Run the app on a free port with its data in `folder`; ends it, and all it started, by pid.

    `environment` adds to or replaces the server's settings, such as TUTORHUB_RATE_LIMITS="on".
    Raises AssertionError with the server's log when it does not start.
    """
    # Here, since the time a server is given to start would not suffice to build.
    ensure_site()
    with _serving("ops.serve", folder, "/_health", environment) as app:
        yield app


@contextlib.contextmanager
def serving_api(folder: Path, **environment: str) -> Iterator[RunningApp]:
    """Run the APIs alone, as `make api` does, likewise."""
    with _serving("ops.serve_api", folder, "/health", environment) as app:
        yield app


@contextlib.contextmanager
def serving_bench(folder: Path, **environment: str) -> Iterator[RunningApp]:
    """Run the APIs alone with a bare route beside them, on the data that is in `folder` already."""
    with _serving("ops.bench_app", folder, "/health", environment) as app:
        yield app


@contextlib.contextmanager
def _serving(
    module: str, folder: Path, health: str, environment: Mapping[str, str]
) -> Iterator[RunningApp]:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = folder / f"{module}.log"
    settings = server_settings(folder, port) | dict(environment)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    app = RunningApp(
        url=f"http://127.0.0.1:{port}",
        port=port,
        pid=process.pid,
        database_url=settings["DATABASE_URL"],
        folder=folder,
        log=log,
        health=health,
    )
    try:
        wait_until_answering(app, process)
        yield app
    finally:
        stop(process)


def server_settings(folder: Path, port: int) -> dict[str, str]:
    """The environment of such a server: nobody's own settings but these."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TUTORHUB_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    return inherited | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder / 'tutorhub.db'}",
        "TUTORHUB_VAR_DIR": str(folder),
        "TUTORHUB_RATE_LIMITS": "off",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_answering(app: RunningApp, process: subprocess.Popen[bytes] | None = None) -> None:
    """Return when the server answers; an AssertionError with its log when it ends or does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        ended = process is not None and process.poll() is not None
        assert not ended, f"The server ended:\n{app.log.read_text()}"
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{app.url}{app.health}", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"The server did not answer:\n{app.log.read_text()}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
