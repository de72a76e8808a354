"""Let a server choose the time zone whose days its figures are told by."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('servers', sa.Column('timezone', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('servers') as table:
        table.drop_column('timezone')
