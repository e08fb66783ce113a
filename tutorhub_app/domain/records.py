"""Stored objects as the API documents have them: every property, nothing looked up beside it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.booking import LocationType, SlotStatus
from tutorhub_app.domain.catalog import BookingRules, SessionMode, TeachingMode
from tutorhub_app.domain.online_lessons import OnlineStatus, status_at
from tutorhub_app.domain.screening import TutorDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all of them have. `record_version` counts writes, from 1; instants are aware."""

    id: str
    is_active: bool
    record_version: int
    created_at: datetime
    updated_at: datetime
    owner_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityRecord(Record):
    """A window of local wall time, HH:MM in the tutor's zone."""

    tutor_profile_id: str
    day_of_week: DayOfWeek
    start_time: str
    end_time: str
    is_recurring: bool
    specific_date: date | None
    teaching_mode: TeachingMode


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonSlotRecord(Record):
    """A lesson, or with the status free a time that is offered for one and has no student.

    Date and time are the tutor's local ones, HH:MM. `tutor_profile_id` and `starts_at`, the
    instant, are not in the documents: they decide whose it is, and what may be done with it.
    """

    course_pack_id: str
    tutor_profile_id: str
    student_id: str | None
    scheduled_date: date
    scheduled_time: str
    starts_at: datetime
    status: SlotStatus
    location_type: LocationType | None
    location_details: str | None
    session_mode: SessionMode
    meet_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorProfileRecord(Record):
    """A tutor as everyone may see them; the name is the person's, texts that are not set are "".
    Subjects and languages are in the tutor's order.

    `meeting_link` is None where it is not for the reader: for all but those who manage the profile.
    """

    user_id: str
    fullname: str
    headline: str
    bio: str
    photo: str
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    time_zone: str
    teaching_place: str
    is_listed: bool
    rules: BookingRules
    meeting_link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePackRecord(Record):
    """A course pack. The price is for all lessons, in minor units of `currency`."""

    tutor_profile_id: str
    title: str
    description: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    requires_screening: bool
    teaching_mode: TeachingMode


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentRecord(Record):
    """A student in a pack."""

    course_pack_id: str
    student_id: str
    lessons_left: int
    lessons_bought: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryMeetingRecord(Record):
    """A student's request for a screening meeting, and what became of it. The time may be a
    proposal as yet."""

    course_pack_id: str
    student_id: str
    scheduled_datetime: datetime | None
    tutor_decision: TutorDecision
    comments: str | None
    meeting_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRecord:
    """A key of a person's programs, by its first characters; the key itself is not kept. Instants
    are aware; `last_used_at` is true to a minute, None before the first use."""

    id: str
    user_id: str
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineLessonRecord:
    """An online lesson: whose it is, when it is, where it leads, and what opens its doors. Instants
    are aware. `slot_id` is the booked lesson it is of, `meeting_id` the screening meeting, if any;
    `record_token` names the recording that is told of, None while there is none."""

    id: int
    account_id: str
    slot_id: str | None
    meeting_id: str | None
    title: str
    duration_minutes: int
    starts_at: datetime
    ends_at: datetime
    status: OnlineStatus
    exit_link: str | None
    share_link: str | None
    teacher_token: str = field(repr=False)
    student_slug: str = field(repr=False)
    opened_at: datetime | None
    first_joined_at: datetime | None
    record_token: str | None = field(repr=False)

    @property
    def is_booked(self) -> bool:
        """Whether it is of a booked lesson or a meeting: only its people come in, signed in."""
        return self.slot_id is not None or self.meeting_id is not None

    def at(self, now: datetime) -> "OnlineLessonRecord":
        """With the state that it has at this instant, which the stored one may not be yet."""
        status = status_at(
            now,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            first_joined_at=self.first_joined_at,
            canceled=self.status is OnlineStatus.CANCELED,
        )
        return self if status is self.status else replace(self, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """What people who meet each other may know of each other. `time_zone` is an IANA name."""

    id: str
    fullname: str
    role: Role
    time_zone: str
