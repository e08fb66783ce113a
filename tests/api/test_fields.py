"""The types of bodies and addresses, and how rules that were broken are told."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tutorhub_app.api.errors import install_error_handlers
from tutorhub_app.api.fields import (
    BY_NAME,
    YEARS,
    Body,
    Instant,
    LocalDate,
    LocalTime,
    any_of,
    optional,
)
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.errors import Invalid, NotYours, TutorHubError

MODES: TypeAdapter[list[TeachingMode | None]] = TypeAdapter(
    Annotated[list[TeachingMode | None], any_of(TeachingMode)]
)
EAST = timezone(timedelta(hours=14))


class Hours(Body):
    day: Annotated[DayOfWeek, BY_NAME] = optional()
    specificDate: LocalDate | None = None  # noqa: N815


def kind_of(adapter: TypeAdapter[Any], value: Any) -> str:
    with pytest.raises(ValidationError) as fault:
        adapter.validate_python(value)
    return fault.value.errors()[0]["type"]


@given(st.dates())
def test_a_date_is_taken_when_it_can_be_told_in_any_zone(day: date):
    dates: TypeAdapter[date] = TypeAdapter(LocalDate)
    if day.year not in YEARS:
        assert kind_of(dates, day.isoformat()) == "isNotAValidDate"
    else:
        assert dates.validate_python(day.isoformat()) == day
        datetime.combine(day, datetime.min.time(), EAST).astimezone(UTC)


@given(st.datetimes())
def test_an_instant_is_taken_when_it_can_be_told_in_any_zone(when: datetime):
    instants: TypeAdapter[datetime] = TypeAdapter(Instant)
    if when.year not in YEARS:
        assert kind_of(instants, f"{when.isoformat()}Z") == "isNotAValidDate"
    else:
        taken = instants.validate_python(f"{when.isoformat()}Z")
        assert taken == when.replace(tzinfo=UTC)
        assert taken.astimezone(EAST) == taken


@pytest.mark.parametrize("text", ["9:00", "24:01", "09:60", "1२:00", "09:00\n", ""])
def test_what_is_no_time_is_refused(text: Any):
    assert kind_of(TypeAdapter(LocalTime), text) == "isNotAValidTime"


def test_a_filter_takes_names_in_any_case_indexes_and_null():
    wanted = MODES.validate_python(["ONLINE", "facetoface", "2", "null", "Null"])
    assert wanted == [*TeachingMode, None, None]


@pytest.mark.parametrize("value", ["", "onlin", "3", "-1"])
def test_a_filter_refuses_what_is_no_value(value: str):
    assert kind_of(MODES, ["online", value]) == "isNotAValidValue"


def test_only_what_was_in_the_body_counts_as_given():
    assert Hours.model_validate({}).values() == {}
    body = Hours.model_validate({"specificDate": None, "day": "Monday", "unknown": 1})
    assert body.values() == {"specific_date": None, "day": DayOfWeek.MONDAY}


@pytest.mark.parametrize(
    ("error", "message", "detail"),
    [
        (
            Invalid.field("endTime", "Choose a later time."),
            "errMsg_endTimeIsNotValid",
            "endTime: Choose a later time.",
        ),
        (
            Invalid.field("key", "key: send one.", code="keyIsBad"),
            "errMsg_keyIsBad",
            "key: send one.",
        ),
        (
            Invalid(fields={"from": "Choose a day.", "to": "Choose a day."}),
            "errMsg_invalidData",
            "from: Choose a day. to: Choose a day.",
        ),
        (NotYours(), "errMsg_notAllowed", "You are not allowed to do that."),
    ],
)
async def test_a_broken_rule_names_its_field(error: TutorHubError, message: str, detail: str):
    app = FastAPI()
    install_error_handlers(app)
    handler: Any = app.exception_handlers[TutorHubError]
    body = json.loads((await handler(None, error)).body)
    assert (body["message"], body["detail"]) == (message, detail)
