"""What is due: each creator's posts that are ready to be paid, and whether that is enough to pay.

A creator's next payout is the whole balance of each of their posts that is ready, so every post in a payout
is at zero after it.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

from core.domain.access import Caller
from core.domain.earnings import complete_terms
from core.domain.payouts import Owed, Share, Standing, share_of, standing
from core.services import campaigns, readings
from core.services.app import App
from core.services.pages import cut
from core.services.shown_payouts import Due, DuePost, Payee, ReadyPage
from db import payouts
from db.engine import Session
from db.models import Campaign, Creator
from db.payouts import OwedRow


async def ready(app: App, by: Caller, campaign: str | None, page: int = 1) -> ReadyPage:
    """Return a page of creators who are owed something, with what stands in the way of paying it."""
    async with app.reads() as session:
        ids = [home.id for home in await campaigns.scope(session, by, campaign)]
        found = await of(session, ids)
    payable = [due for due in found if due.standing is Standing.READY]
    totals: Counter[str] = Counter()
    for due in payable:
        totals[due.payee.currency] += due.amount_minor
    return ReadyPage(cut(found, page), len(payable), totals)


async def of(
    session: Session,
    campaign_ids: Collection[int],
    *,
    creator_id: int | None = None,
    post_ids: Collection[int] | None = None,
) -> list[Due]:
    """Return what is due in these campaigns, by campaign and handle; to one creator, for some posts only."""
    rows = await payouts.owed(session, campaign_ids, creator_id=creator_id, post_ids=post_ids)
    shared = [(row, share) for row in rows if (share := _share(row)) is not None]
    grouped = groupby(shared, key=lambda one: one[0].creator.id)
    return [_due(list(group)) for _, group in grouped]


def payee_of(creator: Creator, home: Campaign, currency: str | None = None) -> Payee:
    """Return who is paid, as it is shown; in the campaign's currency, or the one a payout was made in."""
    return Payee(
        creator_id=creator.id,
        handle=creator.handle,
        platform=creator.platform,
        discord_id=creator.discord_id,
        campaign=home.name,
        currency=currency or home.currency,
    )


def _share(row: OwedRow) -> Share | None:
    post = row.post
    return share_of(
        Owed(
            kind=post.kind,
            tracking=post.tracking,
            status=post.status,
            is_on_hold=post.held_at is not None,
            has_frozen_count=post.counted_views is not None and post.earned_minor is not None,
            has_terms=complete_terms(post.cpm, post.cap_views) is not None,
            balance_minor=row.sums.balance_minor,
        )
    )


def _due(shared: Sequence[tuple[OwedRow, Share]]) -> Due:
    """Return one creator's next payout."""
    creator, home = shared[0][0].creator, shared[0][0].home
    amount = sum(row.sums.balance_minor for row, _ in shared)
    minimum = home.minimum_payout_minor
    posts = [_post(row, share) for row, share in shared]
    return Due(payee_of(creator, home), posts, amount, minimum, standing(amount, minimum))


def _post(row: OwedRow, share: Share) -> DuePost:
    post, sums = row.post, row.sums
    if post.counted_views is None or post.cpm is None or post.cap_views is None:
        raise ValueError("a post with a share has a frozen count and terms")
    return DuePost(
        post_id=post.id,
        ref=readings.ref_of(post),
        share=share,
        published_at=post.published_at,
        decided_at=row.earned_at,
        views=post.counted_views,
        cpm=post.cpm,
        cap_views=post.cap_views,
        earned_minor=sums.earned_minor,
        adjusted_minor=sums.adjusted_minor,
        settled_minor=sums.settled_minor,
        amount_minor=sums.balance_minor,
    )
