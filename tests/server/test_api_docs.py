"""What docs/api-scheduling.md shows with curl does what it says, exactly as it stands there."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from ops.environment import ROOT
from ops.running import serving_api

pytestmark = pytest.mark.server

SHOWN = (ROOT / "docs" / "api-scheduling.md").read_text().partition("## Who is asking")[0]


def shell(script: str, site: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-eu", "-c", script],
        env={"PATH": os.environ["PATH"], "SITE": site},
        capture_output=True,
        text=True,
        check=False,
    )


def answers(output: str) -> list[dict]:
    """The JSON objects one after another in `output`."""
    found, rest = [], output.strip()
    while rest:
        answer, end = json.JSONDecoder().raw_decode(rest)
        found.append(answer)
        rest = rest[end:].lstrip()
    return found


def test_a_lesson_is_booked_and_cancelled_by_the_commands_of_the_docs(tmp_path: Path):
    blocks = re.findall(r"^```sh\n(.*?)^```$", SHOWN, re.DOTALL | re.MULTILINE)
    assert len(blocks) > 5
    with serving_api(tmp_path) as api:
        done = shell("\n".join(blocks), api.url)
    assert done.returncode == 0, done.stdout + done.stderr
    booked, explained, cancelled = answers(done.stdout)
    assert booked["lessonSlot"]["status"] == "booked"
    assert explained["rowCount"] > 0
    assert cancelled["lessonSlot"]["id"] == booked["lessonSlot"]["id"]
    assert cancelled["lessonSlot"]["status"] == "canceled"
