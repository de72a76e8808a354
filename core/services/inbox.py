"""The inbox: what waits for review, screen by screen."""

from collections.abc import Sequence

from core.domain.access import Caller
from core.domain.terms import Counts
from core.services import campaigns, prospects, readings
from core.services.app import App
from core.services.shown import Page
from core.services.shown_reviews import Inbox, Prospect, ReviewItem, WaitingFor
from db import appeals, creators, posts, reviews
from db.engine import Session
from db.models import Campaign, Post

SCREEN = 25
"""Posts on one screen of the inbox; Discord offers as many options in a menu."""
CREATORS = 24
"""Creators to choose from; the menu's last place is for all of them."""


async def screen(
    app: App, by: Caller, campaign: str | None = None, creator_id: int | None = None, page: int = 1
) -> Inbox:
    """Return one screen of what waits for review in a campaign or in all, the newest publication first."""
    async with app.reads() as session:
        homes = await campaigns.scope(session, by, campaign)
        ids = [home.id for home in homes]
        wanted = reviews.Queue(ids, creator_id)
        total = await reviews.count(session, wanted)
        pages = max(1, -(-total // SCREEN))
        at = min(max(1, page), pages)
        rows = await reviews.stretch(session, wanted, offset=(at - 1) * SCREEN, limit=SCREEN)
        named = None if campaign is None else homes[0]
        return Inbox(
            page=Page(await _items(session, app, rows), at, pages, total),
            creators=await _whose(session, ids, creator_id),
            campaign_id=None if named is None else named.id,
            campaign=None if named is None else named.name,
            creator_id=creator_id,
            appeals=await appeals.count_open(session, ids),
        )


async def _items(session: Session, app: App, rows: Sequence[tuple[Post, Campaign]]) -> list[ReviewItem]:
    handles = await posts.creator_handles(session, [post for post, _ in rows])
    coming = await prospects.of(session, app, rows)
    return [_item(post, home, handles.get(post.creator_id or 0), coming[post.id]) for post, home in rows]


def _item(post: Post, home: Campaign, handle: str | None, prospect: Prospect) -> ReviewItem:
    return ReviewItem(
        post_id=post.id,
        ref=readings.ref_of(post),
        handle=handle or post.author_handle,
        found=post.status_reason,
        campaign=home.name,
        currency=home.currency,
        caption=post.caption,
        thumbnail_url=post.thumbnail_url,
        counts=Counts(post.views, post.likes, post.comments, post.shares, post.saves),
        is_exact=post.is_exact,
        source=post.source,
        read_at=post.read_at,
        published_at=post.published_at,
        submitted_at=post.submitted_at,
        window_ends_at=post.window_ends_at,
        prospect=prospect,
    )


async def _whose(session: Session, ids: Sequence[int], creator_id: int | None) -> list[WaitingFor]:
    """Return the creators most of whose posts wait, and the one that was chosen."""
    found = {
        creator.id: (creator, count) for creator, count in await reviews.by_creator(session, ids, CREATORS)
    }
    if creator_id is not None and creator_id not in found:
        chosen = (await creators.by_ids(session, [creator_id])).get(creator_id)
        if chosen is not None and chosen.campaign_id in ids:
            waits = await reviews.count(session, reviews.Queue(ids, creator_id))
            found = dict(list(found.items())[: CREATORS - 1]) | {creator_id: (chosen, waits)}
    return [
        WaitingFor(creator.id, creator.handle, creator.platform, count) for creator, count in found.values()
    ]
