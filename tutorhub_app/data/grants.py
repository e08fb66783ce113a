"""Grants with the names of those they concern, for administrators; and what can be picked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tutorhub_app.data.accounts import User
from tutorhub_app.data.booking import LessonSlot
from tutorhub_app.data.catalog import CoursePack, Enrollment, TutorProfile
from tutorhub_app.data.paging import page_of
from tutorhub_app.data.permissions import PermissionGrant, UserGroup, UserGroupMember
from tutorhub_app.data.screening import PreliminaryMeeting
from tutorhub_app.domain.paging import Page, PageRequest
from tutorhub_app.domain.permission_words import ObjectKind
from tutorhub_app.domain.texts import search_terms

PERSON, GROUP, ROLE = "person", "group", "role"
"""To whom something is granted."""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in names. `object_kind` is "" for one in general; what is gone has no name."""

    id: str
    permission_name: str
    can_do: bool
    created_at: datetime
    granted_by: str
    subject_kind: str
    subject_id: str
    subject_name: str
    object_id: str
    object_kind: str
    object_name: str


@dataclass(frozen=True, slots=True)
class Named:
    """Something to pick: `sub` tells those of one name apart."""

    id: str
    kind: str
    name: str
    sub: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    id: str
    name: str
    grants: int
    members: tuple[Named, ...]


_Subject = aliased(User, name="subject_user")
_Giver = aliased(User, name="giver")
_Person = aliased(User, name="object_person")
_TutorOf = aliased(User, name="object_tutor")

_SUBJECT_NAME = func.coalesce(_Subject.fullname, UserGroup.name, PermissionGrant.role_id)
_OBJECT_NAME = func.coalesce(CoursePack.title, _TutorOf.fullname, _Person.fullname, "")

ORDERS: dict[str, Any] = {
    "at": PermissionGrant.created_at,
    "who": func.fold(_SUBJECT_NAME),
    "what": PermissionGrant.permission_name,
}


def _named() -> Select[Any]:
    there = col(PermissionGrant.object_id)
    kind = case(
        (there.is_(None), literal("")),
        (col(CoursePack.id).is_not(None), ObjectKind.PACK.value),
        (col(TutorProfile.id).is_not(None), ObjectKind.TUTOR.value),
        (col(_Person.id).is_not(None), ObjectKind.PERSON.value),
        *(
            (select(col(table.id)).where(col(table.id) == there).exists(), name.value)
            for table, name in (
                (LessonSlot, ObjectKind.LESSON),
                (PreliminaryMeeting, ObjectKind.SCREENING),
                (Enrollment, ObjectKind.ENROLLMENT),
            )
        ),
        else_=ObjectKind.OTHER.value,
    )
    subject = case(
        (col(PermissionGrant.subject_user_id).is_not(None), PERSON),
        (col(PermissionGrant.subject_user_group_id).is_not(None), GROUP),
        else_=ROLE,
    )
    subject_id = func.coalesce(
        PermissionGrant.subject_user_id,
        PermissionGrant.subject_user_group_id,
        PermissionGrant.role_id,
    )
    columns: tuple[Any, ...] = (
        col(PermissionGrant.id),
        col(PermissionGrant.permission_name),
        col(PermissionGrant.can_do),
        col(PermissionGrant.created_at),
        func.coalesce(_Giver.fullname, "").label("granted_by"),
        subject.label("subject_kind"),
        subject_id.label("subject_id"),
        _SUBJECT_NAME.label("subject_name"),
        func.coalesce(there, "").label("object_id"),
        kind.label("object_kind"),
        _OBJECT_NAME.label("object_name"),
    )
    return (
        select(*columns)
        .select_from(PermissionGrant)
        .outerjoin(_Subject, col(_Subject.id) == PermissionGrant.subject_user_id)
        .outerjoin(UserGroup, col(UserGroup.id) == PermissionGrant.subject_user_group_id)
        .outerjoin(_Giver, col(_Giver.id) == PermissionGrant.granted_by)
        .outerjoin(CoursePack, col(CoursePack.id) == there)
        .outerjoin(TutorProfile, col(TutorProfile.id) == there)
        .outerjoin(_TutorOf, col(_TutorOf.id) == TutorProfile.user_id)
        .outerjoin(_Person, col(_Person.id) == there)
    )


def find_grants(
    session: Session,
    page: PageRequest,
    *,
    text: str = "",
    permission: str = "",
    subject_kind: str = "",
    can_do: bool | None = None,
    user_id: str = "",
    sort: str = "at",
    descending: bool = True,
) -> Page[GrantRow]:
    """Grants whose subject or object is named so. `user_id`: a person's own and their groups'."""
    statement = _named()
    for term in search_terms(text):
        statement = statement.where(
            or_(
                func.fold(_SUBJECT_NAME).contains(term, autoescape=True),
                func.fold(_OBJECT_NAME).contains(term, autoescape=True),
            )
        )
    if permission:
        statement = statement.where(col(PermissionGrant.permission_name) == permission)
    if can_do is not None:
        statement = statement.where(col(PermissionGrant.can_do).is_(can_do))
    if subject_kind:
        statement = statement.where(_SUBJECT_COLUMNS[subject_kind].is_not(None))
    if user_id:
        groups = select(col(UserGroupMember.user_group_id)).where(
            col(UserGroupMember.user_id) == user_id
        )
        statement = statement.where(
            or_(
                col(PermissionGrant.subject_user_id) == user_id,
                col(PermissionGrant.subject_user_group_id).in_(groups),
            )
        )
    order, last = ORDERS[sort], col(PermissionGrant.id)
    ordered = statement.order_by(*((order.desc(), last.desc()) if descending else (order, last)))
    found, total = page_of(session, ordered, page)
    return Page(tuple(GrantRow(**row) for row in found), total, page)


def object_without_people(session: Session, object_id: str) -> str:
    """What an object is called in words that name nobody: a pack by its title, others by what they
    are. For what outlives people."""
    title = session.execute(
        select(col(CoursePack.title)).where(col(CoursePack.id) == object_id)
    ).scalar()
    if title is not None:
        return str(title)
    for table, words in (
        (TutorProfile, "one tutor's profile"),
        (User, "one person's account"),
        (LessonSlot, "one lesson"),
        (PreliminaryMeeting, "one screening"),
        (Enrollment, "one enrollment"),
    ):
        if session.get(table, object_id) is not None:
            return words
    return "one object"


def groups(session: Session) -> tuple[GroupRow, ...]:
    """All groups with their members, in the order of names."""
    grants = dict(
        session.execute(
            select(col(PermissionGrant.subject_user_group_id), func.count())
            .where(col(PermissionGrant.subject_user_group_id).is_not(None))
            .group_by(col(PermissionGrant.subject_user_group_id))
        ).all()
    )
    members: dict[str, list[Named]] = {}
    for group_id, user_id, name, email in session.execute(
        select(
            col(UserGroupMember.user_group_id), col(User.id), col(User.fullname), col(User.email)
        )
        .join(User, col(User.id) == UserGroupMember.user_id)
        .order_by(col(User.fullname), col(User.id))
    ):
        members.setdefault(group_id, []).append(Named(user_id, PERSON, name, email))
    found = session.execute(
        select(col(UserGroup.id), col(UserGroup.name)).order_by(col(UserGroup.name))
    )
    return tuple(
        GroupRow(group_id, name, grants.get(group_id, 0), tuple(members.get(group_id, ())))
        for group_id, name in found
    )


def people_named(session: Session, text: str, limit: int) -> tuple[Named, ...]:
    """Active people whose name or email holds all of the words."""
    statement = select(col(User.id), col(User.fullname), col(User.email)).where(
        col(User.is_active).is_(True)
    )
    for term in search_terms(text):
        statement = statement.where(
            or_(
                func.fold(User.fullname).contains(term, autoescape=True),
                func.fold(User.email_key).contains(term, autoescape=True),
            )
        )
    found = session.execute(statement.order_by(col(User.fullname), col(User.id)).limit(limit))
    return tuple(Named(user_id, PERSON, name, email) for user_id, name, email in found)


def groups_named(session: Session, text: str, limit: int) -> tuple[Named, ...]:
    statement = select(col(UserGroup.id), col(UserGroup.name))
    for term in search_terms(text):
        statement = statement.where(func.fold(UserGroup.name).contains(term, autoescape=True))
    found = session.execute(statement.order_by(col(UserGroup.name)).limit(limit))
    return tuple(Named(group_id, GROUP, name, "") for group_id, name in found)


def tutors_named(session: Session, text: str, limit: int) -> tuple[Named, ...]:
    """Profiles of active tutors."""
    statement = (
        select(col(TutorProfile.id), col(User.fullname), col(TutorProfile.headline))
        .join(User, col(User.id) == TutorProfile.user_id)
        .where(col(TutorProfile.is_active).is_(True), col(User.is_active).is_(True))
    )
    for term in search_terms(text):
        statement = statement.where(func.fold(User.fullname).contains(term, autoescape=True))
    found = session.execute(statement.order_by(col(User.fullname), col(User.id)).limit(limit))
    return tuple(Named(each, ObjectKind.TUTOR, name, headline) for each, name, headline in found)


def packs_named(session: Session, text: str, limit: int) -> tuple[Named, ...]:
    """Packs on offer, by their title or their tutor's name."""
    statement = (
        select(col(CoursePack.id), col(CoursePack.title), col(User.fullname))
        .join(TutorProfile, col(TutorProfile.id) == CoursePack.tutor_profile_id)
        .join(User, col(User.id) == TutorProfile.user_id)
        .where(
            and_(
                col(CoursePack.is_active).is_(True),
                col(TutorProfile.is_active).is_(True),
                col(User.is_active).is_(True),
            )
        )
    )
    for term in search_terms(text):
        statement = statement.where(
            or_(
                func.fold(CoursePack.title).contains(term, autoescape=True),
                func.fold(User.fullname).contains(term, autoescape=True),
            )
        )
    ordered = statement.order_by(col(CoursePack.title), col(User.fullname), col(CoursePack.id))
    found = session.execute(ordered.limit(limit))
    return tuple(Named(each, ObjectKind.PACK, title, tutor) for each, title, tutor in found)


_SUBJECT_COLUMNS = {
    PERSON: col(PermissionGrant.subject_user_id),
    GROUP: col(PermissionGrant.subject_user_group_id),
    ROLE: col(PermissionGrant.role_id),
}
