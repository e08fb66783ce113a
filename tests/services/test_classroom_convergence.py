"""Whatever is drawn where, lost on the way, and whenever the server starts anew: in the end all
browsers show the same board, and nobody's newest change is lost."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tutorhub_app.domain.board import Board, Item, Stamp
from tutorhub_app.domain.classroom import Insider, RoomLesson
from tutorhub_app.domain.online_lessons import Door, OnlineStatus
from tutorhub_app.domain.records import OnlineLessonRecord
from tutorhub_app.services.classroom_board import KeptRoom
from tutorhub_app.services.classroom_outbox import Outbox
from tutorhub_app.services.classroom_room import Room, Seat, Visitor

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
LESSON = RoomLesson(
    OnlineLessonRecord(
        id=1,
        account_id="account",
        slot_id=None,
        meeting_id=None,
        title="A lesson",
        duration_minutes=60,
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        status=OnlineStatus.ACTIVE,
        exit_link=None,
        share_link=None,
        teacher_token="teacher",
        student_slug="student",
        opened_at=None,
        first_joined_at=NOW,
        record_token=None,
    ),
    "",
    "",
)


class NoLine:
    async def send(self, text: str) -> None:
        raise AssertionError("the test takes what is to be sent itself")

    async def close(self, code: int) -> None: ...


@dataclass
class Browser:
    """Holds the newest it knows of each item, as the board's JavaScript does; `sent` and `coming`
    are on their way."""

    name: str
    seat: Seat | None = None
    items: dict[str, Any] = field(default_factory=dict)
    sent: list[list[Any]] = field(default_factory=list)
    coming: list[dict[str, Any]] = field(default_factory=list)

    def knows(self, item: Any) -> bool:
        """Take it over; whether it was news."""
        known = self.items.get(item["id"])
        if known is not None and not stamp(item).beats(stamp(known)):
            return False
        self.items[item["id"]] = item
        return True

    def draw(self, item_id: str, nonce: int) -> None:
        version = self.items[item_id]["version"] + 1 if item_id in self.items else 1
        item = {"id": item_id, "version": version, "versionNonce": nonce, "by": self.name}
        assert self.knows(item)
        if self.seat is not None:
            self.sent.append([item])

    def hear(self) -> None:
        message = self.coming.pop(0)
        for item in message.get("items", []):
            self.knows(item)
        if wanted := [self.items[each] for each in message.get("wanted", [])]:
            self.sent.append(wanted)


def stamp(item: Any) -> Stamp:
    return Stamp(item["version"], item["versionNonce"])


class World:
    """A server with its database, and browsers that come and go."""

    def __init__(self, count: int) -> None:
        self.kept: dict[str, Item] = {}
        self.browsers = [Browser(f"browser{number}") for number in range(count)]
        self.start()

    def start(self) -> None:
        """The server, anew: what it had not saved is gone, and every connection."""
        for browser in self.browsers:
            self.drop(browser)
        self.room = Room(KeptRoom(LESSON, Board(self.kept), (), 0), NOW)

    def save(self) -> None:
        unsaved = self.room.take_unsaved()
        kept = Board(self.kept)
        for item in unsaved.items if unsaved else ():
            kept.put(item)
        self.kept = dict(kept)

    def drop(self, browser: Browser) -> None:
        """What was on its way is lost."""
        if browser.seat is not None:
            self.room.leave_seat(browser.seat)
        browser.seat = None
        browser.sent.clear()
        browser.coming.clear()

    def connect(self, browser: Browser) -> None:
        if browser.seat is not None:
            return
        have = {item_id: stamp(item) for item_id, item in browser.items.items()}
        visitor = Visitor(Outbox(NoLine()), have=have)
        who = Insider(1, Door.STUDENT, browser.name, browser.name, None, "key")
        browser.seat = self.room.take_seat(visitor, who)
        self.room.welcome(browser.seat, NOW, [])

    def arrive(self, browser: Browser) -> bool:
        """The next message of the browser reaches the server; whether there was one."""
        if browser.seat is None or not browser.sent:
            return False
        self.room.change(browser.seat, [as_item(each) for each in browser.sent.pop(0)])
        return True

    def send(self, browser: Browser) -> bool:
        """The next message of the server goes on its way."""
        if browser.seat is None or browser.seat.visitor is None:
            return False
        text = browser.seat.visitor.outbox.take()
        if text is not None:
            browser.coming.append(json.loads(text))
        return text is not None

    def hear(self, browser: Browser) -> bool:
        if browser.coming:
            browser.hear()
            return True
        return False

    def settle(self) -> None:
        """Everybody is there, and all that is on its way arrives."""
        for browser in self.browsers:
            self.connect(browser)
        moves = (self.send, self.hear, self.arrive)
        while any(move(browser) for move in moves for browser in self.browsers):
            pass


def as_item(raw: Any) -> Item:
    return Item(raw["id"], "page:one", stamp(raw), False, json.dumps(raw), NOW)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["draw"] * 5
            + ["send"] * 3
            + ["hear"] * 3
            + ["arrive"] * 3
            + ["connect"] * 3
            + ["drop", "save", "start"]
        ),
        st.integers(0, 2),
        st.sampled_from("abc"),
    ),
    max_size=80,
)


@settings(max_examples=300)
@given(STEPS, st.randoms(use_true_random=False))
def test_all_browsers_and_the_database_end_with_the_same_board(steps, chance):
    world = World(3)
    nonces = itertools.count()
    drawn: dict[str, list[Stamp]] = {}
    for what, who, item_id in steps:
        browser = world.browsers[who]
        match what:
            case "draw":
                # Two that draw at once mostly differ, and sometimes only in a late digit.
                nonce = chance.randrange(1000) * 1000 + next(nonces)
                browser.draw(item_id, nonce)
                drawn.setdefault(item_id, []).append(stamp(browser.items[item_id]))
            case "save" | "start":
                getattr(world, what)()
            case _:
                getattr(world, what)(browser)
    world.settle()
    world.save()
    boards = [browser.items for browser in world.browsers]
    assert boards[0] == boards[1] == boards[2]
    assert {item_id: json.loads(item.content) for item_id, item in world.kept.items()} == boards[0]
    for item_id, stamps in drawn.items():
        best = stamp(boards[0][item_id])
        assert not any(each.beats(best) for each in stamps)


@given(STEPS)
def test_who_comes_late_sees_what_the_others_see(steps):
    world = World(3)
    for number, (what, who, item_id) in enumerate(steps):
        browser = world.browsers[who % 2]
        if what == "draw":
            browser.draw(item_id, number)
        elif what not in ("save", "start"):
            getattr(world, what)(browser)
    late = world.browsers[2]
    world.settle()
    assert late.items == world.browsers[0].items
