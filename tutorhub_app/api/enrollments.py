"""`/v1/enrollments`: students in course packs."""

from fastapi import APIRouter, Response

from tutorhub_app.api.calls import Calling
from tutorhub_app.api.catalog_shown import EnrollmentShape, enrollment
from tutorhub_app.api.documented import documented, envelope
from tutorhub_app.api.fields import Body, Id, Integer, optional
from tutorhub_app.services import enrollment_records

router = APIRouter(tags=["Enrollments"])

ONE = envelope("enrollment", EnrollmentShape)


class EnrollmentCreation(Body):
    """Without `studentId` students enroll themselves."""

    coursePackId: Id
    studentId: Id = optional()


class EnrollmentChanges(Body):
    lessonsLeft: Integer = optional()


@router.get("/v1/enrollments", **documented(envelope("enrollments", EnrollmentShape, many=True)))
async def list_enrollments(
    call: Calling, coursePackId: Id | None = None, studentId: Id | None = None
) -> Response:
    """One's own enrollments, those in one's own packs, everyone's for administrators."""
    return await call.listed(
        "enrollments",
        enrollment_records.find,
        call.page,
        pack_id=coursePackId,
        student_id=studentId,
        show=enrollment,
        topics=enrollment_records.list_topics,
    )


@router.get("/v1/enrollments/{enrollmentId}", **documented(ONE, 404))
async def get_enrollment(call: Calling, enrollmentId: Id) -> Response:
    """One enrollment, for its student, the pack's tutor and administrators."""
    return await call.read("enrollment", enrollment_records.get, enrollmentId, show=enrollment)


@router.post("/v1/enrollments", **documented(ONE, 404, 409, status=201, writes=True))
async def create_enrollment(call: Calling, body: EnrollmentCreation) -> Response:
    """Enroll oneself, a student in one's own pack, or as an administrator anyone: once,
    and again when all lessons are used up. A pack that begins with a screening needs an approval
    first."""
    return await call.write(
        "enrollment",
        "create",
        enrollment_records.create,
        body.coursePackId,
        body.studentId,
        show=enrollment,
    )


@router.patch("/v1/enrollments/{enrollmentId}", **documented(ONE, 404, writes=True))
async def update_enrollment(call: Calling, enrollmentId: Id, body: EnrollmentChanges) -> Response:
    """Set how many lessons are left, as the pack's tutor or an administrator."""
    return await call.write(
        "enrollment",
        "update",
        enrollment_records.update,
        enrollmentId,
        lessons_left=body.lessonsLeft,
        show=enrollment,
    )


@router.delete("/v1/enrollments/{enrollmentId}", **documented(ONE, 404, 409, writes=True))
async def delete_enrollment(call: Calling, enrollmentId: Id) -> Response:
    """Withdraw from a pack, or withdraw a student from one's own; lessons left go with it. Not
    while lessons are booked and not over."""
    return await call.write(
        "enrollment", "delete", enrollment_records.delete, enrollmentId, show=enrollment
    )
