"""`/v1/listavailabilities`, in process."""

from tests.api.asking import LIST_TAIL, Clients, answered, refused
from tests.api.hours import LIST, PATH, UNKNOWN, in_days, made, rows, weekly
from tests.factories import make_principal, make_tutor, make_window, save
from tutorhub_app.clock import utc_now
from tutorhub_app.data.engine import get_engine, make_engine, unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek, day_of
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.services import availability_records
from tutorhub_app.services.availability_records import WindowRequest


async def test_anyone_who_is_signed_in_lists_a_tutors_windows(client_of: Clients):
    alice, day = make_tutor(), in_days(3)
    make_window(alice, day_of(day), "18:00", "19:00", on=day)
    make_window(alice, DayOfWeek.MONDAY, "14:00", "15:00")
    make_window(alice, DayOfWeek.MONDAY, "09:00", "10:00")
    make_window(alice, DayOfWeek.SUNDAY, "20:00", "21:00")
    make_window(make_tutor())
    path = f"{LIST}/{alice.profile.id}"
    refused(await client_of().get(path), 401, "loginRequired")
    askings = (
        alice.principal,
        make_tutor().principal,
        make_principal(),
        make_principal(Role.ADMIN),
    )
    for asking in askings:
        answer = await client_of(asking).get(path)
        listed = rows(answer)
        assert [row["startTime"] for row in listed] == ["20:00", "09:00", "14:00", "18:00"]
        body = answer.json()
        assert tuple(body)[-3:] == LIST_TAIL
        assert body["paging"] == {
            "pageNumber": 1,
            "pageRowCount": 25,
            "totalRowCount": 4,
            "pageCount": 1,
        }
        assert body["filters"] == body["uiPermissions"] == []


async def test_a_tutor_who_is_not_there_has_no_windows(client_of: Clients):
    client = client_of(make_principal())
    answer = await client.get(f"{LIST}/{UNKNOWN}")
    assert rows(answer) == []
    assert answer.json()["paging"]["totalRowCount"] == 0
    refused(await client.get(f"{LIST}/17"), 400, "tutorProfileIdisNotAValidID")


async def test_the_list_is_filtered_by_mode(client_of: Clients):
    alice = make_tutor()
    for hour, mode in enumerate(TeachingMode, 10):
        make_window(alice, DayOfWeek.MONDAY, f"{hour}:00", f"{hour + 1}:00", mode)
    client = client_of(make_principal())

    async def modes(query: str) -> list[str]:
        found = rows(await client.get(f"{LIST}/{alice.profile.id}{query}"))
        return [row["teachingMode"] for row in found]

    assert await modes("") == ["online", "faceToFace", "both"]
    assert await modes("?teachingMode=FaceToFACE") == ["faceToFace"]
    assert await modes("?teachingMode=both&teachingMode=ONLINE") == ["online", "both"]
    assert await modes("?teachingMode=2") == ["both"]
    assert await modes("?teachingMode=null") == []
    assert await modes("?teachingMode=null&teachingMode=online") == ["online"]
    for bad in ("remote", "", "3"):
        answer = await client.get(
            f"{LIST}/{alice.profile.id}?teachingMode=online&teachingMode={bad}"
        )
        body = refused(answer, 400, "teachingModeisNotAValidValue")
        assert "online, faceToFace, both" in body["detail"]


async def test_the_list_comes_a_page_at_a_time(client_of: Clients):
    alice = make_tutor()
    for hour in range(10, 15):
        make_window(alice, DayOfWeek.MONDAY, f"{hour}:00", f"{hour}:30")
    client = client_of(make_principal())

    async def page(query: str) -> tuple[list[str], dict[str, int]]:
        answer = await client.get(f"{LIST}/{alice.profile.id}?{query}")
        return [row["startTime"] for row in rows(answer)], answer.json()["paging"]

    paging = {"pageRowCount": 2, "totalRowCount": 5, "pageCount": 3}
    assert await page("pageRowCount=2") == (["10:00", "11:00"], {"pageNumber": 1} | paging)
    third = await page("pageRowCount=2&pageNumber=3")
    assert third == (["14:00"], {"pageNumber": 3} | paging)
    assert await page("pageRowCount=2&pageNumber=4") == ([], {"pageNumber": 4} | paging)
    everything = {"pageNumber": 0, "pageRowCount": 5, "totalRowCount": 5, "pageCount": 1}
    assert await page("pageNumber=0&pageRowCount=2") == (
        [f"{hour}:00" for hour in range(10, 15)],
        everything,
    )
    for bad in ("pageNumber=-1", "pageNumber=two", "pageRowCount=0", "pageRowCount=1001"):
        name = bad.split("=")[0]
        answer = await client.get(f"{LIST}/{alice.profile.id}?{bad}")
        refused(answer, 400, f"{name}IsNotValid")


async def test_a_list_from_memory_is_never_older_than_the_last_write(client_of: Clients):
    alice = make_tutor()
    client, reader = client_of(alice.principal), client_of(make_principal())
    path = f"{LIST}/{alice.profile.id}"

    async def seen() -> tuple[str, int]:
        answer = await reader.get(path)
        return answer.json()["source"], len(rows(answer))

    assert [await seen(), await seen()] == [("db", 0), ("cache", 0)]
    row = made(await client.post(PATH, json=weekly(alice)))
    assert [await seen(), await seen()] == [("db", 1), ("cache", 1)]
    answered(await client.delete(f"{PATH}/{row['id']}"), "availability", "delete")
    assert await seen() == ("db", 0)
    fresh = await reader.get(f"{path}?caching=false")
    assert fresh.json()["source"] == "db"


async def test_the_writes_of_another_process_are_seen(client_of: Clients):
    alice = make_tutor()
    reader = client_of(make_principal())
    path = f"{LIST}/{alice.profile.id}"
    assert rows(await reader.get(path)) == []
    other = make_engine(str(get_engine().url))
    request = WindowRequest(
        day_of_week=DayOfWeek.MONDAY,
        start_time="09:00",
        end_time="10:00",
        is_recurring=True,
        specific_date=None,
        teaching_mode=TeachingMode.ONLINE,
    )
    now = utc_now()
    with unit_of_work(now=now, engine=other) as session:
        availability_records.create(session, alice.principal, alice.profile.id, request, now=now)
    other.dispose()
    assert len(rows(await reader.get(path))) == 1


async def test_hours_of_a_deleted_profile_are_not_listed(client_of: Clients):
    alice = make_tutor()
    make_window(alice)
    alice.profile.is_active = False
    save(alice.profile)
    assert rows(await client_of(make_principal()).get(f"{LIST}/{alice.profile.id}")) == []
