"""What a lesson's room keeps: its board, what was drawn when, its pictures, its chat, and who was
there."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from tutorhub_app.data.base import Row


class BoardItem(SQLModel, table=True):
    """The present state of one element of the board, or of one page (`page_id` is empty then).

    The higher `version` wins; of equal ones the lower `version_nonce`. `content` is the item as
    JSON, `revision` rises by one in its room with each change that won.
    """

    __tablename__ = "board_item"

    lesson_id: int = Field(foreign_key="online_lesson.id", ondelete="CASCADE", primary_key=True)
    item_id: str = Field(primary_key=True, max_length=64)
    page_id: str = Field(max_length=64)
    version: int
    version_nonce: int
    is_deleted: bool
    revision: int
    content: str = Field(sa_type=Text)
    updated_at: datetime


class BoardEvent(SQLModel, table=True):
    """What an item had become at `at`: only ever added to, so that a lesson can be played back."""

    __tablename__ = "board_event"
    __table_args__ = (Index(None, "lesson_id", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    lesson_id: int = Field(foreign_key="online_lesson.id", ondelete="CASCADE")
    at: datetime
    content: str = Field(sa_type=Text)


class BoardFile(SQLModel, table=True):
    """A picture on the board; its bytes are a file (integrations/board_files.py)."""

    __tablename__ = "board_file"

    lesson_id: int = Field(foreign_key="online_lesson.id", ondelete="CASCADE", primary_key=True)
    file_id: str = Field(primary_key=True, max_length=64)
    media_type: str = Field(max_length=40)
    size: int
    created_at: datetime


class ChatMessage(Row, table=True):
    """`id` is made by who wrote it: sent twice, it is one message."""

    __tablename__ = "chat_message"
    __table_args__ = (Index(None, "lesson_id", "sent_at", "id"),)

    lesson_id: int = Field(foreign_key="online_lesson.id", ondelete="CASCADE")
    participant_id: str = Field(max_length=36)
    name: str = Field(max_length=80)
    door: str = Field(max_length=8)
    text: str = Field(max_length=2000)
    sent_at: datetime


class Attendance(Row, table=True):
    """One stay of one person in a lesson. `seen_at` is noted now and then, so that a stay that the
    server did not see end has an end all the same. `user_id` is who was signed in, if anybody."""

    __tablename__ = "attendance"
    __table_args__ = (Index(None, "lesson_id", "joined_at"), Index(None, "left_at", "seen_at"))

    lesson_id: int = Field(foreign_key="online_lesson.id", ondelete="CASCADE")
    participant_id: str = Field(max_length=36)
    user_id: str | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL", max_length=36
    )
    name: str = Field(max_length=80)
    door: str = Field(max_length=8)
    joined_at: datetime
    seen_at: datetime
    left_at: datetime | None = None
