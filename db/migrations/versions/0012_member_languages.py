"""Keep in which language members last ran a command, so that letters to them are in it."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('member_languages',
    sa.Column('discord_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('discord_id', name=op.f('pk_member_languages'))
    )


def downgrade() -> None:
    op.drop_table('member_languages')
