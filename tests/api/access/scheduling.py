"""The lines of the scheduling API."""

from datetime import timedelta

from tests.api.access.cases import asks
from tests.api.access.house import Ask, House
from tests.api.asking import SCHEDULING
from tests.factories import (
    make_open_week,
    make_pack,
    make_principal,
    make_screening,
    make_window,
)
from tests.lessons import make_free_slot, make_lesson
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.booking import SlotStatus
from tutorhub_app.domain.screening import TutorDecision

V1 = f"{SCHEDULING}/v1"
WINDOW = f"{V1}/availabilities/{{availabilityId}}"
SLOT = f"{V1}/lessonslots/{{lessonSlotId}}"
MEETING = f"{V1}/preliminarymeetings/{{preliminaryMeetingId}}"


@asks(f"POST {V1}/availabilities", "a window of the tutor")
def _(house: House) -> Ask:
    return Ask(
        body={
            "tutorProfileId": house.alice.profile.id,
            "dayOfWeek": "tuesday",
            "startTime": "09:00",
            "endTime": "10:00",
            "isRecurring": True,
            "teachingMode": "online",
        }
    )


@asks(f"GET {WINDOW}", "a window of the tutor")
@asks(f"DELETE {WINDOW}", "a window of the tutor")
def _(house: House) -> Ask:
    return Ask((house.window.id,))


@asks(f"PATCH {WINDOW}", "a window of the tutor")
def _(house: House) -> Ask:
    return Ask((house.window.id,), {"endTime": "20:00"})


@asks(f"GET {V1}/listavailabilities/{{tutorProfileId}}", "the tutor's windows")
def _(house: House) -> Ask:
    make_window(house.alice, DayOfWeek.SUNDAY)
    return Ask((house.alice.profile.id,))


@asks(f"GET {V1}/openslots/{{coursePackId}}", "the tutor's pack")
def _(house: House) -> Ask:
    return Ask((house.pack.id,))


@asks(f"GET {V1}/openslots/{{coursePackId}}/explain", "the tutor's pack")
def _(house: House) -> Ask:
    return Ask((house.pack.id,), query={"date": str(house.soon.date()), "time": "03:00"})


@asks(f"POST {V1}/lessonslots", "a lesson of the student")
def _(house: House) -> Ask:
    return Ask(body=_slot(house) | {"status": "booked", "studentId": house.bob.user_id})


@asks(f"POST {V1}/lessonslots", "a free slot")
def _(house: House) -> Ask:
    return Ask(body=_slot(house) | {"status": "free"})


@asks(f"GET {SLOT}", "the student's lesson")
@asks(f"DELETE {SLOT}", "the student's lesson")
@asks(f"POST {SLOT}/cancel", "the student's lesson")
def _(house: House) -> Ask:
    return Ask((_lesson(house).id,))


@asks(f"GET {SLOT}", "a free slot of their pack")
@asks(f"DELETE {SLOT}", "a free slot of their pack")
def _(house: House) -> Ask:
    return Ask((make_free_slot(house.pack, house.soon).id,))


@asks(f"GET {V1}/lessonslots", "the student's lesson, a free slot, and a lesson of others")
def _(house: House) -> Ask:
    _lesson(house)
    make_free_slot(house.pack, house.soon)
    make_lesson(make_pack(house.dora), make_principal(), house.soon)
    return Ask()


@asks(f"PATCH {SLOT}", "where the lesson is held")
def _(house: House) -> Ask:
    return Ask((_lesson(house).id,), {"locationDetails": "In the green room."})


@asks(f"PATCH {SLOT}", "the lesson's status")
def _(house: House) -> Ask:
    return Ask((_lesson(house).id,), {"status": "completed"})


@asks(f"PATCH {SLOT}", "the lesson's time")
def _(house: House) -> Ask:
    return Ask((_lesson(house).id,), {"scheduledTime": "13:00"})


@asks(f"PATCH {SLOT}", "a free slot, for the student")
def _(house: House) -> Ask:
    body = {"status": "booked", "studentId": house.bob.user_id}
    return Ask((make_free_slot(house.pack, house.soon).id,), body)


@asks(f"DELETE {SLOT}", "a completed lesson")
def _(house: House) -> Ask:
    return Ask((_lesson(house, SlotStatus.COMPLETED).id,))


@asks(f"POST {SLOT}/reschedule", "the student's lesson")
def _(house: House) -> Ask:
    make_open_week(house.alice)
    there = {"scheduledDate": str(house.soon.date()), "scheduledTime": "13:00"}
    return Ask((_lesson(house).id,), there)


def _slot(house: House) -> dict[str, str]:
    make_open_week(house.alice)
    return {
        "coursePackId": house.pack.id,
        "scheduledDate": str(house.soon.date()),
        "scheduledTime": "10:00",
        "sessionMode": "online",
    }


def _lesson(house: House, status: SlotStatus = SlotStatus.BOOKED) -> LessonSlot:
    """At 15:00."""
    at = house.soon + timedelta(hours=5)
    return make_lesson(house.pack, house.bob, at, status=status, enrollment_id=house.enrollment.id)


@asks(f"POST {V1}/preliminarymeetings", "a request of the student")
def _(house: House) -> Ask:
    return Ask(body=_request(house))


@asks(f"POST {V1}/preliminarymeetings", "a request with its decision")
def _(house: House) -> Ask:
    return Ask(body=_request(house) | {"tutorDecision": "approved"})


def _request(house: House) -> dict[str, str]:
    return {
        "coursePackId": house.screened.id,
        "studentId": house.bob.user_id,
        "tutorDecision": "pending",
    }


@asks(f"GET {MEETING}", "the student's request")
def _(house: House) -> Ask:
    return Ask((_meeting(house).id,))


@asks(f"GET {V1}/preliminarymeetings", "the student's request, and one of others")
def _(house: House) -> Ask:
    _meeting(house)
    others = make_pack(house.dora, requires_screening=True)
    make_screening(others, make_principal(), TutorDecision.PENDING)
    return Ask()


@asks(f"PATCH {MEETING}", "a comment, while pending")
def _(house: House) -> Ask:
    return Ask((_meeting(house).id,), {"comments": "Mornings are best."})


@asks(f"PATCH {MEETING}", "a time, while pending")
def _(house: House) -> Ask:
    later = house.soon + timedelta(hours=3)
    return Ask((_meeting(house).id,), {"scheduledDatetime": later.isoformat()})


@asks(f"PATCH {MEETING}", "a comment, once decided")
def _(house: House) -> Ask:
    return Ask((_meeting(house, TutorDecision.REJECTED).id,), {"comments": "Why?"})


@asks(f"PATCH {MEETING}", "the decision")
def _(house: House) -> Ask:
    return Ask((_meeting(house).id,), {"tutorDecision": "approved"})


@asks(f"PATCH {MEETING}", "the meeting's link")
def _(house: House) -> Ask:
    return Ask((_meeting(house).id,), {"meetingLink": "https://meet.example/alice"})


def _meeting(house: House, decision: TutorDecision = TutorDecision.PENDING) -> PreliminaryMeeting:
    return make_screening(house.screened, house.bob, decision)


@asks(f"GET {SCHEDULING}/currentuser", "oneself")
@asks(f"GET {SCHEDULING}/permissions", "oneself")
def _(_: House) -> Ask:
    return Ask()


@asks(f"GET {SCHEDULING}/permissions/{{permissionName}}", "oneself")
def _(_: House) -> Ask:
    return Ask(("availability.manage",))
