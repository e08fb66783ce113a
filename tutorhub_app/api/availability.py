"""`/v1/availabilities`: a tutor's windows."""

from typing import Any

from fastapi import APIRouter, Response

from tutorhub_app.api.calls import Calling
from tutorhub_app.api.documented import DateText, IdText, RecordShape, documented, envelope
from tutorhub_app.api.fields import Id
from tutorhub_app.api.shown import enum, record
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.records import AvailabilityRecord
from tutorhub_app.services import availability_records

router = APIRouter(tags=["availability"])


class AvailabilityShape(RecordShape):
    tutorProfileId: IdText
    dayOfWeek: DayOfWeek
    dayOfWeek_idx: int
    startTime: str
    endTime: str
    isRecurring: bool
    specificDate: DateText | None
    teachingMode: TeachingMode
    teachingMode_idx: int


@router.get(
    "/v1/availabilities/{availabilityId}",
    **documented(envelope("availability", AvailabilityShape), 404),
)
async def get_availability(call: Calling, availabilityId: Id) -> Response:
    """One window, for its tutor and for administrators."""
    return await call.read("availability", availability_records.get, availabilityId, show=shown)


def shown(row: AvailabilityRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "tutorProfileId": row.tutor_profile_id,
        **enum("dayOfWeek", row.day_of_week),
        "startTime": row.start_time,
        "endTime": row.end_time,
        "isRecurring": row.is_recurring,
        "specificDate": row.specific_date,
        **enum("teachingMode", row.teaching_mode),
        **record(row),
    }
