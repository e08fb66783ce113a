"""Lessons: offered, booked, moved, canceled."""

from tests.api.asking import SCHEDULING
from tests.api.recording import Recorder
from tests.api.story.cast import LESSON_DAY, Cast


async def booking(record: Recorder, cast: Cast) -> None:
    lesson = {
        "coursePackId": cast.pack,
        "studentId": cast.ben_id,
        "scheduledDate": LESSON_DAY,
        "scheduledTime": "10:00",
        "status": "booked",
        "sessionMode": "online",
    }
    booked = await record.ask(
        SCHEDULING,
        "createLessonSlot",
        "A student books an open time",
        token=cast.ben,
        body=lesson,
    )
    await record.ask(
        SCHEDULING,
        "createLessonSlot",
        "A taken time",
        token=cast.ben,
        status=409,
        body=lesson,
    )
    free = await record.ask(
        SCHEDULING,
        "createLessonSlot",
        "A tutor offers a free slot",
        token=cast.maria,
        body={
            "coursePackId": cast.pack,
            "scheduledDate": "2026-01-15",
            "scheduledTime": "18:00",
            "status": "free",
            "locationType": "tutorHome",
            "sessionMode": "faceToFace",
        },
    )
    await record.ask(SCHEDULING, "listLessonSlots", "A student's, and free ones", token=cast.ben)
    cast.lesson = booked["lessonSlot"]["id"]
    cast.free = free["lessonSlot"]["id"]
    path = {"lessonSlotId": cast.lesson}
    await record.ask(SCHEDULING, "getLessonSlot", "A student's own", token=cast.ben, path=path)


async def changes_of_lessons(record: Recorder, cast: Cast) -> None:
    at_noon = {"scheduledDate": LESSON_DAY, "scheduledTime": "12:00"}
    taken = {"scheduledDate": "2026-01-15", "scheduledTime": "18:00"}
    path, free_path = {"lessonSlotId": cast.lesson}, {"lessonSlotId": cast.free}
    await record.ask(
        SCHEDULING,
        "updateLessonSlot",
        "A student takes a free slot",
        token=cast.ben,
        path=free_path,
        body={"status": "booked", "studentId": cast.ben_id},
    )
    await record.ask(
        SCHEDULING,
        "updateLessonSlot",
        "A tutor says where",
        token=cast.maria,
        path=free_path,
        body={"locationDetails": "Third floor, the door on the left."},
    )
    await record.ask(
        SCHEDULING,
        "updateLessonSlot",
        "Onto a taken time",
        token=cast.maria,
        status=409,
        path=path,
        body=taken,
    )
    await record.ask(
        SCHEDULING,
        "rescheduleLessonSlot",
        "A student moves a lesson",
        token=cast.ben,
        path=path,
        body=at_noon,
    )
    await record.ask(
        SCHEDULING,
        "rescheduleLessonSlot",
        "Onto a taken time",
        token=cast.maria,
        status=409,
        path=path,
        body=taken,
    )
    await record.ask(
        SCHEDULING,
        "cancelLessonSlot",
        "A student cancels",
        token=cast.ben,
        path=path,
        body={"reason": "A school trip."},
    )
    await record.ask(
        SCHEDULING,
        "cancelLessonSlot",
        "One that is canceled",
        token=cast.ben,
        status=409,
        path=path,
    )
    await record.ask(
        SCHEDULING,
        "deleteLessonSlot",
        "A tutor's, with the lesson given back",
        token=cast.maria,
        path=free_path,
    )
