"""Several links at once, each with its own outcome, and several campaigns to choose from."""

from datetime import timedelta

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import (
    AuthorUnreadableError,
    CampaignNotChosenError,
    LinkError,
    NotALinkError,
    NotAPostError,
    NotYourPromptError,
    OtherSiteError,
    PostGoneError,
    SourceDownError,
    StalePromptError,
    TooManyLinksError,
    UserError,
)
from core.domain.terms import CampaignState, Platform
from core.services import campaigns, creators, submissions
from core.services.app import App
from core.services.shown import Intake, Submitted
from db import campaigns as campaign_rows
from tests.conftest import ADMIN, ANNA, HOME
from tests.fakes import NOON, FakeLinks, FakeSource, instagram, reading, tiktok

BEN = Caller(HOME, 100_000_000_000_000_014)


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="@Anna", platform=Platform.TIKTOK, discord_id=ANNA.discord_id)
    await creators.add(app, ADMIN, handle="anna.ig", platform=Platform.INSTAGRAM)


def only(intake: Intake) -> Submitted | UserError:
    assert len(intake.rows) == 1
    return intake.rows[0].result


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


async def test_a_campaign_archived_meanwhile_cannot_be_chosen_and_the_question_stays(
    app: App, source: FakeSource, summer: None
) -> None:
    winter = (await campaigns.create(app, ADMIN, name="Winter")).card.id
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, campaign="Winter")
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))
    intake = await submissions.submit(app, ANNA, ref.url)
    assert intake.prompt is not None
    async with app.sessions.begin() as session:
        (await campaign_rows.by_id(session, winter)).state = CampaignState.ARCHIVED

    with pytest.raises(StalePromptError):
        await submissions.submit_chosen(app, ANNA, intake.prompt.prompt_id, winter)

    done = await submissions.submit_chosen(app, ANNA, intake.prompt.prompt_id, 1)
    assert isinstance(only(done), Submitted)


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
