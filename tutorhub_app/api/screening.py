"""`/v1/preliminarymeetings`: screening meetings before an advanced course pack."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from tutorhub_app.api import catalog_shown
from tutorhub_app.api.calls import Calling
from tutorhub_app.api.catalog_shown import CoursePackShape, PersonShape, TutorProfileShape
from tutorhub_app.api.documented import (
    IdText,
    InstantText,
    RecordShape,
    documented,
    envelope,
)
from tutorhub_app.api.fields import BY_NAME, Body, Id, Instant, Link, Text, optional
from tutorhub_app.api.shown import enum, instant, record
from tutorhub_app.domain.records import PreliminaryMeetingRecord
from tutorhub_app.domain.screening import TutorDecision
from tutorhub_app.domain.screening_patch import MeetingChange
from tutorhub_app.services import screening
from tutorhub_app.services.screening import MeetingWithPeople

router = APIRouter(tags=["Preliminary meetings"])
NAME, NAMES = "preliminaryMeeting", "preliminaryMeetings"

# What stands within the alternatives of a field is not shown in the document.
Comments = Annotated[Text | None, Field(description="What the tutor and the student both read.")]
Time = Annotated[
    Instant | None, Field(description="A proposal by the student; set by the tutor, agreed.")
]


class NewMeeting(Body):
    coursePackId: Id
    studentId: Id
    tutorDecision: Annotated[TutorDecision, BY_NAME]
    scheduledDatetime: Time = None
    comments: Comments = None
    meetingLink: Link | None = None


class MeetingPatch(Body):
    scheduledDatetime: Time = None
    tutorDecision: Annotated[TutorDecision, BY_NAME] = optional()
    comments: Comments = None
    meetingLink: Link | None = None


class MeetingShape(RecordShape):
    coursePackId: IdText
    studentId: IdText
    scheduledDatetime: InstantText | None
    tutorDecision: TutorDecision
    tutorDecision_idx: int
    comments: str | None
    meetingLink: str | None


@router.post(
    "/v1/preliminarymeetings",
    **documented(
        envelope(
            NAME,
            MeetingShape,
            joins={
                "coursePack": CoursePackShape,
                "tutorProfile": TutorProfileShape,
                "tutorUser": PersonShape,
                "student": PersonShape,
            },
        ),
        404,
        409,
        status=201,
        writes=True,
    ),
)
async def create_preliminary_meeting(call: Calling, body: NewMeeting) -> Response:
    """Ask for a screening meeting in a course pack that requires one.

    A student asks for themselves: `tutorDecision` is `pending`, there is no `meetingLink`, and a
    time is a proposal. The pack's tutor and administrators may make a request for a student and
    say in it whatever a PATCH could: a time is then agreed, a decision is made. 409 for a student
    who has an open request for the pack, or an approval, and for an agreed time at which somebody
    is busy. After a rejection a student may ask again once the tutor's waiting time is over
    (`screeningWaitDays` of the profile); until then it is 409, and the answer names the day.
    """
    values = body.values()
    pack_id, student_id = values.pop("course_pack_id"), values.pop("student_id")
    return await call.write(
        NAME,
        "create",
        screening.create,
        pack_id,
        student_id,
        MeetingChange(**values),
        show=_shown_of,
        joins=_all_joins,
    )


@router.patch(
    "/v1/preliminarymeetings/{preliminaryMeetingId}",
    **documented(
        envelope(NAME, MeetingShape, joins={"student": PersonShape, "coursePack": CoursePackShape}),
        404,
        409,
        writes=True,
    ),
)
async def update_preliminary_meeting(
    call: Calling, preliminaryMeetingId: Id, body: MeetingPatch
) -> Response:
    """Agree a time, decide, or leave a comment.

    The pack's tutor and administrators: any field, at any time. `scheduledDatetime` agrees that
    time, also when it is the student's proposal sent back: both people are then busy for 30
    minutes, or it is 409. Null takes the time away. With an approval both stay busy; with a
    rejection they are free again, and there is no new time (409). A decision may be changed, but
    an approval can not be withdrawn (409) once the student has lessons of the pack, booked or held,
    and what an administrator decided only administrators change (409).

    The student: `scheduledDatetime` and `comments` while the request is pending, else 401. A time
    that the tutor offers is agreed; another than the agreed one takes the agreement back and is a
    proposal.

    What is sent as it is already is no change.
    """
    return await call.write(
        NAME,
        "update",
        screening.update,
        preliminaryMeetingId,
        MeetingChange(**body.values()),
        show=_shown_of,
        joins=_joins,
    )


@router.get(
    "/v1/preliminarymeetings/{preliminaryMeetingId}",
    **documented(envelope(NAME, MeetingShape), 404),
)
async def get_preliminary_meeting(call: Calling, preliminaryMeetingId: Id) -> Response:
    """One request, for the pack's tutor, its student and administrators. What was withdrawn or
    has expired is 404."""
    return await call.read(NAME, screening.get, preliminaryMeetingId, show=shown)


@router.get(
    "/v1/preliminarymeetings",
    **documented(envelope(NAMES, MeetingShape, many=True)),
)
async def list_preliminary_meetings(call: Calling) -> Response:
    """A student's own requests, a tutor's for all their packs, everyone's for administrators; the
    newest first."""
    return await call.listed(
        NAMES, screening.meetings, call.page, show=shown, topics=screening.topics_of_meetings
    )


def shown(row: PreliminaryMeetingRecord) -> dict[str, Any]:
    at = row.scheduled_datetime
    return {
        "id": row.id,
        "coursePackId": row.course_pack_id,
        "studentId": row.student_id,
        "scheduledDatetime": instant(at) if at else None,
        **enum("tutorDecision", row.tutor_decision),
        "comments": row.comments,
        "meetingLink": row.meeting_link,
        **record(row),
    }


def _shown_of(found: MeetingWithPeople) -> dict[str, Any]:
    return shown(found.meeting)


def _all_joins(found: MeetingWithPeople) -> dict[str, dict[str, Any]]:
    return {
        "coursePack": catalog_shown.course_pack(found.course_pack),
        "tutorProfile": catalog_shown.tutor_profile(found.tutor_profile),
        "tutorUser": catalog_shown.person(found.tutor_user),
        "student": catalog_shown.person(found.student),
    }


def _joins(found: MeetingWithPeople) -> dict[str, dict[str, Any]]:
    return {
        "student": catalog_shown.person(found.student),
        "coursePack": catalog_shown.course_pack(found.course_pack),
    }
