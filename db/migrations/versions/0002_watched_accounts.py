"""Add watched accounts, messages that are edited in place, reviews and notes."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('boards',
    sa.Column('guild_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'topic', name=op.f('pk_boards'))
    )
    op.create_table('watched_accounts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('creator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('platform', sa.Enum('tiktok', 'instagram', name='platform', native_enum=False, length=32), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('platform_user_id', sa.Text(), nullable=True),
    sa.Column('display_name', sa.Text(), nullable=True),
    sa.Column('avatar_url', sa.Text(), nullable=True),
    sa.Column('state', sa.Enum('active', 'paused', 'removed', name='watchstate', native_enum=False, length=32), nullable=False),
    sa.Column('first_import', sa.BigInteger(), nullable=False),
    sa.Column('since_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('known_to', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('swept_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('imported', sa.BigInteger(), nullable=False),
    sa.Column('synced_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('tried_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_outcome', sa.Enum('ok', 'not_found', 'private', 'deleted', 'region_locked', 'hidden', 'rate_limited', 'unavailable', 'malformed', 'unsupported', name='outcome', native_enum=False, length=32), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('next_sync_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_watched_accounts_campaign_id_campaigns')),
    sa.ForeignKeyConstraint(['creator_id'], ['creators.id'], name=op.f('fk_watched_accounts_creator_id_creators')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watched_accounts'))
    )
    op.create_index('ix_watched_accounts_due', 'watched_accounts', ['platform', 'next_sync_at'], unique=False)
    op.create_index('uq_watched_accounts_handle', 'watched_accounts', ['campaign_id', 'platform', 'handle'], unique=True, sqlite_where=sa.text("state != 'removed'"), postgresql_where=sa.text("state != 'removed'"))
    op.add_column('campaigns', sa.Column('notes', sa.Text(), nullable=True))
    op.add_column('posts', sa.Column('reviewed_by', sa.BigInteger(), nullable=True))
    op.add_column('posts', sa.Column('reviewed_at', db.types.UtcDateTime(timezone=True), nullable=True))
    op.add_column('servers', sa.Column('admin_channel_id', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('servers', 'admin_channel_id')
    op.drop_column('posts', 'reviewed_at')
    op.drop_column('posts', 'reviewed_by')
    op.drop_column('campaigns', 'notes')
    op.drop_table('watched_accounts')
    op.drop_table('boards')
