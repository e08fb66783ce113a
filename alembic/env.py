"""Runs migrations on the engine it is given. SQLite: foreign keys off, guards lifted meanwhile."""

from contextlib import nullcontext

from alembic import context

from tutorhub_app.data import guards
from tutorhub_app.data.engine import make_engine
from tutorhub_app.data.models import metadata
from tutorhub_app.settings import get_settings

engine = context.config.attributes.get("engine") or make_engine(
    get_settings().resolved_database_url
)

with engine.connect() as connection:
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        # A batch alter rebuilds its table: with foreign keys on, every cascading child row would
        # be deleted. The pragma does nothing inside a transaction, so it goes to the driver.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        transactional_ddl=True,
    )
    # One transaction around everything, which SQLite's tables take part in: all of it or nothing.
    with connection.begin(), guards.lifted(connection) if is_sqlite else nullcontext():
        context.run_migrations()
    if is_sqlite:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = ON")
