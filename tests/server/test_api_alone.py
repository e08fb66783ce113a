"""`make api`'s server: how it starts, what it answers, and that it shares with `make run`'s."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.environment import ROOT
from ops.running import RunningApp, server_settings, serving_api
from tests.processes import processes, wait_until_gone
from tutorhub_app.clock import utc_now
from tutorhub_app.services import demo

SCHEDULING = "/coursescheduling-api"
STUDENT, TUTOR, ADMIN = demo.ACCOUNTS


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with serving_api(tmp_path_factory.mktemp("alone"), ACCESS_LOG="1") as app:
        yield app


@pytest.fixture
def at_alone(alone: RunningApp) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=alone.url) as client:
        yield client


def sign_in(client: httpx.Client, email: str) -> dict[str, str]:
    """The header of a fresh token."""
    body = {"username": email, "password": demo.PASSWORD}
    answer = client.post("/auth-api/login", json=body)
    assert answer.status_code == 200, answer.text
    client.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['accessToken']}"}


def of(answer: httpx.Response, name: str, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()[name]


def test_the_scheduling_api_is_at_the_root_with_the_others_beside_it(at_alone: httpx.Client):
    assert at_alone.get("/health").json() == {"status": "OK"}
    for path in ("/", "/swagger", "/openapi.json", "/getPostmanCollection", "/favicon.ico"):
        assert at_alone.get(path).status_code == 200, path
    me = sign_in(at_alone, STUDENT)
    for path in ("/currentuser", "/auth-api/currentuser"):
        assert at_alone.get(path, headers=me).json()["email"] == STUDENT
    assert of(at_alone.get("/tutorcatalog-api/v1/tutorprofiles"), "tutorProfiles")


def test_its_answers_are_those_of_the_app(at_alone: httpx.Client):
    answer = at_alone.get("/v1/nothing?requestId=mine")
    assert (answer.status_code, answer.json()["message"]) == (404, "errMsg_routeNotFound")
    assert answer.headers["x-request-id"] == "mine"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self';" in answer.headers["content-security-policy"]


def test_a_student_books_and_cancels_a_lesson_over_http(at_alone: httpx.Client):
    me = sign_in(at_alone, STUDENT)
    enrollments = of(at_alone.get("/tutorcatalog-api/v1/enrollments", headers=me), "enrollments")
    pack = next(each["coursePackId"] for each in enrollments if each["lessonsLeft"])
    until = {"to": (utc_now() + timedelta(days=28)).date().isoformat()}
    times = of(at_alone.get(f"/v1/openslots/{pack}", params=until, headers=me), "openSlots")
    time = times[-1]
    wanted = {
        "coursePackId": pack,
        "scheduledDate": time["scheduledDate"],
        "scheduledTime": time["scheduledTime"],
        "status": "booked",
        "sessionMode": time["sessionModes"][0],
    }
    booked = of(at_alone.post("/v1/lessonslots", json=wanted, headers=me), "lessonSlot", 201)
    assert booked["scheduledDate"] == time["scheduledDate"]
    listed = of(at_alone.get("/v1/lessonslots?pageNumber=0", headers=me), "lessonSlots")
    assert booked["id"] in [slot["id"] for slot in listed]
    cancelled = at_alone.post(f"/v1/lessonslots/{booked['id']}/cancel", json={}, headers=me)
    assert of(cancelled, "lessonSlot")["status"] == "canceled"


def test_it_needs_neither_reflex_nor_node():
    script = (
        "import sys, tutorhub_app.api_app as root; root.app();"
        "print(sorted(name for name in sys.modules if name.startswith('reflex')))"
    )
    imported = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert imported.stdout.strip() == "[]"


def test_the_start_names_the_address_and_the_demo_accounts(alone: RunningApp):
    log = alone.log.read_text()
    assert f"http://localhost:{alone.port}" in log
    for email in demo.ACCOUNTS:
        assert email in log
    assert (alone.folder / "secret").stat().st_mode & 0o777 == 0o600


def read_until(pattern: str, log: Path) -> str:
    """What the log holds when it has the line, or after half a minute: a line is written after its
    answer is sent."""
    deadline = time.monotonic() + 30
    while not re.search(pattern, text := log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return text


def test_its_access_log_names_the_user_and_the_request(alone: RunningApp, at_alone: httpx.Client):
    me = sign_in(at_alone, ADMIN)
    user_id = at_alone.get("/currentuser", headers=me).json()["userId"]
    token = me["Authorization"].removeprefix("Bearer ")
    at_alone.get(f"/v1/nothing?requestId=logged-1&access_token={token}")
    line = rf'\[logged-1\] 127.0.0.1 "GET /v1/nothing" 404 [\d.]+ ms {user_id}\n'
    log = read_until(line, alone.log)
    assert re.search(line, log)
    assert token not in log


def test_a_taken_port_and_unsafe_settings_are_refused_with_what_to_do(tmp_path: Path):
    def refused(**environment: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "ops.serve_api"],
            cwd=ROOT,
            env=server_settings(tmp_path, port) | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        return ended.stderr

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"make api PORT={port + 1}" in refused()
        assert "TUTORHUB_SECRET_KEY is missing" in refused(TUTORHUB_ENV="production")


def test_bodies_that_trickle_or_never_end_are_cut(tmp_path: Path):
    with serving_api(tmp_path, TUTORHUB_BODY_SECONDS="3") as app:
        head = b"POST /auth-api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        assert b" 408 " in exchange(app.port, head + b'Content-Length: 9\r\n\r\n{"a"')
        assert b" 413 " in exchange(app.port, head + b"Content-Length: 99999999\r\n\r\n{")
        chunks = b"Transfer-Encoding: chunked\r\n\r\n" + b"1000\r\n" + b"[" * 4096 + b"\r\n"
        assert b" 413 " in exchange(app.port, head + chunks + b"8000\r\n" + b"[" * 20000)


def exchange(port: int, sent: bytes) -> bytes:
    """All that is answered until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        received = b""
        # Who is answered before all is read may be told so by a reset behind the answer.
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                received += part
        return received


def new_window(client: httpx.Client, headers: dict[str, str], days: int) -> dict[str, Any]:
    """Hours of an hour for the tutor who asks, on a date in so many days."""
    day = (utc_now() + timedelta(days=days)).date()
    return {
        "tutorProfileId": client.get("/currentuser", headers=headers).json()["tutorProfileId"],
        "dayOfWeek": day.strftime("%A").lower(),
        "startTime": "03:00",
        "endTime": "04:00",
        "isRecurring": False,
        "specificDate": day.isoformat(),
        "teachingMode": "online",
    }


def test_a_request_that_waits_too_long_for_the_database_is_undone(tmp_path: Path):
    with (
        serving_api(tmp_path, TUTORHUB_REQUEST_SECONDS="5") as app,
        httpx.Client(base_url=app.url, timeout=60) as client,
        sqlite3.connect(tmp_path / "tutorhub.db", isolation_level=None) as other,
    ):
        ours = sign_in(client, TUTOR)
        window = new_window(client, ours, 300)
        other.execute("BEGIN IMMEDIATE")
        given_up = client.post("/v1/availabilities", json=window, headers=ours)
        assert given_up.status_code == 503
        assert given_up.json()["message"] == "errMsg_requestTimedOut"
        assert client.get("/health").status_code == 200
        other.execute("ROLLBACK")
        # Had the first been done after all, this would be a duplicate.
        of(client.post("/v1/availabilities", json=window, headers=ours), "availability", 201)


def test_what_is_sent_to_two_servers_at_once_under_one_key_is_done_once(tmp_path: Path):
    with (
        serving_api(tmp_path / "one") as one,
        serving_api(
            tmp_path / "two",
            DATABASE_URL=one.database_url,
            TUTORHUB_VAR_DIR=str(tmp_path / "one"),
        ) as two,
        httpx.Client(base_url=one.url, timeout=60) as at_one,
        httpx.Client(base_url=two.url, timeout=60) as at_two,
        ThreadPoolExecutor(8) as threads,
    ):
        ours = sign_in(at_one, TUTOR) | {"Idempotency-Key": "once"}
        window = new_window(at_one, ours, 301)

        def post(client: httpx.Client) -> httpx.Response:
            return client.post("/v1/availabilities", json=window, headers=ours)

        answers = list(threads.map(post, [at_one, at_two] * 4))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1


def test_stopping_leaves_no_process_behind(tmp_path: Path):
    with serving_api(tmp_path) as app:
        workers = {pid for pid, parent in processes().items() if parent == app.pid}
        assert workers
        os.kill(app.pid, signal.SIGTERM)
        assert not wait_until_gone(workers)


def test_what_one_server_is_told_the_other_knows_at_once(running_app: RunningApp):
    with (
        serving_api(running_app.folder, DATABASE_URL=running_app.database_url) as alone,
        httpx.Client(base_url=alone.url) as at_alone,
        httpx.Client(base_url=running_app.url) as at_app,
    ):
        ours = sign_in(at_alone, TUTOR)
        me = at_app.get(f"{SCHEDULING}/currentuser", headers=ours).json()
        assert me["email"] == TUTOR
        hours = f"/v1/listavailabilities/{me['tutorProfileId']}?pageNumber=0"
        first = at_app.get(SCHEDULING + hours, headers=ours)
        again = at_app.get(SCHEDULING + hours, headers=ours)
        assert again.json()["source"] == "cache"
        new = new_window(at_alone, ours, 300)
        made = of(at_alone.post("/v1/availabilities", json=new, headers=ours), "availability", 201)
        seen = at_app.get(SCHEDULING + hours, headers=ours)
        assert seen.json()["source"] == "db"
        known = {row["id"] for row in of(first, "availabilities")}
        assert {row["id"] for row in of(seen, "availabilities")} - known == {made["id"]}
        gone = at_app.delete(f"{SCHEDULING}/v1/availabilities/{made['id']}", headers=ours)
        assert gone.status_code == 200
        at_app.post("/auth-api/logout", headers=ours)
        assert at_alone.get("/currentuser", headers=ours).status_code == 401
