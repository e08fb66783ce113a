"""Hours as bodies and as answers of `/v1/availabilities`."""

import json
from datetime import date, timedelta
from typing import Any

import httpx

from tests.api.asking import SCHEDULING, answered
from tests.factories import Tutor
from tutorhub_app.api.availability import AvailabilityShape
from tutorhub_app.clock import utc_now
from tutorhub_app.data.availability import windows_of
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.availability import day_of, window_sentence
from tutorhub_app.domain.catalog import TeachingMode

PATH = f"{SCHEDULING}/v1/availabilities"
LIST = f"{SCHEDULING}/v1/listavailabilities"
FACE = TeachingMode.FACE_TO_FACE
KEYS = [
    "id",
    "tutorProfileId",
    "dayOfWeek",
    "dayOfWeek_idx",
    "startTime",
    "endTime",
    "isRecurring",
    "specificDate",
    "teachingMode",
    "teachingMode_idx",
    "isActive",
    "recordVersion",
    "createdAt",
    "updatedAt",
    "_owner",
]
UNKNOWN = "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20"


def in_days(days: int) -> date:
    return utc_now().date() + timedelta(days=days)


def weekly(tutor: Tutor, **values: Any) -> dict[str, Any]:
    """A body: Mondays from 09:00 to 12:00 online, unless `values` say otherwise."""
    return {
        "tutorProfileId": tutor.profile.id,
        "dayOfWeek": "monday",
        "startTime": "09:00",
        "endTime": "12:00",
        "isRecurring": True,
        "teachingMode": "online",
    } | values


def on(tutor: Tutor, day: date, **values: Any) -> dict[str, Any]:
    date_only = {"isRecurring": False, "specificDate": str(day), "dayOfWeek": day_of(day).value}
    return weekly(tutor, **date_only | values)


def documented(row: object) -> dict[str, Any]:
    """The row, with exactly the documented properties."""
    AvailabilityShape.model_validate_json(json.dumps(row))
    assert isinstance(row, dict)
    assert list(row) == KEYS
    return row


def made(answer: httpx.Response) -> dict[str, Any]:
    return documented(answered(answer, "availability", "create", 201))


def updated(answer: httpx.Response) -> dict[str, Any]:
    return documented(answered(answer, "availability", "update"))


def rows(answer: httpx.Response) -> list[dict[str, Any]]:
    return [documented(row) for row in answered(answer, "availabilities", "list")]


def stored(tutor: Tutor) -> list[str]:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        return sorted(map(window_sentence, windows_of(session, tutor.profile.id)))
