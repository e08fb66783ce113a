"""Measures the scheduling and lessons APIs beside a bare FastAPI route of the same server: run it
alone with `.venv/bin/python -m ops.bench_api`. What is measured and what it means:
docs/benchmarks.md.
"""

import argparse
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ops.bench_app import BARE
from ops.bench_data import BenchData, Person, Tutor, make_data
from ops.bench_online_lessons import Program
from ops.load import Answers, Talk, request, run, saying
from ops.running import server_settings, serving_bench

CONNECTIONS = (1, 4, 16)
TARGETS_AT = 16
SECONDS = 4.0
ROUNDS = 4


@dataclass(frozen=True)
class Case:
    """One kind of request. `target` 8 asks for an eighth of the bare route's requests a second."""

    name: str
    talks: Callable[[int], list[Talk]]
    target: int | None = None


class Scene:
    """The requests to measure, on that data."""

    def __init__(self, url: str, data: BenchData) -> None:
        self._url = url
        self._data = data
        self._tutor = data.tutors[0]
        self._bookings = self._each_another_time()
        self._free_starts = iter(self._tutor.free_starts)
        self._program = Program(url, self._tutor.user_id)

    def bare(self, connections: int) -> list[Talk]:
        return _same(request("GET", f"{self._url}{BARE}"), connections)

    def cases(self) -> tuple[Case, ...]:
        lists = f"{self._url}/v1/lessonslots"
        opens = self._open_slots_of(self._tutor)
        student = self._data.students[0]
        return (
            Case("get a lesson slot", self._gets, 8),
            Case("list 25 lesson slots", _reading(lists, self._tutor), 10),
            Case("... with caching=false", _reading(f"{lists}?caching=false", self._tutor)),
            Case("open slots of 30 days", _reading(opens, student), 10),
            Case("... with caching=false", _reading(f"{opens}&caching=false", student)),
            Case("book a lesson", self._books, 15),
            Case("get an online lesson", self._program.gets),
            Case("list 20 online lessons", self._program.lists),
            Case("make an online lesson", self._program.creates),
        )

    def mix(self, connections: int) -> list[Talk]:
        """Seven reads of each kind beside a booking, and what is read must tell of it."""
        students = iter(self._data.newcomers)
        return [self._mixed(next(students)) for _ in range(connections)]

    def _gets(self, connections: int) -> list[Talk]:
        slots = itertools.cycle(self._tutor.lesson_ids)
        return [
            saying(
                itertools.repeat(
                    request(
                        "GET", f"{self._url}/v1/lessonslots/{next(slots)}", token=self._tutor.token
                    )
                )
            )
            for _ in range(connections)
        ]

    def _books(self, connections: int) -> list[Talk]:
        return [saying(self._bookings) for _ in range(connections)]

    def _each_another_time(self) -> Iterator[bytes]:
        """Tutors and students in turn, so that nobody is asked to be in two places."""
        students = itertools.cycle(self._data.students)
        for starts in zip(*(tutor.later_starts() for tutor in self._data.tutors), strict=True):
            for tutor, start in zip(self._data.tutors, starts, strict=True):
                yield self._booking(tutor, next(students), start)

    def _booking(self, tutor: Tutor, student: Person, start: datetime) -> bytes:
        body = {
            "coursePackId": tutor.pack_id,
            "studentId": student.user_id,
            "scheduledDate": start.date().isoformat(),
            "scheduledTime": f"{start:%H:%M}",
            "status": "booked",
            "sessionMode": "online",
        }
        return request("POST", f"{self._url}/v1/lessonslots", token=student.token, body=body)

    def _open_slots_of(self, tutor: Tutor) -> str:
        days = f"from={self._data.first_day}&to={self._data.last_day}"
        return f"{self._url}/v1/openslots/{tutor.pack_id}?{days}"

    def _mixed(self, student: Person) -> Talk:
        def read(url: str) -> bytes:
            return request("GET", url, token=student.token)

        opens = "open slots", read(self._open_slots_of(self._tutor))
        lists = "list", read(f"{self._url}/v1/lessonslots")
        total = None
        for start in self._free_starts:
            instant = f'"startsAt":"{start:%Y-%m-%dT%H:%M}:00.000Z"'.encode()
            _require(instant in (yield opens).body, f"{start} is free, but not listed")
            booked = yield "book", self._booking(self._tutor, student, start)
            _require(booked.status == 201, f"{start} was not booked: {booked.body.decode()}")
            _require(instant not in (yield opens).body, f"{start} is booked, but listed")
            slot = json.loads(booked.body)["lessonSlot"]["id"]
            get = "get", read(f"{self._url}/v1/lessonslots/{slot}")
            _require((yield get).status == 200, f"{start} is booked, but not found")
            now = json.loads((yield lists).body)["paging"]["totalRowCount"]
            _require(total in (None, now - 1), f"{start} is booked, but not counted")
            total = now
            for _ in range(5):
                yield get
                yield lists
                yield opens
            yield get
            yield lists


def _same(one: bytes, connections: int) -> list[Talk]:
    return [saying(itertools.repeat(one)) for _ in range(connections)]


def _reading(url: str, who: Person) -> Callable[[int], list[Talk]]:
    one = request("GET", url, token=who.token)
    return lambda connections: _same(one, connections)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(f"An answer was not true: {otherwise}.")


def measure(port: int, scene: Scene, case: Case, connections: int, seconds: float) -> None:
    """Print a line: the case, and what it makes of the bare route's pace.

    The two take turns, so that what else the machine does meanwhile slows both.
    """
    bare, asked = [], []
    for _ in range(ROUNDS):
        bare.append(run(port, scene.bare(connections), seconds=seconds / ROUNDS / 2)[""])
        asked.append(run(port, case.talks(connections), seconds=seconds / ROUNDS)[""])
    answers, pace = Answers.of_rounds(asked), Answers.of_rounds(bare).per_second
    if not answers.statuses <= {200, 201}:
        raise SystemExit(f"{case.name}: answered {sorted(answers.statuses)}.")
    share = f"1/{pace / answers.per_second:.1f} of {pace:.0f}"
    if case.target and connections == TARGETS_AT:
        reached = answers.per_second * case.target >= pace
        share += f", 1/{case.target} {'is reached' if reached else 'is NOT reached'}"
    _show(case.name, answers, share)


def _show(name: str, answers: Answers, rest: str = "") -> None:
    print(
        f"    {name:<24}{answers.per_second:>6.0f}/s  median{answers.median:>7.2f} ms"
        f"  p95{answers.p95:>7.2f} ms  {rest}",
        flush=True,
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description="Measure the API beside a bare route.")
    arguments.add_argument("--seconds", type=float, default=SECONDS, help="of each measurement")
    arguments.add_argument("--connections", type=int, nargs="*", default=CONNECTIONS)
    arguments.add_argument("--only", default="", help="cases whose name holds this")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # For the data, which is made in this process; the server is given a port of its own.
        os.environ |= server_settings(folder, port=1)
        data = make_data()
        with serving_bench(folder) as app:
            scene = Scene(app.url, data)
            for connections in asked.connections:
                print(f"  {connections} connections:", flush=True)
                for case in scene.cases():
                    if asked.only in case.name:
                        measure(app.port, scene, case, connections, asked.seconds)
                if asked.only in "mix":
                    mix = run(app.port, scene.mix(connections), seconds=asked.seconds)
                    for kind, answers in mix.items():
                        _show(f"mix: {kind}", answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
