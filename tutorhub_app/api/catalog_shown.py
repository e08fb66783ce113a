"""Catalogue objects and people as the APIs show them, alone and beside other objects."""

from dataclasses import fields
from typing import Any

from pydantic import Field

from tutorhub_app.api.documented import IdText, RecordShape, Shape
from tutorhub_app.api.shown import enum, record
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.catalog import BookingRules, TeachingMode, field_name
from tutorhub_app.domain.records import (
    CoursePackRecord,
    EnrollmentRecord,
    PersonRecord,
    TutorProfileRecord,
)
from tutorhub_app.services import photos


class TutorProfileShape(RecordShape):
    userId: IdText
    fullname: str
    headline: str
    bio: str
    photo: str | None = Field(description="Its address, on this site if it begins with a slash.")
    subjects: list[str]
    languages: list[str]
    timeZone: str = Field(examples=["Europe/Berlin"])
    teachingPlace: str | None
    meetingLink: str | None = Field(
        default=None, description="For those who manage the profile; others do not get this key."
    )
    isListed: bool
    slotStepMinutes: int
    bufferBeforeMinutes: int
    bufferAfterMinutes: int
    minimumNoticeMinutes: int
    horizonDays: int
    maxLessonsPerDay: int | None
    cancellationNoticeMinutes: int
    rescheduleNoticeMinutes: int
    screeningWaitDays: int


class CoursePackShape(RecordShape):
    tutorProfileId: IdText
    title: str
    description: str
    lessonMinutes: int
    lessonCount: int
    price: int = Field(description="For all lessons, in minor units of the currency.")
    currency: str = Field(examples=["EUR"])
    requiresScreening: bool
    teachingMode: TeachingMode
    teachingMode_idx: int


class EnrollmentShape(RecordShape):
    coursePackId: IdText
    studentId: IdText
    lessonsLeft: int = Field(ge=0)
    lessonsBought: int = Field(ge=0)


class PersonShape(Shape):
    id: IdText
    fullname: str
    roleId: Role
    timeZone: str = Field(examples=["Europe/Berlin"])


def tutor_profile(row: TutorProfileRecord) -> dict[str, Any]:
    """The profile, with its meeting link for those whom that is for."""
    private = {} if row.meeting_link is None else {"meetingLink": row.meeting_link or None}
    return {
        "id": row.id,
        "userId": row.user_id,
        "fullname": row.fullname,
        "headline": row.headline,
        "bio": row.bio,
        "photo": photos.url(row.photo),
        "subjects": row.subjects,
        "languages": row.languages,
        "timeZone": row.time_zone,
        "teachingPlace": row.teaching_place or None,
        **private,
        "isListed": row.is_listed,
        **{field_name(rule.name): getattr(row.rules, rule.name) for rule in fields(BookingRules)},
        **record(row),
    }


def course_pack(row: CoursePackRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "tutorProfileId": row.tutor_profile_id,
        "title": row.title,
        "description": row.description,
        "lessonMinutes": row.lesson_minutes,
        "lessonCount": row.lesson_count,
        "price": row.price_minor,
        "currency": row.currency,
        "requiresScreening": row.requires_screening,
        **enum("teachingMode", row.teaching_mode),
        **record(row),
    }


def enrollment(row: EnrollmentRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "coursePackId": row.course_pack_id,
        "studentId": row.student_id,
        "lessonsLeft": row.lessons_left,
        "lessonsBought": row.lessons_bought,
        **record(row),
    }


def person(row: PersonRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "fullname": row.fullname,
        "roleId": row.role,
        "timeZone": row.time_zone,
    }
