"""The database's own guards: invariants no check-then-insert can hold.

A batch migration on SQLite drops the triggers of the table it rebuilds, and can not rebuild a
table that another's trigger reads. So migrations run with the guards lifted, and put them back
from this one list; the app refuses to start when one is missing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text

# Of the others, which do not overlap, the last that begins before the new one ends is the last to
# end, too: one look-up, however long somebody has been teaching.
_BUSY_OVERLAP = """
    SELECT RAISE(ABORT, 'slot_taken') WHERE NEW.starts_at < (
        SELECT ends_at FROM busy_time
        WHERE person_id = NEW.person_id AND id <> NEW.id AND starts_at < NEW.ends_at
        ORDER BY starts_at DESC LIMIT 1)
"""

_SCREENING_MISSING = """
    SELECT RAISE(ABORT, 'screening_required') WHERE EXISTS (
        SELECT 1 FROM course_pack WHERE id = NEW.course_pack_id AND requires_screening)
      AND NOT EXISTS (
        SELECT 1 FROM preliminary_meeting
        WHERE course_pack_id = NEW.course_pack_id AND student_id = NEW.student_id
          AND tutor_decision = 'approved' AND is_active)
"""

_APPROVAL_IN_USE = """
    SELECT RAISE(ABORT, 'approval_in_use') WHERE EXISTS (
        SELECT 1 FROM lesson_slot
        WHERE student_id = OLD.student_id AND course_pack_id = OLD.course_pack_id
          AND status = 'booked')
      AND EXISTS (
        SELECT 1 FROM course_pack WHERE id = OLD.course_pack_id AND requires_screening)
      AND NOT EXISTS (
        SELECT 1 FROM preliminary_meeting
        WHERE course_pack_id = OLD.course_pack_id AND student_id = OLD.student_id
          AND tutor_decision = 'approved' AND is_active AND id <> OLD.id)
"""

_LOG_IS_KEPT = "SELECT RAISE(ABORT, 'the audit log is never changed')"

SQLITE_TRIGGERS: dict[str, str] = {
    "busy_time_no_overlap_insert": f"""
        CREATE TRIGGER busy_time_no_overlap_insert BEFORE INSERT ON busy_time
        BEGIN {_BUSY_OVERLAP}; END""",
    "busy_time_no_overlap_update": f"""
        CREATE TRIGGER busy_time_no_overlap_update
        BEFORE UPDATE OF person_id, starts_at, ends_at ON busy_time
        BEGIN {_BUSY_OVERLAP}; END""",
    "lesson_slot_screening_insert": f"""
        CREATE TRIGGER lesson_slot_screening_insert BEFORE INSERT ON lesson_slot
        WHEN NEW.status = 'booked'
        BEGIN {_SCREENING_MISSING}; END""",
    "lesson_slot_screening_update": f"""
        CREATE TRIGGER lesson_slot_screening_update
        BEFORE UPDATE OF status, student_id, course_pack_id ON lesson_slot
        WHEN NEW.status = 'booked'
          AND (OLD.status <> 'booked' OR OLD.student_id IS NOT NEW.student_id
               OR OLD.course_pack_id <> NEW.course_pack_id)
        BEGIN {_SCREENING_MISSING}; END""",
    "preliminary_meeting_approval_update": f"""
        CREATE TRIGGER preliminary_meeting_approval_update
        BEFORE UPDATE OF tutor_decision, is_active, student_id, course_pack_id
        ON preliminary_meeting
        WHEN OLD.tutor_decision = 'approved' AND OLD.is_active
          AND (NEW.tutor_decision <> 'approved' OR NOT NEW.is_active
               OR NEW.student_id <> OLD.student_id OR NEW.course_pack_id <> OLD.course_pack_id)
        BEGIN {_APPROVAL_IN_USE}; END""",
    "preliminary_meeting_approval_delete": f"""
        CREATE TRIGGER preliminary_meeting_approval_delete BEFORE DELETE ON preliminary_meeting
        WHEN OLD.tutor_decision = 'approved' AND OLD.is_active
        BEGIN {_APPROVAL_IN_USE}; END""",
    "audit_entry_kept_update": f"""
        CREATE TRIGGER audit_entry_kept_update BEFORE UPDATE ON audit_entry
        BEGIN {_LOG_IS_KEPT}; END""",
    "audit_entry_kept_delete": f"""
        CREATE TRIGGER audit_entry_kept_delete BEFORE DELETE ON audit_entry
        BEGIN {_LOG_IS_KEPT}; END""",
}

_GUARDED = {"busy_time", "lesson_slot", "preliminary_meeting", "audit_entry"}


def missing(connection: Connection) -> list[str]:
    """Names of the guards the database lacks, or holds in another form."""
    present = {
        name: sql
        for name, sql in connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
    }
    return [
        name for name, sql in SQLITE_TRIGGERS.items() if _folded(present.get(name)) != _folded(sql)
    ]


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """Without the guards inside the block; with all of them after it, if their tables are there."""
    _drop(connection)
    yield
    if set(inspect(connection).get_table_names()) >= _GUARDED:
        recreate(connection)


def recreate(connection: Connection) -> None:
    _drop(connection)
    for sql in SQLITE_TRIGGERS.values():
        connection.execute(text(sql))


def _drop(connection: Connection) -> None:
    for name in SQLITE_TRIGGERS:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def _folded(sql: str | None) -> str:
    return " ".join((sql or "").split())
