"""A bounded load of HTTP requests on one server of this machine, and how long the answers took.

Written on bare sockets: a general HTTP client takes more of the processor than the server does.
"""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answers:
    """How a load went. Times are in milliseconds."""

    per_second: float
    median: float
    slowest_percent: float
    statuses: frozenset[int]


def load(url: str, *, cookie: str = "", requests: int = 2000, connections: int = 32) -> Answers:
    """GET `url` that many times over so many kept-open connections."""
    return asyncio.run(_load(url, cookie, requests, connections))


async def _load(url: str, cookie: str, requests: int, connections: int) -> Answers:
    address = urlsplit(url)
    lines = [f"GET {address.path or '/'}{'?' + address.query if address.query else ''} HTTP/1.1"]
    lines += [f"Host: {address.netloc}", "Accept-Encoding: br"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    each = requests // connections
    started = time.perf_counter()
    results = await asyncio.gather(
        *(_one_connection(address.port or 80, request, each) for _ in range(connections))
    )
    took = time.perf_counter() - started
    times = sorted(seconds for result in results for seconds, _ in result)
    return Answers(
        per_second=len(times) / took,
        median=times[len(times) // 2] * 1000,
        slowest_percent=times[len(times) * 99 // 100] * 1000,
        statuses=frozenset(status for result in results for _, status in result),
    )


async def _one_connection(port: int, request: bytes, count: int) -> list[tuple[float, int]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    results = []
    for _ in range(count):
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_body_length(head))
        results.append((time.perf_counter() - started, int(head.split(b" ", 2)[1])))
    writer.close()
    return results


def _body_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    raise ValueError("An answer without Content-Length; this client reads no chunks.")
