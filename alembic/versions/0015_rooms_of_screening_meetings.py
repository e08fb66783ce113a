"""Rooms of screening meetings."""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

# Made anew by alembic, the table would forget that its ids are never used again.
KEPT = {'sqlite_autoincrement': True}
LISTED = {
    'ix_online_lesson_listed_by_starts_at': ['account_id', 'starts_at', 'id'],
    'ix_online_lesson_listed_by_title': ['account_id', 'title', 'id'],
}
BEFORE, AFTER = 'slot_id IS NULL', 'slot_id IS NULL AND meeting_id IS NULL'


def upgrade() -> None:
    last_id = _last_id()
    with op.batch_alter_table('online_lesson', schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column('meeting_id', sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_online_lesson_meeting_id'), 'preliminary_meeting', ['meeting_id'], ['id'], ondelete='CASCADE')
    _list_by(BEFORE, AFTER)
    has_one = sa.text('meeting_id IS NOT NULL')
    op.create_index('uq_online_lesson_meeting', 'online_lesson', ['meeting_id'], unique=True, sqlite_where=has_one, postgresql_where=has_one)
    _keep_last_id(last_id)


def downgrade() -> None:
    op.execute('DELETE FROM online_lesson WHERE meeting_id IS NOT NULL')
    last_id = _last_id()
    op.drop_index('uq_online_lesson_meeting', 'online_lesson')
    _list_by(AFTER, BEFORE)
    with op.batch_alter_table('online_lesson', schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_online_lesson_meeting_id'), type_='foreignkey')
        batch_op.drop_column('meeting_id')
    _keep_last_id(last_id)


def _list_by(before: str, after: str) -> None:
    for name, columns in LISTED.items():
        op.drop_index(name, 'online_lesson', sqlite_where=sa.text(before), postgresql_where=sa.text(before))
        op.create_index(name, 'online_lesson', columns, unique=False, sqlite_where=sa.text(after), postgresql_where=sa.text(after))


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
