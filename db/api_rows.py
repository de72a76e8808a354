"""The tables of the HTTP API: keys, and answers that are given again."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from core.domain.api_keys import Access
from db.base import Base, primary_key


class ApiKey(Base):
    """A key by which a program acts in one server."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("key_hash"), Index("ix_api_keys_guild_id", "guild_id"))

    id: Mapped[int] = primary_key()
    guild_id: Mapped[int]
    label: Mapped[str]
    access: Mapped[Access]
    key_hash: Mapped[str]  # SHA-256; the key itself is shown once, and kept nowhere
    created_at: Mapped[datetime]
    created_by: Mapped[int]
    last_used_at: Mapped[datetime | None]  # to the minute; None: never
    revoked_at: Mapped[datetime | None]  # these two: None, the key works
    revoked_by: Mapped[int | None]


class GivenAnswer(Base):
    """What a request with an idempotency key was answered; the same request gets it again for a day.

    It names its key without a foreign key, whose lock would come too late.
    """

    __tablename__ = "given_answers"
    __table_args__ = (
        UniqueConstraint("api_key_id", "name_hash"),
        Index("ix_given_answers_made_at", "made_at"),
    )

    id: Mapped[int] = primary_key()
    api_key_id: Mapped[int]
    name_hash: Mapped[str]  # SHA-256 of the idempotency key
    request_hash: Mapped[str]  # of what was asked
    made_at: Mapped[datetime]
    claimed_at: Mapped[datetime]  # since when somebody is at it, while there is no answer
    status: Mapped[int | None]  # these two: None, there is no answer yet
    body: Mapped[str | None]
