"""Online lessons, by a program of the tutor's."""

from tests.api.asking import LESSONS
from tests.api.recording import Recorder
from tests.api.story.cast import Cast

START = 1768383000
"""2026-01-14, 09:30 UTC."""


async def lessons(record: Recorder, cast: Cast) -> None:
    key = cast.key
    lesson = {
        "startTime": START,
        "title": "Test lesson title",
        "duration": 90,
        "exitLink": "https://google.com",
        "shareLink": "https://google.com",
    }
    made = await record.ask(LESSONS, "createLesson", "With both links", key=key, body=lesson)
    short = {"startTime": START + 86_400, "title": "Verbs", "duration": 60}
    await record.ask(LESSONS, "createLesson", "What is required", key=key, body=short)
    bad = {"startTime": 1545318000, "title": "", "duration": 0}
    for operation, path in (
        ("createLesson", None),
        ("updateLesson", {"lessonId": made["body"]["id"]}),
    ):
        await record.ask(
            LESSONS, operation, "All errors at once", key=key, status=400, path=path, body=bad
        )
    await record.ask(LESSONS, "listLessons", "Of the key's account", key=key)
    query = {"sortBy": "title", "sortDirection": "ASC", "limit": 2, "offset": 0}
    await record.ask(LESSONS, "listLessons", "By their titles", key=key, query=query)
    query = {"sortBy": "colour", "sortDirection": "up", "limit": 1000, "offset": -1}
    await record.ask(LESSONS, "listLessons", "All errors at once", key=key, status=400, query=query)
    path = {"lessonId": made["body"]["id"]}
    await record.ask(LESSONS, "getLesson", "A lesson", key=key, path=path)
    later = {"startTime": START + 3600, "duration": 60}
    await record.ask(LESSONS, "updateLesson", "Another time", key=key, path=path, body=later)
    await record.ask(LESSONS, "deleteLesson", "A lesson", key=key, path=path)
    await record.ask(LESSONS, "getLesson", "No longer", key=key, path=path, status=404)
