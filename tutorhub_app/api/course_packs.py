"""`/v1/coursepacks`: what tutors offer."""

from typing import Annotated

from fastapi import APIRouter, Response

from tutorhub_app.api.calls import AnyonesCalling, Calling
from tutorhub_app.api.catalog_shown import CoursePackShape, course_pack
from tutorhub_app.api.documented import documented, envelope
from tutorhub_app.api.fields import BY_NAME, Body, Boolean, Flag, Id, Integer, Text, optional
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.services import pack_records, profile_records

router = APIRouter(tags=["Course packs"])

ONE = envelope("coursePack", CoursePackShape)


class PackChanges(Body):
    """`price` is for all lessons, in minor units of `currency`."""

    title: Text = optional()
    description: Text = optional()
    lessonMinutes: Integer = optional()
    lessonCount: Integer = optional()
    price: Integer = optional()
    currency: Text = optional()
    requiresScreening: Boolean = optional()
    teachingMode: Annotated[TeachingMode, BY_NAME] = optional()

    def pack(self) -> pack_records.Values:
        """What was given, as the services know it."""
        values = self.values()
        values.pop("tutor_profile_id", None)
        if "price" in values:
            values["price_minor"] = values.pop("price")
        return values


class PackCreation(PackChanges):
    """Without `tutorProfileId` it is for the tutor who asks."""

    tutorProfileId: Id = optional()
    title: Text
    lessonMinutes: Integer
    lessonCount: Integer
    price: Integer
    currency: Text


@router.get(
    "/v1/coursepacks",
    **documented(envelope("coursePacks", CoursePackShape, many=True), public=True),
)
async def list_course_packs(
    call: AnyonesCalling, tutorProfileId: Id | None = None, requiresScreening: Flag | None = None
) -> Response:
    """Packs on offer by listed tutors; those who manage others see these, too."""
    return await call.listed(
        "coursePacks",
        pack_records.find,
        call.page,
        profile_id=tutorProfileId,
        requires_screening=requiresScreening,
        show=course_pack,
        topics=profile_records.list_topics,
    )


@router.get("/v1/coursepacks/{coursePackId}", **documented(ONE, 404, public=True))
async def get_course_pack(call: AnyonesCalling, coursePackId: Id) -> Response:
    """One pack. One of a tutor who is not listed: for those who manage it and the tutor's students.
    A deleted one: for those who manage it or have lessons left in it."""
    return await call.read("coursePack", pack_records.get, coursePackId, show=course_pack)


@router.post("/v1/coursepacks", **documented(ONE, 404, status=201, writes=True))
async def create_course_pack(call: Calling, body: PackCreation) -> Response:
    """Offer a pack, as the tutor or an administrator."""
    return await call.write(
        "coursePack",
        "create",
        pack_records.create,
        body.pack(),
        profile_id=body.tutorProfileId,
        show=course_pack,
    )


@router.patch("/v1/coursepacks/{coursePackId}", **documented(ONE, 404, writes=True))
async def update_course_pack(call: Calling, coursePackId: Id, body: PackChanges) -> Response:
    """Change a pack for enrollments and bookings from now on; lessons that are booked keep their
    terms."""
    return await call.write(
        "coursePack", "update", pack_records.update, coursePackId, body.pack(), show=course_pack
    )


@router.delete("/v1/coursepacks/{coursePackId}", **documented(ONE, 404, 409, writes=True))
async def delete_course_pack(call: Calling, coursePackId: Id) -> Response:
    """Take a pack off offer; students keep the lessons they have left. Not while lessons of it are
    booked and not over."""
    return await call.write(
        "coursePack", "delete", pack_records.delete, coursePackId, show=course_pack
    )
