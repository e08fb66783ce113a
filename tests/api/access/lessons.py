"""The lines of the lessons API."""

from datetime import timedelta

from tests.api.access.cases import asks
from tests.api.access.house import Ask, House
from tests.api.asking import LESSONS
from tutorhub_app.services import online_lesson_records
from tutorhub_app.services.unit import call

AT = f"{LESSONS}/v1/lessons"
ONE = f"{AT}/{{lessonId}}"


def _sent(house: House) -> dict[str, object]:
    start = int((house.soon + timedelta(hours=1)).timestamp())
    return {"startTime": start, "title": "Verbs", "duration": 60}


def _made(house: House) -> tuple[str, ...]:
    made = call(online_lesson_records.create, house.alice.principal, _sent(house))
    return (str(made.id),)


@asks(f"POST {AT}", "a lesson of one's own")
def _(house: House) -> Ask:
    return Ask(body=_sent(house))


@asks(f"GET {AT}", "one's own, the tutor has one")
def _(house: House) -> Ask:
    _made(house)
    return Ask()


@asks(f"POST {ONE}", "the tutor's lesson")
def _(house: House) -> Ask:
    return Ask(_made(house), body={"title": "Nouns"})


@asks(f"GET {ONE}", "the tutor's lesson")
@asks(f"DELETE {ONE}", "the tutor's lesson")
def _(house: House) -> Ask:
    return Ask(_made(house))
