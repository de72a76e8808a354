"""Intake: who may hand in what, and that nothing is doubled or half-written."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import (
    AlreadyTrackedError,
    AuthorUnreadableError,
    CampaignArchivedError,
    CampaignNotChosenError,
    CampaignUnknownError,
    CreatorBoundError,
    CreatorPausedError,
    CreatorUnknownError,
    LinkError,
    NoCampaignError,
    NotALinkError,
    NotAPostError,
    NotYourPromptError,
    OtherSiteError,
    PostGoneError,
    PostTooOldError,
    SourceDownError,
    StalePromptError,
    TooManyLinksError,
    UserError,
)
from core.domain.terms import CampaignState, Outcome, Platform, PostStatus
from core.services import campaigns, creators, posts, submissions
from core.services.app import App
from core.services.shown import Intake, Submitted
from db import campaigns as campaign_rows
from tests.conftest import ADMIN, ANNA, HOME
from tests.fakes import NOON, FakeLinks, FakeSource, FixedClock, instagram, reading, tiktok

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


async def test_a_creator_of_two_campaigns_chooses_once(app: App, source: FakeSource, summer: None) -> None:
    await campaigns.create(app, ADMIN, name="Winter")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, campaign="Winter")
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))

    intake = await submissions.submit(app, ANNA, ref.url)

    assert isinstance(only(intake), CampaignNotChosenError)
    assert intake.prompt is not None
    winter = {name: campaign_id for campaign_id, name in intake.prompt.campaigns}["Winter"]
    with pytest.raises(NotYourPromptError):
        await submissions.submit_chosen(app, BEN, intake.prompt.prompt_id, winter)
    done = only(await submissions.submit_chosen(app, ANNA, intake.prompt.prompt_id, winter))
    assert isinstance(done, Submitted)
    assert done.campaign == "Winter"
    with pytest.raises(StalePromptError):
        await submissions.submit_chosen(app, ANNA, intake.prompt.prompt_id, winter)


async def test_the_only_campaign_with_this_creator_needs_no_choice(
    app: App, source: FakeSource, summer: None
) -> None:
    await campaigns.create(app, ADMIN, name="Winter")
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))

    done = only(await submissions.submit(app, ANNA, ref.url))

    assert isinstance(done, Submitted)
    assert done.campaign == "Summer Launch"


async def test_each_link_of_a_paste_has_its_own_outcome(
    app: App, source: FakeSource, links: FakeLinks, summer: None
) -> None:
    good, short, lost = tiktok(NOON, 1), tiktok(NOON, 2), instagram(NOON)
    source.tell(good, reading(good, 5))
    source.tell(short, reading(short, 6))
    source.tell(lost, PostGoneError("not there"))
    links.known["https://vm.tiktok.com/ZMabc123/"] = short.url
    foreign = "https://www.tiktok.com/@anna\nhttps://example.com/x"
    text = f"{good.url} https://vm.tiktok.com/ZMabc123/ {foreign} {lost.url} hello"

    intake = await submissions.submit(app, ANNA, text)

    kinds = [type(row.result) for row in intake.rows]
    assert kinds[:5] == [Submitted, Submitted, NotAPostError, OtherSiteError, AuthorUnreadableError]
    assert all(issubclass(kind, LinkError) for kind in kinds[5:])


async def test_a_line_without_a_link_is_a_row_of_its_own_when_tracking(
    app: App, source: FakeSource, summer: None
) -> None:
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))

    done = await submissions.track(app, ADMIN, f"the one I meant:\n\nlook {ref.url} nice\n{ref.url}")

    assert [(row.link, type(row.result)) for row in done.rows] == [
        ("the one I meant:", NotALinkError),
        (ref.url, Submitted),
    ]


async def test_words_without_a_link_get_one_sentence(app: App, summer: None) -> None:
    refused = only(await submissions.submit(app, ANNA, " my new video!! "))

    assert isinstance(refused, NotALinkError)


async def test_the_name_in_an_instagram_link_proves_nothing(
    app: App, source: FakeSource, summer: None
) -> None:
    ref = instagram(NOON)
    source.tell(ref, SourceDownError("timed out"))

    refused = only(
        await submissions.submit(app, ANNA, f"https://instagram.com/anna.ig/reel/{ref.platform_post_id}/")
    )

    assert isinstance(refused, AuthorUnreadableError)


async def test_too_many_links_are_refused_before_any_is_read(
    app: App, source: FakeSource, summer: None
) -> None:
    text = "\n".join(tiktok(NOON, serial).url for serial in range(21))

    with pytest.raises(TooManyLinksError):
        await submissions.submit(app, ANNA, text)
    assert source.asked == []


async def test_tracking_a_hundred_tells_how_far_it_is(app: App, source: FakeSource, summer: None) -> None:
    refs = [tiktok(NOON, serial) for serial in range(100)]
    for ref in refs[:99]:
        source.tell(ref, reading(ref, 5))
    seen: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> None:
        seen.append((done, total))

    intake = await submissions.track(app, ADMIN, "\n".join(ref.url for ref in refs), None, progress)

    assert [type(row.result) for row in intake.rows] == [Submitted] * 100
    assert seen[-1] == (100, 100)
    assert [row.link for row in intake.rows] == [ref.url for ref in refs]


async def test_an_admin_may_track_what_a_creator_bound_to_a_member_published_long_ago(
    app: App, source: FakeSource, summer: None
) -> None:
    ref = tiktok(NOON - timedelta(days=20))
    source.tell(ref, reading(ref, 5))

    done = only(await submissions.track(app, Caller(HOME, 5, Role.ADMIN), ref.url))

    assert isinstance(done, Submitted)


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
