"""A room's board and chat in the database: how they are kept and found again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import classroom_board as data
from tutorhub_app.data import classroom_lessons, classroom_people
from tutorhub_app.domain.board import Board, Item
from tutorhub_app.domain.classroom import MOST_CHAT_MESSAGES, ChatLine, Insider, RoomLesson
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound
from tutorhub_app.domain.texts import clean_lines
from tutorhub_app.services.unit import reads


@dataclass(frozen=True, slots=True)
class KeptRoom:
    """What a room begins with. `logged` is how many characters its log has."""

    lesson: RoomLesson
    board: Board
    chat: tuple[ChatLine, ...]
    logged: int


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Changes of a room's board that the database does not have yet; `revision` is the board's
    after them. `is_logged`: they can be played back."""

    lesson_id: int
    items: Sequence[Item]
    revision: int
    is_logged: bool


@reads
def room(session: Session, lesson_id: int, *, now: datetime) -> KeptRoom:
    """NotFound."""
    lesson = classroom_lessons.room_lesson(session, lesson_id)
    if lesson is None:
        raise NotFound()
    return KeptRoom(
        lesson,
        Board(data.board_items(session, lesson_id), data.board_revision(session, lesson_id)),
        classroom_people.chat_lines(session, lesson_id),
        data.logged_size(session, lesson_id),
    )


@reads
def lesson(session: Session, lesson_id: int, *, now: datetime) -> RoomLesson | None:
    return classroom_lessons.room_lesson(session, lesson_id)


def save(session: Session, batch: Sequence[Unsaved], *, now: datetime) -> None:
    """Keep these changes. Those of lessons that are gone are dropped. Nobody but the room itself
    shows a board, so no change is told."""
    there = classroom_lessons.lessons_there(session, {each.lesson_id for each in batch})
    kept = [each for each in batch if each.lesson_id in there]
    data.save_items(
        session, [(each.lesson_id, each.revision, item) for each in kept for item in each.items]
    )
    data.log_items(
        session,
        [(each.lesson_id, item) for each in kept if each.is_logged for item in each.items],
    )


def say(session: Session, who: Insider, message_id: str, text: str, *, now: datetime) -> ChatLine:
    """Keep a message of the chat. Sent twice, it is one. Errors: Invalid, Conflict, NotFound."""
    text = clean_lines(text)
    if not text:
        raise Invalid.field("text", "text: write something.")
    found = classroom_people.chat_line(session, message_id)
    if found is not None:
        lesson_id, line = found
        if (lesson_id, line.participant_id) != (who.lesson_id, who.participant_id):
            raise Conflict("This message's id is taken. Send it with a new one.", code="idIsTaken")
        return line
    if classroom_lessons.room_lesson(session, who.lesson_id) is None:
        raise NotFound()
    if classroom_people.count_chat(session, who.lesson_id) >= MOST_CHAT_MESSAGES:
        raise Conflict(f"A chat holds {MOST_CHAT_MESSAGES} messages.", code="chatIsFull")
    line = ChatLine(message_id, who.participant_id, who.name, who.door.value, text, now)
    classroom_people.add_chat(session, who.lesson_id, line)
    return line
