"""Add the appeals of members against the rejection of their posts."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('appeals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('post_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('discord_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=True),
    sa.Column('channel_id', sa.BigInteger(), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('rejected_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('verdict', sa.Enum('accepted', 'denied', name='appealverdict', native_enum=False, length=32), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_appeals_post_id_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeals')),
    sa.UniqueConstraint('post_id', name=op.f('uq_appeals_post_id'))
    )
    op.create_index('ix_appeals_discord_id', 'appeals', ['discord_id'])
    op.create_index('ix_appeals_open', 'appeals', ['made_at'], sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_appeals_open', 'appeals')
    op.drop_index('ix_appeals_discord_id', 'appeals')
    op.drop_table('appeals')
