"""The tables of the program's own doings: audit, questions, refreshes by hand, runs, commands, reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.terms import Platform
from db.base import Base, primary_key


class AuditEntry(Base):
    """Who did what to what, and why: every command that changes something, every decision."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_post_id", "post_id"),
        Index("ix_audit_entries_guild_id_at", "guild_id", "at"),
        Index("ix_audit_entries_campaign_id_at", "campaign_id", "at"),
    )

    id: Mapped[int] = primary_key()
    at: Mapped[datetime]
    guild_id: Mapped[int]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("creators.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    actor: Mapped[int | None]  # a Discord id; None: the rule
    api_key_id: Mapped[int | None]  # the key it was done by, the actor being who made the key; None: none
    action: Mapped[str]  # the command's name, or `decision`
    before: Mapped[str | None]
    after: Mapped[str | None]
    reason: Mapped[str]


class Prompt(Base):
    """A question put to a person by buttons or a select; answered once, over restarts."""

    __tablename__ = "prompts"

    id: Mapped[int] = primary_key()
    guild_id: Mapped[int]
    actor: Mapped[int]
    action: Mapped[str]
    args: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]


class Board(Base):
    """A message of ours in a server's channel that is edited in place, by what it is about."""

    __tablename__ = "boards"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(Text, primary_key=True)
    channel_id: Mapped[int]
    message_id: Mapped[int]
    digest: Mapped[str]  # of what it says
    checked_at: Mapped[datetime | None]  # when it was last made sure that it says what it should


class Notice(Base):
    """Something to be told in Discord once, written with what it tells of; it waits here until it is sent."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "ix_notices_unsent",
            "guild_id",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
        Index(
            "ix_notices_next_attempt_at",
            "next_attempt_at",
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
        Index("ix_notices_member_id", "member_id"),
        Index("ix_notices_letter_id", "letter_id"),
        UniqueConstraint("key"),
    )

    id: Mapped[int] = primary_key()
    guild_id: Mapped[int]
    channel: Mapped[str]  # `admin`: the server's admin channel, whichever that is then; `member`: a member
    topic: Mapped[str]  # what it tells of, in the words of `args`
    args: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # None: not yet
    attempts: Mapped[int] = mapped_column(default=0)  # in vain
    last_error: Mapped[str | None]  # of the last of these

    # what follows is a member's only; it names rows without foreign keys, whose locks would come too late
    key: Mapped[str | None]  # what it tells of: told once
    member_id: Mapped[int | None]
    creator_id: Mapped[int | None]
    post_id: Mapped[int | None]  # None: a payout
    letter_id: Mapped[int | None]  # the first notice of the message it is in; None: in none yet
    next_attempt_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]  # None: not yet


class MutedMember(Base):
    """A member who wants no messages about their posts in a server."""

    __tablename__ = "muted_members"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    discord_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    muted_at: Mapped[datetime]


class MemberLanguage(Base):
    """The language, such as `de`, in which a member last ran a command."""

    __tablename__ = "member_languages"

    discord_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str]


class ManualRefreshes(Base):
    """How many manual refreshes a server has used on a UTC day (`2026-11-21`)."""

    __tablename__ = "manual_refreshes"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[str] = mapped_column(Text, primary_key=True)
    used: Mapped[int]


class RequestCount(Base):
    """How many requests a platform with a budget got in an hour, from all processes together."""

    __tablename__ = "request_counts"

    platform: Mapped[Platform] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)  # its beginning, UTC
    requests: Mapped[int]


class Run(Base):
    """One pass of a loop that had something to do."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_loop_started_at", "loop", "started_at"),)

    id: Mapped[int] = primary_key()
    loop: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    tally: Mapped[dict[str, Any]]


class Outage(Base):
    """A platform of which nothing was read for a while; it goes once a source answers."""

    __tablename__ = "outages"

    platform: Mapped[Platform] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # None: not long enough for people to be told


class CommandTree(Base):
    """What commands Discord was last given, for `scope` `global` or a server's id."""

    __tablename__ = "command_trees"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str]
    synced_at: Mapped[datetime]


class SharedReport(Base):
    """What a brand may look at by its address: days of a campaign. Figures are never kept here."""

    __tablename__ = "shared_reports"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_shared_reports_campaign_id", "campaign_id"),
    )

    id: Mapped[int] = primary_key()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    first_day: Mapped[date]  # these two: inclusive, in the server's time zone
    last_day: Mapped[date]
    include_payouts: Mapped[bool]
    token_hash: Mapped[str]  # SHA-256; the token itself is shown once, and kept nowhere
    created_at: Mapped[datetime]
    created_by: Mapped[int]
    revoked_at: Mapped[datetime | None]  # these two: None, the address works
    revoked_by: Mapped[int | None]
