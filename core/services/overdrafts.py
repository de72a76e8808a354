"""What a change of terms does to a campaign's budget: nothing stops it, but it is said."""

from collections.abc import Sequence

from core.domain.budget import OpenPost, percent, worst_minor
from core.domain.deals import Agreement, followed
from core.domain.earnings import complete_terms
from core.services import budgets, decisions
from db.engine import Session
from db.models import Campaign, Post


async def taken(session: Session, home: Campaign, posts: Sequence[Post]) -> int:
    """Return what the posts take of the budget as they are, in minor units; unknown ones take nothing yet."""
    counting = [post for post in posts if decisions.takes_money(post)]
    return sum(need or 0 for need in (await budgets.needs_of(session, home, counting)).values())


def taken_under(posts: Sequence[Post], home: Campaign, agreed: Agreement) -> int:
    """Return what the open posts take of the budget once they follow a deal, in minor units."""
    tiers = tuple(tier.terms for tier in agreed.tiers)
    total = 0
    for post in posts:
        if decisions.takes_money(post):
            has = followed(agreed, tier=post.tier, copied=complete_terms(post.cpm, post.cap_views))
            total += worst_minor(OpenPost(has.terms, tiers, post.counted_views), home.currency) or 0
    return total


async def above(session: Session, home: Campaign, rise_minor: int, *, is_done: bool = False) -> int | None:
    """Return to how much of its budget a rise brings the campaign, in percent; None: not above it.

    Args:
        rise_minor: how much more is taken; what takes no more brings nothing above anything.
        is_done: whether what is committed has the rise in it already.
    """
    if home.budget_minor is None or rise_minor <= 0:
        return None
    committed = (await budgets.of_campaigns(session, [home]))[home.id].committed_minor
    committed += 0 if is_done else rise_minor
    return percent(committed, home.budget_minor) if committed > home.budget_minor else None
