"""The tables of what posts gained day by day: kept sums, each of which can be made anew from the readings."""

from datetime import date, datetime

from sqlalchemy import BigInteger, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class DailyGain(Base):
    """The views that a post gained on a day on which it was read; fewer than before count below zero.

    Rows name others without foreign keys, whose locks would come too late. Those of a campaign and a day lie
    side by side: the key is the table.
    """

    __tablename__ = "daily_gains"
    __table_args__ = (PrimaryKeyConstraint("campaign_id", "day", "post_id"), {"sqlite_with_rowid": False})

    campaign_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    day: Mapped[date]  # in the time zone that `RolledCampaign` names
    post_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    views: Mapped[int]


class RolledCampaign(Base):
    """How far a campaign's days are summed up. Without `until_at` its days say nothing yet."""

    __tablename__ = "rolled_campaigns"

    campaign_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    zone: Mapped[str]  # whose days they are
    until_at: Mapped[datetime | None]  # what was read before is in the sums; a midnight of the zone
    target_at: Mapped[datetime | None]  # until when somebody is at summing up; None: nobody
    thinned_at: Mapped[datetime | None]  # what was read before was thinned; None: nothing yet
