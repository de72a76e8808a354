"""The table of proofs: codes that members put in their profiles to show whose accounts they are."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.proofs import ProofOutcome
from core.domain.terms import Outcome, Platform
from db.base import Base, primary_key


class Proof(Base):
    """A member's code for an account, and what came of it. Codes are no secrets: they are published."""

    __tablename__ = "proofs"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(
            "uq_proofs_waiting",
            "guild_id",
            "discord_id",
            "platform",
            "handle",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_proofs_due", "platform", "next_look_at"),
        Index("ix_proofs_account", "platform", "handle"),
        Index("ix_proofs_discord_id", "discord_id"),
    )

    id: Mapped[int] = primary_key()
    guild_id: Mapped[int]
    discord_id: Mapped[int]
    platform: Mapped[Platform]
    handle: Mapped[str]  # lower case
    platform_user_id: Mapped[str | None]  # of the account in whose bio the code was found
    code: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    next_look_at: Mapped[datetime | None]  # None: it has ended
    looked_at: Mapped[datetime | None]
    last_outcome: Mapped[Outcome | None]  # of the last look; ok: the bio was read
    done_at: Mapped[datetime | None]  # None: it goes on
    outcome: Mapped[ProofOutcome | None]
    reply_token: Mapped[str | None] = mapped_column(default=None)  # edits the answer; gone when that is done
    reply_until: Mapped[datetime | None] = mapped_column(default=None)
    reply_language: Mapped[str | None] = mapped_column(default=None)  # of the answer, such as de
