"""Give a million posts the indexes that lists, boards, monitors and money are asked by."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

BORN = 'coalesce(published_at, submitted_at)'
COUNTS = "kind = 'internal' AND tracking IN ('auto_tracked', 'direct_add', 'included')"
OPEN = f"{COUNTS} AND status IN ('active', 'awaiting_measurement', 'pending_cpm')"
WAITS = "kind = 'internal' AND tracking = 'pending_review' AND status IN ('active', 'awaiting_measurement')"


def some(where: str) -> dict[str, Any]:
    return {'sqlite_where': sa.text(where), 'postgresql_where': sa.text(where)}


def upgrade() -> None:
    op.create_index('ix_posts_campaign_id', 'posts', ['campaign_id', 'id'])
    op.create_index('ix_posts_born', 'posts', ['campaign_id', sa.text(BORN), 'id'])
    op.create_index('ix_posts_open', 'posts', ['status', 'window_ends_at', 'id', 'campaign_id', 'status_at', 'needs_person', 'kind', 'tracking'], **some(OPEN))
    op.create_index('ix_posts_open_in', 'posts', ['campaign_id', 'status', 'window_ends_at'], **some(OPEN))
    op.create_index('ix_posts_waiting', 'posts', ['campaign_id', 'creator_id', 'published_at', 'submitted_at', 'kind', 'tracking', 'status'], **some(WAITS))
    op.create_index('ix_posts_held', 'posts', ['campaign_id', 'held_at'], **some('held_at IS NOT NULL'))
    op.create_index('ix_posts_references', 'posts', ['campaign_id', 'published_at', 'id', 'kind', 'tracking', 'status'], **some("kind = 'reference'"))
    op.drop_index('ix_posts_undecided', 'posts')
    op.drop_index('ix_posts_payout_id', 'posts')
    op.create_index('ix_posts_payout_id', 'posts', ['payout_id'], **some('payout_id IS NOT NULL'))
    op.drop_index('ix_ledger_entries_campaign_id', 'ledger_entries')
    op.create_index('ix_ledger_entries_campaign_id', 'ledger_entries', ['campaign_id', 'kind', 'amount_minor', 'post_id', 'currency', 'at'])
    op.create_index('ix_audit_entries_campaign_id_at', 'audit_entries', ['campaign_id', 'at'])


def downgrade() -> None:
    op.drop_index('ix_audit_entries_campaign_id_at', 'audit_entries')
    op.drop_index('ix_ledger_entries_campaign_id', 'ledger_entries')
    op.create_index('ix_ledger_entries_campaign_id', 'ledger_entries', ['campaign_id'])
    op.drop_index('ix_posts_payout_id', 'posts')
    op.create_index('ix_posts_payout_id', 'posts', ['payout_id'])
    op.create_index('ix_posts_undecided', 'posts', ['status', 'window_ends_at', 'id'])
    for name in ('references', 'held', 'waiting', 'open_in', 'open', 'born', 'campaign_id'):
        op.drop_index(f'ix_posts_{name}', 'posts')
