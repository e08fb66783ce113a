"""SQLite's log of what was written, copied into the database beside those who write.

Left to itself, SQLite has the writer that fills the log copy it, and sync the disk, while others
wait for their turn.
"""

from sqlalchemy import Engine


def is_needed(engine: Engine) -> bool:
    return bool(engine.dialect.name == "sqlite")


def take(engine: Engine) -> int:
    """Copy what no reader stands in the way of; how many pages of the log are left to copy.

    Nobody waits for it: another process that copies already goes on alone.
    """
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        _, in_log, copied = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        cursor.close()
    return int(in_log - copied)
