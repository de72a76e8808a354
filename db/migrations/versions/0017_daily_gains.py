"""Add what posts gained day by day, so that charts of months need not read every reading again."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('daily_gains',
    sa.Column('campaign_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('post_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('views', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('campaign_id', 'day', 'post_id', name=op.f('pk_daily_gains')),
    sqlite_with_rowid=False
    )
    op.create_table('rolled_campaigns',
    sa.Column('campaign_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('until_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('target_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('thinned_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_rolled_campaigns'))
    )
    op.create_index('ix_ledger_entries_snapshot_id', 'ledger_entries', ['snapshot_id'])


def downgrade() -> None:
    op.drop_index('ix_ledger_entries_snapshot_id', 'ledger_entries')
    op.drop_table('rolled_campaigns')
    op.drop_table('daily_gains')
