"""`/why` says what `/submit-post` answers, word for word, and leaves nothing behind."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cogs import render_intake, render_why
from cogs.errors import explain
from core.domain.access import Caller
from core.domain.errors import (
    AlreadyTrackedError,
    CampaignNotChosenError,
    PostGoneError,
    SourceDownError,
    UserError,
)
from core.domain.terms import CampaignState, Outcome, Platform, PostStatus
from core.services import campaigns, creators, intel, submissions, verdicts, whys
from core.services.app import App
from core.services.shown import Submitted
from core.services.shown_whys import Foreseen
from db import campaigns as campaign_rows
from db.base import Base
from db.models import Campaign, Post
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, confirmed, look
from tests.core.services.reviewing import PENDING
from tests.fakes import NOON, FakeLinks, FakeSource, FixedClock, instagram, reading, tiktok

AWAY = Caller(200_000_000_000_000_002, ANNA.discord_id)
BEN = Caller(HOME, 100_000_000_000_000_014)
REF = tiktok(NOON)
REEL = instagram(NOON)
OLD = tiktok(NOON - timedelta(days=7, seconds=1))
SHORT = "https://vm.tiktok.com/ZMabc/"


class World:
    """A campaign with Anna's two accounts, and a readable post of hers on each."""

    def __init__(self, app: App, source: FakeSource, links: FakeLinks) -> None:
        self.app, self.source, self.links = app, source, links

    async def prepare(self) -> None:
        await campaigns.create(self.app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
        await self.add_anna("Summer")
        await creators.add(self.app, ADMIN, handle="anna.ig", platform=Platform.INSTAGRAM)
        self.source.tell(REF, reading(REF, 1_234))

    async def add_anna(self, name: str) -> None:
        await creators.add(
            self.app,
            ADMIN,
            handle="anna",
            platform=Platform.TIKTOK,
            campaign=name,
            discord_id=ANNA.discord_id,
        )

    async def two_campaigns(self) -> None:
        await campaigns.create(self.app, ADMIN, name="Winter")
        await self.add_anna("Winter")

    async def archive(self, name: str = "Summer") -> None:
        async with self.app.sessions.begin() as session:
            for home in await campaign_rows.of_guild(session, HOME):
                if home.name == name:
                    home.state = CampaignState.ARCHIVED

    async def pause(self) -> None:
        await creators.pause(self.app, ADMIN, "anna")

    async def track(self) -> None:
        await submissions.track(self.app, EDITOR, REF.url, "Summer")

    async def wait_for_review(self) -> None:
        await self.track()
        async with self.app.sessions.begin() as session:
            (await session.get_one(Post, 1)).tracking = PENDING

    async def reject(self) -> None:
        await self.track()
        await confirmed(
            self.app, EDITOR, await verdicts.plan_reject(self.app, EDITOR, "#1", "not on *brief*")
        )

    async def stranger(self) -> None:
        self.source.tell(REF, reading(REF, 5, handle="stranger", user_id="77"))

    async def down(self) -> None:
        self.source.tell(REEL, SourceDownError("timed out"))

    async def short_down(self) -> None:
        self.links.known[SHORT] = "https://www.tiktok.com/@anna"

    async def old(self) -> None:
        self.source.tell(OLD, reading(OLD, 5))

    async def nothing(self) -> None:
        """All is well."""


Deed = Callable[[World], Awaitable[None]]
REFUSED: dict[str, tuple[Deed, Caller, str, str | None]] = {
    # what is refused: what must be there, who asks, with which link, for which campaign
    "no link": (World.nothing, ANNA, "hello there", None),
    "nothing": (World.nothing, ANNA, " ", None),
    "a profile": (World.nothing, ANNA, "https://www.tiktok.com/@anna", None),
    "a short link to a profile": (World.short_down, ANNA, SHORT, None),
    "another site": (World.nothing, ANNA, "https://youtu.be/abc", None),
    "too many": (World.nothing, ANNA, " ".join(tiktok(NOON, n).url for n in range(21)), None),
    "no campaign here": (World.nothing, AWAY, REF.url, None),
    "unknown campaign": (World.nothing, ANNA, REF.url, "Autumn"),
    "archived campaign": (World.archive, ANNA, REF.url, "Summer"),
    "no active campaign": (World.archive, ANNA, REF.url, None),
    "several campaigns": (World.two_campaigns, ANNA, REF.url, None),
    "unreadable author": (World.down, ANNA, REEL.url, None),
    "unknown creator": (World.stranger, ANNA, REF.url, None),
    "paused creator": (World.pause, ANNA, REF.url, None),
    "another member's": (World.nothing, BEN, REF.url, None),
    "already in": (World.track, ANNA, REF.url, None),
    "waits for review": (World.wait_for_review, ANNA, REF.url, None),
    "rejected": (World.reject, ANNA, REF.url, "Summer"),
    "too old": (World.old, ANNA, OLD.url, None),
}


@pytest.fixture
async def world(app: App, source: FakeSource, links: FakeLinks) -> World:
    made = World(app, source, links)
    await made.prepare()
    return made


async def rows(app: App) -> dict[str, int]:
    """Return how many rows every table has."""
    async with app.reads() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


async def submitted(app: App, by: Caller, link: str, campaign: str | None) -> str:
    """Return the sentence of `/submit-post` for a link that it refuses."""
    try:
        result = (await submissions.submit(app, by, link, campaign)).rows[0].result
    except UserError as refusal:
        return explain(refusal) or ""
    assert isinstance(result, UserError)
    return render_intake.refused(result)


async def asked(app: App, by: Caller, link: str, campaign: str | None) -> str:
    """Return the sentence of `/why`, without what it adds of a post that is in."""
    try:
        said = (await whys.why(app, by, link, campaign))[0].result.said
    except UserError as refusal:
        return explain(refusal) or ""
    shown = render_why.sentence(said)
    assert (said.known is None) == (" Status: **" not in shown)
    return shown.partition(" Status: **")[0]


@pytest.mark.parametrize("what", REFUSED)
async def test_a_refusal_is_said_as_handing_in_says_it_and_nothing_is_written(
    world: World, what: str
) -> None:
    prepare, by, link, campaign = REFUSED[what]
    await prepare(world)
    before = await rows(world.app)

    said = await asked(world.app, by, link, campaign)

    assert await rows(world.app) == before
    assert said == await submitted(world.app, by, link, campaign)
    assert len(said) > 20


async def test_what_would_be_taken_in_is_what_handing_in_makes(world: World) -> None:
    before = await rows(world.app)

    (row,) = await whys.why(world.app, ANNA, REF.url)

    ahead = row.result.said.result
    assert isinstance(ahead, Foreseen)
    assert await rows(world.app) == before
    done = (await submissions.submit(world.app, ANNA, REF.url)).rows[0].result
    assert isinstance(done, Submitted)
    same = ("handle", "campaign", "currency", "counts", "trouble", "window_ends_at", "minimum_views", "terms")
    assert {name: getattr(ahead, name) for name in same} == {name: getattr(done, name) for name in same}
    assert not ahead.is_followed


async def test_views_that_cannot_be_read_are_unknown_and_not_zero(world: World, source: FakeSource) -> None:
    source.tell(REF, PostGoneError("nothing here"))

    (row,) = await whys.why(world.app, ANNA, REF.url)

    ahead = row.result.said.result
    assert isinstance(ahead, Foreseen)
    assert (ahead.counts.views, ahead.trouble) == (None, Outcome.NOT_FOUND)
    assert "views unknown (the platform does not find the post)" in render_why.sentence(row.result.said)


async def test_a_competitors_post_would_become_the_creators(world: World) -> None:
    await intel_of(world)

    (row,) = await whys.why(world.app, ANNA, REF.url)

    assert isinstance(row.result.said.result, Foreseen)
    assert row.result.said.result.is_followed
    assert "followed as a competitor's now" in render_why.sentence(row.result.said)
    assert isinstance((await submissions.submit(world.app, ANNA, REF.url)).rows[0].result, Submitted)


async def intel_of(world: World) -> None:
    """Follow the post before its author is a creator of the campaign."""
    await campaigns.create(world.app, ADMIN, name="Fall")
    await intel.track(world.app, EDITOR, REF.url, "Fall")
    await world.archive("Summer")
    await world.add_anna("Fall")


async def test_of_several_campaigns_each_is_told(world: World) -> None:
    await world.track()
    await world.two_campaigns()

    (row,) = await whys.why(world.app, ANNA, REF.url)

    assert isinstance(row.result.said.result, CampaignNotChosenError)
    assert [type(each.result) for each in row.result.each] == [AlreadyTrackedError, Foreseen]


async def test_where_a_post_stands_is_told_and_its_reason_to_those_it_is_for(
    world: World, app: App, source: FakeSource, clock: FixedClock
) -> None:
    await world.track()
    clock.now = END
    await look(app, source, 812)

    async def told(by: Caller) -> tuple[PostStatus | None, str | None]:
        known = (await whys.why(app, by, REF.url))[0].result.said.known
        assert known is not None
        assert known.since == END
        return known.status, known.reason

    assert await told(ANNA) == (PostStatus.REJECTED, "812 views, 1,000 needed")
    assert await told(EDITOR) == (PostStatus.REJECTED, "812 views, 1,000 needed")
    assert await told(BEN) == (PostStatus.REJECTED, None)
    async with app.sessions.begin() as session:
        (await session.get_one(Campaign, 1)).guild_id = AWAY.guild_id
    await campaigns.allow_server(app, Caller(AWAY.guild_id, 1, ADMIN.role), server_id=str(HOME))
    assert await told(EDITOR) == (PostStatus.REJECTED, None)
