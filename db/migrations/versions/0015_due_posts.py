"""Add what due posts are read by, in their order: all, those whose window ends, and those of an account."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

ENDING = sa.text(
    "status IN ('active', 'awaiting_measurement') AND needs_person = false AND next_check_at IS NOT NULL"
)


def upgrade() -> None:
    op.drop_index('ix_posts_due', 'posts')
    op.create_index('ix_posts_due', 'posts', ['platform', 'next_check_at', 'id'], unique=False)
    op.drop_index('ix_posts_undecided', 'posts')
    op.create_index('ix_posts_undecided', 'posts', ['status', 'window_ends_at', 'id'], unique=False)
    op.create_index(
        'ix_posts_ending', 'posts', ['platform', 'window_ends_at', 'id'], unique=False,
        sqlite_where=ENDING, postgresql_where=ENDING,
    )
    op.create_index('ix_posts_author', 'posts', ['platform', 'author_handle', 'next_check_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_posts_author', 'posts')
    op.drop_index('ix_posts_ending', 'posts')
    op.drop_index('ix_posts_undecided', 'posts')
    op.create_index('ix_posts_undecided', 'posts', ['status', 'window_ends_at'], unique=False)
    op.drop_index('ix_posts_due', 'posts')
    op.create_index('ix_posts_due', 'posts', ['platform', 'next_check_at'], unique=False)
