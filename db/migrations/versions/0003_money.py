"""Add tiers, payouts, holds, and the chain of the ledger."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

FACTS = ('id', 'at', 'kind', 'amount_minor', 'currency', 'campaign_id', 'creator_id', 'post_id', 'snapshot_id', 'cpm', 'cap_views', 'deal_id', 'actor', 'reason')
NEW_FACTS = {'payout_id': None, 'refers_to': None}
"""What the rows of before have nothing of."""


def upgrade() -> None:
    _add_tables()
    _let_deals_have_tiers()
    _add_columns()
    op.add_column('ledger_entries', sa.Column('previous_hash', sa.Text(), server_default='', nullable=False))
    op.add_column('ledger_entries', sa.Column('hash', sa.Text(), server_default='', nullable=False))
    _chain()
    _let_ledger_pay()


def downgrade() -> None:
    _refuse_to_lose_money()
    op.drop_table('ledger_heads')
    for name in ('uq_ledger_entries_voided', 'ix_ledger_entries_payout_id', 'ix_ledger_entries_post_id', 'ix_ledger_entries_creator_id', 'ix_ledger_entries_campaign_id'):
        op.drop_index(name, 'ledger_entries')
    with op.batch_alter_table('ledger_entries') as batch_op:
        batch_op.drop_constraint('fk_ledger_entries_payout_id_payouts', type_='foreignkey')
        batch_op.drop_constraint('fk_ledger_entries_refers_to_ledger_entries', type_='foreignkey')
        batch_op.alter_column('kind', existing_type=sa.String(length=32), type_=sa.Text(), existing_nullable=False)
        for name in ('post_id', 'snapshot_id'):
            batch_op.alter_column(name, existing_type=db.types.BigId, nullable=False)
        batch_op.alter_column('cpm', existing_type=db.types.ExactDecimal(length=40), nullable=False)
        batch_op.alter_column('cap_views', existing_type=sa.BigInteger(), nullable=False)
        for name in ('payout_id', 'refers_to', 'previous_hash', 'hash'):
            batch_op.drop_column(name)
    for name in ('budget_told_percent', 'shows_amounts', 'minimum_payout_minor'):
        op.drop_column('campaigns', name)
    op.drop_index('ix_posts_payout_id', 'posts')
    for name in ('payout_id', 'held_at', 'held_by', 'hold_reason', 'tier'):
        op.drop_column('posts', name)
    op.drop_column('deals', 'kind')
    _replace('cpm', db.types.ExactDecimal(length=40), '0', nullable=False)
    _replace('cap_views', sa.BigInteger(), '0', nullable=False)
    op.drop_table('payouts')
    op.drop_table('tiers')


def _add_tables() -> None:
    op.create_table('tiers',
    sa.Column('id', db.types.BigId, autoincrement=True, nullable=False),
    sa.Column('deal_id', db.types.BigId, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('cpm', db.types.ExactDecimal(length=40), nullable=False),
    sa.Column('cap_views', sa.BigInteger(), nullable=False),
    sa.Column('requirement', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['deal_id'], ['deals.id'], name=op.f('fk_tiers_deal_id_deals')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tiers')),
    sa.UniqueConstraint('deal_id', 'name', name=op.f('uq_tiers_deal_id_name'))
    )
    op.create_table('payouts',
    sa.Column('id', db.types.BigId, autoincrement=True, nullable=False),
    sa.Column('campaign_id', db.types.BigId, nullable=False),
    sa.Column('creator_id', db.types.BigId, nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('method', sa.Text(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=True),
    sa.Column('paid_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('paid_by', sa.BigInteger(), nullable=False),
    sa.Column('voided_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('voided_by', sa.BigInteger(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_payouts_campaign_id_campaigns')),
    sa.ForeignKeyConstraint(['creator_id'], ['creators.id'], name=op.f('fk_payouts_creator_id_creators')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payouts'))
    )
    op.create_index('ix_payouts_campaign_id', 'payouts', ['campaign_id'], unique=False)
    op.create_table('ledger_heads',
    sa.Column('campaign_id', db.types.BigId, nullable=False),
    sa.Column('entries', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_ledger_heads_campaign_id_campaigns')),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_ledger_heads'))
    )


def _let_deals_have_tiers() -> None:
    op.add_column('deals', sa.Column('kind', sa.Enum('single', 'tiered', name='dealkind', native_enum=False, length=32), server_default='single', nullable=False))
    _replace('cpm', db.types.ExactDecimal(length=40), None, nullable=True)
    _replace('cap_views', sa.BigInteger(), None, nullable=True)


def _replace(name: str, type_: sa.types.TypeEngine[Any], default: str | None, *, nullable: bool) -> None:
    """Let a column of deals be empty, or not: SQLite cannot, and posts refer to the table, so it must stay."""
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('deals', name, existing_type=type_, nullable=nullable)
        return
    op.add_column('deals', sa.Column(f'new_{name}', type_, server_default=default, nullable=nullable))
    op.execute(f'UPDATE deals SET new_{name} = {name}')
    op.drop_column('deals', name)
    op.alter_column('deals', f'new_{name}', new_column_name=name)


def _add_columns() -> None:
    op.add_column('campaigns', sa.Column('minimum_payout_minor', sa.BigInteger(), nullable=True))
    op.add_column('campaigns', sa.Column('shows_amounts', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('campaigns', sa.Column('budget_told_percent', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('posts', sa.Column('tier', sa.Text(), nullable=True))
    op.add_column('posts', sa.Column('hold_reason', sa.Text(), nullable=True))
    op.add_column('posts', sa.Column('held_by', sa.BigInteger(), nullable=True))
    op.add_column('posts', sa.Column('held_at', db.types.UtcDateTime(timezone=True), nullable=True))
    id_type = 'BIGINT' if op.get_bind().dialect.name == 'postgresql' else 'INTEGER'
    op.execute(f'ALTER TABLE posts ADD COLUMN payout_id {id_type} CONSTRAINT fk_posts_payout_id_payouts REFERENCES payouts (id)')
    op.create_index('ix_posts_payout_id', 'posts', ['payout_id'], unique=False)


def _let_ledger_pay() -> None:
    with op.batch_alter_table('ledger_entries') as batch_op:
        batch_op.add_column(sa.Column('payout_id', db.types.BigId, nullable=True))
        batch_op.add_column(sa.Column('refers_to', db.types.BigId, nullable=True))
        kinds = sa.Enum('earned', 'adjusted', 'paid', 'voided', name='ledgerkind', native_enum=False, length=32)
        batch_op.alter_column('kind', existing_type=sa.Text(), type_=kinds, existing_nullable=False)
        for name in ('post_id', 'snapshot_id'):
            batch_op.alter_column(name, existing_type=db.types.BigId, nullable=True)
        batch_op.alter_column('cpm', existing_type=db.types.ExactDecimal(length=40), nullable=True)
        batch_op.alter_column('cap_views', existing_type=sa.BigInteger(), nullable=True)
        for name in ('previous_hash', 'hash'):
            batch_op.alter_column(name, existing_type=sa.Text(), server_default=None, existing_nullable=False)
        batch_op.create_foreign_key(op.f('fk_ledger_entries_payout_id_payouts'), 'payouts', ['payout_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_ledger_entries_refers_to_ledger_entries'), 'ledger_entries', ['refers_to'], ['id'])
    for name in ('campaign_id', 'creator_id', 'post_id', 'payout_id'):
        op.create_index(f'ix_ledger_entries_{name}', 'ledger_entries', [name], unique=False)
    op.create_index('uq_ledger_entries_voided', 'ledger_entries', ['refers_to'], unique=True, sqlite_where=sa.text("kind = 'voided'"), postgresql_where=sa.text("kind = 'voided'"))


def _chain() -> None:
    """Give each row the hash of the one before it in its campaign, and its own; and each campaign its head."""
    entries = sa.table('ledger_entries', *[sa.column(name) for name in (*FACTS, 'previous_hash', 'hash')])
    entries.c.at.type = db.types.UtcDateTime()
    bind = op.get_bind()
    heads: dict[int, tuple[int, str]] = {}
    for row in bind.execute(sa.select(*[entries.c[name] for name in FACTS]).order_by(entries.c.id)).all():
        count, previous = heads.get(row.campaign_id, (0, ''))
        digest = _hash(row, previous)
        bind.execute(sa.update(entries).where(entries.c.id == row.id).values(previous_hash=previous, hash=digest))
        heads[row.campaign_id] = (count + 1, digest)
    _write_heads(heads)


def _hash(row: sa.Row[Any], previous: str) -> str:
    facts = {name: None if value is None else str(value) for name, value in row._mapping.items()}
    facts |= NEW_FACTS | {'at': row.at.isoformat(timespec='microseconds'), 'previous_hash': previous}
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(',', ':')).encode()).hexdigest()


def _write_heads(heads: dict[int, tuple[int, str]]) -> None:
    names: Sequence[str] = ('campaign_id', 'entries', 'hash')
    table = sa.table('ledger_heads', *[sa.column(name) for name in names])
    rows = [{'campaign_id': campaign_id, 'entries': count, 'hash': digest} for campaign_id, (count, digest) in heads.items()]
    if rows:
        op.bulk_insert(table, rows)


def _refuse_to_lose_money() -> None:
    """What the version before has no place for must not vanish."""
    kept = {
        "SELECT count(*) FROM ledger_entries WHERE kind != 'earned'": 'corrections and payments',
        'SELECT count(*) FROM payouts': 'payouts',
        "SELECT count(*) FROM deals WHERE kind != 'single'": 'tiered deals',
    }
    lost = [what for query, what in kept.items() if op.get_bind().scalar(sa.text(query))]
    if lost:
        raise RuntimeError(f"going back would lose {', '.join(lost)}: restore a backup instead")
