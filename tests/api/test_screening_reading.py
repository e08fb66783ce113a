"""`/v1/preliminarymeetings` in process: one and lists, and who may not."""

from typing import Any

import pytest

from tests.api.asking import LIST_TAIL, answered, refused
from tests.api.documents import every_operation
from tests.api.screening_routes import MEETINGS, Asking, asking, shown, soon
from tests.factories import make_principal, make_tutor
from tests.services.screening_cast import NO_ID, cast
from tutorhub_app.domain.accounts import Role

__all__ = ["asking", "cast", "soon"]


async def test_outsiders_neither_read_nor_change(asking: Asking):
    row = await asking.made()
    refused(await asking.get(None, row["id"]), 401, "loginRequired")
    refused(await asking.patch(None, row["id"], comments="Hello"), 401, "loginRequired")
    for outsider in (asking.cast.charlie, asking.cast.dora.principal):
        refused(await asking.get(outsider, row["id"]), 401, "notAllowed")
        answer = await asking.patch(outsider, row["id"], comments="Hello")
        refused(answer, 401, "notAllowed")


async def test_those_concerned_read_every_property(asking: Asking):
    row = await asking.made()
    for who in ("bob", "alice", "admin"):
        answer = await asking.get(asking.cast.person(who), row["id"])
        assert answered(answer, "preliminaryMeeting", "get") == row
        assert list(answer.json())[-1] == "preliminaryMeeting"


async def test_what_is_not_there_is_not_found(asking: Asking):
    admin = asking.cast.admin
    refused(await asking.get(admin, NO_ID), 404, "notFound")
    refused(await asking.patch(admin, NO_ID, comments="Hello"), 404, "notFound")
    for answer in (await asking.get(admin, "17"), await asking.patch(admin, "17")):
        refused(answer, 400, "preliminaryMeetingIdisNotAValidID")


async def test_there_is_no_delete(asking: Asking):
    row = await asking.made()
    client = asking.clients(asking.cast.admin)
    refused(await client.delete(f"{MEETINGS}/{row['id']}"), 405, "methodNotAllowed")


async def test_lists_hold_what_each_may_read_the_newest_first(asking: Asking):
    cast = asking.cast
    first = (await asking.made())["id"]
    second = (await asking.made(cast.charlie, studentId=cast.charlie.user_id))["id"]
    third = (await asking.made(coursePackId=cast.other_pack.id))["id"]
    assert await asking.listed(cast.admin) == [third, second, first]
    assert await asking.listed(cast.alice.principal) == [second, first]
    assert await asking.listed(cast.dora.principal) == [third]
    assert await asking.listed(cast.bob) == [third, first]
    assert await asking.listed(cast.charlie) == [second]
    for nobody in (make_principal(), make_tutor().principal, make_principal(Role.TUTOR)):
        assert await asking.listed(nobody) == []
    refused(await asking.clients().get(MEETINGS), 401, "loginRequired")


async def test_a_list_has_its_pages(asking: Asking):
    cast = asking.cast
    made = [(await asking.made(cast.admin, studentId=make_principal().user_id)) for _ in range(3)]
    answer = await asking.clients(cast.admin).get(f"{MEETINGS}?pageNumber=2&pageRowCount=2")
    assert answered(answer, "preliminaryMeetings", "list") == [made[0]]
    body = answer.json()
    assert tuple(body)[-len(LIST_TAIL) :] == LIST_TAIL
    assert body["paging"] == {
        "pageNumber": 2,
        "pageRowCount": 2,
        "totalRowCount": 3,
        "pageCount": 2,
    }
    whole = await asking.clients(cast.admin).get(f"{MEETINGS}?pageNumber=0")
    assert whole.json()["paging"] == {
        "pageNumber": 0,
        "pageRowCount": 3,
        "totalRowCount": 3,
        "pageCount": 1,
    }
    assert [row["id"] for row in whole.json()["preliminaryMeetings"]] == [
        row["id"] for row in reversed(made)
    ]


@pytest.mark.parametrize("who", ["bob", "alice", "admin"])
async def test_a_list_comes_from_memory_until_something_of_it_changes(asking: Asking, who):
    client = asking.clients(asking.cast.person(who))
    row = await asking.made()

    async def source() -> tuple[str, Any]:
        body = (await client.get(MEETINGS)).json()
        return body["source"], body["preliminaryMeetings"]

    assert await source() == ("db", [row])
    assert await source() == ("cache", [row])
    changed = await asking.changed(asking.cast.admin, row["id"], tutorDecision="approved")
    assert await source() == ("db", [changed])
    assert (await client.get(f"{MEETINGS}?caching=false")).json()["source"] == "db"


async def test_a_list_is_never_anothers(asking: Asking):
    row = await asking.made()
    assert await asking.listed(asking.cast.bob) == [row["id"]]
    assert await asking.listed(asking.cast.charlie) == []


@pytest.mark.parametrize("query", ["", "?getJoins=false"])
async def test_answers_are_as_the_document_says(asking: Asking, soon, query):
    described = {operation.id: operation for operation in every_operation()}
    client = asking.clients(asking.cast.alice.principal)
    body = asking.body() | {"scheduledDatetime": shown(soon), "comments": "Hello"}
    made = await client.post(f"{MEETINGS}{query}", json=body)
    address = f"{MEETINGS}/{made.json()['preliminaryMeeting']['id']}{query}"
    answers = {
        "createPreliminaryMeeting": made,
        "updatePreliminaryMeeting": await client.patch(address, json={"tutorDecision": 1}),
        "getPreliminaryMeeting": await client.get(address),
        "listPreliminaryMeetings": await client.get(f"{MEETINGS}{query}"),
    }
    for name, answer in answers.items():
        schema = described[name].answer(str(answer.status_code))["schema"]
        assert described[name].faults(schema, answer.json()) == []
