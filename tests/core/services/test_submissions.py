"""Intake: who may hand in what, and that nothing is doubled or half-written."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.access import Caller
from core.domain.errors import (
    AlreadyTrackedError,
    AuthorUnreadableError,
    CampaignArchivedError,
    CampaignUnknownError,
    CreatorBoundError,
    CreatorPausedError,
    CreatorUnknownError,
    NoCampaignError,
    PostTooOldError,
    SourceDownError,
    UserError,
)
from core.domain.terms import Author, CampaignState, Outcome, Platform, PostStatus
from core.services import campaigns, creators, posts, refresh, submissions
from core.services.app import App
from core.services.shown import Intake, Submitted
from db import campaigns as campaign_rows
from tests.conftest import ADMIN, ANNA, HOME
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading, tiktok

BEN = Caller(HOME, 100_000_000_000_000_014)
FOREIGN = Caller(200_000_000_000_000_002, ANNA.discord_id)


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="@Anna", platform=Platform.TIKTOK, discord_id=ANNA.discord_id)
    await creators.add(app, ADMIN, handle="anna.ig", platform=Platform.INSTAGRAM)


def only(intake: Intake) -> Submitted | UserError:
    assert len(intake.rows) == 1
    return intake.rows[0].result


async def test_a_good_link_becomes_a_post_with_its_numbers(
    app: App, source: FakeSource, summer: None
) -> None:
    ref = tiktok(NOON - timedelta(hours=3))
    source.tell(ref, reading(ref, 1_234))

    done = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(done, Submitted)
    assert (done.handle, done.campaign, done.counts.views, done.trouble) == (
        "anna",
        "Summer Launch",
        1_234,
        None,
    )
    assert done.window_ends_at == NOON - timedelta(hours=3) + timedelta(days=7)
    card = await posts.show(app, ADMIN, f"#{done.post_id}")
    assert (card.status, card.source, card.read_at) == (PostStatus.ACTIVE, "fake", NOON)
    assert card.estimate_minor == 62  # 1,234 x 0.50 / 1,000 = 0.617
    creator = await creators.show(app, ADMIN, "anna")
    assert (creator.posts, creator.display_name) == (1, "Anna")


async def test_stats_down_makes_a_post_with_unknown_views(app: App, source: FakeSource, summer: None) -> None:
    ref = tiktok(NOON)
    source.tell(ref, SourceDownError("timed out"))

    done = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(done, Submitted)
    assert (done.counts.views, done.trouble) == (None, Outcome.UNAVAILABLE)
    card = await posts.show(app, ADMIN, f"#{done.post_id}")
    assert card.estimate_minor is None
    assert card.next_check_at is not None


async def test_instagram_author_unreadable_makes_nothing(app: App, source: FakeSource, summer: None) -> None:
    ref = instagram(NOON)
    source.tell(ref, SourceDownError("timed out"))

    refused = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(refused, AuthorUnreadableError)
    assert (await posts.listing(app, ADMIN)).total == 0


async def test_twenty_at_once_leave_one_post(app: App, source: FakeSource, summer: None) -> None:
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))

    intakes = await asyncio.gather(*(submissions.submit(app, ANNA, ref.url) for _ in range(20)))

    kinds = Counter(type(only(intake)) for intake in intakes)
    assert kinds == {Submitted: 1, AlreadyTrackedError: 19}
    assert (await posts.listing(app, ADMIN)).total == 1


async def test_unknown_creator_is_refused(app: App, source: FakeSource, summer: None) -> None:
    ref = tiktok(NOON, handle="stranger")
    source.tell(ref, reading(ref, 5, handle="stranger", user_id="77"))

    refused = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(refused, CreatorUnknownError)
    assert (refused.handle, refused.campaign) == ("stranger", "Summer Launch")


async def test_the_sources_author_outweighs_the_links(app: App, source: FakeSource, summer: None) -> None:
    ref = tiktok(NOON, handle="anna")
    source.tell(ref, reading(ref, 5, handle="stranger", user_id="77"))

    assert isinstance(only(await submissions.submit(app, ANNA, ref.url)), CreatorUnknownError)


COAUTHOR = Author("anna.ig", "2002", "Anna", None)


async def test_a_collaboration_belongs_to_any_of_its_authors(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    both = reading(ref, 5, handle="brand", user_id="77", coauthors=(COAUTHOR,))
    source.tell(ref, both)

    done = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(done, Submitted)
    assert done.handle == "anna.ig"
    clock.advance(hours=7)
    await refresh.run_round(app, Platform.INSTAGRAM)
    seen = await posts.show(app, ADMIN, f"#{done.post_id}")
    assert (seen.status, seen.handle) == (PostStatus.ACTIVE, "anna.ig")


async def test_of_two_authors_in_a_campaign_the_person_hands_in_for_its_own(
    app: App, source: FakeSource, summer: None
) -> None:
    await creators.add(app, ADMIN, handle="brand", platform=Platform.INSTAGRAM, discord_id=BEN.discord_id)
    await creators.add(app, ADMIN, handle="anna.b", platform=Platform.INSTAGRAM, discord_id=ANNA.discord_id)
    ref = instagram(NOON)
    coauthor = replace(COAUTHOR, handle="anna.b")
    source.tell(ref, reading(ref, 5, handle="brand", user_id="77", coauthors=(coauthor,)))

    done = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(done, Submitted)
    assert done.handle == "anna.b"


async def test_a_renamed_creator_is_known_by_the_platforms_id(
    app: App, source: FakeSource, summer: None
) -> None:
    first, second = tiktok(NOON, 1), tiktok(NOON, 2, "anna.new")
    source.tell(first, reading(first, 5))
    await submissions.submit(app, ANNA, first.url)
    source.tell(second, reading(second, 5, handle="anna.new"))

    done = only(await submissions.submit(app, ANNA, second.url))

    assert isinstance(done, Submitted)
    assert done.handle == "anna.new"


async def test_a_freed_handle_taken_by_someone_else_is_not_followed(
    app: App, source: FakeSource, summer: None
) -> None:
    first, second = tiktok(NOON, 1), tiktok(NOON, 2)
    source.tell(first, reading(first, 5, user_id="1001"))
    await submissions.submit(app, ANNA, first.url)
    source.tell(second, reading(second, 5, user_id="9999"))

    assert isinstance(only(await submissions.submit(app, ANNA, second.url)), CreatorUnknownError)


async def test_paused_creator_is_refused(app: App, source: FakeSource, summer: None) -> None:
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))
    await creators.pause(app, ADMIN, "anna")

    assert isinstance(only(await submissions.submit(app, ANNA, ref.url)), CreatorPausedError)


async def test_another_members_creator_is_refused(app: App, source: FakeSource, summer: None) -> None:
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))

    assert isinstance(only(await submissions.submit(app, BEN, ref.url)), CreatorBoundError)


@pytest.mark.parametrize(("age", "taken"), [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)])
async def test_age_is_taken_up_to_the_window(
    app: App, source: FakeSource, summer: None, age: timedelta, taken: bool
) -> None:
    ref = tiktok(NOON - age)
    source.tell(ref, reading(ref, 5, published_at=NOON - age))

    result = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(result, Submitted if taken else PostTooOldError)


async def test_a_foreign_server_is_refused_until_it_is_allowed(
    app: App, source: FakeSource, summer: None
) -> None:
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))
    with pytest.raises(NoCampaignError):
        await submissions.submit(app, FOREIGN, ref.url)
    with pytest.raises(NoCampaignError):
        await submissions.submit(app, FOREIGN, ref.url, "Summer Launch")

    await campaigns.allow_server(app, ADMIN, server_id=str(FOREIGN.guild_id))

    assert isinstance(only(await submissions.submit(app, FOREIGN, ref.url)), Submitted)


async def test_unknown_and_archived_campaigns_are_refused(app: App, source: FakeSource, summer: None) -> None:
    with pytest.raises(CampaignUnknownError):
        await submissions.submit(app, ANNA, tiktok(NOON).url, "Winter")
    async with app.sessions.begin() as session:
        (await campaign_rows.of_guild(session, HOME))[0].state = CampaignState.ARCHIVED

    with pytest.raises(CampaignArchivedError):
        await submissions.submit(app, ANNA, tiktok(NOON).url, "summer-launch")
    with pytest.raises(NoCampaignError):
        await submissions.submit(app, ANNA, tiktok(NOON).url)


async def test_a_post_handed_in_while_the_source_was_down_is_turned_away_when_its_author_shows(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = tiktok(NOON)
    source.tell(ref, SourceDownError("timed out"))
    done = only(await submissions.submit(app, ANNA, ref.url))
    assert isinstance(done, Submitted)
    source.tell(ref, reading(ref, 90_000, handle="stranger", user_id="77"))
    clock.advance(hours=1)

    looked = await posts.refresh(app, ADMIN, f"#{done.post_id}")

    assert looked.card.status is PostStatus.REJECTED
    assert looked.card.status_reason == "published by @stranger, not by @anna"
