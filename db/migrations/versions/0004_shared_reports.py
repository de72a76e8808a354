"""Add reports that are shared by their address."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shared_reports',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('include_payouts', sa.Boolean(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.Column('revoked_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_shared_reports_campaign_id_campaigns')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_reports')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_shared_reports_token_hash'))
    )
    op.create_index('ix_shared_reports_campaign_id', 'shared_reports', ['campaign_id'], unique=False)


def downgrade() -> None:
    op.drop_table('shared_reports')
