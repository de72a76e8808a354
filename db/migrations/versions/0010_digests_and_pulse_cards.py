"""Weekly digests: where and when each server wants its own. Pulse cards: where a campaign's is kept."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('servers', sa.Column('digest_channel_id', sa.BigInteger(), nullable=True))
    op.add_column('servers', sa.Column('digest_weekday', sa.BigInteger(), nullable=True))
    op.add_column('servers', sa.Column('digest_hour', sa.BigInteger(), nullable=True))
    op.add_column('servers', sa.Column('digest_due_at', db.types.UtcDateTime(timezone=True), nullable=True))
    op.add_column('servers', sa.Column('digest_claimed_at', db.types.UtcDateTime(timezone=True), nullable=True))
    op.add_column('campaigns', sa.Column('pulse_channel_id', sa.BigInteger(), nullable=True))
    op.add_column('boards', sa.Column('checked_at', db.types.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('boards') as table:
        table.drop_column('checked_at')
    op.drop_column('campaigns', 'pulse_channel_id')  # in place: other tables refer to its rows
    with op.batch_alter_table('servers') as table:
        for column in ('claimed_at', 'due_at', 'hour', 'weekday', 'channel_id'):
            table.drop_column(f'digest_{column}')
