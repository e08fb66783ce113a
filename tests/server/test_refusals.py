"""What the real server refuses to start with in production, and what it says to do."""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ops.environment import ROOT
from ops.running import server_settings
from tutorhub_app.data import migrate
from tutorhub_app.services import demo_accounts

SECRET = "a-secret-of-more-than-thirty-two-bytes"
SAFE = {"TUTORHUB_ENV": "production", "TUTORHUB_SECRET_KEY": SECRET}


def refusal(folder: Path, **environment: str) -> str:
    """What the server says while it ends; it must not start."""
    ended = subprocess.run(
        [sys.executable, "-m", "ops.serve"],
        cwd=ROOT,
        env=server_settings(folder, _free_port()) | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "TutorHub will not start" in ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def _free_port() -> int:

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TUTORHUB_SECRET_KEY": ""}, "TUTORHUB_SECRET_KEY is missing. Make one with:"),
        ({"TUTORHUB_SECRET_KEY": "k" * 31}, "shorter than 32 bytes. Make a longer one."),
        ({"TUTORHUB_SECRET_KEY": "ChangeMe"}, "a default that everyone knows. Make a new one."),
        ({"TUTORHUB_WORKERS": "2"}, "Set REDIS_URL, or use one worker."),
    ],
    ids=["no secret", "a short secret", "a default secret", "several workers without Redis"],
)
def test_unsafe_settings_are_refused(tmp_path: Path, environment: dict[str, str], said: str):
    assert said in refusal(tmp_path, **(SAFE | environment))
    assert not (tmp_path / "tutorhub.db").exists()


def test_all_unsafe_settings_are_named_at_once(tmp_path: Path):
    said = refusal(tmp_path, TUTORHUB_ENV="production", TUTORHUB_WORKERS="2")
    assert "TUTORHUB_SECRET_KEY" in said
    assert "REDIS_URL" in said


def test_the_secret_is_not_said(tmp_path: Path):
    assert "k" * 31 not in refusal(tmp_path, **(SAFE | {"TUTORHUB_SECRET_KEY": "k" * 31}))


def database_in(folder: Path) -> Path:
    path = folder / "tutorhub.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


def test_a_lost_guard_is_refused_until_it_is_recreated(tmp_path: Path):
    path = database_in(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER busy_time_no_overlap_insert")
    said = refusal(tmp_path, **SAFE)
    assert "busy_time_no_overlap_insert" in said
    assert "make migrate" in said
    assert migrate.lost_guards(f"sqlite:///{path}") == ["busy_time_no_overlap_insert"]
    subprocess.run(
        [sys.executable, "-m", "ops.migrate"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{path}", "TUTORHUB_VAR_DIR": str(tmp_path)},
        check=True,
        capture_output=True,
    )
    assert migrate.lost_guards(f"sqlite:///{path}") == []


def test_demo_accounts_are_refused(tmp_path: Path):
    path = database_in(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO user (id, email, email_key, fullname, password_hash, role, time_zone, "
            "hour_cycle, first_day_of_week, is_active, is_demo, created_at) VALUES "
            "('1', ?, ?, 'Demo', 'x', 'student', 'UTC', 24, 1, 1, 1, '2026-01-01 00:00:00.000000')",
            (demo_accounts.STUDENT, demo_accounts.STUDENT),
        )
    said = refusal(tmp_path, **SAFE)
    assert "holds the demo accounts" in said
    assert "set DATABASE_URL to a new one" in said
