"""A bounded load of HTTP requests on one server of this machine, and how long the answers took.

Written on bare sockets and one `select`: a general HTTP client takes more of the processor than
the server does. Run it in a process of its own.
"""

import itertools
import json
import selectors
import socket
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlsplit

LARGEST_READ = 256 * 1024


@dataclass(frozen=True)
class Answers:
    """How a load went: the time each answer took, in milliseconds and in order, and how many
    seconds they took in all."""

    times: tuple[float, ...]
    seconds: float
    statuses: frozenset[int]

    @classmethod
    def of_rounds(cls, rounds: "Sequence[Answers]") -> "Answers":
        """Several loads of the same kind, taken for one."""
        return cls(
            tuple(sorted(time for each in rounds for time in each.times)),
            sum(each.seconds for each in rounds),
            frozenset(status for each in rounds for status in each.statuses),
        )

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return self._within(50)

    @property
    def p95(self) -> float:
        return self._within(95)

    @property
    def p99(self) -> float:
        return self._within(99)

    def _within(self, percent: int) -> float:
        return self.times[len(self.times) * percent // 100]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


Talk: TypeAlias = Generator["bytes | tuple[str, bytes]", Answer, None]
"""One connection's requests, each sent after the answer to the one before came. A request is its
bytes, or (kind, bytes) where a load is made of several kinds."""


def request(
    method: str,
    url: str,
    *,
    token: str = "",
    cookie: str = "",
    api_key: str = "",
    body: object = None,
) -> bytes:
    """A request as it is sent. `url` is whole; `body` goes as JSON."""
    address = urlsplit(url)
    target = f"{address.path or '/'}{'?' + address.query if address.query else ''}"
    lines = [f"{method} {target} HTTP/1.1", f"Host: {address.netloc}", "Accept-Encoding: br"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += [f"x-api-key: {api_key}"] if api_key else []
    content = b"" if body is None else json.dumps(body).encode()
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


def load(url: str, *, cookie: str = "", requests: int = 2000, connections: int = 32) -> Answers:
    """GET `url` that many times over so many kept-open connections."""
    one = request("GET", url, cookie=cookie)
    each = requests // connections
    talks = [saying(itertools.repeat(one, each)) for _ in range(connections)]
    return run(urlsplit(url).port or 80, talks)[""]


def saying(requests: Iterable[bytes]) -> Talk:
    """The talk of someone who does not listen."""
    # `yield from` would pass the answers on to those who only iterate.
    for each in requests:  # noqa: UP028
        yield each


def run(port: int, talks: Iterable[Talk], *, seconds: float | None = None) -> dict[str, Answers]:
    """Hold these talks with the server on `port`, a connection each, to their end or for so long.

    Returns how it went by kind of request; requests without a kind are of the kind "".
    """
    with selectors.DefaultSelector() as ready:
        open_lines = [_Line(port, talk) for talk in talks]
        started = time.perf_counter()
        end = None if seconds is None else started + seconds
        for line in open_lines:
            if line.say_next(None):
                ready.register(line.socket, selectors.EVENT_READ, line)
        try:
            while ready.get_map():
                for key, _ in ready.select(timeout=60):
                    line = key.data
                    answer = line.hear()
                    over = end is not None and time.perf_counter() >= end
                    if answer is not None and (over or not line.say_next(answer)):
                        ready.unregister(line.socket)
        finally:
            for line in open_lines:
                line.close()
        took = time.perf_counter() - started
    return _told(open_lines, took)


@dataclass(slots=True)
class _Heard:
    seconds: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)


class _Line:
    """One kept-open connection, and what came over it."""

    def __init__(self, port: int, talk: Talk) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard: dict[str, _Heard] = {}
        self._talk = talk
        self._kind = ""
        self._sent = 0.0
        self._parts: list[bytes] = []
        self._missing = 0

    def say_next(self, answer: Answer | None) -> bool:
        """Send the next request of the talk; False when there is none."""
        try:
            said = next(self._talk) if answer is None else self._talk.send(answer)
        except StopIteration:
            return False
        self._kind, content = ("", said) if isinstance(said, bytes) else said
        self._parts, self._missing = [], 0
        self._sent = time.perf_counter()
        self.socket.sendall(content)
        return True

    def hear(self) -> Answer | None:
        """Take what has come; the answer once it is whole."""
        part = self.socket.recv(LARGEST_READ)
        if not part:
            raise ConnectionError("The server closed a connection in the middle of a talk.")
        self._parts.append(part)
        if self._missing:
            self._missing -= len(part)
        else:
            so_far = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            head_ends = so_far.find(b"\r\n\r\n")
            if head_ends < 0:
                return None
            self._missing = head_ends + 4 + _body_length(so_far[:head_ends]) - len(so_far)
        if self._missing > 0:
            return None
        took = time.perf_counter() - self._sent
        head, _, body = b"".join(self._parts).partition(b"\r\n\r\n")
        status = int(head[9:12])
        heard = self.heard.setdefault(self._kind, _Heard())
        heard.seconds.append(took)
        heard.statuses.add(status)
        return Answer(status, body)

    def close(self) -> None:
        self._talk.close()
        self.socket.close()


def _body_length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    if at < 0:
        raise ValueError("An answer without Content-Length; this client reads no chunks.")
    return int(head[at + 17 :].split(b"\r", 1)[0])


def _told(lines: list[_Line], took: float) -> dict[str, Answers]:
    told = {}
    for kind in dict.fromkeys(kind for line in lines for kind in line.heard):
        heard = [line.heard[kind] for line in lines if kind in line.heard]
        told[kind] = Answers(
            tuple(sorted(seconds * 1000 for each in heard for seconds in each.seconds)),
            took,
            frozenset(status for each in heard for status in each.statuses),
        )
    return told
