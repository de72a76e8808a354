"""Everything the API can do, in one table; requests are read, and the documentation is written, by it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.web import api_asked as asked
from bot.web import api_models as models
from bot.web import api_shown as shown
from core.domain.access import Caller
from core.domain.api_keys import Scope
from core.services import analytics, api_lists, api_writing
from core.services.app import App
from core.services.shown_analytics import AnalyticsWanted
from core.services.shown_api import Part


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was read: by whom, what its address names, its parameters and its body.

    Attributes:
        id: the id in the address; 0 where none is.
        begun_at: when the same request was begun before without an end; None: it is new.
    """

    app: App
    by: Caller
    id: int
    query: Any
    body: Any
    begun_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; `next_cursor` is of lists only."""

    data: models.Model | Sequence[models.Model]
    next_cursor: str | None = None


Handler = Callable[[Call], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """One thing the API can do.

    Attributes:
        name: what programs call it.
        item: what the answer is, or a list of.
        refusals: statuses that it has of its own, beside those of all.
        is_once: whether an idempotency key keeps it from being done twice.
    """

    method: str
    path: str
    name: str
    summary: str
    handler: Handler
    item: type[models.Model]
    query: type[asked.Asking] = asked.NoQuery
    body: type[asked.Asking] | None = None
    scope: Scope = Scope.READ
    status: int = 200
    refusals: Sequence[int] = ()
    is_once: bool = False

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list that is told in parts."""
        return issubclass(self.query, asked.Listing)

    @property
    def has_id(self) -> bool:
        """Whether the address names something."""
        return "{id}" in self.path


async def campaigns(call: Call) -> Reply:
    query: asked.CampaignsQuery = call.query
    found = await api_lists.campaigns(call.app, call.by, query.asked(), query.state)
    return _listed(found, shown.campaign)


async def creators(call: Call) -> Reply:
    query: asked.CreatorsQuery = call.query
    found = await api_lists.members(
        call.app,
        call.by,
        query.asked(),
        campaign_id=_number(query.campaign_id),
        platform=query.platform,
        state=query.state,
    )
    return _listed(found, shown.creator)


async def videos(call: Call) -> Reply:
    query: asked.VideosQuery = call.query
    found = await api_lists.videos(
        call.app,
        call.by,
        query.asked(),
        campaign_id=_number(query.campaign_id),
        creator_id=_number(query.creator_id),
        platform=query.platform,
        kind=query.kind,
        status=query.status,
        tracking=query.tracking_status,
    )
    return _listed(found, shown.video)


async def video(call: Call) -> Reply:
    return Reply(shown.video(await api_lists.video(call.app, call.by, call.id)))


async def history(call: Call) -> Reply:
    query: asked.Listing = call.query
    found = await api_lists.history(call.app, call.by, call.id, query.asked())
    return _listed(found, shown.reading)


async def describe(call: Call) -> Reply:
    body: asked.VideoNote = call.body
    return Reply(shown.video(await api_writing.describe(call.app, call.by, call.id, body.description)))


async def add_video(call: Call) -> Reply:
    body: asked.NewVideo = call.body
    done = await api_writing.add_video(call.app, call.by, call.id, body.url, begun_at=call.begun_at)
    return Reply(shown.video(done))


async def figures(call: Call) -> Reply:
    query: asked.AnalyticsQuery = call.query
    campaign_id, creator_id = _number(query.campaign_id), _number(query.creator_id)
    await api_lists.check(call.app, call.by, campaign_id, creator_id)
    wanted = AnalyticsWanted(query.range, campaign_id, creator_id, query.platform)
    return Reply(shown.analytics(await analytics.show(call.app, call.by, wanted)))


async def ready(call: Call) -> Reply:
    query: asked.DuesQuery = call.query
    found = await api_lists.due(call.app, call.by, query.asked(), _number(query.campaign_id))
    return _listed(found, shown.due)


def _listed(found: Part[Any], show: Callable[[Any], models.Model]) -> Reply:
    return Reply([show(item) for item in found.items], found.next_cursor)


def _number(typed: str | None) -> int | None:
    return None if typed is None else int(typed)


ROUTES = (
    Route(
        "GET",
        "/campaigns",
        "listCampaigns",
        "The server's campaigns, the newest first.",
        campaigns,
        models.CampaignOut,
        asked.CampaignsQuery,
    ),
    Route(
        "GET",
        "/creators",
        "listCreators",
        "Creators, the newest first; removed ones are left out.",
        creators,
        models.CreatorOut,
        asked.CreatorsQuery,
        refusals=[404],
    ),
    Route(
        "GET",
        "/videos",
        "listVideos",
        "Videos, the last that came in first; excluded ones never appear.",
        videos,
        models.VideoOut,
        asked.VideosQuery,
        refusals=[404],
    ),
    Route("GET", "/videos/{id}", "getVideo", "One video.", video, models.VideoOut, refusals=[404]),
    Route(
        "GET",
        "/videos/{id}/history",
        "getVideoHistory",
        "What was read of a video, the latest first. Nothing is back-filled.",
        history,
        models.ReadingOut,
        asked.Listing,
        refusals=[404],
    ),
    Route(
        "PATCH",
        "/videos/{id}",
        "describeVideo",
        "Replace the note on a video.",
        describe,
        models.VideoOut,
        body=asked.VideoNote,
        scope=Scope.WRITE,
        refusals=[404, 413],
    ),
    Route(
        "POST",
        "/campaigns/{id}/videos",
        "addVideo",
        "Track a video of one of the campaign's creators. It is read first, which may take some seconds.",
        add_video,
        models.VideoOut,
        body=asked.NewVideo,
        scope=Scope.WRITE,
        status=201,
        refusals=[404, 409, 413],
        is_once=True,
    ),
    Route(
        "GET",
        "/analytics",
        "getAnalytics",
        "What videos come to that count, and how that changed.",
        figures,
        models.AnalyticsOut,
        asked.AnalyticsQuery,
        refusals=[404],
    ),
    Route(
        "GET",
        "/payouts/ready",
        "listReadyPayouts",
        "Creators who are owed something, the newest first, with the videos it is for.",
        ready,
        models.DueOut,
        asked.DuesQuery,
        refusals=[404],
    ),
)
