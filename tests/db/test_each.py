"""The same question of several campaigns says what a question of all of them says."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services import campaigns
from core.services.app import App
from db.each import CAMPAIGN, of_each
from db.engine import Session
from db.models import Post
from tests.conftest import ADMIN
from tests.fakes import NOON

CAMPAIGNS, POSTS = 12, 5
"""More than ten: what is numbered must not be taken for what begins with the same digits."""


@pytest.fixture
async def ids(app: App) -> list[int]:
    """Campaigns with posts, of which every other is finalized; the first campaign has none."""
    made = [
        (await campaigns.create(app, ADMIN, name=f"Campaign {number}", cpm="1", cap=1000)).card.id
        for number in range(CAMPAIGNS)
    ]
    async with app.sessions.begin() as session:
        session.add_all(post(number, made) for number in range(POSTS * CAMPAIGNS) if number % CAMPAIGNS)
    return made


def post(number: int, campaign_ids: list[int]) -> Post:
    status = PostStatus.FINALIZED if number // CAMPAIGNS % 2 else PostStatus.ACTIVE
    return Post(
        campaign_id=campaign_ids[number % CAMPAIGNS],
        kind=PostKind.INTERNAL,
        platform=Platform.TIKTOK,
        platform_post_id=str(number),
        tracking=TrackingStatus.AUTO_TRACKED,
        status=status,
        status_at=NOON,
        status_reason="a test",
        came_in_by="test",
        submitted_by=1,
        window_days=7,
        minimum_views=0,
        submitted_at=NOON + timedelta(minutes=number),
    )


async def asked(session: Session, ids: list[int], *more: Any, most: int = 100) -> list[int]:
    """Ids of the newest posts of each campaign that fit."""
    question = select(Post.id).where(Post.campaign_id == CAMPAIGN, *more)
    found = of_each(session, ids, question.order_by(Post.id.desc()).limit(most))
    return sorted(await session.scalars(select(found.subquery().c.id)))


async def expected(session: Session, ids: list[int], *more: Any) -> list[int]:
    return sorted(await session.scalars(select(Post.id).where(Post.campaign_id.in_(ids), *more)))


async def test_it_says_what_one_question_of_all_says(app: App, ids: list[int]) -> None:
    for more in (
        (),
        (Post.status == PostStatus.FINALIZED,),
        (Post.status.in_([PostStatus.FINALIZED, PostStatus.PAID]), Post.platform == Platform.TIKTOK),
        (Post.submitted_at >= NOON + timedelta(minutes=30),),
    ):
        async with app.reads() as session:
            found = await asked(session, ids, *more)

            assert found
            assert found == await expected(session, ids, *more)


async def test_each_campaign_has_its_own_limit(app: App, ids: list[int]) -> None:
    async with app.reads() as session:
        assert len(await asked(session, ids, most=2)) == 2 * (CAMPAIGNS - 1)
        assert await asked(session, ids[:1]) == []


async def test_it_can_be_asked_within_a_question_of_its_own(app: App, ids: list[int]) -> None:
    """The parameters of the two have the same names."""
    async with app.reads() as session:
        question = select(Post.id).where(Post.campaign_id == CAMPAIGN, Post.status == PostStatus.ACTIVE)
        active = of_each(session, ids, question.limit(100))
        query = select(Post.id).where(Post.id.in_(active), Post.status == PostStatus.FINALIZED)

        assert list(await session.scalars(query)) == []
