"""One room of each booked lesson."""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

# Made anew by alembic, the table would forget that its ids are never used again.
KEPT = {'sqlite_autoincrement': True}


def upgrade() -> None:
    last_id = _last_id()
    with op.batch_alter_table('online_lesson', schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_online_lesson_slot_id'), type_='unique')
        batch_op.drop_index('ix_online_lesson_listed_by_id')
        batch_op.create_index('uq_online_lesson_slot', ['slot_id'], unique=True, sqlite_where=sa.text('slot_id IS NOT NULL'), postgresql_where=sa.text('slot_id IS NOT NULL'))
    _keep_last_id(last_id)


def downgrade() -> None:
    last_id = _last_id()
    with op.batch_alter_table('online_lesson', schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.drop_index('uq_online_lesson_slot', sqlite_where=sa.text('slot_id IS NOT NULL'), postgresql_where=sa.text('slot_id IS NOT NULL'))
        batch_op.create_index('ix_online_lesson_listed_by_id', ['account_id', 'id'], unique=False, sqlite_where=sa.text('slot_id IS NULL'), postgresql_where=sa.text('slot_id IS NULL'))
        batch_op.create_unique_constraint(batch_op.f('uq_online_lesson_slot_id'), ['slot_id'])
    _keep_last_id(last_id)


def _last_id() -> int | None:
    """The largest id ever given, where SQLite keeps it."""
    connection = op.get_bind()
    if connection.dialect.name != 'sqlite':
        return None
    found = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'online_lesson'")
    return connection.execute(found).scalar()


def _keep_last_id(last_id: int | None) -> None:
    if last_id is None:
        return
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'online_lesson'")
    op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('online_lesson', {last_id:d})")
