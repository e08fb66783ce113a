"""Each API's OpenAPI document is whole and true."""

import pytest
import schemathesis

from tests.api.asking import AUTH, LESSONS, SCHEDULING, Clients
from tests.api.documents import Operation, described_apis, every_operation
from tutorhub_app.api.openapi_parts import SECURITY_SCHEMES

OPERATIONS = every_operation()
OF_LESSONS = [one for one in OPERATIONS if one.prefix == LESSONS]
BUSINESS = [one for one in OPERATIONS if one.prefix != LESSONS]
of_each = pytest.mark.parametrize("operation", OPERATIONS, ids=[one.name for one in OPERATIONS])
of_each_business_one = pytest.mark.parametrize(
    "operation", BUSINESS, ids=[one.name for one in BUSINESS]
)


def operation_of(operation_id: str) -> Operation:
    return next(operation for operation in OPERATIONS if operation.id == operation_id)


# The business APIs of the reference, by the names it gives them.
REFERENCE = {
    "createAvailability": "POST /v1/availabilities",
    "updateAvailability": "PATCH /v1/availabilities/{availabilityId}",
    "deleteAvailability": "DELETE /v1/availabilities/{availabilityId}",
    "getAvailability": "GET /v1/availabilities/{availabilityId}",
    "listAvailabilities": "GET /v1/listavailabilities/{tutorProfileId}",
    "createLessonSlot": "POST /v1/lessonslots",
    "updateLessonSlot": "PATCH /v1/lessonslots/{lessonSlotId}",
    "deleteLessonSlot": "DELETE /v1/lessonslots/{lessonSlotId}",
    "getLessonSlot": "GET /v1/lessonslots/{lessonSlotId}",
    "listLessonSlots": "GET /v1/lessonslots",
    "createPreliminaryMeeting": "POST /v1/preliminarymeetings",
    "updatePreliminaryMeeting": "PATCH /v1/preliminarymeetings/{preliminaryMeetingId}",
    "getPreliminaryMeeting": "GET /v1/preliminarymeetings/{preliminaryMeetingId}",
    "listPreliminaryMeetings": "GET /v1/preliminarymeetings",
}


def test_the_routes_of_the_reference_have_its_names():
    scheduling = {
        one.id: f"{one.method.upper()} {one.path}" for one in OPERATIONS if one.prefix == SCHEDULING
    }
    assert REFERENCE.items() <= scheduling.items()


@pytest.mark.parametrize("prefix", described_apis())
def test_the_document_is_valid_openapi_3_1(prefix: str):
    document = described_apis()[prefix].openapi()
    schemathesis.openapi.from_dict(document).validate()
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == "1.0.48"
    assert document["info"]["description"]


@pytest.mark.parametrize("prefix", described_apis())
async def test_the_document_names_the_place_it_was_asked_at(prefix: str, client_of: Clients):
    document = (await client_of().get(f"{prefix}/openapi.json")).json()
    assert document["servers"] == [{"url": prefix}]


@pytest.mark.parametrize("prefix", described_apis())
def test_every_tag_in_use_is_described(prefix: str):
    described = {
        tag["name"] for tag in described_apis()[prefix].openapi()["tags"] if tag["description"]
    }
    used = {tag for one in OPERATIONS if one.prefix == prefix for tag in one.whole["tags"]}
    assert used == described


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ("NewLessonSlot", "locationDetails", "500"),
        ("LessonSlotPatch", "meetLink", "tutor's own"),
        ("Cancellation", "reason", "500"),
        ("NewMeeting", "scheduledDatetime", "proposal"),
        ("MeetingPatch", "comments", "both read"),
    ],
)
def test_what_is_said_of_a_field_that_may_be_null_is_shown(body: str, field: str, says: str):
    schemas = described_apis()[SCHEDULING].openapi()["components"]["schemas"]
    assert says in schemas[body]["properties"][field]["description"]


@of_each
def test_a_route_says_what_it_is_for(operation: Operation):
    assert operation.whole["summary"]
    assert operation.whole["description"].rstrip().endswith(".")
    assert operation.whole["operationId"].isidentifier()


@of_each
def test_a_route_knows_no_error_of_the_framework(operation: Operation):
    assert "422" not in operation.whole["responses"]
    schemas = operation.document["components"]["schemas"]
    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)


@of_each
def test_each_answer_of_a_route_has_a_schema(operation: Operation):
    responses = operation.whole["responses"]
    assert {"400", "500", "503"} <= set(responses)
    for status, response in responses.items():
        schema = operation.answer(status)["schema"]
        one_of_some = all("$ref" in each for each in schema.get("anyOf", [{}]))
        named = schema.get("$ref") or schema.get("type") == "array" or one_of_some
        assert named, f"{status}: {schema}"
        assert response["description"]
        if int(status) >= 400:
            known = ("/ErrorAnswer",) if operation in OF_LESSONS else ("/ErrorBody", "/NoLogin")
            assert schema["$ref"].endswith(known)
    # Any method may carry a body, if only a needless one; GET has one at the lessons API alone.
    has_none = operation.method == "get" and operation not in OF_LESSONS
    assert {"408", "413", "415"}.isdisjoint(responses) is has_none


@of_each_business_one
def test_who_needs_a_token_is_told_where_it_may_stand(operation: Operation):
    security = operation.whole["security"]
    named = [name for way in security for name in way]
    assert named in ([], list(SECURITY_SCHEMES))
    if named and {} not in security:
        assert "401" in operation.whole["responses"]


@pytest.mark.parametrize("operation", OF_LESSONS, ids=[one.name for one in OF_LESSONS])
def test_the_lessons_api_asks_for_a_key_and_takes_nothing_that_its_document_does_not_name(
    operation: Operation,
):
    assert operation.whole["security"] == [{"key": []}]
    scheme = operation.document["components"]["securitySchemes"]["key"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "x-api-key")
    listing = ["sortBy", "sortDirection", "limit", "offset"]
    assert operation.names_of("query") == (listing if operation.id == "listLessons" else [])
    if operation.body is not None:
        taken = ["startTime", "title", "duration", "exitLink", "shareLink"]
        assert list(operation.body["schema"]["properties"]) == taken


def test_a_token_may_stand_in_four_places():
    keys = [scheme for scheme in SECURITY_SCHEMES.values() if scheme["type"] == "apiKey"]
    assert [(key["in"], key["name"]) for key in keys] == [
        ("query", "access_token"),
        ("header", "tutorhub-access-token"),
        ("cookie", "tutorhub-access-token"),
    ]
    assert SECURITY_SCHEMES["bearer"]["scheme"] == "bearer"


@of_each_business_one
def test_common_parameters_stand_where_they_mean_something(operation: Operation):
    query = set(operation.names_of("query"))
    answer = operation.whole["responses"]["201" if "201" in operation.whole["responses"] else "200"]
    schema = operation.document["components"]["schemas"][
        answer["content"]["application/json"]["schema"].get("$ref", "/ErrorBody").split("/")[-1]
    ]
    is_paged = "paging" in schema["properties"]
    joins = set(schema["properties"]) - set(schema["required"]) - {"fields"}
    assert "requestId" in query
    assert ({"pageNumber", "pageRowCount"} <= query) is is_paged
    assert ({"getJoins", "excludeCQRS"} <= query) is bool(joins)
    assert not is_paged or {"caching", "cacheTTL"} <= query


def test_only_what_is_done_once_takes_an_idempotency_key():
    keyed = {one.id for one in OPERATIONS if "Idempotency-Key" in one.names_of("header")}
    posts = {one.id for one in OPERATIONS if one.method == "post"}
    assert keyed <= posts
    assert not {one.id for one in OPERATIONS if one.prefix == AUTH} & keyed
    assert {one.id for one in OPERATIONS if one.prefix == SCHEDULING} & posts <= keyed


@of_each
def test_every_example_is_as_its_schema_says(operation: Operation):
    contents = [operation.answer(status) for status in operation.whole["responses"]]
    if operation.body is not None:
        contents.append(operation.body)
    faults = [
        fault
        for content in contents
        for example in operation.examples(content).values()
        for fault in operation.faults(content["schema"], example)
    ]
    for parameter in operation.parameters:
        if "example" in parameter:
            faults += operation.faults(parameter["schema"], parameter["example"])
    assert not faults


@of_each
def test_a_route_shows_what_it_takes_and_each_answer_it_can_give(operation: Operation):
    responses = operation.whole["responses"]
    shown = {status for status in responses if operation.examples(operation.answer(status))}
    assert set(responses) == shown, "Tell it in tests/api/story.py, and run `make examples`"
    assert all("example" in part for part in operation.parameters if part["in"] == "path")
    assert operation.body is None or operation.examples(operation.body)
