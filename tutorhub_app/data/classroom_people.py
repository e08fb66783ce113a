"""Who was in a lesson's room, and what they wrote there."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, or_, select, update

from tutorhub_app.data.accounts import User
from tutorhub_app.data.classroom import Attendance, ChatMessage
from tutorhub_app.domain.classroom import ChatLine, Insider, Stay


def begin_stay(
    session: Session, who: Insider, now: datetime, *, unless_left_before: datetime
) -> str:
    """The id of the stay, or of the one before when that has not ended for longer."""
    before = session.exec(
        select(Attendance)
        .where(
            Attendance.lesson_id == who.lesson_id,
            Attendance.participant_id == who.participant_id,
            or_(
                col(Attendance.left_at) >= unless_left_before,
                col(Attendance.left_at).is_(None) & (Attendance.seen_at >= unless_left_before),
            ),
        )
        .order_by(col(Attendance.joined_at).desc())
    ).first()
    if before is not None:
        before.seen_at, before.left_at = now, None
        before.name = who.name
        session.add(before)
        return before.id
    stay = Attendance(
        lesson_id=who.lesson_id,
        participant_id=who.participant_id,
        user_id=who.user_id,
        name=who.name,
        door=who.door.value,
        joined_at=now,
        seen_at=now,
    )
    session.add(stay)
    return stay.id


def end_stays(session: Session, stay_ids: Sequence[str], now: datetime) -> None:
    session.exec(
        update(Attendance).where(col(Attendance.id).in_(stay_ids)).values(seen_at=now, left_at=now)
    )


def note_seen(session: Session, stay_ids: Sequence[str], now: datetime) -> None:
    """They are there. A stay that was ended by mistake goes on."""
    session.exec(
        update(Attendance).where(col(Attendance.id).in_(stay_ids)).values(seen_at=now, left_at=None)
    )


def stays_of_closed_accounts(session: Session, stay_ids: Sequence[str]) -> set[str]:
    """Those of people whose account is not active any more."""
    return set(
        session.exec(
            select(Attendance.id)
            .join(User, col(Attendance.user_id) == User.id)
            .where(col(Attendance.id).in_(stay_ids), col(User.is_active).is_(False))
        )
    )


def end_unseen_stays(session: Session, *, before: datetime) -> set[int]:
    """End those that nobody has noted since then, as of when they were noted last; the lessons."""
    is_unseen = col(Attendance.left_at).is_(None) & (Attendance.seen_at < before)
    lessons = set(session.exec(select(Attendance.lesson_id).where(is_unseen).distinct()))
    if lessons:
        session.exec(update(Attendance).where(is_unseen).values(left_at=Attendance.seen_at))
    return lessons


def was_there(session: Session, lesson_id: int, participant_id: str) -> bool:
    found = session.exec(
        select(Attendance.id)
        .where(Attendance.lesson_id == lesson_id, Attendance.participant_id == participant_id)
        .limit(1)
    ).first()
    return found is not None


def stays(session: Session, lesson_id: int) -> tuple[Stay, ...]:
    """In the order in which they came."""
    rows = session.exec(
        select(Attendance)
        .where(Attendance.lesson_id == lesson_id)
        .order_by(col(Attendance.joined_at), col(Attendance.id))
    )
    return tuple(
        Stay(row.participant_id, row.user_id, row.name, row.door, row.joined_at, row.left_at)
        for row in rows
    )


def chat_lines(session: Session, lesson_id: int) -> tuple[ChatLine, ...]:
    """In the order in which they were sent."""
    rows = session.exec(
        select(ChatMessage)
        .where(ChatMessage.lesson_id == lesson_id)
        .order_by(col(ChatMessage.sent_at), col(ChatMessage.id))
    )
    return tuple(_line(row) for row in rows)


def count_chat(session: Session, lesson_id: int) -> int:
    counted = select(func.count()).select_from(ChatMessage)
    return session.exec(counted.where(ChatMessage.lesson_id == lesson_id)).one()


def chat_line(session: Session, message_id: str) -> tuple[int, ChatLine] | None:
    """The message of that id and its lesson."""
    row = session.get(ChatMessage, message_id)
    return (row.lesson_id, _line(row)) if row else None


def add_chat(session: Session, lesson_id: int, line: ChatLine) -> None:
    session.add(
        ChatMessage(
            id=line.id,
            lesson_id=lesson_id,
            participant_id=line.participant_id,
            name=line.name,
            door=line.door,
            text=line.text,
            sent_at=line.sent_at,
        )
    )


def _line(row: ChatMessage) -> ChatLine:
    return ChatLine(row.id, row.participant_id, row.name, row.door, row.text, row.sent_at)
