"""Add the codes by which members show whose accounts they are."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('proofs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('discord_id', sa.BigInteger(), nullable=False),
    sa.Column('platform', sa.Enum('tiktok', 'instagram', name='platform', native_enum=False, length=32), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('platform_user_id', sa.Text(), nullable=True),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('made_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('next_look_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('looked_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_outcome', sa.Enum('ok', 'not_found', 'private', 'deleted', 'region_locked', 'hidden', 'rate_limited', 'unavailable', 'malformed', 'unsupported', name='outcome', native_enum=False, length=32), nullable=True),
    sa.Column('done_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('proved', 'expired', name='proofoutcome', native_enum=False, length=32), nullable=True),
    sa.Column('reply_token', sa.Text(), nullable=True),
    sa.Column('reply_until', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proofs')),
    sa.UniqueConstraint('code', name=op.f('uq_proofs_code'))
    )
    op.create_index('uq_proofs_waiting', 'proofs', ['guild_id', 'discord_id', 'platform', 'handle'], unique=True, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.create_index('ix_proofs_due', 'proofs', ['platform', 'next_look_at'])
    op.create_index('ix_proofs_account', 'proofs', ['platform', 'handle'])
    op.create_index('ix_proofs_discord_id', 'proofs', ['discord_id'])


def downgrade() -> None:
    for name in ('ix_proofs_discord_id', 'ix_proofs_account', 'ix_proofs_due', 'uq_proofs_waiting'):
        op.drop_index(name, 'proofs')
    op.drop_table('proofs')
