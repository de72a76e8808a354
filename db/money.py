"""The tables of money: what was agreed, what is owed, what was paid."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.deals import DealKind
from core.domain.ledger import LedgerKind
from db.base import Base, primary_key


class Deal(Base):
    """One version of a creator's terms; the highest version is in force. Rows are never changed."""

    __tablename__ = "deals"
    __table_args__ = (UniqueConstraint("creator_id", "version"),)

    id: Mapped[int] = primary_key()
    creator_id: Mapped[int] = mapped_column(ForeignKey("creators.id"))
    version: Mapped[int]
    kind: Mapped[DealKind] = mapped_column(default=DealKind.SINGLE)
    cpm: Mapped[Decimal | None]  # None: the tiers have theirs
    cap_views: Mapped[int | None]  # None: the tiers have theirs
    created_at: Mapped[datetime]
    created_by: Mapped[int]


class Tier(Base):
    """A named rate of a tiered deal. Rows are never changed: another tier is another version of the deal."""

    __tablename__ = "tiers"
    __table_args__ = (UniqueConstraint("deal_id", "name"),)

    id: Mapped[int] = primary_key()
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    name: Mapped[str]
    cpm: Mapped[Decimal]
    cap_views: Mapped[int]
    requirement: Mapped[str | None]  # what a post must be to be paid so


class Payout(Base):
    """A payment to a creator that a person recorded: which posts are in it, the ledger says."""

    __tablename__ = "payouts"
    __table_args__ = (Index("ix_payouts_campaign_id", "campaign_id"),)

    id: Mapped[int] = primary_key()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    creator_id: Mapped[int] = mapped_column(ForeignKey("creators.id"))
    currency: Mapped[str]
    amount_minor: Mapped[int]  # above zero
    method: Mapped[str | None]
    reference: Mapped[str | None]
    paid_at: Mapped[datetime]
    paid_by: Mapped[int]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None]
    void_reason: Mapped[str | None]


class LedgerEntry(Base):
    """An amount that became owed, or was paid. Rows are only ever added, by `core.services.ledger.append`.

    A campaign's rows, in the order of their ids, are a chain: each carries the hash of the one before it.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        Index(
            "uq_ledger_entries_earned",
            "post_id",
            unique=True,
            sqlite_where=text("kind = 'earned'"),
            postgresql_where=text("kind = 'earned'"),
        ),
        Index(
            "uq_ledger_entries_voided",
            "refers_to",
            unique=True,
            sqlite_where=text("kind = 'voided'"),
            postgresql_where=text("kind = 'voided'"),
        ),
        Index(
            "ix_ledger_entries_campaign_id",
            *("campaign_id", "kind", "amount_minor", "post_id", "currency", "at"),  # whole sums from it alone
        ),
        Index("ix_ledger_entries_creator_id", "creator_id"),
        Index("ix_ledger_entries_post_id", "post_id"),
        Index("ix_ledger_entries_payout_id", "payout_id"),
        Index("ix_ledger_entries_snapshot_id", "snapshot_id"),  # whether a reading may go
    )

    id: Mapped[int] = primary_key()
    at: Mapped[datetime]
    kind: Mapped[LedgerKind]
    amount_minor: Mapped[int]  # with its sign: earned +, adjusted + or -, paid -, voided +; the sum is owed
    currency: Mapped[str]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    creator_id: Mapped[int] = mapped_column(ForeignKey("creators.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))  # earned: what it rests on
    cpm: Mapped[Decimal | None]  # earned: the terms
    cap_views: Mapped[int | None]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    payout_id: Mapped[int | None] = mapped_column(ForeignKey("payouts.id"))  # paid and voided
    refers_to: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"))  # voided: the paid row
    actor: Mapped[int | None]  # None: the rule
    reason: Mapped[str]
    previous_hash: Mapped[str]  # of the campaign's row before; empty in the first
    hash: Mapped[str]


class LedgerHead(Base):
    """The end of a campaign's chain; whoever adds a row locks it, as the last lock of the transaction."""

    __tablename__ = "ledger_heads"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    entries: Mapped[int]
    hash: Mapped[str]
