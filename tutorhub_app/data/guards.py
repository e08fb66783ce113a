"""The database's own guards: invariants no check-then-insert can hold.

Batch migrations on SQLite drop the triggers of the tables they rebuild, so every migration run
ends by recreating them from this one list, and the app refuses to start when one is missing.
"""

from sqlalchemy import Connection, text

_BUSY_OVERLAP = """
    SELECT RAISE(ABORT, 'slot_taken') WHERE EXISTS (
        SELECT 1 FROM busy_time
        WHERE person_id = NEW.person_id AND id <> NEW.id
          AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)
"""

_SCREENING_MISSING = """
    SELECT RAISE(ABORT, 'screening_required') WHERE EXISTS (
        SELECT 1 FROM course_pack WHERE id = NEW.course_pack_id AND requires_screening)
      AND NOT EXISTS (
        SELECT 1 FROM preliminary_meeting
        WHERE course_pack_id = NEW.course_pack_id AND student_id = NEW.student_id
          AND tutor_decision = 'approved' AND is_active)
"""

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
}


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


def recreate(connection: Connection) -> None:
    for name, sql in SQLITE_TRIGGERS.items():
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.execute(text(sql))


def _folded(sql: str | None) -> str:
    return " ".join((sql or "").split())
