"""The catalogue: a tutor's profile and packs, and who enrolls."""

from tests.api.asking import CATALOG
from tests.api.recording import Recorder
from tests.api.story.cast import Cast
from tests.api.story.failures import NOBODYS


async def profile(record: Recorder, cast: Cast) -> None:
    token, path = cast.maria, {"tutorProfileId": cast.profile_id}
    await record.ask(
        CATALOG,
        "createTutorProfile",
        "A tutor who has a profile",
        token=token,
        status=409,
        body={"headline": "Mathematics, calmly"},
    )
    await record.ask(CATALOG, "deleteTutorProfile", "A tutor's own", token=token, path=path)
    made = await record.ask(
        CATALOG,
        "createTutorProfile",
        "A tutor without one",
        token=token,
        body={
            "headline": "Mathematics, calmly",
            "bio": "I teach at a school in Munich and online.",
            "subjects": ["Mathematics", "Physics"],
            "languages": ["German", "English"],
            "timeZone": "Europe/Berlin",
            "isListed": False,
        },
    )
    assert made["tutorProfile"]["id"] == cast.profile_id
    await record.ask(CATALOG, "getTutorProfile", "One that is not listed", status=404, path=path)
    await record.ask(
        CATALOG,
        "updateTutorProfile",
        "Rules of bookings",
        token=token,
        path=path,
        body={
            "slotStepMinutes": 60,
            "minimumNoticeMinutes": 120,
            "maxLessonsPerDay": 6,
            "teachingPlace": "Schwabing, Munich",
            "isListed": True,
        },
    )
    await record.ask(CATALOG, "getTutorProfile", "As everyone sees it", path=path)
    await record.ask(
        CATALOG, "listTutorProfiles", "Who teaches a subject", query={"subject": "Mathematics"}
    )


async def packs(record: Recorder, cast: Cast) -> None:
    token = cast.maria
    plain = await record.ask(
        CATALOG,
        "createCoursePack",
        "Ten lessons of an hour",
        token=token,
        body={
            "title": "Algebra from the ground up",
            "description": "Ten lessons, at your own pace.",
            "lessonMinutes": 60,
            "lessonCount": 10,
            "price": 39000,
            "currency": "EUR",
            "requiresScreening": False,
            "teachingMode": "both",
        },
    )
    advanced = await record.ask(
        CATALOG,
        "createCoursePack",
        "One that asks for a screening",
        token=token,
        body={
            "title": "Olympiad problems",
            "lessonMinutes": 90,
            "lessonCount": 6,
            "price": 42000,
            "currency": "EUR",
            "requiresScreening": True,
            "teachingMode": "online",
        },
    )
    await record.ask(
        CATALOG,
        "createCoursePack",
        "An unknown tutor",
        token=cast.admin,
        status=404,
        body={
            "tutorProfileId": NOBODYS,
            "title": "Nobody's lessons",
            "lessonMinutes": 60,
            "lessonCount": 10,
            "price": 39000,
            "currency": "EUR",
        },
    )
    cast.pack = plain["coursePack"]["id"]
    cast.screened_pack = advanced["coursePack"]["id"]
    path = {"coursePackId": cast.pack}
    await record.ask(
        CATALOG,
        "updateCoursePack",
        "Another price",
        token=token,
        path=path,
        body={"price": 41000},
    )
    await record.ask(CATALOG, "getCoursePack", "As everyone sees it", path=path)
    await record.ask(
        CATALOG, "listCoursePacks", "One tutor's", query={"tutorProfileId": cast.profile_id}
    )


async def enrollment(record: Recorder, cast: Cast) -> None:
    token = cast.ben
    made = await record.ask(
        CATALOG,
        "createEnrollment",
        "A student enrolls",
        token=token,
        body={"coursePackId": cast.pack},
    )
    await record.ask(
        CATALOG,
        "createEnrollment",
        "A second time",
        token=token,
        status=409,
        body={"coursePackId": cast.pack},
    )
    cast.enrollment = made["enrollment"]["id"]
    path = {"enrollmentId": cast.enrollment}
    await record.ask(
        CATALOG,
        "updateEnrollment",
        "A lesson as a present",
        token=cast.maria,
        path=path,
        body={"lessonsLeft": 11},
    )
    await record.ask(CATALOG, "getEnrollment", "A student's own", token=token, path=path)
    await record.ask(
        CATALOG,
        "listEnrollments",
        "The students of a pack",
        token=cast.maria,
        query={"coursePackId": cast.pack},
    )


async def not_while_lessons_are_booked(record: Recorder, cast: Cast) -> None:
    for operation, token, path in (
        ("deleteEnrollment", cast.ben, {"enrollmentId": cast.enrollment}),
        ("deleteCoursePack", cast.maria, {"coursePackId": cast.pack}),
        ("deleteTutorProfile", cast.maria, {"tutorProfileId": cast.profile_id}),
    ):
        await record.ask(
            CATALOG, operation, "While lessons are booked", token=token, status=409, path=path
        )


async def endings(record: Recorder, cast: Cast) -> None:
    await record.ask(
        CATALOG,
        "deleteCoursePack",
        "One without lessons to come",
        token=cast.maria,
        path={"coursePackId": cast.screened_pack},
    )
    await record.ask(
        CATALOG,
        "getCoursePack",
        "One that is deleted",
        status=404,
        path={"coursePackId": cast.screened_pack},
    )
    await record.ask(
        CATALOG,
        "deleteEnrollment",
        "A student withdraws",
        token=cast.ben,
        path={"enrollmentId": cast.enrollment},
    )
