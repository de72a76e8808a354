"""Deals with creators: each change is a new version, and what it does to open posts is shown first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.domain.access import Caller
from core.domain.deals import (
    Agreement,
    Tier,
    parse_requirement,
    parse_tier_name,
    with_tier,
    without_tier,
)
from core.domain.errors import NotTieredError, PlanChangedError, SameDealError
from core.services import creators, decisions, effects, overdrafts, traces
from core.services.app import App
from core.services.kept_deals import kept, read
from core.services.shown_deals import DealEffect, DealPlan, DealSet
from db import campaigns as campaign_rows
from db import creators as creator_rows
from db import deals, posts, trail
from db.engine import Session
from db.models import Campaign, Creator, Post
from db.money import Deal


@dataclass(frozen=True, slots=True)
class _Now:
    """A creator, the deal in force and the open posts that follow it: locked."""

    creator: Creator
    home: Campaign
    deal: Deal | None
    agreed: Agreement | None
    posts: Sequence[Post]

    @property
    def version(self) -> int:
        """The version in force, 0: there is none."""
        return 0 if self.deal is None else self.deal.version

    @property
    def said(self) -> str | None:
        return None if self.agreed is None else f"v{self.version}: {self.agreed.said}"


async def plan_deal(
    app: App, by: Caller, creator: str, campaign: str | None = None, *, cpm: str, cap: int
) -> DealPlan:
    """Say what single terms would do to the creator's open posts; nothing changes yet.

    Raises `SameDealError` when they are in force already.
    """
    async with app.sessions.begin() as session:
        now = await _named(session, by, creator, campaign)
        agreed = Agreement(creators.parse_terms(now.home.currency, cpm, cap))
        if agreed == now.agreed and effects.of(now.posts, now.home, now.agreed, agreed).is_silent:
            raise SameDealError(now.creator.handle, now.version)
        return await _ask(session, app, by, now, "deal", agreed)


async def add_tier(
    app: App,
    by: Caller,
    creator: str,
    campaign: str | None = None,
    *,
    name: str,
    cpm: str,
    cap: int,
    requirement: str | None = None,
) -> DealPlan | DealSet:
    """Put one more tier in the deal; asks first when an open post has other terms for it, or none."""
    async with app.sessions.begin() as session:
        now = await _named(session, by, creator, campaign)
        terms = creators.parse_terms(now.home.currency, cpm, cap)
        tier = Tier(parse_tier_name(name), terms, parse_requirement(requirement))
        agreed = with_tier(now.agreed, tier)
        if effects.of(now.posts, now.home, now.agreed, agreed).is_silent:
            return await _put(session, app, by, now, "tier-add", agreed, tier.name)
        return await _ask(session, app, by, now, "tier-add", agreed, tier.name)


async def plan_remove_tier(
    app: App, by: Caller, creator: str, campaign: str | None = None, *, name: str
) -> DealPlan:
    """Say how many open posts have the tier, which keep its terms; nothing changes yet."""
    async with app.sessions.begin() as session:
        now = await _named(session, by, creator, campaign)
        if now.agreed is None or not now.agreed.tiers:
            raise NotTieredError(now.creator.handle)
        agreed = without_tier(now.agreed, name)
        return await _ask(session, app, by, now, "tier-remove", agreed, now.agreed.tier(name).name)


async def put_in_force(session: Session, app: App, by: Caller, shown: Mapping[str, Any]) -> DealSet:
    """Put what was shown in force: a new version, followed by every open post without terms of its own.

    Posts that waited for terms are finalized, if they count. Raises `PlanChangedError` when the deal is
    not the one that was shown any more, or more, fewer or other sums would be frozen.
    """
    now = await _locked(session, shown["creator_id"])
    if (now.version, now.home.currency) != (shown["version"], shown["currency"]):
        raise PlanChangedError
    action = shown["action"].removeprefix("creator ")
    done = await _put(session, app, by, now, action, read(shown["agreed"]), shown["tier"])
    if (done.effect.finalizing, done.effect.finalizing_minor) != (shown["finalizing"], shown["earned"]):
        raise PlanChangedError
    return done


async def _named(session: Session, by: Caller, creator: str, campaign: str | None) -> _Now:
    found, _ = await creators.resolve(session, by, creator, campaign)
    return await _locked(session, found.id)


async def _locked(session: Session, creator_id: int) -> _Now:
    await posts.following_deal(session, creator_id)  # locked before the creator, as everywhere
    creator = await creator_rows.by_id(session, creator_id)
    home = await campaign_rows.held(session, creator.campaign_id)
    deal, agreed = await deals.of_creator(session, creator_id)
    reached = await posts.following_deal(session, creator_id)  # now none can come in unseen
    return _Now(creator, home, deal, agreed, reached)


async def _ask(
    session: Session, app: App, by: Caller, now: _Now, action: str, agreed: Agreement, tier: str | None = None
) -> DealPlan:
    effect = effects.of(now.posts, now.home, now.agreed, agreed)
    prompt_id = await trail.ask(
        session,
        guild_id=by.guild_id,
        actor=by.discord_id,
        action=f"creator {action}",
        args={
            "creator_id": now.creator.id,
            "version": now.version,
            "agreed": kept(agreed),
            "tier": tier,
            "finalizing": effect.finalizing,
            "earned": effect.finalizing_minor,
            "currency": now.home.currency,
        },
        now=app.clock(),
    )
    card = (await creators.cards(session, [(now.creator, now.home)]))[0]
    above = await overdrafts.above(session, now.home, await _rise(session, now, agreed))
    return DealPlan(prompt_id, action, card, agreed, effect, tier, above)


async def _rise(session: Session, now: _Now, agreed: Agreement) -> int:
    """Return how much more of the budget the open posts take once they follow a deal."""
    took = await overdrafts.taken(session, now.home, now.posts)
    return overdrafts.taken_under(now.posts, now.home, agreed) - took


async def _put(
    session: Session, app: App, by: Caller, now: _Now, action: str, agreed: Agreement, tier: str | None
) -> DealSet:
    effect = effects.of(now.posts, now.home, now.agreed, agreed)
    rise = await _rise(session, now, agreed)
    deal = await deals.add(session, now.creator.id, agreed, now=app.clock(), actor=by.discord_id)
    traces.by_command(
        session,
        app,
        by,
        f"creator {action}",
        now.creator,
        before=now.said,
        after=f"v{deal.version}: {agreed.said}",
    )
    done = await _follow(session, app, by, now, deal, agreed, effect)
    await session.flush()
    card = (await creators.cards(session, [(now.creator, now.home)]))[0]
    above = await overdrafts.above(session, now.home, rise, is_done=True)
    return DealSet(action, card, done, tier, above)


async def _follow(
    session: Session, app: App, by: Caller, now: _Now, deal: Deal, agreed: Agreement, effect: DealEffect
) -> DealEffect:
    """Give the open posts what the deal says; return the effect with the sums that were frozen indeed."""
    finalized = []
    for post in now.posts:
        effects.follow(post, deal.id, agreed)
        if effects.is_to_finalize(post):
            await decisions.finalize_pending(session, post, now.home, by=by, now=app.clock())
            finalized.append(post)
    earned = sum(post.earned_minor or 0 for post in finalized)
    return replace(effect, finalizing=len(finalized), finalizing_minor=earned)
