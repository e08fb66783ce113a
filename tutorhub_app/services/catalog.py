"""What tutors offer, as people see it: a tutor, a course pack, one's own enrollments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import enrollments, offers, profiles
from tutorhub_app.data.availability import windows_of
from tutorhub_app.data.enrollments import EnrollmentRow
from tutorhub_app.data.offers import Holding, OfferRow
from tutorhub_app.data.profiles import ProfileRow, Tags
from tutorhub_app.domain import policy, words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.availability import week_sentences
from tutorhub_app.domain.enrollment import Step, next_step, screening_sentence
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.money import per_lesson
from tutorhub_app.domain.packs import may_see
from tutorhub_app.domain.policy import Permission, require_signed_in
from tutorhub_app.domain.zones import offset_label, zone
from tutorhub_app.services.money import DEFAULT_LOCALE, price_words
from tutorhub_app.services.unit import reads


@dataclass(frozen=True)
class PackView:
    """A course pack as the viewer sees it.

    `price` is for all lessons and `price_per_lesson` for one, in words; `price_minor` is in minor
    units. `teaching_mode` is a TeachingMode's value. What follows `tutor_zone` is the viewer's own:
    what they hold of it (`enrollment_id` is "" when not enrolled; `screening` is a TutorDecision's
    value or ""), what is `needed` first, and the one `step` to offer (a Step's value).
    """

    id: str
    title: str
    description: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    requires_screening: bool
    teaching_mode: str
    is_active: bool
    minutes: str
    lessons: str
    price: str
    price_per_lesson: str
    tutor_profile_id: str
    tutor_name: str
    tutor_photo: str
    tutor_headline: str
    tutor_zone: str
    enrollment_id: str = ""
    lessons_left: int = 0
    lessons_bought: int = 0
    screening: str = ""
    needed: str = ""
    step: str = Step.NONE.value
    can_manage: bool = False


@dataclass(frozen=True)
class TutorView:
    """A tutor's page. `week` are sentences in the tutor's zone; `local_time` is the time there."""

    profile_id: str
    name: str
    photo: str
    headline: str
    bio: str
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    time_zone: str
    offset: str
    local_time: str
    teaching_place: str
    week: tuple[str, ...]
    packs: tuple[PackView, ...]
    is_listed: bool
    can_manage: bool


@dataclass(frozen=True)
class EnrollmentView:
    """A student in a pack. `lessons_coming` are booked and not over yet."""

    id: str
    pack_id: str
    pack_title: str
    lesson_minutes: int
    teaching_mode: str
    tutor_profile_id: str
    tutor_name: str
    tutor_photo: str
    tutor_zone: str
    student_id: str
    lessons_left: int
    lessons_bought: int
    lessons_coming: int


@reads
def tutor_view(
    session: Session,
    principal: Principal | None,
    profile_id: str,
    *,
    locale: str = DEFAULT_LOCALE,
    now: datetime,
) -> TutorView:
    """A tutor with their packs, for anyone. NotFound when there is none."""
    row = require_profile(session, profile_id)
    tags = profiles.tags_of(session, [profile_id]).get(profile_id, Tags())
    packs = offers.offers_of(session, [profile_id])
    where = zone(row.time_zone)
    hour_cycle = principal.hour_cycle if principal else 24
    first_day = principal.first_day_of_week if principal else 1
    return TutorView(
        profile_id=profile_id,
        name=row.name,
        photo=row.photo,
        headline=row.headline,
        bio=row.bio,
        subjects=tags.subjects,
        languages=tags.languages,
        time_zone=row.time_zone,
        offset=offset_label(where, now),
        local_time=words.day_and_clock(now, where, hour_cycle),
        teaching_place=row.teaching_place,
        week=week_sentences(windows_of(session, profile_id), first_day_of_week=first_day),
        packs=_pack_views(session, principal, row, packs, locale),
        is_listed=row.is_listed,
        can_manage=can_manage(principal, profile_id),
    )


@reads
def pack_view(
    session: Session,
    principal: Principal | None,
    pack_id: str,
    *,
    locale: str = DEFAULT_LOCALE,
    now: datetime,
) -> PackView:
    """A course pack, for anyone. A deleted one only for those who have lessons left in it and
    for those who manage it; NotFound for all others."""
    pack = offers.offer_row(session, pack_id)
    row = profiles.profile_row(session, pack.tutor_profile_id) if pack else None
    if pack is None or row is None:
        raise NotFound()
    view = _pack_views(session, principal, row, [pack], locale)[0]
    if not may_see(
        is_offered=view.is_active, can_manage=view.can_manage, lessons_left=view.lessons_left
    ):
        raise NotFound()
    return view


@reads
def my_enrollments(
    session: Session, principal: Principal | None, *, now: datetime
) -> tuple[EnrollmentView, ...]:
    """The principal's own enrollments, those with lessons left first."""
    me = require_signed_in(principal)
    rows = enrollments.enrollment_rows_of(session, me.user_id, now)
    return tuple(enrollment_view(row) for row in rows)


def enrollment_view(row: EnrollmentRow) -> EnrollmentView:
    return EnrollmentView(
        id=row.id,
        pack_id=row.pack_id,
        pack_title=row.pack_title,
        lesson_minutes=row.lesson_minutes,
        teaching_mode=row.teaching_mode,
        tutor_profile_id=row.tutor_profile_id,
        tutor_name=row.tutor_name,
        tutor_photo=row.tutor_photo,
        tutor_zone=row.tutor_zone,
        student_id=row.student_id,
        lessons_left=row.lessons_left,
        lessons_bought=row.lessons_bought,
        lessons_coming=row.lessons_coming,
    )


def can_manage(principal: Principal | None, profile_id: str, pack_id: str | None = None) -> bool:
    """Whether the principal may change this tutor's profile, or this pack of theirs."""
    return policy.allowed(
        principal,
        Permission.CATALOG_MANAGE,
        concerned=principal is not None and principal.tutor_profile_id == profile_id,
        objects=(pack_id, profile_id),
    )


def require_manager(
    principal: Principal | None, profile_id: str, pack_id: str | None = None
) -> Principal:
    """The principal, if they may change this tutor's profile, or this pack of theirs."""
    return policy.require(
        principal,
        Permission.CATALOG_MANAGE,
        concerned=principal is not None and principal.tutor_profile_id == profile_id,
        objects=(pack_id, profile_id),
    )


def require_profile(session: Session, profile_id: str) -> ProfileRow:
    row = profiles.profile_row(session, profile_id)
    if row is None:
        raise NotFound("There is no such tutor, or no longer.")
    return row


def _pack_views(
    session: Session,
    principal: Principal | None,
    tutor: ProfileRow,
    packs: Iterable[OfferRow],
    locale: str,
) -> tuple[PackView, ...]:
    packs = list(packs)
    held = (
        offers.holdings(session, principal.user_id, [pack.id for pack in packs])
        if principal
        else {}
    )
    return tuple(
        _pack_view(principal, tutor, pack, held.get(pack.id, Holding()), locale) for pack in packs
    )


def _pack_view(
    principal: Principal | None,
    tutor: ProfileRow,
    pack: OfferRow,
    held: Holding,
    locale: str,
) -> PackView:
    manages = can_manage(principal, tutor.profile_id, pack.id)
    step = next_step(
        principal.role if principal else None,
        can_manage=manages,
        is_active=pack.is_active,
        requires_screening=pack.requires_screening,
        decision=held.screening,
        lessons_left=held.lessons_left,
        denied=_denied_steps(principal, pack),
    )
    one = price_words(per_lesson(pack.price_minor, pack.lesson_count), pack.currency, locale)
    return PackView(
        id=pack.id,
        title=pack.title,
        description=pack.description,
        lesson_minutes=pack.lesson_minutes,
        lesson_count=pack.lesson_count,
        price_minor=pack.price_minor,
        currency=pack.currency,
        requires_screening=pack.requires_screening,
        teaching_mode=pack.teaching_mode.value,
        is_active=pack.is_active,
        minutes=words.duration(pack.lesson_minutes),
        lessons=lessons_words(pack.lesson_count),
        price=price_words(pack.price_minor, pack.currency, locale),
        price_per_lesson=f"{one} per lesson" if pack.price_minor else one,
        tutor_profile_id=tutor.profile_id,
        tutor_name=tutor.name,
        tutor_photo=tutor.photo,
        tutor_headline=tutor.headline,
        tutor_zone=tutor.time_zone,
        enrollment_id=held.enrollment_id,
        lessons_left=held.lessons_left,
        lessons_bought=held.lessons_bought,
        screening=held.screening.value if held.screening else "",
        needed=screening_sentence(tutor.name, held.screening) if pack.requires_screening else "",
        step=step.value,
        can_manage=manages,
    )


_STEPS = {
    Step.BOOK: Permission.LESSON_SLOT_BOOK,
    Step.ENROLL: Permission.ENROLLMENT_MANAGE,
    Step.SCREENING: Permission.PRELIMINARY_MEETING_REQUEST,
}


def _denied_steps(principal: Principal | None, pack: OfferRow) -> frozenset[Step]:
    """The steps that the viewer may not take for themselves."""
    objects = (pack.id, pack.tutor_profile_id)
    return frozenset(
        step
        for step, permission in _STEPS.items()
        if principal is not None
        and not policy.allowed(principal, permission, concerned=True, objects=objects)
    )


def lessons_words(count: int) -> str:
    """Such as "1 lesson", "10 lessons"."""
    return "1 lesson" if count == 1 else f"{count} lessons"
