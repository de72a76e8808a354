"""What is due: each creator's posts that are ready to be paid, and whether that is enough to pay.

A creator's next payout is the whole balance of each of their posts that is ready, so every post in a payout
is at zero after it.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from core.domain.access import Caller
from core.domain.payouts import Share, Standing, share_of, standing
from core.domain.terms import PostRef
from core.services import campaigns
from core.services.app import App
from core.services.pages import cut
from core.services.shown_payouts import Due, DuePost, DueSum, Payee, ReadyPage
from db import campaigns as campaign_rows
from db import creators, owed
from db.engine import Session
from db.models import Campaign, Creator
from db.owed import Alike, OwedRow

Shared = tuple[OwedRow, Share]


async def ready(app: App, by: Caller, campaign: str | None, page: int = 1) -> ReadyPage:
    """Return a page of creators who are owed something, with what stands in the way of paying it."""
    async with app.reads() as session:
        homes = {home.id: home for home in await campaigns.scope(session, by, campaign)}
        found = await _sums(session, homes)
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
    shared: list[Shared] = []
    async for part in owed.posts(session, campaign_ids, creator_id=creator_id, post_ids=post_ids):
        shared += [(row, share) for row, facts in part if (share := share_of(facts)) is not None]
        await asyncio.sleep(0)  # the event loop runs between two parts, whatever the driver has at hand
    people = await creators.by_ids(session, {row.creator_id for row, _ in shared})
    homes = await campaign_rows.by_ids(session, {person.campaign_id for person in people.values()})
    dues: list[Due] = []
    for number, group in groupby(shared, key=lambda one: one[0].creator_id):
        person = people[number]
        dues.append(_due(person, homes[person.campaign_id], list(group)))
        await asyncio.sleep(0)
    return dues


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


async def _sums(session: Session, homes: Mapping[int, Campaign]) -> list[DueSum]:
    """Return the same as `of` without the posts, which the database adds up."""
    shared: list[Alike] = []
    async for part in owed.alike(session, homes):
        shared += [each for each in part if share_of(each.owed) is not None]
    people = await creators.by_ids(session, {each.creator_id for each in shared})
    grouped = groupby(shared, key=lambda each: each.creator_id)
    return [_sum(people[number], homes[people[number].campaign_id], list(group)) for number, group in grouped]


def _sum(creator: Creator, home: Campaign, shared: Sequence[Alike]) -> DueSum:
    amount = sum(each.owed.balance_minor for each in shared)
    return DueSum(
        payee=payee_of(creator, home),
        posts=sum(each.posts for each in shared),
        views=sum(each.views for each in shared),
        amount_minor=amount,
        minimum_minor=home.minimum_payout_minor,
        standing=standing(amount, home.minimum_payout_minor),
    )


def _due(creator: Creator, home: Campaign, shared: Sequence[Shared]) -> Due:
    """Return one creator's next payout."""
    posts = [_post(row, share) for row, share in shared]
    amount, minimum = sum(post.amount_minor for post in posts), home.minimum_payout_minor
    return Due(payee_of(creator, home), posts, amount, minimum, standing(amount, minimum))


def _post(row: OwedRow, share: Share) -> DuePost:
    earned, adjusted, settled = int(row.earned), int(row.adjusted), int(row.settled)
    return DuePost(
        post_id=row.id,
        ref=PostRef(row.platform, row.platform_post_id, row.author_handle),
        share=share,
        published_at=row.published_at,
        decided_at=row.earned_at or row.status_at,
        views=row.counted_views,
        cpm=row.cpm,
        cap_views=row.cap_views,
        earned_minor=earned,
        adjusted_minor=adjusted,
        settled_minor=settled,
        amount_minor=earned + adjusted + settled,
    )
