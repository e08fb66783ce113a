"""Preliminary meetings: the table. A screened pack needs an approved one before a booking."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, Session, select

from tutorhub_app.data.base import Record
from tutorhub_app.domain.screening import TutorDecision


class PreliminaryMeeting(Record, table=True):
    """A student's request, and what became of it. `scheduled_datetime` is a proposal until
    `agreed_at` is set: then both are busy at that time. One undecided request for a pack."""

    __tablename__ = "preliminary_meeting"
    __table_args__ = (
        Index(None, "course_pack_id", "student_id"),
        Index(
            "uq_preliminary_meeting_open",
            "course_pack_id",
            "student_id",
            unique=True,
            sqlite_where=text("tutor_decision = 'pending' AND is_active"),
            postgresql_where=text("tutor_decision = 'pending' AND is_active"),
        ),
    )

    course_pack_id: str = Field(foreign_key="course_pack.id", ondelete="CASCADE", max_length=36)
    student_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True, max_length=36)
    scheduled_datetime: datetime | None = None
    agreed_at: datetime | None = None
    tutor_decision: str = Field(max_length=16)
    comments: str | None = Field(default=None, max_length=2000)
    meeting_link: str | None = Field(default=None, max_length=500)


def is_approved(session: Session, *, pack_id: str, student_id: str) -> bool:
    """Whether the student's screening for the pack was approved."""
    return (
        session.exec(
            select(PreliminaryMeeting.id).where(
                PreliminaryMeeting.course_pack_id == pack_id,
                PreliminaryMeeting.student_id == student_id,
                PreliminaryMeeting.tutor_decision == TutorDecision.APPROVED,
                PreliminaryMeeting.is_active,
            )
        ).first()
        is not None
    )
