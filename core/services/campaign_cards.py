"""Campaigns as they are shown."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.domain.budget import percent
from core.domain.tracking import Standing
from core.services import budgets, totals
from core.services.shown import BudgetCard, CampaignCard
from core.services.totals import Totals
from db import campaigns, notices, servers
from db import totals as total_rows
from db.engine import Session
from db.models import Campaign


async def card(session: Session, row: Campaign) -> CampaignCard:
    """Return a campaign as it is shown by itself: with where its money stands."""
    return replace((await cards(session, [row]))[0], money=await _money(session, row))


async def cards(session: Session, rows: Sequence[Campaign]) -> list[CampaignCard]:
    """Return campaigns as they are shown, with their totals."""
    ids = [row.id for row in rows]
    creators = await campaigns.creator_counts(session, ids)
    of_posts = totals.by_owner(await total_rows.of_campaigns(session, ids))
    return [
        CampaignCard(
            id=row.id,
            name=row.name,
            slug=row.slug,
            currency=row.currency,
            state=row.state,
            window_days=row.window_days,
            minimum_views=row.minimum_views,
            max_age_days=row.window_days if row.max_age_days is None else row.max_age_days,
            cpm=row.default_cpm,
            cap_views=row.default_cap_views,
            budget_minor=row.budget_minor,
            home_guild_id=row.guild_id,
            guild_ids=await campaigns.guild_ids(session, row.id),
            creators=creators.get(row.id, 0),
            **_posts(of_posts.get(row.id, Totals())),
            notes=row.notes,
            minimum_payout_minor=row.minimum_payout_minor,
            shows_amounts=row.shows_amounts,
        )
        for row in rows
    ]


def _posts(of_posts: Totals) -> dict[str, Any]:
    """Return what a card says of the campaign's posts."""
    return {
        "posts": dict(of_posts.statuses),
        "waiting": of_posts.standings[Standing.WAITS],
        "excluded": of_posts.standings[Standing.EXCLUDED],
        "earned_minor": of_posts.earned_minor,
    }


async def _money(session: Session, row: Campaign) -> BudgetCard:
    spent = (await budgets.of_campaigns(session, [row]))[row.id]
    waiting = await notices.unsent(session, row.guild_id, budgets.TOPIC)
    own = [notice for notice in waiting if notice.args["campaign_id"] == row.id]
    return BudgetCard(
        spent=spent,
        percent=None if row.budget_minor is None else percent(spent.committed_minor, row.budget_minor),
        untold=tuple(notice.args["level"] for notice in own),
        trouble=None if not own else own[0].last_error,
        has_channel=await _has_channel(session, row.guild_id),
    )


async def _has_channel(session: Session, guild_id: int) -> bool:
    chosen = await servers.chosen(session, guild_id)
    return chosen is not None and chosen.admin_channel_id is not None
