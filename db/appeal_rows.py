"""The table of appeals: what members say against a rejection, and what the team decided."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.appeals import AppealVerdict
from db.base import Base, primary_key


class Appeal(Base):
    """A member's appeal against the rejection of a post; a post has one at most, for good."""

    __tablename__ = "appeals"
    __table_args__ = (
        UniqueConstraint("post_id"),
        Index("ix_appeals_discord_id", "discord_id"),
        Index(
            "ix_appeals_open",
            "made_at",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    discord_id: Mapped[int]  # the member
    text: Mapped[str]
    file_name: Mapped[str | None]  # None: no file; the file itself is in the message
    channel_id: Mapped[int | None]  # these two: the team's message; None: it was not sent
    message_id: Mapped[int | None]
    made_at: Mapped[datetime]
    rejected_by: Mapped[int | None]  # a Discord id; None: the rule
    decided_at: Mapped[datetime | None]  # these four: None, it is open
    decided_by: Mapped[int | None]
    verdict: Mapped[AppealVerdict | None]
    reason: Mapped[str | None]
    renewed_at: Mapped[datetime | None] = mapped_column(default=None)  # when the message said how it ended
