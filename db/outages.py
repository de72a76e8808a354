"""Platforms that cannot be read: since when, and whether people were told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from core.domain.terms import CampaignState, Platform
from db.engine import Session, insert_for
from db.models import Campaign, Post, Server
from db.notices import ADMIN
from db.records import Notice, Outage


async def of(session: Session, platform: Platform) -> Outage | None:
    """Return the platform's outage; None: it can be read as far as anybody knows."""
    return await session.get(Outage, platform)


async def locked(session: Session, platform: Platform) -> Outage | None:
    """Return the outage as it is now, which nobody else changes before the end of the transaction."""
    return await session.get(Outage, platform, with_for_update=True, populate_existing=True)


async def begin(session: Session, platform: Platform, now: datetime) -> None:
    """Keep since when a platform cannot be read; one that is kept stays as it is."""
    row = insert_for(session, Outage).values(platform=platform, began_at=now)
    await session.execute(row.on_conflict_do_nothing())


async def end(session: Session, platform: Platform) -> None:
    """Keep that a platform can be read."""
    await session.execute(delete(Outage).where(Outage.platform == platform))


async def concerned(session: Session, platform: Platform) -> Sequence[int]:
    """Return the servers with an admin channel and an active campaign whose posts are looked at there.

    Of each campaign one post is looked for, the newest first: the old ones are done with.
    """
    looked_at = (
        select(Post.id)
        .where(Post.campaign_id == Campaign.id, Post.platform == platform, Post.next_check_at.is_not(None))
        .order_by(Post.platform_post_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Server.guild_id)
        .join(Campaign, Campaign.guild_id == Server.guild_id)
        .where(Server.admin_channel_id.is_not(None), Campaign.state == CampaignState.ACTIVE)
        .where(looked_at.is_not(None))
    )
    return (await session.scalars(query.distinct().order_by(Server.guild_id))).all()


async def told(session: Session, topic: str, platform: Platform, told_at: datetime) -> Sequence[int]:
    """Return the servers that were, or are to be, told of an outage."""
    query = select(Notice).where(Notice.channel == ADMIN, Notice.topic == topic, Notice.made_at == told_at)
    found = await session.scalars(query.order_by(Notice.id))
    return [notice.guild_id for notice in found if notice.args["platform"] == platform]
