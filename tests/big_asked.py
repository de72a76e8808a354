"""What is asked of a large database at each beat and scrape, and by common commands; each with plain SQL.

The plain SQL gives the same answer through the bare driver: what is asked can hardly be had for less.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.metrics import TopBy, midnight, spans
from core.domain.needs import Need
from core.domain.terms import Platform, PostStatus
from core.domain.zones import zone_of
from core.services.decisions import DECIDE_BATCH
from core.services.looks import CHUNK
from db import (
    api_lists,
    audits,
    boards,
    budgets,
    creators,
    digests,
    due,
    figures,
    gains,
    letters,
    needs,
    notices,
    outages,
    owed,
    payouts,
    posts,
    references,
    reviews,
    runs,
    snapshots,
    totals,
)
from db.due import Place, Stage
from db.engine import Session
from db.figures import Scope
from db.posts import Filter
from db.reviews import Queue
from tests.big import CAMPAIGNS, LARGE, MIDDLE, NOW, SERVERS

DAY = timedelta(days=1)
GUILD = LARGE % SERVERS + 1
OF_GUILD = [number for number in range(1, CAMPAIGNS + 1) if number % SERVERS + 1 == GUILD]
GUILDS = list(range(1, SERVERS + 1))
CREATOR = 7
"""One of the creators of the largest campaign."""

Query = Callable[[Session], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its goal in milliseconds, and plain SQL for it, where one statement can answer it."""

    what: str
    ask: Query
    goal_ms: float
    plain: str | None = None


def _all(parts: Callable[[Session], AsyncIterator[Sequence[Any]]]) -> Query:
    async def read(session: Session) -> int:
        return sum([len(part) async for part in parts(session)])

    return read


def _views(days: int, *campaigns: int, creator: int | None = None) -> Query:
    """Return the question for what posts published in the last days gained, day by day."""

    async def read(session: Session) -> Sequence[int | None]:
        zone = _zone(campaigns[0])
        since = midnight((NOW - DAY * (days - 1)).astimezone(zone).date(), zone)
        scope = Scope(campaigns, since, creator_id=creator)
        return await gains.gained(session, scope, spans(since, NOW, zone))

    return read


def _zone(campaign: int) -> ZoneInfo:
    """Return the zone of a campaign's server: every other one chose Berlin's."""
    return zone_of("Europe/Berlin" if (campaign % SERVERS + 1) % 2 == 0 else None)


def _week(campaign: int) -> Query:
    """Return the question for what a digest tells of a campaign's week."""

    async def read(session: Session) -> None:
        last = spans(NOW - 7 * DAY, NOW - DAY, _zone(campaign), 1)
        scope = Scope([campaign])
        await gains.gained(session, scope, last)
        await gains.posts_gained_most(session, scope, last[0], 3)
        await gains.creators_gained_most(session, scope, last[0], 3)
        await digests.finalized(session, campaign, last[0])

    return read


async def _reserved(session: Session) -> Sequence[budgets.Alike]:
    return await budgets.open_posts(session, [LARGE])


async def _audit(session: Session) -> Sequence[audits.Named]:
    return await audits.stretch(session, audits.Filter(GUILD), offset=0, limit=10)


def _videos() -> api_lists.VideoFilter:
    return api_lists.VideoFilter(OF_GUILD)


BEATS = (
    Asked(
        f"due posts ({CHUNK} at most)",
        lambda session: due.stretch(session, Platform.TIKTOK, NOW, CHUNK, Place(Stage.OVERDUE)),
        5,
        "SELECT platform_post_id, author_handle, author_id FROM posts WHERE platform = 'tiktok'"
        f" AND next_check_at <= $now ORDER BY next_check_at LIMIT {CHUNK}",
    ),
    Asked(
        f"posts to decide ({DECIDE_BATCH} at most)",
        lambda session: posts.to_decide(session, PostStatus.ACTIVE, NOW, DECIDE_BATCH),
        5,
        "SELECT id FROM posts WHERE status = 'active' AND window_ends_at <= $now AND kind = 'internal'"
        " AND tracking IN ('auto_tracked', 'included', 'direct_add') AND NOT needs_person"
        f" ORDER BY window_ends_at LIMIT {DECIDE_BATCH}",
    ),
    Asked(
        "health: overdue",
        lambda session: runs.overdue(session, NOW),
        10,
        "SELECT platform, count(*), min(next_check_at) FROM posts WHERE next_check_at <= $now GROUP BY 1",
    ),
    Asked("health: heard of", runs.heard, 10),
    Asked("health: waiting", runs.waiting, 10),
    Asked("health: last run of a loop", lambda session: runs.last(session, "refresh tiktok"), 2),
    Asked("boards of all servers", lambda session: boards.tasks(session, GUILDS), 50),
    Asked("needs of all campaigns", lambda session: needs.oldest(session, range(1, CAMPAIGNS + 1)), 50),
    Asked("notices to send", lambda session: letters.to_send(session, GUILDS, NOW), 5),
    Asked("notices to teams", lambda session: notices.to_admins(session, GUILDS), 5),
    Asked("budget: reserved, 10,000 posts", _reserved, 50),
    Asked(
        "budget: spent, 10,000 posts",
        lambda session: budgets.settled(session, [LARGE]),
        50,
        "SELECT campaign_id, sum(amount_minor) FROM ledger_entries WHERE kind IN ('earned', 'adjusted')"
        " AND campaign_id = 1 GROUP BY 1",
    ),
    Asked("outages: servers concerned", lambda session: outages.concerned(session, Platform.TIKTOK), 10),
)
COMMANDS = (
    Asked(
        "a post's history",
        _all(lambda session: snapshots.history(session, 77_701 % 20_000)),
        5,
        "SELECT * FROM snapshots WHERE post_id = 17701 ORDER BY taken_at, id",
    ),
    Asked("a post's latest readings", lambda session: snapshots.latest(session, 17_701, 5), 3),
    Asked(
        "posts of a large campaign, first page",
        lambda session: posts.stretch(session, Filter([LARGE]), offset=0, limit=10),
        5,
        f"SELECT * FROM posts WHERE campaign_id = {LARGE}"
        " ORDER BY coalesce(published_at, submitted_at) DESC, id DESC LIMIT 10",
    ),
    Asked(
        "posts of a large campaign, far page",
        lambda session: posts.stretch(session, Filter([LARGE]), offset=9_000, limit=10),
        20,
        f"SELECT * FROM posts WHERE campaign_id = {LARGE}"
        " ORDER BY coalesce(published_at, submitted_at) DESC, id DESC LIMIT 10 OFFSET 9000",
    ),
    Asked("posts of a large campaign, counted", lambda session: posts.count(session, Filter([LARGE])), 10),
    Asked(
        "posts of a server, first page",
        lambda session: posts.stretch(session, Filter(OF_GUILD), offset=0, limit=10),
        10,
    ),
    Asked("posts of a server, counted", lambda session: posts.count(session, Filter(OF_GUILD)), 30),
    Asked(
        "posts of a server in a status",
        lambda session: posts.stretch(session, Filter(OF_GUILD, PostStatus.FINALIZED), offset=0, limit=10),
        20,
    ),
    Asked("posts suggested for 'lake'", lambda session: posts.search(session, OF_GUILD, "lake", 25), 20),
    Asked(
        "posts suggested for an id", lambda session: posts.search(session, OF_GUILD, "730000000000", 25), 20
    ),
    Asked("creators' posts counted", lambda session: totals.of_creators(session, range(1, 26)), 20),
    Asked("campaigns' posts counted", lambda session: totals.of_campaigns(session, OF_GUILD), 50),
    Asked("creators of a server by handle", lambda session: creators.search(session, OF_GUILD, "77", 25), 20),
    Asked("inbox: counted", lambda session: reviews.count(session, Queue(OF_GUILD)), 10),
    Asked("inbox: a page", lambda session: reviews.stretch(session, Queue(OF_GUILD), offset=0, limit=25), 10),
    Asked("inbox: by creator", lambda session: reviews.by_creator(session, OF_GUILD, 24), 10),
    Asked("needs: counted", lambda session: needs.count(session, OF_GUILD, Need.UNPRICED), 10),
    Asked(
        "needs: a page", lambda session: needs.stretch(session, OF_GUILD, Need.HELD, offset=0, limit=10), 10
    ),
    Asked("payouts ready, of a server", _all(lambda session: owed.alike(session, OF_GUILD)), 100),
    Asked("payouts, a page", lambda session: payouts.stretch(session, OF_GUILD, offset=0, limit=10), 10),
    Asked("leaderboard of a large campaign", lambda session: figures.parts(session, Scope([LARGE])), 30),
    Asked("earnings of a large campaign", lambda session: figures.earned(session, Scope([LARGE])), 30),
    Asked(
        "competitors' posts, a page",
        lambda session: references.stretch(session, OF_GUILD, offset=0, limit=10),
        20,
    ),
    Asked("audit, a page", _audit, 10),
    Asked("API: videos", lambda session: api_lists.videos(session, _videos(), api_lists.Stretch(100)), 20),
    Asked("API: readings", lambda session: api_lists.snapshots(session, 17_701, api_lists.Stretch(100)), 5),
)
ANALYTICS = (
    *(
        Asked(f"views gained, {days} days, {name}", _views(days, campaign), 30)
        for campaign, name in ((MIDDLE, "1,000 posts"), (LARGE, "10,000 posts"))
        for days in (7, 30, 90)
    ),
    Asked("views gained, 90 days, a server", _views(90, *OF_GUILD), 100),
    Asked("views gained, 90 days, a creator", _views(90, LARGE, creator=CREATOR), 10),
    Asked(
        "leading posts of the day, 10,000 posts",
        lambda session: figures.top_posts(session, Scope([LARGE]), TopBy.DAILY, NOW, 10),
        50,
    ),
    Asked(
        "leading posts by views, a server",
        lambda session: figures.top_posts(session, Scope(OF_GUILD), TopBy.VIEWS, NOW, 10),
        100,
    ),
    Asked("digest of a campaign, 1,000 posts", _week(MIDDLE), 50),
    Asked("digest of a campaign, 10,000 posts", _week(LARGE), 100),
)
ASKED = (*BEATS, *COMMANDS, *ANALYTICS)
