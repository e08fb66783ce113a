"""`make api`'s server: how it starts, what it answers, and that it shares with `make run`'s."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
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


def test_its_access_log_names_the_user_and_the_request(alone: RunningApp, at_alone: httpx.Client):
    me = sign_in(at_alone, ADMIN)
    user_id = at_alone.get("/currentuser", headers=me).json()["userId"]
    token = me["Authorization"].removeprefix("Bearer ")
    at_alone.get(f"/v1/nothing?requestId=logged-1&access_token={token}")
    log = alone.log.read_text()
    assert re.search(rf'\[logged-1\] 127.0.0.1 "GET /v1/nothing" 404 [\d.]+ ms {user_id}\n', log)
    assert token not in log


def test_a_taken_port_and_unsafe_settings_are_refused_with_what_to_do(tmp_path: Any):
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


def test_bodies_that_trickle_or_never_end_are_cut(tmp_path: Any):
    with serving_api(tmp_path, TUTORHUB_BODY_SECONDS="0.5") as app:
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
        while part := connection.recv(65536):
            received += part
        return received


def test_stopping_leaves_no_process_behind(tmp_path: Any):
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
        day = (utc_now() + timedelta(days=300)).date()
        new = {
            "tutorProfileId": me["tutorProfileId"],
            "dayOfWeek": day.strftime("%A").lower(),
            "startTime": "03:00",
            "endTime": "04:00",
            "isRecurring": False,
            "specificDate": day.isoformat(),
            "teachingMode": "online",
        }
        made = of(at_alone.post("/v1/availabilities", json=new, headers=ours), "availability", 201)
        seen = at_app.get(SCHEDULING + hours, headers=ours)
        assert seen.json()["source"] == "db"
        known = {row["id"] for row in of(first, "availabilities")}
        assert {row["id"] for row in of(seen, "availabilities")} - known == {made["id"]}
        gone = at_app.delete(f"{SCHEDULING}/v1/availabilities/{made['id']}", headers=ours)
        assert gone.status_code == 200
        at_app.post("/auth-api/logout", headers=ours)
        assert at_alone.get("/currentuser", headers=ours).status_code == 401
