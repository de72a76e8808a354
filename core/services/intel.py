"""Intelligence: competitors' posts are tracked, listed, and compared with the campaign's own."""

import asyncio
from collections.abc import Mapping, Sequence

from core.domain.access import Caller
from core.domain.comparison import MANUAL, ByDay, Compared, Seen, engagement, figures, grouped
from core.domain.errors import CampaignArchivedError
from core.domain.names import check_range
from core.domain.terms import Counts, Outcome, PostKind
from core.services import admission, campaigns, readings, references, submissions
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.readings import Answer
from core.services.shown import Page
from core.services.shown_intel import Comparison, GroupCard, ReferenceCard, Referenced, ReferenceRow
from core.services.submissions import Progress
from db import campaigns as campaign_rows
from db import posts, snapshots
from db import references as reference_rows
from db.engine import Session
from db.models import Campaign, Post
from db.references import Standing

DAYS = (1, 30)
"""The least and the most days after publication at which posts are compared."""
DEFAULT_DAYS = 7
CHART_DAYS = 7
"""The fewest days that are told day by day."""


async def track(
    app: App, by: Caller, text: str, campaign: str | None = None, progress: Progress | None = None
) -> Sequence[ReferenceRow]:
    """Track competitors' posts in bulk; one bad row never stops the others."""
    links = submissions.pasted(text)
    home = await submissions.open_campaign(app, by, campaign)

    async def take_one(link: str) -> Referenced:
        return await _take_one(app, by, link, home)

    results = await submissions.one_by_one(links, take_one, progress)
    return [ReferenceRow(link, result) for link, result in zip(links, results, strict=True)]


async def listing(app: App, by: Caller, campaign: str | None = None, page: int = 1) -> Page[ReferenceCard]:
    """Return a page of competitors' posts, the latest published first, of one campaign or of all."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, campaign)]
        total = await reference_rows.count(session, ids)
        at = clamp(page, total)
        rows = await reference_rows.stretch(session, ids, offset=offset(at), limit=PAGE_SIZE)
        return Page([_card(post, home) for post, home in rows], at, pages(total), total)


async def show(app: App, by: Caller, campaign: str | None = None, days: int = DEFAULT_DAYS) -> Comparison:
    """Return a campaign's own posts beside competitors', `days` days after publication and day by day."""
    span = max(check_range("days", days, *DAYS), CHART_DAYS)
    async with app.reads() as session:
        home = await campaigns.resolve(session, by, campaign)
        rows, found = await _standing(session, home, span)
        await _add_readings(session, home, found)
    # thousands of posts take a while, in which the event loop goes on
    cards = await asyncio.to_thread(_cards, rows, found, span)
    return Comparison(home.name, days, cards)


def _cards(rows: Sequence[Standing], found: Mapping[int, ByDay], span: int) -> Sequence[GroupCard]:
    groups = grouped([_compared(post, found[post.id].readings) for post in rows])
    return [GroupCard(group.side, group.handle, group.platform, figures(group, span)) for group in groups]


async def _take_one(app: App, by: Caller, link: str, home: Campaign) -> Referenced:
    ref = await admission.resolve_link(app, link)
    await admission.refuse_known(app, home, ref)
    answer = await readings.look(app, ref)
    async with app.sessions.begin() as session:
        held = await campaign_rows.held(session, home.id)
        if not campaign_rows.is_active(held):
            raise CampaignArchivedError(held.name)
        post = await references.from_link(session, app, held, answer, by.discord_id)
        if post is None:
            raise admission.already(await posts.known(session, held.id, ref), held)
        await session.flush()
        return _referenced(post, held, answer)


def _referenced(post: Post, home: Campaign, answer: Answer) -> Referenced:
    outcome = answer.result.outcome
    return Referenced(
        post_id=post.id,
        ref=readings.ref_of(post),
        handle=post.author_handle,
        campaign=home.name,
        counts=Counts(post.views, post.likes, post.comments, post.shares),
        is_exact=post.is_exact,
        trouble=None if outcome is Outcome.OK else outcome,
    )


async def _standing(
    session: Session, home: Campaign, span: int
) -> tuple[Sequence[Standing], Mapping[int, ByDay]]:
    """Return the posts that are compared, the latest published first, and room for their readings, by id."""
    rows: list[Standing] = []
    found: dict[int, ByDay] = {}
    async for part in reference_rows.compared(session, home.id):
        rows += part
        found |= {post.id: ByDay(post.published_at, span) for post in part}
        await asyncio.sleep(0)  # the event loop runs between two parts, whatever the driver has at hand
    return rows, found


async def _add_readings(session: Session, home: Campaign, found: Mapping[int, ByDay]) -> None:
    """Add the readings that stand for each day."""
    async for part in reference_rows.known_views(session, home.id):
        for post_id, at, views, source, metric, is_exact in part:
            if post_id in found and views is not None:
                found[post_id].add(Seen(at, views, _metric(source, metric), is_exact))
        await asyncio.sleep(0)


def _compared(post: Post | Standing, seen: Sequence[Seen | None]) -> Compared:
    return Compared(
        platform=post.platform,
        is_own=post.kind is PostKind.INTERNAL,
        handle=post.author_handle,
        author_id=post.author_id,
        counts=Counts(post.views, post.likes, post.comments, post.shares),
        metric=_metric(post.source, post.metric),
        is_exact=post.is_exact,
        by_day=seen,
    )


def _metric(source: str | None, metric: str | None) -> str | None:
    return MANUAL if source == snapshots.MANUAL else metric


def _card(post: Post, home: Campaign) -> ReferenceCard:
    return ReferenceCard(
        id=post.id,
        ref=readings.ref_of(post),
        campaign=home.name,
        handle=post.author_handle,
        counts=Counts(post.views, post.likes, post.comments, post.shares),
        engagement=engagement([_compared(post, [])]),
        source=post.source,
        metric=post.metric,
        is_exact=post.is_exact,
        read_at=post.read_at,
        last_outcome=post.last_outcome,
        availability=post.availability,
        published_at=post.published_at,
        is_watched=post.came_in_by == references.BY_WATCHING,
        caption=post.caption,
    )
