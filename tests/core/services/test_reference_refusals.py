"""What is refused as a competitor's post."""

from datetime import timedelta

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import (
    CampaignArchivedError,
    CampaignUnknownError,
    CompetitorIsCreatorError,
    SourceDownError,
    TooManyLinksError,
)
from core.domain.terms import (
    Author,
    CampaignState,
    Platform,
)
from core.services import campaigns, creators, intel, submissions
from core.services.app import App
from db import campaigns as campaign_rows
from tests.conftest import ADMIN, EDITOR, HOME
from tests.core.services.competing import tell, track, tracked
from tests.fakes import NOON, FakeSource, instagram, reading, tiktok

FOREIGN = Caller(HOME + 1, 100_000_000_000_000_021, Role.ADMIN)
BOB = tiktok(NOON - timedelta(days=1), 1, "bob")
REEL = instagram(NOON - timedelta(days=2))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


@pytest.mark.parametrize("by_id", [False, True])
async def test_a_creators_post_is_refused_as_a_competitors(
    app: App, source: FakeSource, *, by_id: bool
) -> None:
    mine = tiktok(NOON, 5, "anna")
    tell(source, mine, handle="anna")
    await submissions.track(app, ADMIN, mine.url)  # the creator's id is known now
    other = tiktok(NOON, 6, "renamed" if by_id else "anna")
    source.tell(
        other, reading(other, 5, handle="renamed", user_id="id-anna") if by_id else SourceDownError("down")
    )

    (refused,) = await track(app, other)

    assert isinstance(refused, CompetitorIsCreatorError)
    assert (await intel.listing(app, EDITOR)).total == 0


async def test_a_creator_among_several_authors_is_refused(app: App, source: FakeSource) -> None:
    await creators.add(app, ADMIN, handle="anna.ig", platform=Platform.INSTAGRAM)
    tell(source, REEL, coauthors=(Author("anna.ig"),))

    (refused,) = await track(app, REEL)

    assert isinstance(refused, CompetitorIsCreatorError)
    assert refused.handle == "anna.ig"


async def test_more_than_a_hundred_links_are_refused(app: App, source: FakeSource) -> None:
    with pytest.raises(TooManyLinksError):
        await track(app, *(tiktok(NOON, serial, "bob") for serial in range(101)))
    assert source.asked == []


async def test_an_archived_campaign_takes_in_nothing(app: App, source: FakeSource) -> None:
    async def archive() -> None:
        async with app.sessions.begin() as session:
            (await campaign_rows.by_id(session, 1)).state = CampaignState.ARCHIVED

    tell(source, BOB)
    parsed_before = await submissions.open_campaign(app, EDITOR, None)
    await archive()

    with pytest.raises(CampaignArchivedError):
        await track(app, BOB)
    with pytest.raises(CampaignArchivedError):
        await intel._take_one(app, EDITOR, BOB.url, parsed_before)
    assert (await intel.listing(app, EDITOR)).total == 0


async def test_another_servers_campaigns_are_unknown(app: App, source: FakeSource) -> None:
    await campaigns.create(app, FOREIGN, name="Theirs")
    tell(source, BOB)
    await tracked(app, BOB)

    for act in (intel.listing, intel.show):
        with pytest.raises(CampaignUnknownError):
            await act(app, FOREIGN, "Summer")
    with pytest.raises(CampaignUnknownError):
        await intel.track(app, FOREIGN, BOB.url, "Summer")
    assert (await intel.listing(app, FOREIGN)).total == 0
    assert (await intel.show(app, FOREIGN)).groups == []
