"""What waits for review: it does not count, and is shown screen by screen, to its own server only."""

from dataclasses import replace

import pytest

from core.domain.errors import (
    CampaignUnknownError,
    PostStatusError,
    PostUnknownError,
)
from core.domain.terms import Author, Platform, PostStatus, TrackingMode, TrackingStatus
from core.services import (
    campaigns,
    creator_edits,
    creators,
    decisions,
    inbox,
    refresh,
    reviews,
    watch_rounds,
    watches,
)
from core.services.app import App
from core.services.shown_reviews import WaitingFor
from db.models import Post
from db.money import LedgerEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import count
from tests.core.services.reviewing import (
    DAY,
    HOUR,
    INCLUDE,
    PENDING,
    STRANGER,
    WINDOW_END,
    at_the_end,
    find,
    row,
    tracked,
)
from tests.fakes import NOON, FakeSource, FixedClock, reading
from tests.simulated import PlayedAccount, PlayedSource


@pytest.fixture
def anna() -> PlayedAccount:
    return PlayedAccount(Platform.TIKTOK)


@pytest.fixture
async def summer(app: App, anna: PlayedAccount) -> App:
    """A campaign whose creator is in selective mode; her account can be listed."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(
        app,
        ADMIN,
        handle="anna",
        platform=Platform.TIKTOK,
        cpm="0.50",
        cap=500_000,
        mode=TrackingMode.SELECTIVE,
    )
    return replace(app, accounts=dict.fromkeys(Platform, PlayedSource(anna)))


async def test_what_waits_is_refreshed_and_never_decided(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    (post,) = await find(summer, anna, source, [5_000])

    await at_the_end(summer, clock)
    await decisions.decide_due(summer)

    seen = await row(summer, post)
    assert (seen.status, seen.tracking, seen.views) == (PostStatus.ACTIVE, PENDING, 5_000)
    assert seen.checked_at == clock.now
    assert await count(summer, LedgerEntry) == 0


async def test_what_waits_too_long_is_looked_at_daily_and_only_within_the_horizon(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    (post,) = await find(summer, anna, source, [5_000])

    clock.now = WINDOW_END + 2 * DAY
    await refresh.run_round(summer, Platform.TIKTOK)
    seen = await row(summer, post)
    assert seen.next_check_at is not None
    assert seen.next_check_at >= clock.now + DAY
    clock.now = NOON - HOUR + 30 * DAY
    await refresh.run_round(summer, Platform.TIKTOK)

    assert (await row(summer, post)).next_check_at is None


async def test_another_server_sees_nothing(summer: App, anna: PlayedAccount, source: FakeSource) -> None:
    await find(summer, anna, source, [5_000])

    foreign = await inbox.screen(summer, STRANGER, creator_id=1)

    assert (foreign.page.items, foreign.page.total, foreign.creators) == ([], 0, [])
    await campaigns.create(summer, STRANGER, name="Theirs")
    with pytest.raises(CampaignUnknownError):
        await inbox.screen(summer, STRANGER, "#1")


async def test_the_inbox_is_newest_first_in_screens_of_twenty_five(
    summer: App, anna: PlayedAccount, source: FakeSource
) -> None:
    await find(summer, anna, source, [5_000] * 27)

    first = await inbox.screen(summer, EDITOR, "Summer")
    second = await inbox.screen(summer, EDITOR, page=2)
    beyond = await inbox.screen(summer, EDITOR, page=99)

    assert (first.page.number, first.page.pages, first.page.total) == (1, 2, 27)
    times = [item.published_at for item in [*first.page.items, *second.page.items] if item.published_at]
    assert times == sorted(times, reverse=True)
    assert (len(first.page.items), len(second.page.items)) == (25, 2)
    assert beyond == second
    assert first.campaign == "Summer"


async def test_the_inbox_names_those_most_of_whose_posts_wait_and_the_chosen_one(
    summer: App, anna: PlayedAccount, source: FakeSource
) -> None:
    await find(summer, anna, source, [5_000] * 3)
    for number in range(2, 32):
        await creators.add(summer, ADMIN, handle=f"c{number:02}", platform=Platform.TIKTOK)
    async with summer.sessions.begin() as session:
        seen = await session.get_one(Post, 1)
        columns = {column.name: getattr(seen, column.name) for column in Post.__table__.columns}
        for number in range(2, 31):
            changes = {"id": 100 + number, "creator_id": number, "platform_post_id": str(number)}
            session.add(Post(**columns | changes))

    everybody = await inbox.screen(summer, EDITOR)
    chosen = await inbox.screen(summer, EDITOR, creator_id=30)
    nobody = await inbox.screen(summer, EDITOR, creator_id=31)

    assert everybody.creators[0] == WaitingFor(1, "anna", Platform.TIKTOK, 3)
    assert len(everybody.creators) == len(chosen.creators) == inbox.CREATORS
    assert chosen.creators[-1] == WaitingFor(30, "c30", Platform.TIKTOK, 1)
    assert [item.handle for item in chosen.page.items] == ["c30"]
    assert (nobody.page.items, nobody.creators[-1].posts) == ([], 0)


async def test_switching_to_auto_leaves_what_waits_in_the_inbox(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    (old,) = await find(summer, anna, source, [5_000])
    await creator_edits.edit(summer, ADMIN, "#1", mode=TrackingMode.AUTO)
    clock.advance(hours=7)
    anna.publish(clock.now)
    await watch_rounds.run(summer, Platform.TIKTOK)

    assert [f"#{item.post_id}" for item in (await inbox.screen(summer, EDITOR)).page.items] == [old]
    assert await tracked(summer, ["#1", "#2"]) == [PENDING, TrackingStatus.AUTO_TRACKED]


@pytest.mark.parametrize(
    "typed", ["#1", "1", "#99", "nonsense", "#" + "9" * 30, "", "'; DROP TABLE posts; --"]
)
async def test_posts_of_another_server_and_nonsense_are_unknown(
    summer: App, anna: PlayedAccount, source: FakeSource, typed: str
) -> None:
    await find(summer, anna, source, [5_000])

    done = await reviews.review_all(summer, STRANGER, INCLUDE, [typed])

    assert (done.done, done.prompt_id) == ([], None)
    assert [type(failed.error) for failed in done.failed] == [PostUnknownError]
    assert await tracked(summer, ["#1"]) == [PENDING]


async def test_a_post_rejected_meanwhile_is_not_approved_from_an_old_screen(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    published = anna.publish(NOON - HOUR, author=Author("anna"))
    await watches.add(summer, ADMIN, handle="anna", platform=Platform.TIKTOK, first_import=5)
    (item,) = (await inbox.screen(summer, EDITOR)).page.items
    source.tell(published.ref, reading(published.ref, 5_000, handle="stranger", user_id="999"))
    await refresh.run_round(summer, Platform.TIKTOK)

    done = await reviews.review_all(summer, EDITOR, INCLUDE, [f"#{item.post_id}"])

    assert [type(failed.error) for failed in done.failed] == [PostStatusError]
    seen = await row(summer, f"#{item.post_id}")
    assert (seen.status, seen.tracking) == (PostStatus.REJECTED, PENDING)
