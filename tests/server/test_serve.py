"""`make run`'s server: how it starts, what it writes down, and that it ends wholly."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from ops.environment import ROOT
from ops.running import RunningApp, server_settings, serving, wait_until_answering
from tests.processes import processes, wait_until_gone


def test_a_second_start_builds_and_installs_nothing(running_app: RunningApp, tmp_path: Path):
    with serving(tmp_path) as again:
        log = again.log.read_text()
    assert "Building" not in log
    assert "Installing" not in log


def test_the_start_names_the_address_and_the_demo_accounts(running_app: RunningApp):
    log = running_app.log.read_text()
    assert f"http://localhost:{running_app.port}" in log
    for role in ("student", "tutor", "admin"):
        assert f"{role}@example.com" in log


@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_no_process_behind(
    running_app: RunningApp, tmp_path: Path, request_to_stop: signal.Signals
):
    with serving(tmp_path) as app:
        workers = {pid for pid, parent in processes().items() if parent == app.pid}
        assert workers
        os.kill(app.pid, request_to_stop)
        assert not wait_until_gone(workers)


def test_a_worker_that_dies_is_replaced(running_app: RunningApp, tmp_path: Path):
    with serving(tmp_path) as app:
        (worker,) = (pid for pid, parent in processes().items() if parent == app.pid)
        os.kill(worker, signal.SIGKILL)
        assert not wait_until_gone({worker})
        wait_until_answering(app)


def test_a_taken_port_is_refused_with_what_to_do(running_app: RunningApp, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "-m", "ops.serve"],
            cwd=ROOT,
            env=server_settings(tmp_path, port),
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert f"port {port}" in refused.stderr
    assert f"make run PORT={port + 1}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_access_log_has_a_line_a_request_without_what_may_hold_a_token(
    running_app: RunningApp, tmp_path: Path
):
    with serving(tmp_path, ACCESS_LOG="1") as app:
        for path in ("/_health", "/auth-api/nothing"):
            address = f"{app.url}{path}?access_token=very-secret-token&requestId=known-{path[1]}"
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(address, timeout=30).close()
    log = app.log.read_text()
    assert re.search(r'\[known-_\] 127\.0\.0\.1 "GET /_health" 200 \d+\.\d ms -\n', log)
    assert re.search(r'\[known-a\] 127\.0\.0\.1 "GET /auth-api/nothing" 404 \d+\.\d ms -\n', log)
    assert "very-secret-token" not in log


def test_the_secret_is_readable_by_its_owner_alone(running_app: RunningApp):
    secret = running_app.folder / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text()) >= 32
