"""A tutor's hours, screenings, open times, and who may do what."""

from tests.api.asking import SCHEDULING
from tests.api.recording import Recorder
from tests.api.story.cast import LESSON_DAY, Cast


async def availability(record: Recorder, cast: Cast) -> None:
    token = cast.maria
    weekly = {
        "tutorProfileId": cast.profile_id,
        "dayOfWeek": "wednesday",
        "startTime": "09:00",
        "endTime": "12:00",
        "isRecurring": True,
        "teachingMode": "both",
    }
    made = await record.ask(
        SCHEDULING, "createAvailability", "Every week", token=token, body=weekly
    )
    once = await record.ask(
        SCHEDULING,
        "createAvailability",
        "On one date",
        token=token,
        body={
            **weekly,
            "dayOfWeek": "saturday",
            "isRecurring": False,
            "specificDate": "2026-01-17",
            "teachingMode": "online",
        },
    )
    await record.ask(
        SCHEDULING,
        "createAvailability",
        "The same hours twice",
        token=token,
        status=409,
        body=weekly,
    )
    path = {"availabilityId": made["availability"]["id"]}
    await record.ask(
        SCHEDULING,
        "updateAvailability",
        "An hour more",
        token=token,
        path=path,
        body={"endTime": "13:00"},
    )
    await record.ask(
        SCHEDULING,
        "updateAvailability",
        "Onto hours in another mode",
        token=token,
        status=409,
        path={"availabilityId": once["availability"]["id"]},
        body={
            "isRecurring": True,
            "specificDate": None,
            "dayOfWeek": "wednesday",
        },
    )
    await record.ask(SCHEDULING, "getAvailability", "A tutor's own", token=token, path=path)
    await record.ask(
        SCHEDULING,
        "listAvailabilities",
        "Those at home",
        token=token,
        path={"tutorProfileId": cast.profile_id},
        query={"teachingMode": ["both"]},
    )
    await record.ask(
        SCHEDULING,
        "deleteAvailability",
        "A tutor's own",
        token=token,
        path={"availabilityId": once["availability"]["id"]},
    )


async def screening(record: Recorder, cast: Cast) -> None:
    request = {
        "coursePackId": cast.screened_pack,
        "studentId": cast.ben_id,
        "tutorDecision": "pending",
        "scheduledDatetime": "2026-01-07T16:00:00+01:00",
        "comments": "I won my school's contest last year.",
    }
    made = await record.ask(
        SCHEDULING,
        "createPreliminaryMeeting",
        "A student asks",
        token=cast.ben,
        body=request,
    )
    await record.ask(
        SCHEDULING,
        "createPreliminaryMeeting",
        "A second request",
        token=cast.ben,
        status=409,
        body=request,
    )
    path = {"preliminaryMeetingId": made["preliminaryMeeting"]["id"]}
    await record.ask(
        SCHEDULING,
        "updatePreliminaryMeeting",
        "The tutor agrees a time",
        token=cast.maria,
        path=path,
        body={
            "scheduledDatetime": "2026-01-07T15:00:00.000Z",
            "meetingLink": "https://meet.example.com/maria-ben",
        },
    )
    await record.ask(
        SCHEDULING,
        "updatePreliminaryMeeting",
        "The tutor rejects",
        token=cast.maria,
        path=path,
        body={"tutorDecision": "rejected", "comments": "Algebra first; then ask again."},
    )
    await record.ask(
        SCHEDULING,
        "updatePreliminaryMeeting",
        "A time after a rejection",
        token=cast.maria,
        status=409,
        path=path,
        body={"scheduledDatetime": "2026-01-08T15:00:00.000Z"},
    )
    await record.ask(
        SCHEDULING,
        "getPreliminaryMeeting",
        "A student's own",
        token=cast.ben,
        path=path,
    )
    await record.ask(SCHEDULING, "listPreliminaryMeetings", "A tutor's", token=cast.maria)


async def open_slots(record: Recorder, cast: Cast) -> None:
    path = {"coursePackId": cast.pack}
    await record.ask(
        SCHEDULING,
        "listOpenSlots",
        "A week, told in New York's time",
        token=cast.ben,
        path=path,
        query={"from": "2026-01-12", "to": "2026-01-18", "timeZone": "America/New_York"},
    )
    await record.ask(
        SCHEDULING,
        "explainTime",
        "Outside the tutor's hours",
        token=cast.ben,
        path=path,
        query={"date": LESSON_DAY, "time": "20:00"},
    )


async def permissions(record: Recorder, cast: Cast) -> None:
    await record.ask(SCHEDULING, "listPermissions", "A student's", token=cast.ben)
    await record.ask(SCHEDULING, "listPermissions", "Nobody", status=401)
    path = {"permissionName": "availability.manage"}
    await record.ask(SCHEDULING, "checkPermission", "A tutor's", token=cast.maria, path=path)
    await record.ask(SCHEDULING, "checkPermission", "Nobody", status=401, path=path)


async def health(record: Recorder, cast: Cast) -> None:
    for operation in ("getHealth", "getAdminHealth"):
        await record.ask(SCHEDULING, operation, "To everyone")
        await record.ask(SCHEDULING, operation, "To an administrator", token=cast.admin)
