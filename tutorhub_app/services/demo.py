"""Demo data for an empty database: tutors, packs, weeks, lessons past and coming.

All dates are made relative to `now`, so a fresh demo never looks stale. Lessons are put where the
rules would let a student book them.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from sqlmodel import Session

from tutorhub_app.data import engine
from tutorhub_app.data.accounts import User, count_users, email_key
from tutorhub_app.data.availability import Availability, TimeOffPeriod
from tutorhub_app.data.base import new_id
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.calendars import busy_of, load_calendar, occupy, tutor_row
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile, TutorTag
from tutorhub_app.data.changes import CATALOG_TOPIC, record_change
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SESSION_MODES, BookingRules, SessionMode, TeachingMode
from tutorhub_app.domain.slots import Offer, OpenSlot, open_slots
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import demo_grants, demo_notices, demo_screenings, rooms
from tutorhub_app.services.demo_accounts import ACCOUNTS, ADMIN, PASSWORD
from tutorhub_app.services.demo_people import STUDENTS, TUTORS, DemoTutor
from tutorhub_app.services.demo_screenings import Asked
from tutorhub_app.services.passwords import hash_now
from tutorhub_app.services.unit import call

__all__ = ["ACCOUNTS", "PASSWORD", "seed_if_empty"]

# (student, tutor, pack): by position in STUDENTS, TUTORS and the tutor's packs.
_ENROLLMENTS = (
    (0, 0, 0), (0, 1, 0), (0, 6, 0), (1, 0, 1), (1, 0, 3), (1, 3, 0), (2, 3, 0), (2, 4, 0),
    (2, 0, 0), (3, 7, 0), (3, 1, 1), (4, 2, 0), (4, 5, 0), (5, 0, 2), (5, 8, 0), (5, 11, 0),
    (3, 10, 0), (4, 9, 0),
)  # fmt: skip
# (tutor, pack) of the two that ask for a screening.
_SCREENED = ((0, 3), (3, 2))
_PAST_DAYS, _COMING_DAYS = 35, 24
_BOOKED_AHEAD, _CANCELED_AHEAD = timedelta(days=6), timedelta(days=2)
_SEED = 20240229


@dataclass(frozen=True, slots=True)
class _Made:
    """A tutor's rows."""

    user: User
    profile: TutorProfile
    packs: list[CoursePack]


def seed_if_empty() -> bool:
    """Fill the database when it holds nobody. True when it did."""
    return call(_seed_if_empty, hash_now(PASSWORD))


def _seed_if_empty(session: Session, password_hash: str, *, now: datetime) -> bool:
    if count_users(session):
        return False
    students = [
        _user(session, student.name, student.email, student.zone, Role.STUDENT, password_hash, now)
        for student in STUDENTS
    ]
    admin = _user(session, "Ada Admin", ADMIN, "Europe/London", Role.ADMIN, password_hash, now)
    made = [_tutor(session, tutor, password_hash, now) for tutor in TUTORS]
    engine.flush(session)
    chance = Random(_SEED)
    for student, tutor, pack in _ENROLLMENTS:
        _enroll(session, students[student], made[tutor], made[tutor].packs[pack], chance, now)
    olympiad, interviews = (
        _asked(session, made[tutor], made[tutor].packs[pack], chance) for tutor, pack in _SCREENED
    )
    demo_screenings.seed(session, students, olympiad, interviews, now=now)
    demo_grants.seed(
        session,
        admin,
        helper=students[4],
        helped_profile_id=made[5].profile.id,
        denied=students[5],
        denied_pack_id=made[8].packs[0].id,
        now=now,
    )
    demo_notices.seed(session, now=now)
    record_change(session, CATALOG_TOPIC)
    return True


def _user(
    session: Session,
    name: str,
    email: str,
    time_zone: str,
    role: Role,
    password_hash: str,
    now: datetime,
) -> User:
    user = User(
        email=email,
        email_key=email_key(email),
        fullname=name,
        password_hash=password_hash,
        role=role,
        time_zone=time_zone,
        is_demo=True,
        created_at=now,
    )
    session.add(user)
    engine.flush(session)
    return user


def _tutor(session: Session, tutor: DemoTutor, password_hash: str, now: datetime) -> _Made:
    email = tutor.email or f"{tutor.name.split()[0].lower()}@example.com".replace("í", "i")
    user = _user(session, tutor.name, email, tutor.zone, Role.TUTOR, password_hash, now)
    profile = TutorProfile(
        user_id=user.id,
        owner_id=user.id,
        headline=tutor.headline,
        bio=tutor.bio,
        photo=f"/avatars/{tutor.avatar}",
        time_zone=tutor.zone,
        teaching_place=tutor.place,
        **{rule.name: getattr(tutor.rules, rule.name) for rule in fields(BookingRules)},
    )
    session.add(profile)
    engine.flush(session)
    for kind, names in (("subject", tutor.subjects), ("language", tutor.languages)):
        session.add_all(
            TutorTag(
                tutor_profile_id=profile.id,
                kind=kind,
                name=name,
                key=name.casefold(),
                position=position,
            )
            for position, name in enumerate(names)
        )
    session.add_all(_windows(profile, tutor))
    session.add(_holiday(profile, now))
    packs = [
        CoursePack(
            tutor_profile_id=profile.id,
            owner_id=user.id,
            title=pack.title,
            description=pack.description,
            lesson_minutes=pack.minutes,
            lesson_count=pack.lessons,
            price_minor=pack.price,
            currency=pack.currency,
            requires_screening=pack.screened,
            teaching_mode=pack.mode,
        )
        for pack in tutor.packs
    ]
    session.add_all(packs)
    return _Made(user, profile, packs)


def _windows(profile: TutorProfile, tutor: DemoTutor) -> list[Availability]:
    return [
        Availability(
            tutor_profile_id=profile.id,
            owner_id=profile.user_id,
            day_of_week=list(DayOfWeek)[int(day)],
            start_time=start,
            end_time=end,
            teaching_mode=mode,
        )
        for days, start, end, mode in tutor.week
        for day in days
    ]


def _holiday(profile: TutorProfile, now: datetime) -> TimeOffPeriod:
    first = now.astimezone(zone(profile.time_zone)).date() + timedelta(days=45)
    return TimeOffPeriod(
        tutor_profile_id=profile.id,
        first_day=first,
        last_day=first + timedelta(days=6),
        note="Holiday",
    )


def _enroll(
    session: Session, student: User, tutor: _Made, pack: CoursePack, chance: Random, now: datetime
) -> None:
    """Enroll, with up to half of the pack held already and some of it booked."""
    if pack.requires_screening:
        asked = _asked(session, tutor, pack, chance)
        demo_screenings.approve(session, student, asked, now=now)
        session.info["now"] = now
    enrollment = Enrollment(
        course_pack_id=pack.id,
        student_id=student.id,
        owner_id=student.id,
        lessons_left=pack.lesson_count,
        lessons_bought=pack.lesson_count,
    )
    session.add(enrollment)
    engine.flush(session)
    held = min(pack.lesson_count // 2, 4)
    booked = min(pack.lesson_count - held, 3)
    past = _pick(session, student, tutor, pack, now - timedelta(days=_PAST_DAYS), now, chance)
    for slot in past[:held]:
        _lesson(session, student, tutor, enrollment, pack, slot, SlotStatus.COMPLETED)
    for slot in past[held : held + pack.lesson_count % 2 + 1]:
        _lesson(session, student, tutor, enrollment, pack, slot, SlotStatus.CANCELED)
    coming = _pick(
        session,
        student,
        tutor,
        pack,
        now + timedelta(hours=2),
        now + timedelta(days=_COMING_DAYS),
        chance,
    )
    for slot in coming[:booked]:
        _lesson(session, student, tutor, enrollment, pack, slot, SlotStatus.BOOKED)


def _asked(session: Session, tutor: _Made, pack: CoursePack, chance: Random) -> Asked:
    """The pack as the demo's screenings ask for it."""

    def times(student: User, now: datetime) -> list[datetime]:
        since, until = now + timedelta(days=1), now + timedelta(days=12)
        slots = _pick(session, student, tutor, pack, since, until, chance)
        return [slot.starts_at for slot in slots]

    return Asked(pack.id, tutor.user, tutor.profile.id, times)


def _pick(
    session: Session,
    student: User,
    tutor: _Made,
    pack: CoursePack,
    since: datetime,
    until: datetime,
    chance: Random,
) -> list[OpenSlot]:
    """Bookable times between two instants, at most one a day, in a random order."""
    row = tutor_row(session, tutor.profile.id)
    assert row is not None
    margin = timedelta(days=2)
    calendar = load_calendar(session, row, since=since - margin, until=until + margin)
    slots = open_slots(
        calendar,
        Offer(pack.lesson_minutes, SESSION_MODES[TeachingMode(pack.teaching_mode)]),
        first_day=since.astimezone(zone(row.time_zone)).date(),
        last_day=until.astimezone(zone(row.time_zone)).date(),
        now=since,
        student_busy=busy_of(session, student.id, since=since - margin, until=until + margin),
    )
    by_day: dict[object, list[OpenSlot]] = {}
    for slot in slots:
        if slot.ends_at < until:
            by_day.setdefault(slot.local_date, []).append(slot)
    picked = [chance.choice(day) for day in by_day.values()]
    chance.shuffle(picked)
    return picked


def _lesson(
    session: Session,
    student: User,
    tutor: _Made,
    enrollment: Enrollment,
    pack: CoursePack,
    slot: OpenSlot,
    status: SlotStatus,
) -> None:
    mode = slot.session_modes[0]
    online = mode is SessionMode.ONLINE
    room = rooms.new_slug()
    rules = tutor.profile
    lesson = LessonSlot(
        id=new_id(),
        owner_id=student.id,
        course_pack_id=pack.id,
        tutor_profile_id=tutor.profile.id,
        student_id=student.id,
        enrollment_id=enrollment.id,
        scheduled_date=slot.local_date,
        scheduled_time=slot.local_time,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=status,
        booked_at=min(session.info["now"], slot.starts_at - _BOOKED_AHEAD),
        session_mode=mode,
        location_type=LocationType.ONLINE if online else next(_PLACES),
        location_details=None if online else tutor.profile.teaching_place or None,
        room_slug=room,
        meet_link=rooms.url(room) if online else None,
        lesson_minutes=pack.lesson_minutes,
        price_minor=pack.price_minor,
        currency=pack.currency,
        cancellation_notice_minutes=rules.cancellation_notice_minutes,
        reschedule_notice_minutes=rules.reschedule_notice_minutes,
    )
    session.add(lesson)
    if status is SlotStatus.CANCELED:
        lesson.canceled_at, lesson.canceled_by = slot.starts_at - _CANCELED_AHEAD, student.id
        lesson.lesson_returned = True
        engine.flush(session)
        return
    enrollment.lessons_left -= 1
    occupy(session, lesson.id, (student.id, tutor.profile.user_id), slot.starts_at, slot.ends_at)
    engine.flush(session)


_PLACES = cycle((LocationType.OTHER, LocationType.TUTOR_HOME))
