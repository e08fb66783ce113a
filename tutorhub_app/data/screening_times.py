"""When people meet for screenings: the times that are agreed, as calendars show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.booking import BusyTime
from tutorhub_app.data.calendars import SCREENING
from tutorhub_app.data.catalog import CoursePack, TutorProfile
from tutorhub_app.data.screening import PreliminaryMeeting

_TutorUser = aliased(User, name="tutor_user")
_StudentUser = aliased(User, name="student_user")


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """An agreed screening meeting, in UTC."""

    id: str
    tutor_name: str
    student_name: str
    pack_title: str
    starts_at: datetime
    ends_at: datetime


def meetings_with(
    session: Session, person_id: str, *, since: datetime, until: datetime
) -> tuple[MeetingTime, ...]:
    """The screenings that take this person between two instants, in order."""
    rows = session.execute(
        select(
            col(PreliminaryMeeting.id),
            col(_TutorUser.fullname),
            col(_StudentUser.fullname),
            col(CoursePack.title),
            col(BusyTime.starts_at),
            col(BusyTime.ends_at),
        )
        .join(PreliminaryMeeting, col(PreliminaryMeeting.id) == BusyTime.source_id)
        .join(_StudentUser, col(_StudentUser.id) == PreliminaryMeeting.student_id)
        .join(CoursePack, col(CoursePack.id) == PreliminaryMeeting.course_pack_id)
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .join(_TutorUser, col(_TutorUser.id) == TutorProfile.user_id)
        .where(
            col(BusyTime.person_id) == person_id,
            col(BusyTime.source_type) == SCREENING,
            col(BusyTime.ends_at) > since,
            col(BusyTime.starts_at) < until,
        )
        .order_by(col(BusyTime.starts_at))
    )
    return tuple(MeetingTime(*row) for row in rows)
