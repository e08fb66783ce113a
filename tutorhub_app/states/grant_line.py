"""A grant as pages show it."""

from dataclasses import dataclass
from datetime import tzinfo

from tutorhub_app import routes
from tutorhub_app.domain import words
from tutorhub_app.domain.permission_words import ObjectKind, title_of
from tutorhub_app.services.grants import GROUP, PERSON, ROLE, GrantRow

ROLE_NAMES = {"student": "All students", "tutor": "All tutors", "admin": "All administrators"}
_THINGS = {
    ObjectKind.LESSON: "One lesson",
    ObjectKind.SCREENING: "One screening",
    ObjectKind.ENROLLMENT: "One enrollment",
    ObjectKind.OTHER: "Something that is gone",
}
_KINDS = {
    ObjectKind.TUTOR: "Tutor",
    ObjectKind.PACK: "Course pack",
    ObjectKind.PERSON: "Person",
}


@dataclass(frozen=True)
class GrantLine:
    """`who_kind` is person, group or role; `where_kind` is "" for a grant in general."""

    id: str
    what: str
    can_do: bool
    who: str
    who_kind: str
    who_href: str
    where: str
    where_kind: str
    when: str
    by: str


def grant_line(row: GrantRow, here: tzinfo) -> GrantLine:
    hrefs = {PERSON: routes.admin_person(row.subject_id), GROUP: routes.ADMIN_GROUPS}
    who = row.subject_name or ""
    return GrantLine(
        id=row.id,
        what=title_of(row.permission_name),
        can_do=row.can_do,
        who=ROLE_NAMES.get(who, who) if row.subject_kind == ROLE else who,
        who_kind=row.subject_kind,
        who_href=hrefs.get(row.subject_kind, ""),
        where=_where(row),
        where_kind=_KINDS.get(ObjectKind(row.object_kind), "") if row.object_kind else "",
        when=words.day_of_year(row.created_at.astimezone(here).date()),
        by=row.granted_by,
    )


def _where(row: GrantRow) -> str:
    if not row.object_kind:
        return "Everywhere"
    return row.object_name or _THINGS.get(ObjectKind(row.object_kind), "")
