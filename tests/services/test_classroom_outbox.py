"""What is sent to somebody who takes it slowly: the newest, in good order, and never too much."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from tutorhub_app.domain.board import Board, Item, Stamp
from tutorhub_app.services import classroom_outbox as outboxes
from tutorhub_app.services.classroom_outbox import Closed, Outbox

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


class Line:
    """Takes nothing while it is `blocked`."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.code: int | None = None
        self.free = asyncio.Event()
        self.free.set()
        self.begun = asyncio.Event()
        self.is_gone = False

    async def send(self, text: str) -> None:
        self.begun.set()
        await self.free.wait()
        if self.is_gone:
            raise Closed
        self.taken.append(json.loads(text))

    async def close(self, code: int) -> None:
        self.code = code


def put(board: Board, item_id: str, version: int, size: int = 0) -> None:
    content = json.dumps({"id": item_id, "version": version, "x": "x" * size})
    assert board.put(Item(item_id, "page:one", Stamp(version, 0), False, content, AT))


def said(number: int) -> str:
    return json.dumps({"type": "chat", "number": number})


def everything(outbox: Outbox) -> list[Any]:
    found = []
    while (text := outbox.take()) is not None:
        found.append(json.loads(text))
    return found


async def test_words_arrive_in_their_order_and_the_last_one_last():
    line = Line()
    outbox = Outbox(line)
    for number in range(3):
        outbox.say(said(number))
    outbox.close(outboxes.FULL, json.dumps({"type": "bye"}))
    outbox.say(said(9))
    await outbox.run()
    assert [message.get("number", "bye") for message in line.taken] == [0, 1, 2, "bye"]
    assert line.code == outboxes.FULL


async def test_of_an_item_that_changed_often_only_the_newest_state_is_sent():
    board = Board()
    outbox = Outbox(Line())
    outbox.attach(board)
    for version in range(1, 100):
        put(board, "a", version)
        outbox.items("bob", ["a"])
    (message,) = everything(outbox)
    assert message["from"] == "bob"
    assert [item["version"] for item in message["items"]] == [99]


async def test_what_several_people_changed_is_told_as_theirs():
    board = Board()
    outbox = Outbox(Line())
    outbox.attach(board)
    for item_id, sender in (("a", "bob"), ("b", "ann"), ("c", "bob")):
        put(board, item_id, 1)
        outbox.items(sender, [item_id])
    messages = everything(outbox)
    told = {each["from"]: [item["id"] for item in each["items"]] for each in messages}
    assert told == {"bob": ["a", "c"], "ann": ["b"]}


async def test_much_is_sent_in_several_messages_and_nothing_is_lost():
    board = Board()
    outbox = Outbox(Line())
    outbox.attach(board)
    for number in range(20):
        put(board, f"i{number}", 1, size=100_000)
        outbox.items("bob", [f"i{number}"])
    messages = everything(outbox)
    assert len(messages) > 5
    assert [item["id"] for each in messages for item in each["items"]] == [
        f"i{number}" for number in range(20)
    ]


async def test_cursors_wait_for_all_else_and_only_the_newest_of_each_is_sent():
    board = Board()
    outbox = Outbox(Line())
    outbox.attach(board)
    put(board, "a", 1)
    for x in range(100):
        outbox.cursor("bob", json.dumps({"type": "cursor", "x": x}))
        outbox.cursor("ann", json.dumps({"type": "cursor", "x": -x}))
    outbox.items("bob", ["a"])
    outbox.say(said(1))
    messages = everything(outbox)
    assert [each["type"] for each in messages] == ["chat", "items", "cursor", "cursor"]
    assert [each["x"] for each in messages[2:]] == [99, -99]


async def test_what_somebody_has_newer_themselves_is_not_sent_back():
    board = Board()
    outbox = Outbox(Line())
    outbox.attach(board)
    put(board, "a", 1)
    outbox.items("bob", ["a"])
    outbox.forget(["a"])
    assert everything(outbox) == []


async def test_who_takes_nothing_is_let_go_before_too_much_waits():
    line = Line()
    line.free.clear()
    outbox = Outbox(line)
    word = json.dumps({"type": "chat", "text": "x" * 10_000})
    for _ in range(2 * outboxes.MOST_WAITING // len(word)):
        outbox.say(word)
    assert outbox.is_closed
    line.free.set()
    await outbox.run()
    assert line.code == outboxes.TOO_SLOW
    assert sum(len(json.dumps(each)) for each in line.taken) <= outboxes.MOST_WAITING


async def test_what_is_being_sent_can_be_given_up():
    line = Line()
    line.free.clear()
    outbox = Outbox(line)
    running = asyncio.create_task(outbox.run())
    outbox.say(said(1))
    await line.begun.wait()
    assert outbox.sending_since is not None
    outbox.abort()
    await asyncio.wait([running])
    assert running.cancelled()


async def test_a_line_that_is_gone_ends_it():
    line = Line()
    line.is_gone = True
    outbox = Outbox(line)
    outbox.say(said(1))
    await outbox.run()
    assert line.taken == []


async def test_what_tells_of_a_large_board_is_followed_by_other_words():
    outbox = Outbox(Line())
    welcome = json.dumps({"type": "welcome", "items": "x" * (outboxes.MOST_WAITING + 1)})
    outbox.attach(Board(), welcome)
    outbox.say(said(1))
    assert not outbox.is_closed
    assert [message["type"] for message in everything(outbox)] == ["welcome", "chat"]
    word = json.dumps({"type": "chat", "text": "x" * 10_000})
    for _ in range(2 * outboxes.MOST_WAITING // len(word)):
        outbox.say(word)
    assert outbox.is_closed


async def test_who_is_sent_away_and_takes_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(outboxes, "SECONDS_TO_CLOSE", 0.01)
    line = Line()
    line.free.clear()
    outbox = Outbox(line)
    running = asyncio.create_task(outbox.run())
    outbox.say(said(1))
    await line.begun.wait()
    outbox.close(outboxes.REPLACED, said(2))
    await asyncio.wait([running], timeout=5)
    assert running.cancelled()
