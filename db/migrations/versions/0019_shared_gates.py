"""Add when each platform may be asked next, for all processes that share its pace."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gates',
    sa.Column('platform', sa.Enum('tiktok', 'instagram', name='platform', native_enum=False, length=32), nullable=False),
    sa.Column('free_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('platform', name=op.f('pk_gates'))
    )


def downgrade() -> None:
    op.drop_table('gates')
