"""A campaign with many posts in it, put straight into the tables: taking them in is not what is measured."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, insert, literal, select, update

from core.domain.terms import Platform, PostKind, PostRef, PostStatus, TrackingStatus
from db.engine import Database
from db.models import Campaign, Creator, Post
from tests.fakes import tiktok


async def fill(
    database: Database, posts: int, now: datetime, guild_id: int = 1, refs: list[PostRef] | None = None
) -> list[PostRef]:
    """Active TikTok posts of one creator, all of them due; returns how the platform names them."""
    refs = refs or [tiktok(now - timedelta(days=1), serial) for serial in range(posts)]
    async with database.sessions.begin() as session:
        home = Campaign(
            guild_id=guild_id,
            name="Summer",
            slug="summer",
            currency="USD",
            window_days=7,
            minimum_views=1_000,
            created_at=now,
            created_by=1,
        )
        session.add(home)
        await session.flush()
        creator = Creator(
            campaign_id=home.id,
            platform=Platform.TIKTOK,
            handle="anna",
            created_at=now,
            created_by=1,
        )
        session.add(creator)
        await session.flush()
        session.add_all(post(home, creator, ref, now) for ref in refs)
    return refs


async def fill_many(
    database: Database, posts: int, now: datetime, guild_id: int = 1, due_at: datetime | None = None
) -> PostRef:
    """Put in as many as a million in seconds: copies of one, whose ids follow on; returns the first.

    Args:
        due_at: when they are to be looked at; None: now.
    """
    (first,) = await fill(database, 1, now, guild_id)
    table = Post.__table__
    numbers = select(literal(1).label("number")).where(literal(posts) > 1).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < posts - 1))
    told = cast(literal(int(first.platform_post_id)) + numbers.c.number, String)
    others = [column for column in table.columns if column.name not in {"id", "platform_post_id"}]
    due = update(Post).values(next_check_at=due_at or now)
    copies = select(table.c.id + numbers.c.number, told, *others).join(numbers, table.c.id > 0)
    names = ["id", "platform_post_id", *(column.name for column in others)]
    async with database.sessions.begin() as session:
        await session.execute(due)
        await session.execute(insert(Post).from_select(names, copies))
        if database.engine.dialect.name == "postgresql":
            last = select(func.max(table.c.id)).scalar_subquery()
            await session.execute(select(func.setval("posts_id_seq", last)))
    return first


def post(home: Campaign, creator: Creator, ref: PostRef, now: datetime) -> Post:
    return Post(
        campaign_id=home.id,
        creator_id=creator.id,
        kind=PostKind.INTERNAL,
        platform=ref.platform,
        platform_post_id=ref.platform_post_id,
        tracking=TrackingStatus.DIRECT_ADD,
        status=PostStatus.ACTIVE,
        status_reason="handed in",
        status_at=now,
        came_in_by="post track",
        submitted_by=1,
        submitted_at=now,
        author_handle=creator.handle,
        published_at=now - timedelta(days=1),
        published_source="scrapecreators",  # as after a first look
        window_days=7,
        minimum_views=1_000,
        window_ends_at=now + timedelta(days=6),
        next_check_at=now,
    )
