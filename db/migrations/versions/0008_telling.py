"""Tell members what becomes of their posts, where else than by message, and who wants none."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

UNSENT = sa.text('sent_at IS NULL AND given_up_at IS NULL')


def upgrade() -> None:
    op.create_table('muted_members',
    sa.Column('guild_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('discord_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('muted_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'discord_id', name=op.f('pk_muted_members'))
    )
    with op.batch_alter_table('servers') as batch:
        batch.add_column(sa.Column('submission_channel_id', sa.BigInteger(), nullable=True))
    with op.batch_alter_table('notices') as batch:
        batch.add_column(sa.Column('key', sa.Text(), nullable=True))
        batch.add_column(sa.Column('member_id', sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column('creator_id', sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column('post_id', sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column('letter_id', sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column('next_attempt_at', db.types.UtcDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('given_up_at', db.types.UtcDateTime(timezone=True), nullable=True))
        batch.create_unique_constraint(op.f('uq_notices_key'), ['key'])
    op.create_index('ix_notices_next_attempt_at', 'notices', ['next_attempt_at'], sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index('ix_notices_member_id', 'notices', ['member_id'])
    op.create_index('ix_notices_letter_id', 'notices', ['letter_id'])


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE channel = 'member'")
    for name in ('ix_notices_letter_id', 'ix_notices_member_id', 'ix_notices_next_attempt_at'):
        op.drop_index(name, 'notices')
    with op.batch_alter_table('notices') as batch:
        batch.drop_constraint(op.f('uq_notices_key'), type_='unique')
        for name in ('given_up_at', 'next_attempt_at', 'letter_id', 'post_id', 'creator_id', 'member_id', 'key'):
            batch.drop_column(name)
    with op.batch_alter_table('servers') as batch:
        batch.drop_column('submission_channel_id')
    op.drop_table('muted_members')
