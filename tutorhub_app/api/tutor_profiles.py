"""`/v1/tutorprofiles`: tutors as students see them, with their booking rules."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tutorhub_app.api.calls import AnyonesCalling, Calling
from tutorhub_app.api.catalog_shown import TutorProfileShape, tutor_profile
from tutorhub_app.api.documented import documented, envelope
from tutorhub_app.api.fields import Body, Boolean, Id, Integer, Link, Text, optional
from tutorhub_app.domain.texts import MAXIMUM_TAG
from tutorhub_app.services import profile_records

router = APIRouter(tags=["Tutor profiles"])


def _subject(value: Any) -> str:
    name = str(value)
    if 0 < len(name.strip()) <= MAXIMUM_TAG:
        return name
    raise PydanticCustomError("subject", "send 1 to {most} characters", {"most": MAXIMUM_TAG})


Subject = Annotated[
    str,
    BeforeValidator(_subject),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAXIMUM_TAG}),
]
ONE = envelope("tutorProfile", TutorProfileShape)


class ProfileChanges(Body):
    """`photo` and `fullname` are read only here: a photo is uploaded, a name is the person's."""

    headline: Text = optional()
    bio: Text = optional()
    subjects: list[Text] = optional()
    languages: list[Text] = optional()
    timeZone: Text = optional()
    meetingLink: Link | None = None
    teachingPlace: Text | None = None
    isListed: Boolean = optional()
    slotStepMinutes: Integer = optional()
    bufferBeforeMinutes: Integer = optional()
    bufferAfterMinutes: Integer = optional()
    minimumNoticeMinutes: Integer = optional()
    horizonDays: Integer = optional()
    maxLessonsPerDay: Integer | None = None
    cancellationNoticeMinutes: Integer = optional()
    rescheduleNoticeMinutes: Integer = optional()
    screeningWaitDays: Integer = optional()

    def profile(self) -> profile_records.Values:
        """What was given, as the services know it; texts that were cleared are empty there."""
        values = self.values()
        cleared = dict.fromkeys(("meeting_link", "teaching_place"), "")
        return values | {
            name: empty for name, empty in cleared.items() if values.get(name, "") is None
        }


class ProfileCreation(ProfileChanges):
    userId: Id = optional()

    def profile(self) -> profile_records.Values:
        return {name: value for name, value in super().profile().items() if name != "user_id"}


@router.get(
    "/v1/tutorprofiles",
    **documented(envelope("tutorProfiles", TutorProfileShape, many=True), public=True),
)
async def list_tutor_profiles(
    call: AnyonesCalling,
    userId: Id | None = None,
    subject: Subject | None = None,
) -> Response:
    """Listed tutors; those who manage others see these, too."""
    return await call.listed(
        "tutorProfiles",
        profile_records.find,
        call.page,
        user_id=userId,
        subject=subject,
        show=tutor_profile,
        topics=profile_records.list_topics,
    )


@router.get("/v1/tutorprofiles/{tutorProfileId}", **documented(ONE, 404, public=True))
async def get_tutor_profile(call: AnyonesCalling, tutorProfileId: Id) -> Response:
    """One tutor. One that is not listed: for those who manage it and for its students. A deleted
    one: for those who manage it."""
    return await call.read("tutorProfile", profile_records.get, tutorProfileId, show=tutor_profile)


@router.post("/v1/tutorprofiles", **documented(ONE, 409, status=201, writes=True))
async def create_tutor_profile(call: Calling, body: ProfileCreation) -> Response:
    """Registering as a tutor makes a profile; this makes one for a tutor who has none any more."""
    return await call.write(
        "tutorProfile",
        "create",
        profile_records.create,
        body.profile(),
        user_id=body.userId,
        show=tutor_profile,
    )


@router.patch("/v1/tutorprofiles/{tutorProfileId}", **documented(ONE, 404, writes=True))
async def update_tutor_profile(call: Calling, tutorProfileId: Id, body: ProfileChanges) -> Response:
    """Change a profile or its rules, as its tutor or an administrator. Lessons that are booked keep
    their terms; in another time zone they keep their instants and are told anew."""
    return await call.write(
        "tutorProfile",
        "update",
        profile_records.update,
        tutorProfileId,
        body.profile(),
        show=tutor_profile,
    )


@router.delete("/v1/tutorprofiles/{tutorProfileId}", **documented(ONE, 404, 409, writes=True))
async def delete_tutor_profile(call: Calling, tutorProfileId: Id) -> Response:
    """Take a tutor out of the catalogue. Not while lessons or meetings are agreed, or students have
    lessons left."""
    return await call.write(
        "tutorProfile", "delete", profile_records.delete, tutorProfileId, show=tutor_profile
    )
