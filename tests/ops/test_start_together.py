"""Servers that start at once on one new database."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from ops.environment import ROOT
from ops.running import free_port, server_settings
from tutorhub_app.data import migrate
from tutorhub_app.services import demo_accounts

SCRIPT = (
    "import sys; from ops.server import prepare_data; from tutorhub_app.settings import *;"
    "from tutorhub_app.data import migrate; from tutorhub_app.services import demo, startup;"
    "print('ready', flush=True); sys.stdin.readline();"
    "settings = get_settings(); prepare_data(settings); print(settings.signing_key)"
)


def test_one_of_them_migrates_and_fills_it(tmp_path: Path):
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=server_settings(tmp_path, free_port()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in starting:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=250) for process in starting]
    assert [process.returncode for process in starting] == [0, 0, 0], said
    assert sum("Filled the empty database" in out for out, _ in said) == 1
    assert len({out.splitlines()[-1] for out, _ in said}) == 1
    url = f"sqlite:///{tmp_path / 'tutorhub.db'}"
    assert migrate.lost_guards(url) == []
    with sqlite3.connect(tmp_path / "tutorhub.db") as connection:
        (tutors,) = connection.execute(
            "SELECT count(*) FROM user WHERE email = ?", (demo_accounts.TUTOR,)
        ).fetchone()
    assert tutors == 1
