"""Keep in which language the answer to a proof was given, so that its outcome is told in the same."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('proofs', sa.Column('reply_language', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('proofs') as table:
        table.drop_column('reply_language')
