"""Posts with any status, counts and readings, put straight into the tables."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from core.domain.ledger import LedgerKind
from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services import campaigns, creators, ledger
from core.services.app import App
from db import posts
from db.models import Campaign, Creator, Post, Snapshot
from db.money import Payout
from tests.conftest import ADMIN
from tests.fakes import NOON

NUMBERS = count(1)
HOUR = timedelta(hours=1)


async def campaign(app: App, name: str = "Summer", currency: str = "USD") -> int:
    return (await campaigns.create(app, ADMIN, name=name, currency=currency)).card.id


async def creator(app: App, campaign_id: int, handle: str, platform: Platform = Platform.TIKTOK) -> int:
    await creators.add(app, ADMIN, handle=handle, platform=platform, campaign=f"#{campaign_id}")
    async with app.reads() as session:
        query = select(Creator.id).where(Creator.campaign_id == campaign_id, Creator.handle == handle)
        return (await session.scalars(query)).one()


async def added(app: App, campaign_id: int, creator_id: int | None, **values: Any) -> int:
    """Add a post that counts, unless the values say otherwise; return its id."""
    usual: dict[str, Any] = {
        "kind": PostKind.INTERNAL,
        "platform": Platform.TIKTOK,
        "platform_post_id": str(next(NUMBERS)),
        "tracking": TrackingStatus.DIRECT_ADD,
        "status": PostStatus.ACTIVE,
        "status_reason": "made",
        "status_at": NOON,
        "came_in_by": "post track",
        "submitted_by": 1,
        "submitted_at": NOON,
        "published_at": NOON,
        "window_days": 7,
        "minimum_views": 1_000,
        "views": 100,
        "read_at": NOON,
    }
    async with app.sessions.begin() as session:
        post = await posts.insert_new(
            session, campaign_id=campaign_id, creator_id=creator_id, **usual | values
        )
        assert post is not None
        return post.id


async def read(app: App, post_id: int, views: Sequence[tuple[float, int | None]]) -> None:
    """Add readings, each so many hours after noon."""
    async with app.sessions.begin() as session:
        for hours, seen in views:
            taken_at = NOON + hours * HOUR
            session.add(
                Snapshot(post_id=post_id, taken_at=taken_at, source="fake", is_exact=True, views=seen)
            )


async def adjusted(app: App, post_id: int, amount_minor: int, kind: LedgerKind) -> None:
    """Add a row to the ledger."""
    async with app.sessions.begin() as session:
        post = await session.get_one(Post, post_id)
        home = await session.get_one(Campaign, post.campaign_id)
        payout = None if kind is not LedgerKind.PAID else await _payout(session, post, home, -amount_minor)
        await ledger.append(
            session,
            kind=kind,
            home=home,
            creator_id=post.creator_id or 0,
            post=post,
            amount_minor=amount_minor,
            actor=1,
            reason="made",
            now=NOON,
            payout_id=payout,
        )


async def _payout(session: Any, post: Post, home: Campaign, amount_minor: int) -> int:
    payout = Payout(
        campaign_id=home.id,
        creator_id=post.creator_id or 0,
        currency=home.currency,
        amount_minor=amount_minor,
        paid_at=NOON,
        paid_by=1,
    )
    session.add(payout)
    await session.flush()
    return payout.id
