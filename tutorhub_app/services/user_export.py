"""Everything the house keeps about one person, as a file to take away. What was drawn on boards is
shown and saved on the lessons' own pages."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from tutorhub_app.data import user_export as data
from tutorhub_app.data.users import account_row
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.errors import NotFound
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.users import Act
from tutorhub_app.services import audit
from tutorhub_app.services.unit import reads
from tutorhub_app.services.users import require_may

_PEOPLE = ("studentId", "canceledBy")
_PACKS = ("coursePackId",)


@dataclass(frozen=True, slots=True)
class Export:
    """A JSON document and what its file is to be called."""

    name: str
    text: str


@reads
def export_own(session: Session, principal: Principal | None, *, now: datetime) -> Export:
    """All about oneself."""
    me = require_signed_in(principal)
    return _export(session, me.user_id, now)


def export_user(
    session: Session, principal: Principal | None, user_id: str, *, now: datetime
) -> Export:
    """All about one person, for whoever may manage them; it is in the audit log. NotAllowed,
    NotFound, Conflict for who was deleted."""
    me, _ = require_may(session, principal, user_id, Act.EXPORT)
    made = _export(session, user_id, now)
    audit.record(
        session,
        me,
        AuditAction.USER_EXPORT,
        object_kind="user",
        object_id=user_id,
        subject_user_id=user_id,
        now=now,
    )
    return made


def _export(session: Session, user_id: str, now: datetime) -> Export:
    account, row = data.account(session, user_id), account_row(session, user_id)
    if account is None or row is None:
        raise NotFound("There is no such person, or no longer.")
    sections = data.sections(session, user_id, row.profile_id)
    document: dict[str, Any] = {
        "exportedAt": now,
        "account": _shown(account),
        **{name: [_shown(row) for row in rows] for name, rows in sections.items()},
    }
    people = _mentioned(document, _PEOPLE)
    document["peopleNamed"] = data.people_named(session, people - {user_id})
    document["coursePacksNamed"] = data.packs_named(session, _mentioned(document, _PACKS))
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_told)
    return Export(f"tutorhub-{user_id}-{now:%Y-%m-%d}.json", text)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {_key(name): value for name, value in row.items()}


def _key(column: str) -> str:
    """A column's name as the APIs write names."""
    first, *others = column.split("_")
    return first + "".join(word.capitalize() for word in others)


def _mentioned(document: dict[str, Any], keys: tuple[str, ...]) -> set[str]:
    """The ids that stand under these keys in any row."""
    rows = [row for value in document.values() if isinstance(value, list) for row in value]
    return {row[key] for row in rows for key in keys if row.get(key)}


def _told(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an export")
