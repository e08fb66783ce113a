"""What the APIs' docs show with curl does what they say, exactly as it stands there."""

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
LESSONS = (ROOT / "docs" / "api-lessons.md").read_text().partition("## Routes")[0]


def script_of(page: str) -> str:
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) > 5
    return "\n".join(blocks)


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
    with serving_api(tmp_path) as api:
        done = shell(script_of(SHOWN), api.url)
    assert done.returncode == 0, done.stdout + done.stderr
    booked, explained, cancelled = answers(done.stdout)
    assert booked["lessonSlot"]["status"] == "booked"
    assert explained["rowCount"] > 0
    assert cancelled["lessonSlot"]["id"] == booked["lessonSlot"]["id"]
    assert cancelled["lessonSlot"]["status"] == "canceled"


def test_an_online_lesson_is_made_changed_and_deleted_by_the_commands_of_the_docs(tmp_path: Path):
    with serving_api(tmp_path) as api:
        done = shell(script_of(LESSONS), api.url)
    assert done.returncode == 0, done.stdout + done.stderr
    made, read, first_list, second_list, changed, deleted, refused = answers(done.stdout)
    assert {one["status"] for one in (made, read, first_list, second_list, changed)} == {"success"}
    assert read == made
    lesson = made["body"]
    assert lesson["teacherUrl"].startswith(f"{api.url}/board/?token=")
    assert lesson["studentUrl"].startswith(f"{api.url}/lessons/")
    listed = lesson | {"startTime": str(lesson["startTime"])}
    assert listed in first_list["body"]
    assert listed in second_list["body"]
    later = {"startTime": lesson["startTime"] + 1800, "duration": 60}
    assert changed["body"] == lesson | later
    assert deleted == {"status": "success", "body": None}
    assert refused["status"] == "error"
    assert list(refused["body"]["errors"]) == ["startTime", "title", "duration"]
