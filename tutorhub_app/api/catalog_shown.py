"""Profiles, course packs and people as the APIs show them, alone and beside other objects."""

from dataclasses import fields
from typing import Any

from pydantic import Field

from tutorhub_app.api.documented import IdText, RecordShape, Shape
from tutorhub_app.api.shown import enum, record
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.catalog import BookingRules, TeachingMode, field_name
from tutorhub_app.domain.records import CoursePackRecord, PersonRecord, TutorProfileRecord


class TutorProfileShape(RecordShape):
    userId: IdText
    headline: str
    bio: str
    photo: str
    subjects: list[str]
    languages: list[str]
    timeZone: str = Field(examples=["Europe/Berlin"])
    teachingPlace: str
    isListed: bool
    slotStepMinutes: int
    bufferBeforeMinutes: int
    bufferAfterMinutes: int
    minimumNoticeMinutes: int
    horizonDays: int
    maxLessonsPerDay: int | None
    cancellationNoticeMinutes: int
    rescheduleNoticeMinutes: int


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


class PersonShape(Shape):
    id: IdText
    fullname: str
    roleId: Role
    timeZone: str = Field(examples=["Europe/Berlin"])


def tutor_profile(row: TutorProfileRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "userId": row.user_id,
        "headline": row.headline,
        "bio": row.bio,
        "photo": row.photo,
        "subjects": row.subjects,
        "languages": row.languages,
        "timeZone": row.time_zone,
        "teachingPlace": row.teaching_place,
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


def person(row: PersonRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "fullname": row.fullname,
        "roleId": row.role,
        "timeZone": row.time_zone,
    }
