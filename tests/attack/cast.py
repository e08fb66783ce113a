"""Whom the attacks are about: two with something to lose, and attackers of each role."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories import (
    make_enrollment,
    make_open_week,
    make_pack,
    make_principal,
    make_time_off,
    make_tutor,
    make_user,
    save,
    sign_in,
)
from tests.lessons import make_lesson
from tutorhub_app.clock import utc_now
from tutorhub_app.data.catalog import StudentNote
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.notices import NoticeKind
from tutorhub_app.services import notices, screening
from tutorhub_app.services.unit import call


@dataclass(frozen=True)
class Cast:
    """`ids` are of rows that concern vera (a tutor) and victor (her student); `secrets` are words
    that only they, and admins, may be told."""

    vera: Principal
    victor: Principal
    ids: dict[str, str]
    secrets: tuple[str, ...]
    attackers: dict[Role | None, Principal | None]


@pytest.fixture
def cast(app_database: str) -> Cast:
    mark = uuid4().hex
    secrets = {
        what: f"{what}-{mark}"
        for what in (
            "vera-mail",
            "victor-mail",
            "victor-name",
            "note",
            "place",
            "time-off",
            "hash",
            "notice",
            "screening-message",
            "screening-notes",
        )
    }
    tutor = make_tutor(
        user={
            "email": f"{secrets['vera-mail']}@example.com",
            "fullname": "Vera Vale",
            "password_hash": secrets["hash"],
        }
    )
    make_open_week(tutor)
    victor = sign_in(
        make_user(
            email=f"{secrets['victor-mail']}@example.com",
            fullname=f"Victor {secrets['victor-name']}",
        )
    )
    pack = make_pack(tutor)
    enrollment = make_enrollment(pack, victor)
    start = utc_now().replace(minute=0, second=0, microsecond=0)
    coming = make_lesson(pack, victor, start + timedelta(days=3), enrollment_id=enrollment.id)
    past = make_lesson(pack, victor, start - timedelta(days=3), enrollment_id=enrollment.id)
    for lesson in (coming, past):
        lesson.location_details = secrets["place"]
        save(lesson)
    off = make_time_off(
        tutor,
        (start + timedelta(days=30)).date(),
        (start + timedelta(days=31)).date(),
        secrets["time-off"],
    )
    note = save(
        StudentNote(
            tutor_profile_id=tutor.profile.id, student_id=victor.user_id, text=secrets["note"]
        )
    )
    facts = {"by": secrets["notice"], "pack": "Algebra"}
    call(notices.tell, tutor.user.id, NoticeKind.LESSON_BOOKED, object_id=coming.id, facts=facts)
    [notice] = call(notices.bell, tutor.principal).newest
    screened = make_pack(tutor, requires_screening=True)
    message = secrets["screening-message"]
    meeting = call(screening.ask, victor, screened.id, message=message, proposals=[])
    call(screening.note, tutor.principal, meeting, notes=secrets["screening-notes"], marks={})
    attacker = make_tutor()
    return Cast(
        vera=tutor.principal,
        victor=victor,
        ids={
            "lesson": coming.id,
            "past lesson": past.id,
            "room": coming.room_slug,
            "pack": pack.id,
            "profile": tutor.profile.id,
            "enrollment": enrollment.id,
            "student": victor.user_id,
            "tutor": tutor.user.id,
            "time off": off.id,
            "note": note.id,
            "notice": notice.id,
            "screening": meeting,
            "screened pack": screened.id,
        },
        secrets=tuple(secrets.values()),
        attackers={
            None: None,
            Role.STUDENT: make_principal(Role.STUDENT),
            Role.TUTOR: attacker.principal,
            Role.ADMIN: make_principal(Role.ADMIN),
        },
    )
