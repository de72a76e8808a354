"""What the database takes for counting is what the rule says, whatever a post is."""

from itertools import product

from sqlalchemy import select

from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Use, takes_part
from core.services import campaigns
from core.services.app import App
from db import posts
from db.counting import taking_part
from db.models import Post
from tests.conftest import ADMIN
from tests.fakes import NOON

EVERY = list(product(PostKind, TrackingStatus, [None, *PostStatus]))


async def test_the_condition_is_the_rule_for_every_kind_of_post(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    async with app.sessions.begin() as session:
        for number, (kind, tracking, status) in enumerate(EVERY):
            await posts.insert_new(
                session,
                campaign_id=1,
                kind=kind,
                platform=Platform.TIKTOK,
                platform_post_id=str(number),
                tracking=tracking,
                status=status,
                status_reason="made",
                status_at=NOON,
                came_in_by="post track",
                submitted_by=1,
                submitted_at=NOON,
                window_days=7,
                minimum_views=1_000,
            )

    for use in Use:
        async with app.reads() as session:
            found = await session.scalars(select(Post).where(taking_part(use)))
            taken = {(post.kind, post.tracking, post.status) for post in found}
        assert taken == {each for each in EVERY if takes_part(use, *each)}, use
