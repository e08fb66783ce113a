"""The audit log's one way in: called by whatever service does what is to be told."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import audit
from tutorhub_app.data.changes import AUDIT_TOPIC, record_change
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.audit import AuditAction


def record(
    session: Session,
    actor: Principal | None,
    action: AuditAction,
    *,
    object_kind: str,
    object_id: str,
    subject_user_id: str | None = None,
    reason: str | None = None,
    detail: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    """Log it in the caller's transaction, so that neither stands without the other. No actor: the
    house did it by the clock. `subject_user_id` is the person it was done to; `detail` what helps
    to understand it, such as the old role and the new one."""
    audit.add_entry(
        session,
        at=now,
        actor_id=actor.user_id if actor else None,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        subject_user_id=subject_user_id,
        reason=reason or None,
        detail=detail or {},
    )
    record_change(session, AUDIT_TOPIC)
