"""Finding tutors: what a search narrows to, in order, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.catalog import CoursePack, TutorProfile, TutorTag
from tutorhub_app.data.profiles import LANGUAGE, SUBJECT
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.texts import search_terms
from tutorhub_app.domain.tutor_search import Sort, TutorSearch

_TAUGHT_IN = {
    SessionMode.ONLINE: (TeachingMode.ONLINE, TeachingMode.BOTH),
    SessionMode.FACE_TO_FACE: (TeachingMode.FACE_TO_FACE, TeachingMode.BOTH),
}


@dataclass(frozen=True, slots=True)
class FoundPack:
    """A pack that answers the search; the price is for all its lessons, in minor units."""

    id: str
    profile_id: str
    lesson_minutes: int
    lesson_count: int
    price_minor: int
    currency: str
    teaching_mode: TeachingMode


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag's key, its name as most often written, and how many listed tutors have it."""

    key: str
    name: str
    count: int


def count_tutors(session: Session, search: TutorSearch) -> int:
    ids = _matching(search).with_only_columns(col(TutorProfile.id)).subquery()
    return int(session.exec(select(func.count()).select_from(ids)).scalar_one())


def tutor_ids(
    session: Session, search: TutorSearch, *, limit: int | None = None, offset: int = 0
) -> list[str]:
    """Ids of the tutors that answer the search, by price when it is sorted so, else by name."""
    statement = _matching(search)
    name: tuple[Any, ...] = (func.fold(User.fullname), TutorProfile.id)
    if search.sort is Sort.PRICE:
        statement, price = _with_price(statement, search)
        statement = statement.order_by(*price, *name)
    else:
        statement = statement.order_by(*name)
    ids = statement.with_only_columns(col(TutorProfile.id)).limit(limit).offset(offset)
    return [profile_id for (profile_id,) in session.exec(ids)]


def packs_found(
    session: Session, search: TutorSearch, profile_ids: Sequence[str]
) -> list[FoundPack]:
    """The packs of these tutors that answer the search."""
    rows = session.exec(
        select(
            CoursePack.id,
            CoursePack.tutor_profile_id,
            CoursePack.lesson_minutes,
            CoursePack.lesson_count,
            CoursePack.price_minor,
            CoursePack.currency,
            CoursePack.teaching_mode,
        ).where(*_pack_answers(search), col(CoursePack.tutor_profile_id).in_(profile_ids))
    )
    return [FoundPack(*row, TeachingMode(mode)) for *row, mode in rows]


def tag_counts(session: Session, kind: str) -> list[TagCount]:
    """The subjects or languages of listed tutors, by name."""
    rows = session.exec(
        _matching(TutorSearch())
        .join(TutorTag, col(TutorTag.tutor_profile_id) == TutorProfile.id)
        .where(col(TutorTag.kind) == kind)
        .with_only_columns(col(TutorTag.key), func.min(TutorTag.name), func.count())
        .group_by(col(TutorTag.key))
        .order_by(func.fold(func.min(TutorTag.name)))
    )
    return [TagCount(key, name, count) for key, name, count in rows]


def currencies_offered(session: Session) -> list[str]:
    """The currencies of listed tutors' packs, the most used first."""
    rows = session.exec(
        _matching(TutorSearch())
        .join(CoursePack, col(CoursePack.tutor_profile_id) == TutorProfile.id)
        .where(col(CoursePack.is_active).is_(True))
        .with_only_columns(col(CoursePack.currency))
        .group_by(col(CoursePack.currency))
        .order_by(func.count().desc(), col(CoursePack.currency))
    )
    return [currency for (currency,) in rows]


def _matching(search: TutorSearch) -> Select[Any]:
    """Listed tutors with a pack that answers; those without any pack are not shown."""
    pack = _has_pack(*_pack_answers(search))
    conditions: list[ColumnElement[bool]] = [
        col(TutorProfile.is_active).is_(True),
        col(TutorProfile.is_listed).is_(True),
        col(User.is_active).is_(True),
        pack,
        *(_mentions(term) for term in search_terms(search.text)),
    ]
    if search.subject:
        conditions.append(_has_tag(SUBJECT, col(TutorTag.key) == search.subject))
    if search.language:
        conditions.append(_has_tag(LANGUAGE, col(TutorTag.key) == search.language))
    statement: Select[Any] = (
        select(TutorProfile.id).join(User, col(User.id) == TutorProfile.user_id).where(*conditions)
    )
    return statement


def _pack_answers(search: TutorSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(CoursePack.is_active).is_(True)]
    if search.mode is not None:
        conditions.append(col(CoursePack.teaching_mode).in_(_TAUGHT_IN[search.mode]))
    if search.currency:
        conditions.append(col(CoursePack.currency) == search.currency)
        if search.most_per_lesson is not None:
            most = search.most_per_lesson * col(CoursePack.lesson_count)
            conditions.append(col(CoursePack.price_minor) <= most)
    return conditions


def _mentions(term: str) -> ColumnElement[bool]:
    """Whether name, headline, bio, a subject or the title of a pack holds the folded term."""

    def holds(text: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = func.fold(text).contains(term, autoescape=True)
        return found

    return or_(
        holds(User.fullname),
        holds(TutorProfile.headline),
        _has_tag(SUBJECT, holds(TutorTag.name)),
        _has_pack(col(CoursePack.is_active).is_(True), holds(CoursePack.title)),
        holds(TutorProfile.bio),
    )


def _has_pack(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    own = col(CoursePack.tutor_profile_id) == TutorProfile.id
    return exists().where(own, *conditions).correlate(TutorProfile)


def _has_tag(kind: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    own = (col(TutorTag.tutor_profile_id) == TutorProfile.id) & (col(TutorTag.kind) == kind)
    return exists().where(own, condition).correlate(TutorProfile)


def _with_price(
    statement: Select[Any], search: TutorSearch
) -> tuple[Select[Any], tuple[ColumnElement[Any], ...]]:
    """The statement joined with each tutor's lowest price of a lesson, and what to order by.

    Prices of different currencies can't be compared: a tutor counts with the first of theirs by
    code, and the currencies that most tutors have come first.
    """
    answers = _pack_answers(search)
    first = (
        select(CoursePack.tutor_profile_id, func.min(CoursePack.currency).label("currency"))
        .where(*answers)
        .group_by(col(CoursePack.tutor_profile_id))
        .subquery()
    )
    price = (
        select(
            first.c.tutor_profile_id,
            first.c.currency,
            func.min(col(CoursePack.price_minor) * 1.0 / col(CoursePack.lesson_count)).label(
                "price"
            ),
        )
        .join(
            CoursePack,
            (col(CoursePack.tutor_profile_id) == first.c.tutor_profile_id)
            & (col(CoursePack.currency) == first.c.currency),
        )
        .where(*answers)
        .group_by(first.c.tutor_profile_id, first.c.currency)
        .subquery()
    )
    joined = statement.join(price, price.c.tutor_profile_id == TutorProfile.id)
    peers = func.count().over(partition_by=price.c.currency)
    return joined, (peers.desc(), price.c.currency, price.c.price)
