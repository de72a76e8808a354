"""Platforms that cannot be read: since when. Appeals: when the team's message was made to say how each ended."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'outages',
        sa.Column('platform', sa.Enum('tiktok', 'instagram', name='platform', native_enum=False, length=32), nullable=False),
        sa.Column('began_at', db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column('told_at', db.types.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('platform', name=op.f('pk_outages')),
    )
    op.add_column('appeals', sa.Column('renewed_at', db.types.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('appeals') as table:
        table.drop_column('renewed_at')
    op.drop_table('outages')
