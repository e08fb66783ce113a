"""The rooms that are open in this process: coming and going, and what has to be kept of it.

One hub a process. It lives on one event loop and needs no lock: between two `await`s nothing else
happens in a room.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from datetime import datetime
from typing import Any

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.board import Item, Stamp
from tutorhub_app.domain.classroom import (
    MOST_PEOPLE,
    MOST_WAITING,
    OPEN_AFTER_END,
    Bye,
    Insider,
    RoomLesson,
)
from tutorhub_app.domain.errors import NotAllowed, NotFound
from tutorhub_app.domain.online_lessons import Door, Entry, OnlineStatus
from tutorhub_app.services import classroom_board, classroom_stays, classroom_tickets, ice, live
from tutorhub_app.services import classroom_outbox as outbox
from tutorhub_app.services.classroom_room import Room, Seat, Visitor
from tutorhub_app.services.classroom_saving import Saver
from tutorhub_app.services.live import online_lesson_topic
from tutorhub_app.services.unit import run

logger = logging.getLogger(__name__)

SECONDS_OF_A_TICK = 1.0
SECONDS_OF_GRACE = 4.0
"""How long a seat is kept for somebody whose connection dropped."""
SECONDS_UNTIL_SEEN_AGAIN = 60.0
SECONDS_OF_SILENCE = 150.0
"""Of a browser that pings. A hidden page may do so once a minute only."""
SECONDS_TO_TAKE = 20.0
"""In which somebody has to take what is sent."""
SECONDS_OF_AN_EMPTY_ROOM = 30.0
_BYES = {
    Entry.OVER: Bye.OVER,
    Entry.EXPIRED: Bye.EXPIRED,
    Entry.CANCELED: Bye.CANCELED,
}


class Hub:
    """Every method is for the loop that the hub runs on. `clock` tells instants."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._rooms: dict[int, Room] = {}
        self._opening: dict[int, asyncio.Task[Room]] = {}
        self._following: dict[int, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._saver = Saver(self._rooms)
        self._seen_at = time.monotonic()

    # Coming and going

    async def come(
        self, visitor: Visitor, who: Insider, entry: Entry, have: Mapping[str, Stamp] | None
    ) -> None:
        """Let somebody in who holds a ticket, or have them wait, or send them away. `entry` is what
        is behind their door now."""
        visitor.who, visitor.have = who, have
        if entry in _BYES:
            visitor.bye(_BYES[entry])
            return
        try:
            room = await self._room(who.lesson_id)
        except NotFound:
            visitor.bye(Bye.DELETED)
            return
        if visitor.outbox.is_closed:
            return
        visitor.room = room
        if entry is Entry.OPEN:
            await self._let_in(room, visitor, who)
        elif who.participant_id not in room.waiting and len(room.waiting) >= MOST_WAITING:
            visitor.bye(Bye.FULL)
        else:
            room.wait(visitor, who, self._clock())
            # The doors may have opened since they were looked at.
            self._open_if_due(room, self._clock())

    def go(self, visitor: Visitor, *, at_will: bool = False) -> None:
        """The connection is over; `at_will`: they said that they leave."""
        visitor.is_gone = True
        room, seat = visitor.room, visitor.seat
        if room is None:
            return
        room.stop_waiting(visitor)
        if seat is None or seat.visitor is not visitor:
            return
        seat.visitor = visitor.seat = None
        seat.dropped_at = time.monotonic()
        if at_will or room.id not in self._rooms:
            self._clear(room, seat)

    async def _let_in_at_last(self, room: Room, visitor: Visitor, who: Insider) -> None:
        """Who waited asks for nothing that could be refused: they come again instead."""
        try:
            await self._let_in(room, visitor, who)
        except Exception:
            visitor.outbox.close(outbox.TRY_AGAIN)
            raise

    async def _let_in(self, room: Room, visitor: Visitor, who: Insider) -> None:
        if visitor.is_gone:
            return
        if who.participant_id not in room.people and len(room.people) >= MOST_PEOPLE:
            visitor.bye(Bye.FULL)
            return
        seat = room.take_seat(visitor, who)
        room.arriving += 1
        try:
            stay_id = await run(classroom_stays.begin, who)
            if room.lesson.record.first_joined_at is None:
                await self._look_again(room)
        except NotFound:
            visitor.bye(Bye.DELETED)
            return
        finally:
            room.arriving -= 1
            room.note_empty()
        seat.stay_id = stay_id
        if room.people.get(who.participant_id) is not seat:
            # They left before they were in.
            self._soon(self._end_stay(room.id, stay_id))
        elif seat.visitor is visitor:
            now = self._clock()
            room.welcome(seat, now, ice.servers(who.participant_id, now))

    def _clear(self, room: Room, seat: Seat) -> None:
        if room.leave_seat(seat) and seat.stay_id:
            self._soon(self._end_stay(room.id, seat.stay_id))

    async def _end_stay(self, lesson_id: int, stay_id: str) -> None:
        await run(classroom_stays.end, lesson_id, [stay_id])

    # What somebody in a room does

    def change(self, visitor: Visitor, items: Iterable[Item]) -> None:
        """BoardFull, NotAllowed."""
        room, seat = _place_of(visitor)
        try:
            room.change(seat, items)
        finally:
            if room.has_unsaved:
                self._saver.hurry()

    def cursor(self, visitor: Visitor, body: Mapping[str, Any]) -> None:
        room, seat = _place_of(visitor)
        room.cursor(seat, body)

    def media(self, visitor: Visitor, *, mic: bool, camera: bool, screen: bool) -> None:
        room, seat = _place_of(visitor)
        room.media(seat, mic=mic, camera=camera, screen=screen)

    def signal(self, visitor: Visitor, to: str, data: Any) -> None:
        """NotFound when they are not here."""
        room, seat = _place_of(visitor)
        if not room.signal(seat, to, data):
            raise NotFound("Nobody of that id is in the room.", code="notHere")

    async def say(self, visitor: Visitor, message_id: str, text: str) -> None:
        """Errors: those of `classroom_board.say`."""
        room, seat = _place_of(visitor)
        # Who goes before it is kept has said it all the same.
        saying = asyncio.create_task(self._say(room, seat.who, message_id, text))
        self._tasks.add(saying)
        saying.add_done_callback(self._tasks.discard)
        await asyncio.shield(saying)

    async def _say(self, room: Room, who: Insider, message_id: str, text: str) -> None:
        room.said(await run(classroom_board.say, who, message_id, text))

    async def admit(self, visitor: Visitor) -> None:
        """Let students in before the start. NotAllowed but for teachers."""
        room, seat = _place_of(visitor)
        if not seat.who.is_teacher:
            raise NotAllowed("Only the teacher lets people in.", code="onlyTheTeacher")
        await run(classroom_stays.open_doors, room.id)
        await self._look_again(room)

    # Rooms

    def is_somebody_in(self, lesson_id: int) -> bool:
        room = self._rooms.get(lesson_id)
        return room is not None and bool(room.people)

    def open_rooms(self) -> int:
        return len(self._rooms)

    async def _room(self, lesson_id: int) -> Room:
        """The room, opened if it is not. NotFound."""
        room = self._rooms.get(lesson_id)
        if room is not None:
            return room
        opening = self._opening.get(lesson_id)
        if opening is None:
            opening = asyncio.create_task(self._open(lesson_id))
            self._opening[lesson_id] = opening
            opening.add_done_callback(lambda _: self._opening.pop(lesson_id, None))
        # Who leaves meanwhile must not stop it for the others.
        return await asyncio.shield(opening)

    async def _open(self, lesson_id: int) -> Room:
        kept = await run(classroom_board.room, lesson_id)
        room = self._rooms[lesson_id] = Room(kept, self._clock())
        self._following[lesson_id] = asyncio.create_task(self._follow(room))
        return room

    async def _follow(self, room: Room) -> None:
        """Hear of what becomes of the lesson, whoever changes it."""
        async with contextlib.aclosing(live.changes(online_lesson_topic(room.id))) as changes:
            async for _ in changes:
                await self._look_until_seen(room)
                if self._rooms.get(room.id) is not room:
                    return

    async def _look_until_seen(self, room: Room) -> None:
        """The news comes once. What can not be read now must be read later, or nobody would be
        sent out of a cancelled lesson."""
        while True:
            try:
                return await self._look_again(room)
            except Exception:
                logger.exception("looking at a changed lesson failed; trying again")
            await asyncio.sleep(SECONDS_OF_A_TICK)

    async def _look_again(self, room: Room) -> None:
        async with room.looking:
            self._see(room, await run(classroom_board.lesson, room.id))

    def _see(self, room: Room, lesson: RoomLesson | None) -> None:
        now = self._clock()
        if lesson is None:
            room.send_away(Bye.DELETED)
            self._close(room)
            return
        room.is_now(lesson, now)
        if lesson.record.status is OnlineStatus.CANCELED:
            room.send_away(Bye.CANCELED)
        for door in Door:
            self._send_away_foreign(room, lesson, door)
        self._open_if_due(room, now)

    def _send_away_foreign(self, room: Room, lesson: RoomLesson, door: Door) -> None:
        """Whose address is no longer the lesson's has no place there."""
        key = classroom_tickets.key_of(lesson.record, door)
        for visitor in room.visitors():
            who = visitor.who
            if who is not None and who.door is door and who.key != key:
                visitor.bye(Bye.FOREIGN)

    def _open_if_due(self, room: Room, now: datetime) -> None:
        """Let in who waits once the doors are open, or send them away when nothing comes of it."""
        if not room.waiting:
            return
        entry = room.lesson.entry(
            now, Door.STUDENT, was_there=False, somebody_is_there=bool(room.people)
        )
        if entry is Entry.WAITING:
            return
        for visitor in list(room.waiting.values()):
            room.stop_waiting(visitor)
            if entry in _BYES:
                visitor.bye(_BYES[entry])
            elif visitor.who is not None:
                self._soon(self._let_in_at_last(room, visitor, visitor.who))

    def _close(self, room: Room) -> None:
        if self._rooms.get(room.id) is room:
            del self._rooms[room.id]
            following = self._following.pop(room.id)
            if following is not asyncio.current_task():
                following.cancel()

    # By the clock

    async def keep_saving(self) -> None:
        await self._saver.keep_saving()

    async def keep_ticking(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_OF_A_TICK)
            try:
                await self.tick()
            except Exception:
                logger.exception("looking after the rooms failed; trying again")

    async def tick(self) -> None:
        """Do what is due in each room."""
        now, at = self._clock(), time.monotonic()
        for room in list(self._rooms.values()):
            self._look_after(room, now, at)
        if at - self._seen_at >= SECONDS_UNTIL_SEEN_AGAIN:
            self._seen_at = at
            if stays := list(self._stays()):
                for stay_id in await run(classroom_stays.note, stays):
                    self._send_out(stay_id)

    def _look_after(self, room: Room, now: datetime, at: float) -> None:
        for visitor in room.visitors():
            since = visitor.outbox.sending_since
            is_stuck = since is not None and at - since > SECONDS_TO_TAKE
            is_silent = visitor.pings and at - visitor.heard_at > SECONDS_OF_SILENCE
            if is_stuck or is_silent:
                visitor.outbox.abort()
        for seat in list(room.people.values()):
            if seat.visitor is None and at - seat.dropped_at > SECONDS_OF_GRACE:
                self._clear(room, seat)
        room.tell_status(now)
        self._open_if_due(room, now)
        if now > room.lesson.record.ends_at + OPEN_AFTER_END:
            room.send_away(Bye.OVER)
        is_idle = room.is_empty and at - room.empty_since > SECONDS_OF_AN_EMPTY_ROOM
        if is_idle and not self._saver.is_busy_with(room):
            self._close(room)

    def _stays(self) -> dict[str, Seat]:
        return {
            seat.stay_id: seat
            for room in self._rooms.values()
            for seat in room.people.values()
            if seat.stay_id
        }

    def _send_out(self, stay_id: str) -> None:
        seat = self._stays().get(stay_id)
        if seat is not None and seat.visitor is not None:
            seat.visitor.bye(Bye.FOREIGN)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it without being waited for; what fails is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("looking after a room failed", exc_info=error)

    async def settle(self) -> None:
        """Wait for what was to be done soon."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Keep all there is, and let everybody go: they come again once we are back."""
        for room in list(self._rooms.values()):
            for visitor in room.visitors():
                visitor.outbox.close(outbox.RESTARTING)
        await self._saver.save()
        for room in list(self._rooms.values()):
            for seat in list(room.people.values()):
                self._clear(room, seat)
            self._close(room)
        await self.settle()


def _place_of(visitor: Visitor) -> tuple[Room, Seat]:
    """NotAllowed for somebody who is not in a room, as who waits."""
    room, seat = visitor.room, visitor.seat
    if room is None or seat is None or not visitor.is_greeted:
        raise NotAllowed("You are not in the room.", code="notInside")
    return room, seat


_hub: Hub | None = None


def hub() -> Hub:
    """This process's hub. RuntimeError while it does not serve."""
    if _hub is None:
        raise RuntimeError("The rooms are not open: `classroom_hub.serving` is not running.")
    return _hub


def is_somebody_in(lesson_id: int) -> bool:
    """Whether anybody is in the lesson's room now."""
    return _hub is not None and _hub.is_somebody_in(lesson_id)


@contextlib.asynccontextmanager
async def serving(clock: Callable[[], datetime] = utc_now) -> AsyncIterator[Hub]:
    """Have rooms inside the block. What follows changes (`services.live`) has to run, too."""
    global _hub
    _hub = ours = Hub(clock)
    loops = [
        asyncio.create_task(ours.keep_saving(), name="save boards"),
        asyncio.create_task(ours.keep_ticking(), name="look after rooms"),
    ]
    try:
        yield ours
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        await ours.stop()
        _hub = None
