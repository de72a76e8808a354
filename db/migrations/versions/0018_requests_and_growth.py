"""Add how fast posts grow, and how many requests platforms were asked."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('posts', sa.Column('growth', sa.BigInteger(), nullable=True))
    op.create_table('request_counts',
    sa.Column('platform', sa.Enum('tiktok', 'instagram', name='platform', native_enum=False, length=32), nullable=False),
    sa.Column('hour', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('requests', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('platform', 'hour', name=op.f('pk_request_counts'))
    )


def downgrade() -> None:
    op.drop_table('request_counts')
    op.drop_column('posts', 'growth')
