"""`/v1/availabilities` in process."""

from tests.api.asking import SCHEDULING, Clients, answered, refused
from tests.factories import make_principal, make_tutor, make_window
from tutorhub_app.domain.accounts import Role


async def test_a_tutor_reads_every_property_of_their_window(client_of: Clients):
    alice = make_tutor()
    window = make_window(alice)
    answer = await client_of(alice.principal).get(f"{SCHEDULING}/v1/availabilities/{window.id}")
    row = answered(answer, "availability", "get")
    assert isinstance(row, dict)
    assert list(row) == [
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
    assert (row["dayOfWeek"], row["dayOfWeek_idx"], row["recordVersion"]) == ("monday", 1, 1)


async def test_others_are_not_allowed_to_read_a_window(client_of: Clients):
    window = make_window(make_tutor())
    path = f"{SCHEDULING}/v1/availabilities/{window.id}"
    refused(await client_of().get(path), 401, "loginRequired")
    refused(await client_of(make_tutor().principal).get(path), 401)
    refused(await client_of(make_principal()).get(path), 401)
    answered(await client_of(make_principal(Role.ADMIN)).get(path), "availability", "get")


async def test_a_malformed_id_is_named(client_of: Clients):
    client = client_of(make_tutor().principal)
    answer = await client.get(f"{SCHEDULING}/v1/availabilities/17")
    body = refused(answer, 400, "availabilityIdisNotAValidID")
    assert set(body["fields"]) == {"availabilityId"}
