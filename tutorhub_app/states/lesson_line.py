"""A lesson in the viewer's words and zone: what pages show of a `LessonView`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tutorhub_app import routes
from tutorhub_app.domain import words
from tutorhub_app.domain.booking import LocationType, Side, SlotStatus
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.online_lessons import JOIN_BEFORE
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.lesson_view import LessonView

_PLACES = {
    LocationType.ONLINE: "Online",
    LocationType.STUDENT_HOME: "At the student's home",
    LocationType.TUTOR_HOME: "At the tutor's home",
    LocationType.OTHER: "Elsewhere",
}


@dataclass(frozen=True)
class LessonLine:
    """`when` is in the viewer's zone; `theirs` is the tutor's own time where that differs.

    `who` is the other side's name (both names for administrators). `starts_at` is ISO, for
    machines. `status` is the slot's, or `no_show`. `room` is our room for it, `join` where it is
    held online, offered from `join_from` until it ends; `is_elsewhere`: not in our room.
    """

    id: str = ""
    slug: str = ""
    href: str = ""
    pack_id: str = ""
    tutor_profile_id: str = ""
    student_id: str = ""
    weekday: str = ""
    day: str = ""
    month: str = ""
    when: str = ""
    full_day: str = ""
    hours: str = ""
    theirs: str = ""
    relative: str = ""
    starts_at: str = ""
    ends_at: str = ""
    title: str = ""
    who: str = ""
    photo: str = ""
    tutor_name: str = ""
    student_name: str = ""
    mode: str = ""
    location_type: str = ""
    location_details: str = ""
    place: str = ""
    room: str = ""
    join: str = ""
    join_from: str = ""
    is_elsewhere: bool = False
    status: str = ""
    cancel_reason: str = ""
    returned: str = ""
    policy: str = ""
    version: int = 0
    in_series: bool = False
    is_under_way: bool = False
    can_cancel: bool = False
    can_reschedule: bool = False
    can_change_location: bool = False
    can_mark: bool = False
    can_undo_mark: bool = False


def lesson_line(lesson: LessonView, *, viewer_zone: str, hours: int, now: datetime) -> LessonLine:
    """`hours` is 12 or 24."""
    here = zone(viewer_zone)
    starts = lesson.starts_at.astimezone(here)
    day, month = str(starts.day), words.short_day(starts.date()).rsplit(" ", 1)[-1]
    span = (
        f"{words.clock_of(lesson.starts_at, here, hours)}–"
        f"{words.clock_of(lesson.ends_at, here, hours)}"
    )
    return LessonLine(
        id=lesson.id,
        slug=lesson.room_slug,
        href=routes.lesson(lesson.room_slug),
        pack_id=lesson.pack_id,
        tutor_profile_id=lesson.tutor_profile_id,
        student_id=lesson.student_id,
        weekday=words.weekday_name(starts.date())[:3],
        day=day,
        month=month,
        when=f"{words.short_day(starts.date())}, {span}",
        full_day=words.long_day(starts.date()),
        hours=span,
        theirs=_theirs(lesson, here, hours),
        relative=_relative(lesson, now),
        starts_at=lesson.starts_at.isoformat(),
        ends_at=lesson.ends_at.isoformat(),
        title=lesson.pack_title,
        who=_who(lesson),
        photo=lesson.tutor_photo if lesson.side is Side.STUDENT else "",
        tutor_name=lesson.tutor_name,
        student_name=lesson.student_name,
        mode=lesson.session_mode.value,
        location_type=lesson.location_type.value if lesson.location_type else "",
        location_details=lesson.location_details,
        place=place_words(lesson),
        room=routes.join(lesson.room_slug),
        **_joining(lesson),
        status="no_show" if lesson.no_show else lesson.status.value,
        cancel_reason=lesson.cancel_reason,
        returned=_returned(lesson),
        policy=policy_sentence(lesson, here, hours, now),
        version=lesson.record_version,
        in_series=bool(lesson.series_id),
        is_under_way=lesson.has_begun and not lesson.is_over,
        can_cancel=lesson.can_cancel,
        can_reschedule=lesson.can_reschedule,
        can_change_location=_can_change_place(lesson),
        can_mark=lesson.can_mark,
        can_undo_mark=lesson.can_undo_mark,
    )


def place_words(lesson: LessonView) -> str:
    """Where a face-to-face lesson is held; "" for an online one."""
    if lesson.session_mode is SessionMode.ONLINE:
        return ""
    kind = _PLACES[lesson.location_type] if lesson.location_type else ""
    if lesson.location_type is LocationType.OTHER and lesson.location_details:
        kind = ""
    known = ", ".join(part for part in (kind, lesson.location_details) if part)
    return known or "The place is not agreed yet"


def policy_sentence(lesson: LessonView, here: ZoneInfo, hours: int, now: datetime) -> str:
    """Until when the student cancels for free; "" once nothing can be cancelled."""
    if not lesson.can_cancel:
        return ""
    until = lesson.free_to_cancel_until
    told = words.day_and_clock(until, here, hours)
    if lesson.side is Side.STUDENT:
        if now > until:
            return f"Free to cancel was until {told}. Now the lesson would count as used."
        return f"Free to cancel until {told} your time."
    return f"The student cancels for free until {told} your time."


def _joining(lesson: LessonView) -> dict[str, Any]:
    """Where and from when one joins a lesson that is booked to be held online."""
    if lesson.session_mode is not SessionMode.ONLINE or lesson.status is not SlotStatus.BOOKED:
        return {}
    own_room = routes.lesson(lesson.room_slug)
    is_elsewhere = lesson.meet_link != "" and not lesson.meet_link.endswith(own_room)
    return {
        "join": lesson.meet_link if is_elsewhere else routes.join(lesson.room_slug),
        "join_from": (lesson.starts_at - JOIN_BEFORE).isoformat(),
        "is_elsewhere": is_elsewhere,
    }


def _theirs(lesson: LessonView, here: ZoneInfo, hours: int) -> str:
    tutor = zone(lesson.tutor_zone)
    if tutor.key == here.key or _reads_the_same(lesson.starts_at, tutor, here):
        return ""
    return f"{words.day_and_clock(lesson.starts_at, tutor, hours)} in {lesson.tutor_zone}"


def _reads_the_same(instant: datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    return instant.astimezone(one).utcoffset() == instant.astimezone(other).utcoffset()


def _relative(lesson: LessonView, now: datetime) -> str:
    if lesson.status is SlotStatus.BOOKED and lesson.has_begun and not lesson.is_over:
        return "under way"
    return words.how_far(lesson.starts_at, now)


def _who(lesson: LessonView) -> str:
    if lesson.side is Side.STUDENT:
        return lesson.tutor_name
    if lesson.side is Side.TUTOR:
        return lesson.student_name
    return f"{lesson.student_name} with {lesson.tutor_name}"


def _can_change_place(lesson: LessonView) -> bool:
    """A student says where a face-to-face lesson is; how it is held is the tutor's to change."""
    is_students_online = lesson.side is Side.STUDENT and lesson.session_mode is SessionMode.ONLINE
    return lesson.can_change_location and not is_students_online


def _returned(lesson: LessonView) -> str:
    if lesson.status is not SlotStatus.CANCELED:
        return ""
    if lesson.lesson_returned:
        return "The lesson went back to the pack."
    return "The lesson counts as used."
