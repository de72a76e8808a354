"""Create the first tables."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('campaigns',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('active', 'archived', name='campaignstate', native_enum=False, length=32), nullable=False),
    sa.Column('window_days', sa.BigInteger(), nullable=False),
    sa.Column('minimum_views', sa.BigInteger(), nullable=False),
    sa.Column('max_age_days', sa.BigInteger(), nullable=True),
    sa.Column('default_cpm', db.types.ExactDecimal(length=40), nullable=True),
    sa.Column('default_cap_views', sa.BigInteger(), nullable=True),
    sa.Column('budget_minor', sa.BigInteger(), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaigns')),
    sa.UniqueConstraint('guild_id', 'slug', name=op.f('uq_campaigns_guild_id_slug'))
    )
    op.create_table('command_trees',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('synced_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('scope', name=op.f('pk_command_trees'))
    )
    op.create_table('manual_refreshes',
    sa.Column('guild_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('used', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'day', name=op.f('pk_manual_refreshes'))
    )
    op.create_table('prompts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.BigInteger(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('args', sa.JSON(), nullable=False),
    sa.Column('asked_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prompts'))
    )
    op.create_table('runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('loop', sa.Text(), nullable=False),
    sa.Column('started_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('tally', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_runs'))
    )
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.create_index('ix_runs_loop_started_at', ['loop', 'started_at'], unique=False)

    op.create_table('servers',
    sa.Column('guild_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('admin_role_id', sa.BigInteger(), nullable=True),
    sa.Column('editor_role_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('guild_id', name=op.f('pk_servers'))
    )
    op.create_table('campaign_servers',
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_campaign_servers_campaign_id_campaigns')),
    sa.PrimaryKeyConstraint('campaign_id', 'guild_id', name=op.f('pk_campaign_servers'))
    )
    op.create_table('creators',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('platform', sa.Enum('tiktok', 'instagram', name='platform', native_enum=False, length=32), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('platform_user_id', sa.Text(), nullable=True),
    sa.Column('display_name', sa.Text(), nullable=True),
    sa.Column('avatar_url', sa.Text(), nullable=True),
    sa.Column('state', sa.Enum('active', 'paused', 'removed', name='creatorstate', native_enum=False, length=32), nullable=False),
    sa.Column('discord_id', sa.BigInteger(), nullable=True),
    sa.Column('window_days', sa.BigInteger(), nullable=True),
    sa.Column('minimum_views', sa.BigInteger(), nullable=True),
    sa.Column('tracking_mode', sa.Enum('auto', 'selective', name='trackingmode', native_enum=False, length=32), nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_creators_campaign_id_campaigns')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_creators'))
    )
    with op.batch_alter_table('creators', schema=None) as batch_op:
        batch_op.create_index('uq_creators_handle', ['campaign_id', 'platform', 'handle'], unique=True, sqlite_where=sa.text("state != 'removed'"), postgresql_where=sa.text("state != 'removed'"))
        batch_op.create_index('uq_creators_platform_user_id', ['campaign_id', 'platform', 'platform_user_id'], unique=True, sqlite_where=sa.text("state != 'removed'"), postgresql_where=sa.text("state != 'removed'"))

    op.create_table('deals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('creator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('cpm', db.types.ExactDecimal(length=40), nullable=False),
    sa.Column('cap_views', sa.BigInteger(), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['creator_id'], ['creators.id'], name=op.f('fk_deals_creator_id_creators')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deals')),
    sa.UniqueConstraint('creator_id', 'version', name=op.f('uq_deals_creator_id_version'))
    )
    op.create_table('posts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('creator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('internal', 'reference', name='postkind', native_enum=False, length=32), nullable=False),
    sa.Column('platform', sa.Enum('tiktok', 'instagram', name='platform', native_enum=False, length=32), nullable=False),
    sa.Column('platform_post_id', sa.Text(), nullable=False),
    sa.Column('tracking', sa.Enum('auto_tracked', 'pending_review', 'included', 'excluded', 'direct_add', name='trackingstatus', native_enum=False, length=32), nullable=False),
    sa.Column('status', sa.Enum('active', 'awaiting_measurement', 'pending_cpm', 'finalized', 'paid', 'rejected', name='poststatus', native_enum=False, length=32), nullable=True),
    sa.Column('status_reason', sa.Text(), nullable=False),
    sa.Column('status_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('is_spared', sa.Boolean(), nullable=False),
    sa.Column('needs_person', sa.Boolean(), nullable=False),
    sa.Column('author_handle', sa.Text(), nullable=True),
    sa.Column('author_id', sa.Text(), nullable=True),
    sa.Column('author_name', sa.Text(), nullable=True),
    sa.Column('author_avatar_url', sa.Text(), nullable=True),
    sa.Column('caption', sa.Text(), nullable=True),
    sa.Column('thumbnail_url', sa.Text(), nullable=True),
    sa.Column('media_type', sa.Enum('video', 'photo', 'carousel', name='mediatype', native_enum=False, length=32), nullable=True),
    sa.Column('published_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('published_source', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('came_in_by', sa.Text(), nullable=False),
    sa.Column('submitted_by', sa.BigInteger(), nullable=False),
    sa.Column('submitted_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('window_days', sa.BigInteger(), nullable=False),
    sa.Column('minimum_views', sa.BigInteger(), nullable=False),
    sa.Column('window_ends_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('cpm', db.types.ExactDecimal(length=40), nullable=True),
    sa.Column('cap_views', sa.BigInteger(), nullable=True),
    sa.Column('deal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('has_own_terms', sa.Boolean(), nullable=False),
    sa.Column('views', sa.BigInteger(), nullable=True),
    sa.Column('likes', sa.BigInteger(), nullable=True),
    sa.Column('comments', sa.BigInteger(), nullable=True),
    sa.Column('shares', sa.BigInteger(), nullable=True),
    sa.Column('saves', sa.BigInteger(), nullable=True),
    sa.Column('metric', sa.Text(), nullable=True),
    sa.Column('is_exact', sa.Boolean(), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('read_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('counted_snapshot_id', sa.BigInteger(), nullable=True),
    sa.Column('counted_views', sa.BigInteger(), nullable=True),
    sa.Column('earned_minor', sa.BigInteger(), nullable=True),
    sa.Column('availability', sa.Enum('live', 'doubted', 'gone', name='availability', native_enum=False, length=32), nullable=False),
    sa.Column('doubted_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('gone_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('checked_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_outcome', sa.Enum('ok', 'not_found', 'private', 'deleted', 'region_locked', 'hidden', 'rate_limited', 'unavailable', 'malformed', 'unsupported', name='outcome', native_enum=False, length=32), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('next_check_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_posts_campaign_id_campaigns')),
    sa.ForeignKeyConstraint(['creator_id'], ['creators.id'], name=op.f('fk_posts_creator_id_creators')),
    sa.ForeignKeyConstraint(['deal_id'], ['deals.id'], name=op.f('fk_posts_deal_id_deals')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posts')),
    sa.UniqueConstraint('campaign_id', 'platform', 'platform_post_id', name=op.f('uq_posts_campaign_id_platform_platform_post_id'))
    )
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.create_index('ix_posts_creator_id', ['creator_id'], unique=False)
        batch_op.create_index('ix_posts_due', ['platform', 'next_check_at'], unique=False)
        batch_op.create_index('ix_posts_identity', ['platform', 'platform_post_id'], unique=False)
        batch_op.create_index('ix_posts_undecided', ['status', 'window_ends_at'], unique=False)

    op.create_table('audit_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('creator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('actor', sa.BigInteger(), nullable=True),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_audit_entries_campaign_id_campaigns')),
    sa.ForeignKeyConstraint(['creator_id'], ['creators.id'], name=op.f('fk_audit_entries_creator_id_creators')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_audit_entries_post_id_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entries_guild_id_at', ['guild_id', 'at'], unique=False)
        batch_op.create_index('ix_audit_entries_post_id', ['post_id'], unique=False)

    op.create_table('snapshots',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('taken_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('metric', sa.Text(), nullable=True),
    sa.Column('is_exact', sa.Boolean(), nullable=False),
    sa.Column('views', sa.BigInteger(), nullable=True),
    sa.Column('likes', sa.BigInteger(), nullable=True),
    sa.Column('comments', sa.BigInteger(), nullable=True),
    sa.Column('shares', sa.BigInteger(), nullable=True),
    sa.Column('saves', sa.BigInteger(), nullable=True),
    sa.Column('actor', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_snapshots_post_id_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshots'))
    )
    with op.batch_alter_table('snapshots', schema=None) as batch_op:
        batch_op.create_index('ix_snapshots_post_id_taken_at', ['post_id', 'taken_at'], unique=False)

    op.create_table('ledger_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('creator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('snapshot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cpm', db.types.ExactDecimal(length=40), nullable=False),
    sa.Column('cap_views', sa.BigInteger(), nullable=False),
    sa.Column('deal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('actor', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_ledger_entries_campaign_id_campaigns')),
    sa.ForeignKeyConstraint(['creator_id'], ['creators.id'], name=op.f('fk_ledger_entries_creator_id_creators')),
    sa.ForeignKeyConstraint(['deal_id'], ['deals.id'], name=op.f('fk_ledger_entries_deal_id_deals')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_ledger_entries_post_id_posts')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshots.id'], name=op.f('fk_ledger_entries_snapshot_id_snapshots')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entries'))
    )
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.create_index('uq_ledger_entries_earned', ['post_id'], unique=True, sqlite_where=sa.text("kind = 'earned'"), postgresql_where=sa.text("kind = 'earned'"))



def downgrade() -> None:
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.drop_index('uq_ledger_entries_earned', sqlite_where=sa.text("kind = 'earned'"), postgresql_where=sa.text("kind = 'earned'"))

    op.drop_table('ledger_entries')
    with op.batch_alter_table('snapshots', schema=None) as batch_op:
        batch_op.drop_index('ix_snapshots_post_id_taken_at')

    op.drop_table('snapshots')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_post_id')
        batch_op.drop_index('ix_audit_entries_guild_id_at')

    op.drop_table('audit_entries')
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.drop_index('ix_posts_undecided')
        batch_op.drop_index('ix_posts_identity')
        batch_op.drop_index('ix_posts_due')
        batch_op.drop_index('ix_posts_creator_id')

    op.drop_table('posts')
    op.drop_table('deals')
    with op.batch_alter_table('creators', schema=None) as batch_op:
        batch_op.drop_index('uq_creators_platform_user_id', sqlite_where=sa.text("state != 'removed'"), postgresql_where=sa.text("state != 'removed'"))
        batch_op.drop_index('uq_creators_handle', sqlite_where=sa.text("state != 'removed'"), postgresql_where=sa.text("state != 'removed'"))

    op.drop_table('creators')
    op.drop_table('campaign_servers')
    op.drop_table('servers')
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.drop_index('ix_runs_loop_started_at')

    op.drop_table('runs')
    op.drop_table('prompts')
    op.drop_table('manual_refreshes')
    op.drop_table('command_trees')
    op.drop_table('campaigns')
