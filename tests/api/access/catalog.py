"""The lines of the catalogue API."""

from tests.api.access.cases import asks
from tests.api.access.house import Ask, House
from tests.api.access.table import HIDDEN_LIST
from tests.api.asking import CATALOG
from tests.factories import make_enrollment, make_pack, make_principal
from tutorhub_app.clock import utc_now
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.engine import unit_of_work

V1 = f"{CATALOG}/v1"
PROFILE = f"{V1}/tutorprofiles/{{tutorProfileId}}"
PACK = f"{V1}/coursepacks/{{coursePackId}}"
ENROLLMENT = f"{V1}/enrollments/{{enrollmentId}}"


def _hide(house: House) -> None:
    with unit_of_work(now=utc_now()) as session:
        session.get_one(TutorProfile, house.alice.profile.id).is_listed = False


def _delete_profile(house: House) -> None:
    with unit_of_work(now=utc_now()) as session:
        session.get_one(TutorProfile, house.alice.profile.id).is_active = False


@asks(f"GET {V1}/tutorprofiles", HIDDEN_LIST)
def _(house: House) -> Ask:
    _hide(house)
    return Ask()


@asks(f"GET {PROFILE}", "the tutor, listed")
def _(house: House) -> Ask:
    return Ask((house.alice.profile.id,))


@asks(f"GET {PROFILE}", "the tutor, not listed")
def _(house: House) -> Ask:
    _hide(house)
    return Ask((house.alice.profile.id,))


@asks(f"GET {PROFILE}", "the tutor, deleted")
def _(house: House) -> Ask:
    _delete_profile(house)
    return Ask((house.alice.profile.id,))


@asks(f"POST {V1}/tutorprofiles", "for the tutor, who has none any more")
def _(house: House) -> Ask:
    _delete_profile(house)
    return Ask(body={"userId": house.alice.user.id, "headline": "Back again"})


@asks(f"PATCH {PROFILE}", "the tutor")
def _(house: House) -> Ask:
    return Ask((house.alice.profile.id,), {"headline": "Changed", "slotStepMinutes": 15})


@asks(f"DELETE {PROFILE}", "the tutor, whom nobody waits for")
def _(house: House) -> Ask:
    with unit_of_work(now=utc_now()) as session:
        session.get_one(Enrollment, house.enrollment.id).lessons_left = 0
    return Ask((house.alice.profile.id,))


@asks(f"GET {V1}/coursepacks", HIDDEN_LIST)
def _(house: House) -> Ask:
    _hide(house)
    make_pack(house.dora)
    return Ask()


@asks(f"GET {PACK}", "of a tutor who is listed")
@asks(f"DELETE {PACK}", "the tutor's pack")
def _(house: House) -> Ask:
    return Ask((house.pack.id,))


@asks(f"GET {PACK}", "of a tutor who is not listed")
def _(house: House) -> Ask:
    _hide(house)
    return Ask((house.pack.id,))


@asks(f"GET {PACK}", "deleted, with lessons left")
def _(house: House) -> Ask:
    with unit_of_work(now=utc_now()) as session:
        session.get_one(CoursePack, house.pack.id).is_active = False
    return Ask((house.pack.id,))


@asks(f"POST {V1}/coursepacks", "for the tutor")
def _(house: House) -> Ask:
    return Ask(
        body={
            "tutorProfileId": house.alice.profile.id,
            "title": "Five lessons",
            "lessonMinutes": 45,
            "lessonCount": 5,
            "price": 10000,
            "currency": "EUR",
        }
    )


@asks(f"PATCH {PACK}", "the tutor's pack")
def _(house: House) -> Ask:
    return Ask((house.pack.id,), {"price": 1})


@asks(f"GET {V1}/enrollments", "the student's, and one of others")
def _(house: House) -> Ask:
    make_enrollment(make_pack(house.dora), make_principal())
    return Ask()


@asks(f"GET {ENROLLMENT}", "the student's")
@asks(f"DELETE {ENROLLMENT}", "the student's")
def _(house: House) -> Ask:
    return Ask((house.enrollment.id,))


@asks(f"POST {V1}/enrollments", "the student in the tutor's pack")
def _(house: House) -> Ask:
    pack = make_pack(house.alice)
    return Ask(body={"coursePackId": pack.id, "studentId": house.bob.user_id})


@asks(f"PATCH {ENROLLMENT}", "the student's lessons left")
def _(house: House) -> Ask:
    return Ask((house.enrollment.id,), {"lessonsLeft": 3})
