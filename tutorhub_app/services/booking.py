"""Booking one lesson."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import enrollments, lesson_slots, lessons
from tutorhub_app.data.calendars import occupy
from tutorhub_app.data.changes import LESSONS_TOPIC, person_topic, record_change, tutor_topic
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound, SlotTaken
from tutorhub_app.domain.words import clock
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import booking_desk, rooms
from tutorhub_app.services.booking_desk import Desk
from tutorhub_app.services.lesson_notices import Booked, tell_booked
from tutorhub_app.services.lesson_view import LessonView, view

LONGEST_DETAILS = 500
LONGEST_REQUEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Place:
    """How and where a lesson is held. A place belongs to face-to-face lessons alone."""

    session_mode: SessionMode
    location_type: LocationType | None = None
    location_details: str | None = None


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """`starts_at` is an aware instant. `student_id` is for tutors and administrators, who book for
    others. Requests of one student with the same `request_key` make one lesson. `own_link` is
    where an online lesson is held: None for the usual address, or that of the free slot it is made
    of; "" for the usual one in any case. `free_slot` is a slot that becomes the lesson though it
    was offered for another time."""

    pack_id: str
    starts_at: datetime
    session_mode: SessionMode
    location_type: LocationType | None = None
    location_details: str | None = None
    student_id: str | None = None
    request_key: str | None = None
    own_link: str | None = None
    free_slot: str | None = None

    @property
    def place(self) -> Place:
        return Place(self.session_mode, self.location_type, self.location_details)


def book_slot(
    session: Session, principal: Principal | None, request: BookingRequest, *, now: datetime
) -> LessonView:
    """Book a lesson; asked again with the same key, the one that was booked. At the time of a free
    slot of the pack the slot becomes the lesson, and keeps its id.

    Raises NotFound, NotYours, NotEnrolled, ScreeningRequired, NoLessonsLeft, SlotTaken when the
    time is gone, NotBookable with every reason, Invalid.
    """
    desk = booking_desk.open_desk(session, principal, request.pack_id, request.student_id)
    assert principal is not None
    made = made_before(session, desk, request.request_key)
    if made is None:
        made = book_at_desk(session, principal, desk, request, now=now)
    return view_of(session, principal, made, now=now)


def book_at_desk(
    session: Session, me: Principal, desk: Desk, request: BookingRequest, *, now: datetime
) -> str:
    """Book at a desk that was opened for this request. The answer is the lesson's id."""
    assert desk.student is not None
    place = checked_place(request.place)
    missing = booking_desk.what_is_missing(session, desk)
    if missing:
        raise missing
    offered = booking_desk.require_bookable(
        session, desk, request.starts_at, place.session_mode, me, now=now
    )
    free_slot = request.free_slot or offered
    if free_slot is not None:
        booking_desk.require_may_take(me, desk, free_slot)
    made = insert_lesson(
        session,
        desk,
        request.starts_at,
        place,
        request_key=request.request_key,
        own_link=request.own_link,
        free_slot=free_slot,
    )
    take_lessons(session, desk, 1)
    tell(
        session,
        profile_id=desk.tutor.profile_id,
        people=(desk.student.user_id, desk.tutor.user_id),
    )
    tell_booked(session, me, desk, made, now=now)
    return made.lesson_id


def made_before(session: Session, desk: Desk, request_key: str | None) -> str | None:
    """The id of the lesson that this request of the student made before."""
    if not request_key:
        return None
    if len(request_key) > LONGEST_REQUEST_KEY:
        raise Invalid.field("requestKey", f"At most {LONGEST_REQUEST_KEY} characters.")
    assert desk.student is not None
    made = lessons.lesson_row_of_request(session, desk.student.user_id, request_key)
    if made is None:
        return None
    if made.pack_id != desk.pack.pack_id:
        raise Conflict("This request was already used for another lesson.", code="requestKeyUsed")
    return made.id


def checked_place(place: Place) -> Place:
    """The place as it is kept. Raises Invalid naming locationType or locationDetails."""
    if place.session_mode is SessionMode.ONLINE:
        if place.location_type not in (None, LocationType.ONLINE):
            raise Invalid.field("locationType", "An online lesson has no other place.")
    elif place.location_type is LocationType.ONLINE:
        raise Invalid.field("locationType", "Choose where you meet for a face-to-face lesson.")
    details = (place.location_details or "").strip()
    if len(details) > LONGEST_DETAILS:
        raise Invalid.field("locationDetails", f"Use at most {LONGEST_DETAILS} characters.")
    is_online = place.session_mode is SessionMode.ONLINE
    kept_type = LocationType.ONLINE if is_online else place.location_type
    return Place(place.session_mode, kept_type, details or None)


def insert_lesson(
    session: Session,
    desk: Desk,
    starts_at: datetime,
    place: Place,
    *,
    request_key: str | None = None,
    series_id: str | None = None,
    own_link: str | None = None,
    free_slot: str | None = None,
) -> Booked:
    """Add the lesson with today's terms, or make it of a free slot, and make its people busy.
    Raises what the database refuses, and SlotTaken when the slot is free no more."""
    assert desk.student is not None
    assert desk.enrollment is not None
    student = desk.student
    if free_slot and own_link is None and place.session_mode is SessionMode.ONLINE:
        own_link = _own_link_of(session, free_slot)
    lesson = slot_columns(desk, starts_at, place, own_link) | {
        "student_id": student.user_id,
        "enrollment_id": desk.enrollment.enrollment_id,
        "status": SlotStatus.BOOKED,
        "booked_at": session.info["now"],
        "series_id": series_id,
        "request_key": request_key or None,
    }
    if free_slot is None:
        lesson_id = lesson_slots.add_slot(session, student.user_id, lesson)
    else:
        lesson_id = free_slot
        if not lesson_slots.take_free(session, free_slot, lesson):
            raise SlotTaken()
    occupy(
        session,
        lesson_id,
        (student.user_id, desk.tutor.user_id),
        lesson["starts_at"],
        lesson["ends_at"],
    )
    return Booked(lesson_id, lesson["starts_at"], lesson["room_slug"])


def slot_columns(
    desk: Desk, starts_at: datetime, place: Place, own_link: str | None = None
) -> dict[str, Any]:
    """What a slot of the pack has, whoever it is for: its time, its place and today's terms. Its
    room is always a new one: those who saw a free slot are not to know the lesson's."""
    room = rooms.new_slug()
    pack, rules = desk.pack, desk.tutor.rules
    return {
        **times(starts_at, pack.lesson_minutes, desk.tutor.time_zone),
        "course_pack_id": pack.pack_id,
        "tutor_profile_id": desk.tutor.profile_id,
        "session_mode": place.session_mode,
        "location_type": place.location_type,
        "location_details": place.location_details,
        "room_slug": room,
        "meet_link": own_link or meet_link(desk.tutor.meeting_link, room, place.session_mode),
        "lesson_minutes": pack.lesson_minutes,
        "price_minor": pack.price_minor,
        "currency": pack.currency,
        "cancellation_notice_minutes": rules.cancellation_notice_minutes,
        "reschedule_notice_minutes": rules.reschedule_notice_minutes,
    }


def _own_link_of(session: Session, slot_id: str) -> str | None:
    """The address that was set for the slot, if it is not that of its room."""
    room, link = lesson_slots.room_and_link(session, slot_id)
    return None if link == rooms.url(room) else link


def times(starts_at: datetime, minutes: int, tutor_zone: str) -> dict[str, Any]:
    """The columns of when a lesson is: its instants, and the tutor's wall time."""
    local = starts_at.astimezone(zone(tutor_zone))
    return {
        "scheduled_date": local.date(),
        "scheduled_time": clock(local.hour * 60 + local.minute),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
    }


def meet_link(tutors_own: str, room_slug: str, mode: SessionMode) -> str | None:
    """Where an online lesson is held: at the tutor's own address, else in our room."""
    if mode is not SessionMode.ONLINE:
        return None
    return tutors_own or rooms.url(room_slug)


def take_lessons(session: Session, desk: Desk, count: int) -> None:
    """Count lessons off what is left. NoLessonsLeft when there are not so many."""
    assert desk.enrollment is not None
    enrollments.add_lessons_left(session, desk.enrollment.enrollment_id, -count)


def give_back(session: Session, enrollment_id: str, count: int) -> None:
    enrollments.add_lessons_left(session, enrollment_id, count)


def tell(session: Session, *, profile_id: str, people: Iterable[str]) -> None:
    """Note the change for everyone whose pages show it."""
    record_change(session, LESSONS_TOPIC, tutor_topic(profile_id), *map(person_topic, people))


def view_of(session: Session, me: Principal, lesson_id: str, *, now: datetime) -> LessonView:
    """The lesson as it is in this transaction, for the one who has just changed it."""
    row = lessons.lesson_row(session, lesson_id)
    if row is None:
        raise NotFound()
    return view(me, row, now)
