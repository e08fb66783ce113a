"""One open room: who is in it and who waits, its board and chat, and what each of them is told.

Nothing here waits: what has to be kept is kept by `classroom_hub`.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tutorhub_app.domain.board import LARGEST_LOG, Board, BoardFull, Item, Stamp
from tutorhub_app.domain.classroom import COLOURS, Bye, ChatLine, Insider, RoomLesson
from tutorhub_app.domain.online_lessons import Door
from tutorhub_app.services import classroom_outbox as outbox
from tutorhub_app.services import classroom_wire as wire
from tutorhub_app.services.classroom_board import KeptRoom, Unsaved
from tutorhub_app.services.classroom_outbox import Outbox

MOST_HELD_SIGNALS = 200
_CODES = {
    Bye.FULL: outbox.FULL,
    Bye.OVER: outbox.OVER,
    Bye.EXPIRED: outbox.OVER,
    Bye.CANCELED: outbox.CANCELED,
    Bye.DELETED: outbox.DELETED,
    Bye.REPLACED: outbox.REPLACED,
    Bye.FOREIGN: outbox.FOREIGN,
}


@dataclass(eq=False, slots=True)
class Visitor:
    """One connection. `have` is what a browser that comes back has of the board; None or nothing
    for one that begins anew. `is_greeted`: they were told "welcome", before which nothing of the
    room is for them; `is_gone`: the connection is over."""

    outbox: Outbox
    who: Insider | None = None
    room: "Room | None" = None
    seat: "Seat | None" = None
    have: Mapping[str, Stamp] | None = None
    heard_at: float = field(default_factory=time.monotonic)
    pings: bool = False
    is_greeted: bool = False
    is_gone: bool = False

    def bye(self, reason: Bye) -> None:
        self.outbox.close(_CODES[reason], wire.bye(reason))


@dataclass(eq=False, slots=True)
class Seat:
    """Somebody's place in the room. It stays theirs for a moment when their connection drops:
    `dropped_at` is when it did, in seconds of the monotonic clock. `held` are signals to them
    meanwhile. `stay_id` is their stay in the attendance, "" until it is kept."""

    who: Insider
    colour: str
    visitor: Visitor | None
    stay_id: str = ""
    is_welcome: bool = False
    dropped_at: float = 0.0
    mic: bool = False
    camera: bool = False
    screen: bool = False
    held: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.who.participant_id,
            "name": self.who.name,
            "door": self.who.door.value,
            "colour": self.colour,
            "mic": self.mic,
            "camera": self.camera,
            "screen": self.screen,
        }


class Room:
    """The room of one lesson, while anybody is in it or waits."""

    def __init__(self, kept: KeptRoom, now: datetime) -> None:
        self.lesson: RoomLesson = kept.lesson
        self.board: Board = kept.board
        self.chat: list[ChatLine] = list(kept.chat)
        self.people: dict[str, Seat] = {}
        self.waiting: dict[str, Visitor] = {}
        self.arriving = 0
        """How many are on their way in."""
        self.empty_since = time.monotonic()
        self.told_status = kept.lesson.record.at(now).status
        self.looking = asyncio.Lock()
        """Held by whoever reads the lesson anew: what was read first must not come last."""
        self._unsaved: dict[str, Item] = {}
        self._logged = kept.logged

    @property
    def id(self) -> int:
        return self.lesson.id

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.waiting or self.arriving)

    @property
    def has_unsaved(self) -> bool:
        return bool(self._unsaved)

    def visitors(self) -> list[Visitor]:
        inside = [seat.visitor for seat in self.people.values() if seat.visitor is not None]
        return [*inside, *self.waiting.values()]

    # Who is there

    def take_seat(self, visitor: Visitor, who: Insider) -> Seat:
        """A seat for them, or the one that is theirs already."""
        seat = self.people.get(who.participant_id)
        if seat is None:
            seat = Seat(who, self._free_colour(), visitor)
            self.people[who.participant_id] = seat
        else:
            if seat.visitor is not None:
                seat.visitor.bye(Bye.REPLACED)
                seat.visitor.seat = None
            if not visitor.have:
                # Another page: whoever spoke with the one before has to begin anew.
                seat.who = who
                seat.mic = seat.camera = seat.screen = False
                seat.held.clear()
                if seat.is_welcome:
                    self.tell(wire.message("left", id=who.participant_id), but=seat)
                    seat.is_welcome = False
            seat.visitor = visitor
        visitor.seat = seat
        return seat

    def welcome(self, seat: Seat, now: datetime, ice_servers: Sequence[Mapping[str, Any]]) -> None:
        """Tell them all there is, and the others that they are here."""
        visitor = seat.visitor
        if visitor is None:
            return
        is_new, seat.is_welcome = not seat.is_welcome, True
        welcome, rest = wire.welcome(
            self.board,
            visitor.have,
            you=seat.shown(),
            lesson=wire.lesson_shown(self.lesson, now),
            people=[each.shown() for each in self.people.values() if each.is_welcome],
            chat=[wire.chat_shown(line) for line in self.chat],
            recording=wire.recording(self.lesson.recording_by),
            iceServers=list(ice_servers),
            now=wire.instant(now),
        )
        visitor.outbox.attach(self.board, welcome)
        visitor.outbox.items(wire.SERVER, rest)
        visitor.have, visitor.is_greeted = None, True
        for text in seat.held:
            visitor.outbox.say(text)
        seat.held.clear()
        if is_new:
            self.tell(wire.message("joined", person=seat.shown()), but=seat)
        if seat.who.is_teacher:
            visitor.outbox.say(self._waiters())

    def leave_seat(self, seat: Seat) -> bool:
        """False when it was left before."""
        if self.people.get(seat.who.participant_id) is not seat:
            return False
        del self.people[seat.who.participant_id]
        if seat.is_welcome:
            self.tell(wire.message("left", id=seat.who.participant_id))
        self.note_empty()
        return True

    def wait(self, visitor: Visitor, who: Insider, now: datetime) -> None:
        before = self.waiting.get(who.participant_id)
        if before is not None:
            before.bye(Bye.REPLACED)
        self.waiting[who.participant_id] = visitor
        visitor.outbox.say(wire.waiting(self.lesson, now))
        self.tell_teachers(self._waiters())

    def stop_waiting(self, visitor: Visitor) -> None:
        who = visitor.who
        if who is not None and self.waiting.get(who.participant_id) is visitor:
            del self.waiting[who.participant_id]
            self.tell_teachers(self._waiters())
            self.note_empty()

    def note_empty(self) -> None:
        if self.is_empty:
            self.empty_since = time.monotonic()

    # What they do

    def change(self, seat: Seat, items: Iterable[Item]) -> None:
        """Put these on the board; tell the others, and the sender of those that lost. BoardFull
        when some did not fit: the rest are on it."""
        won: list[str] = []
        lost: list[str] = []
        full: BoardFull | None = None
        for item in items:
            try:
                if self.board.put(item):
                    won.append(item.id)
                    self._unsaved[item.id] = item
                elif self.board[item.id].content != item.content:
                    lost.append(item.id)
            except BoardFull as error:
                full = error
        if seat.visitor is not None:
            seat.visitor.outbox.forget(won)
            if lost:
                seat.visitor.outbox.items(wire.SERVER, lost)
        if won:
            for visitor in self._others(seat):
                visitor.outbox.items(seat.who.participant_id, won)
        if full is not None:
            raise full

    def cursor(self, seat: Seat, body: Mapping[str, Any]) -> None:
        sender = seat.who.participant_id
        text = wire.message("cursor", **{"from": sender}, **body)
        for visitor in self._others(seat):
            visitor.outbox.cursor(sender, text)

    def media(self, seat: Seat, *, mic: bool, camera: bool, screen: bool) -> None:
        seat.mic, seat.camera, seat.screen = mic, camera, screen
        body = {"from": seat.who.participant_id, "mic": mic, "camera": camera, "screen": screen}
        self.tell(wire.message("media", **body), but=seat)

    def signal(self, seat: Seat, to: str, data: Any) -> bool:
        """Pass it on, as it is; False when nobody of that name is here."""
        other = self.people.get(to)
        if other is None or other is seat:
            return False
        text = wire.message("signal", **{"from": seat.who.participant_id}, data=data)
        if other.visitor is not None and other.visitor.is_greeted:
            other.visitor.outbox.say(text)
        elif len(other.held) < MOST_HELD_SIGNALS:
            other.held.append(text)
        return True

    def said(self, line: ChatLine) -> None:
        if any(each.id == line.id for each in reversed(self.chat)):
            return
        self.chat.append(line)
        self.tell(wire.message("chat", message=wire.chat_shown(line)))

    # What becomes of the lesson

    def is_now(self, lesson: RoomLesson, now: datetime) -> None:
        """The lesson was changed."""
        before, self.lesson = self.lesson, lesson
        if lesson.recording_by != before.recording_by:
            self.tell(wire.message("recording", **wire.recording(lesson.recording_by)))
        self.tell_status(now, anyway=_seen(lesson) != _seen(before))
        if lesson.record.starts_at != before.record.starts_at:
            for visitor in self.waiting.values():
                visitor.outbox.say(wire.waiting(lesson, now))

    def tell_status(self, now: datetime, *, anyway: bool = False) -> None:
        status = self.lesson.record.at(now).status
        if anyway or status != self.told_status:
            self.told_status = status
            self.tell(wire.lesson_changed(self.lesson, now))

    def send_away(self, reason: Bye, door: Door | None = None) -> None:
        """Everybody, or all who came by that door."""
        for visitor in self.visitors():
            if visitor.who is not None and door in (None, visitor.who.door):
                visitor.bye(reason)

    # What has to be kept

    def take_unsaved(self) -> Unsaved | None:
        if not self._unsaved:
            return None
        items = sorted(self._unsaved.values(), key=lambda item: item.at)
        self._unsaved = {}
        is_logged = self._logged < LARGEST_LOG
        if is_logged:
            self._logged += _size(items)
        return Unsaved(self.id, items, self.board.revision, is_logged)

    def put_back(self, unsaved: Unsaved) -> None:
        """They could not be saved. What came after them stays."""
        if unsaved.is_logged:
            self._logged -= _size(unsaved.items)
        self._unsaved = {item.id: item for item in unsaved.items} | self._unsaved

    def saved(self, unsaved: Unsaved) -> None:
        self.tell(wire.message("saved", revision=unsaved.revision))

    # Whom to tell

    def tell(self, text: str, *, but: Seat | None = None) -> None:
        for visitor in self._others(but):
            visitor.outbox.say(text)

    def tell_teachers(self, text: str) -> None:
        for visitor in self._others(None):
            if visitor.who is not None and visitor.who.is_teacher:
                visitor.outbox.say(text)

    def _others(self, but: Seat | None) -> list[Visitor]:
        return [
            seat.visitor
            for seat in self.people.values()
            if seat is not but and seat.visitor is not None and seat.visitor.is_greeted
        ]

    def _waiters(self) -> str:
        people = [
            {"id": visitor.who.participant_id, "name": visitor.who.name}
            for visitor in self.waiting.values()
            if visitor.who is not None
        ]
        return wire.message("waiters", people=people)

    def _free_colour(self) -> str:
        taken = {seat.colour for seat in self.people.values()}
        return next((colour for colour in COLOURS if colour not in taken), COLOURS[0])


def _size(items: Iterable[Item]) -> int:
    return sum(len(item.content) for item in items)


def _seen(lesson: RoomLesson) -> tuple[Any, ...]:
    """What is told of a lesson, but for its state."""
    record = lesson.record
    return (
        record.title,
        record.starts_at,
        record.ends_at,
        record.exit_link,
        record.share_link,
        record.opened_at,
        record.record_token,
    )


__all__ = ["BoardFull", "Room", "Seat", "Visitor"]
