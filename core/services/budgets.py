"""Budgets: what a campaign has committed, and whether one more post fits.

Whoever lets a post count asks `admit` with everything else written: it locks the end of the campaign's
ledger chain, the last lock of a transaction, so that of many at once none is let in beyond the budget.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from core.domain.budget import OpenPost, Spending, admitted, level, spending, worst_minor
from core.domain.earnings import complete_terms
from core.domain.errors import BudgetSpentError
from core.domain.terms import Terms
from core.services import decisions
from db import budgets, campaigns, deals, ledger
from db.engine import Session
from db.models import Campaign, Post

TOPIC = "budget"
"""What warnings are called in notices and in the audit."""


async def admit(session: Session, home: Campaign, post: Post, *, tells_amounts: bool = True) -> None:
    """Refuse a post that was let in, with `BudgetSpentError`, when it may cost more than the budget has left.

    The campaign is held, the post is written, and nothing is locked after this.

    Args:
        tells_amounts: whether the person who is refused may know the campaign's sums.
    """
    if home.budget_minor is None or not decisions.takes_money(post):
        return
    left, needs = await _room(session, home, home.budget_minor, [post])
    _refuse_unless_fit(home, left, needs[post.id], tells_amounts=tells_amounts)


async def without_room(session: Session, home: Campaign, found: Sequence[Post]) -> Sequence[Post]:
    """Return those of the posts that were let in together which do not fit, in the order they are given.

    As with `admit`, nothing is locked after this.
    """
    counting = [post for post in found if decisions.takes_money(post)]
    if home.budget_minor is None or not counting:
        return []
    left, needs = await _room(session, home, home.budget_minor, counting)
    fit = admitted(left, [needs[post.id] for post in counting])
    return [post for post, is_fit in zip(counting, fit, strict=True) if not is_fit]


async def foresee(
    session: Session,
    home: Campaign,
    creator_id: int,
    terms: Terms | None,
    *,
    counted_views: int | None = None,
    tells_amounts: bool = True,
) -> None:
    """Raise what `admit` would raise now for one more post of the creator; nothing is locked or written."""
    if home.budget_minor is None:
        return
    left = home.budget_minor - (await of_campaigns(session, [home]))[home.id].committed_minor
    tiers = (await _tiers(session, [creator_id])).get(creator_id, ())
    need = worst_minor(OpenPost(terms, tiers, counted_views), home.currency)
    _refuse_unless_fit(home, left, need, tells_amounts=tells_amounts)


async def lock(session: Session, campaign_ids: Collection[int], post_ids: Collection[int]) -> None:
    """Lock all that letting these posts of the campaigns count one by one will lock, in everybody's order."""
    found = await budgets.lock_posts(session, campaign_ids, post_ids)
    homes = [await campaigns.held(session, campaign_id) for campaign_id in sorted(found)]
    for home in homes:
        if home.budget_minor is not None:
            await ledger.locked_head(session, home.id)


async def of_campaigns(session: Session, homes: Sequence[Campaign]) -> Mapping[int, Spending]:
    """Return what each of the campaigns has spent and reserved, by campaign id."""
    ids = [home.id for home in homes]
    settled, alike = await budgets.settled(session, ids), await budgets.open_posts(session, ids)
    tiers = await _tiers(session, {each.creator_id for each in alike if each.creator_id is not None})
    found: dict[int, Spending] = {}
    for home in homes:
        worst = [
            (_worst(each, tiers.get(each.creator_id or 0, ()), home), each.posts)
            for each in alike
            if each.campaign_id == home.id
        ]
        found[home.id] = spending(settled.get(home.id, 0), worst)
    return found


async def warn_anew(session: Session, home: Campaign) -> None:
    """Let a campaign whose budget was changed be warned again at what it has not reached any more."""
    home.budget_told_percent = min(home.budget_told_percent, await reached(session, home))


async def reached(session: Session, home: Campaign) -> int:
    """Return the highest level of warnings that the campaign has reached, 0: none, or it has no budget."""
    if home.budget_minor is None:
        return 0
    return level((await of_campaigns(session, [home]))[home.id].committed_minor, home.budget_minor)


async def needs_of(session: Session, home: Campaign, found: Sequence[Post]) -> Mapping[int, int | None]:
    """Return by post id what each takes of the budget: what it earned, else the most it may (or None)."""
    tiers = await _tiers(session, {post.creator_id for post in found if post.creator_id is not None})
    return {post.id: _need(post, tiers.get(post.creator_id or 0, ()), home) for post in found}


async def _room(
    session: Session, home: Campaign, budget_minor: int, found: Sequence[Post]
) -> tuple[int, Mapping[int, int | None]]:
    """Return what is left without these posts, and what each of them needs."""
    await session.flush()  # what waits to be written may need locks, and the head's is the last
    await ledger.locked_head(session, home.id)
    needs = await needs_of(session, home, found)
    committed = (await of_campaigns(session, [home]))[home.id].committed_minor
    return budget_minor - committed + sum(need or 0 for need in needs.values()), needs


def _refuse_unless_fit(home: Campaign, left: int, need: int | None, *, tells_amounts: bool) -> None:
    if not all(admitted(left, [need])):
        raise BudgetSpentError(
            home.name, home.budget_minor or 0, left, need, home.currency, tells_amounts=tells_amounts
        )


def _need(post: Post, tiers: tuple[Terms, ...], home: Campaign) -> int | None:
    return _worst(post, tiers, home) if post.earned_minor is None else post.earned_minor


def _worst(post: Post | budgets.Alike, tiers: tuple[Terms, ...], home: Campaign) -> int | None:
    cpm: Decimal | None = post.cpm
    terms = complete_terms(cpm, post.cap_views)
    return worst_minor(OpenPost(terms, tiers, post.counted_views), home.currency)


async def _tiers(session: Session, creator_ids: Collection[int]) -> Mapping[int, tuple[Terms, ...]]:
    """Return the terms of the tiers that each creator's deal in force has."""
    if not creator_ids:
        return {}
    in_force = await deals.in_force(session, creator_ids)
    agreed = await deals.agreements(session, list(in_force.values()))
    return {owner: tuple(tier.terms for tier in agreed[deal.id].tiers) for owner, deal in in_force.items()}
