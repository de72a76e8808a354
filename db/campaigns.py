"""Campaigns: questions and judged inserts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from core.domain.terms import CampaignState, CreatorState
from db.engine import Session, insert_for
from db.models import Campaign, CampaignServer, Creator, Post
from db.money import Deal


async def insert_new(session: Session, **values: Any) -> Campaign | None:
    """Add a campaign; None when the server has one of this slug."""
    insert = insert_for(session, Campaign).values(**values).on_conflict_do_nothing().returning(Campaign)
    found: Campaign | None = await session.scalar(insert)
    return found


async def by_id(session: Session, campaign_id: int) -> Campaign:
    """Return the campaign; the id is known to be right."""
    return await session.get_one(Campaign, campaign_id)


async def locked(session: Session, campaign_id: int) -> Campaign:
    """Return the campaign, locked for a change; the id is known to be right."""
    return await session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)


async def held(session: Session, campaign_id: int) -> Campaign:
    """Return the campaign, which nobody changes until this transaction ends; many may hold it at once."""
    share = {"read": True}
    return await session.get_one(Campaign, campaign_id, with_for_update=share, populate_existing=True)


async def of_guild(session: Session, guild_id: int) -> Sequence[Campaign]:
    """Return the server's own campaigns, by name."""
    found = await session.scalars(
        select(Campaign).where(Campaign.guild_id == guild_id).order_by(Campaign.name)
    )
    return found.all()


async def any_of_guild(session: Session, guild_id: int) -> bool:
    """Whether the server has a campaign."""
    query = select(Campaign.id).where(Campaign.guild_id == guild_id).limit(1)
    return await session.scalar(query) is not None


async def usable_in(session: Session, guild_id: int) -> Sequence[Campaign]:
    """Return the campaigns whose posts may be submitted in the server, archived ones too, by name."""
    listed = select(CampaignServer.campaign_id).where(CampaignServer.guild_id == guild_id)
    where = or_(Campaign.guild_id == guild_id, Campaign.id.in_(listed))
    return (await session.scalars(select(Campaign).where(where).order_by(Campaign.name))).all()


async def slug_taken(session: Session, guild_id: int, slug: str, but: int) -> bool:
    """Whether another campaign than `but` of the server has the slug."""
    query = select(Campaign.id).where(
        Campaign.guild_id == guild_id, Campaign.slug == slug, Campaign.id != but
    )
    return await session.scalar(query) is not None


async def guild_ids(session: Session, campaign_id: int) -> Sequence[int]:
    """Return the further servers on the allowlist."""
    query = select(CampaignServer.guild_id).where(CampaignServer.campaign_id == campaign_id)
    return (await session.scalars(query.order_by(CampaignServer.guild_id))).all()


async def allow(session: Session, campaign_id: int, guild_id: int) -> bool:
    """Put a server on the allowlist; False when it was there."""
    insert = (
        insert_for(session, CampaignServer)
        .values(campaign_id=campaign_id, guild_id=guild_id)
        .on_conflict_do_nothing()
        .returning(CampaignServer.guild_id)
    )
    return await session.scalar(insert) is not None


async def block(session: Session, campaign_id: int, guild_id: int) -> bool:
    """Take a server off the allowlist; False when it was not there."""
    row = await session.get(CampaignServer, (campaign_id, guild_id))
    if row is not None:
        await session.delete(row)
    return row is not None


async def creator_counts(session: Session, campaign_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many creators each campaign has, removed ones left out."""
    query = (
        select(Creator.campaign_id, func.count())
        .where(Creator.campaign_id.in_(campaign_ids), Creator.state != CreatorState.REMOVED)
        .group_by(Creator.campaign_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def has_money(session: Session, campaign: Campaign) -> bool:
    """Whether any sum is set in the campaign's currency: by itself, by a deal, or on a post."""
    own = (campaign.budget_minor, campaign.default_cpm, campaign.minimum_payout_minor)
    if any(amount is not None for amount in own):
        return True
    has_sum = or_(Post.cpm.is_not(None), Post.earned_minor.is_not(None))
    by_post = select(Post.id).where(Post.campaign_id == campaign.id, has_sum)
    by_deal = select(Deal.id).join(Creator, Creator.id == Deal.creator_id)
    by_deal = by_deal.where(Creator.campaign_id == campaign.id)
    return bool(await session.scalar(select(or_(by_post.exists(), by_deal.exists()))))


def is_active(campaign: Campaign) -> bool:
    """Whether the campaign takes in posts."""
    return campaign.state is CampaignState.ACTIVE


async def by_ids(session: Session, campaign_ids: Collection[int]) -> Mapping[int, Campaign]:
    """Return the campaigns by id."""
    found = await session.scalars(select(Campaign).where(Campaign.id.in_(campaign_ids)))
    return {campaign.id: campaign for campaign in found}
