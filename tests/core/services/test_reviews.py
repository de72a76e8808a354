"""People decide about what waits for review, many at once, and take it back."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from core.domain.access import Caller
from core.domain.errors import (
    AlreadyReviewedError,
    FaultError,
    NotYourPromptError,
    PostStatusError,
    ReviewClosedError,
    StalePromptError,
)
from core.domain.lifecycle import Verdict
from core.domain.terms import Platform, PostStatus, TrackingMode
from core.services import (
    campaigns,
    creators,
    decisions,
    inbox,
    refresh,
    reviews,
    verdicts,
)
from core.services.app import App
from db.models import Campaign, Post
from db.money import LedgerEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import card, confirmed, count, hand_in
from tests.core.services.reviewing import (
    DAY,
    EXCLUDE,
    EXCLUDED,
    HOUR,
    INCLUDE,
    INCLUDED,
    OTHER,
    PENDING,
    WINDOW_END,
    at_the_end,
    find,
    row,
    tracked,
    trail,
)
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok
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


async def test_an_approved_post_counts_with_its_trace(
    summer: App, anna: PlayedAccount, source: FakeSource
) -> None:
    first, second = await find(summer, anna, source, [5_000, 6_000])

    done = await reviews.review_all(summer, EDITOR, INCLUDE, [first])

    seen = await row(summer, first)
    assert (seen.tracking, seen.reviewed_by, seen.reviewed_at) == (INCLUDED, EDITOR.discord_id, NOON)
    assert seen.status is PostStatus.ACTIVE
    assert await trail(summer, "post include") == [(EDITOR.discord_id, PENDING, INCLUDED)]
    assert [f"#{each.post_id}" for each in done.done] == [first]
    waiting = (await inbox.screen(summer, EDITOR)).page
    assert [f"#{item.post_id}" for item in waiting.items] == [second]


async def test_approving_leaves_the_next_look_where_it_was(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    (post,) = await find(summer, anna, source, [5_000])
    due = (await row(summer, post)).next_check_at
    clock.advance(hours=3)

    await reviews.review_all(summer, EDITOR, INCLUDE, [post])

    assert (await row(summer, post)).next_check_at == due


async def test_an_approval_after_the_end_is_decided_by_the_next_pass_and_not_in_the_click(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    posts = await find(summer, anna, source, [5_000, 999])
    await at_the_end(summer, clock)
    coming = [item.prospect for item in (await inbox.screen(summer, EDITOR)).page.items]

    done = await reviews.review_all(summer, EDITOR, INCLUDE, posts)

    assert [(each.verdict, each.views, each.earned_minor) for each in coming] == [
        (Verdict.FINALIZE, 5_000, 250),
        (Verdict.REJECT, 999, None),
    ]
    assert {each.post_id: each.prospect for each in done.done} == {
        int(post[1:]): prospect for post, prospect in zip(posts, coming, strict=True)
    }
    assert [(await row(summer, post)).status for post in posts] == [PostStatus.ACTIVE] * 2
    assert [(await row(summer, post)).next_check_at for post in posts] == [clock.now] * 2
    assert await count(summer, LedgerEntry) == 0
    await decisions.decide_due(summer)
    assert (await card(summer, posts[0])).earned_minor == 250
    assert (await card(summer, posts[1])).status is PostStatus.REJECTED


async def test_a_post_approved_late_is_not_paid_on_later_views(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    (post,) = await find(summer, anna, source, [5_000])
    await at_the_end(summer, clock)
    seen = await row(summer, post)
    ref = tiktok(NOON - HOUR, serial=1)
    ref = replace(ref, platform_post_id=seen.platform_post_id)
    source.tell(ref, reading(ref, 90_000, user_id=None))
    clock.now = WINDOW_END + 5 * DAY
    await refresh.run_round(summer, Platform.TIKTOK)

    await reviews.review_all(summer, EDITOR, INCLUDE, [post])
    await decisions.decide_due(summer)

    seen = await row(summer, post)
    assert (seen.views, seen.counted_views, seen.earned_minor) == (90_000, 5_000, 250)


async def test_of_two_reviewers_exactly_one_wins_and_the_other_is_told(
    summer: App, anna: PlayedAccount, source: FakeSource
) -> None:
    posts = await find(summer, anna, source, [5_000] * 4)

    mine, theirs = await asyncio.gather(
        reviews.review_all(summer, EDITOR, INCLUDE, posts),
        reviews.review_all(summer, OTHER, EXCLUDE, list(reversed(posts))),
    )

    assert len(mine.done) + len(theirs.done) == 4
    losers = {EDITOR: mine, OTHER: theirs}
    for who, told in losers.items():
        for failed in told.failed:
            assert isinstance(failed.error, AlreadyReviewedError)
            assert failed.error.by == ({EDITOR, OTHER} - {who}).pop().discord_id
            assert failed.error.at == NOON
    statuses = await tracked(summer, posts)
    assert statuses.count(INCLUDED) == len(mine.done)
    assert statuses.count(EXCLUDED) == len(theirs.done)
    assert len(await trail(summer, "post include") + await trail(summer, "post exclude")) == 4


async def test_a_hundred_clicks_are_one_review(summer: App, anna: PlayedAccount, source: FakeSource) -> None:
    (post,) = await find(summer, anna, source, [5_000])

    clicks = [reviews.review_all(summer, EDITOR, INCLUDE, [post]) for _ in range(20)]
    done = await asyncio.gather(*clicks)

    assert sum(len(each.done) for each in done) == 1
    assert sum(each.prompt_id is not None for each in done) == 1
    assert len(await trail(summer, "post include")) == 1


async def test_one_of_twenty_five_that_is_decided_already_costs_itself_only(
    summer: App, anna: PlayedAccount, source: FakeSource
) -> None:
    posts = await find(summer, anna, source, [5_000] * 25)
    await reviews.review_all(summer, OTHER, EXCLUDE, [posts[7]])

    done = await reviews.review_all(summer, EDITOR, INCLUDE, posts)

    assert [failed.post for failed in done.failed] == [posts[7]]
    error = done.failed[0].error
    assert isinstance(error, AlreadyReviewedError)
    assert (error.tracking, error.by, error.at) == (EXCLUDED, OTHER.discord_id, NOON)
    assert await tracked(summer, posts) == [INCLUDED] * 7 + [EXCLUDED] + [INCLUDED] * 17


async def test_one_that_cannot_be_read_costs_itself_only(
    summer: App, anna: PlayedAccount, source: FakeSource
) -> None:
    posts = await find(summer, anna, source, [5_000] * 3)
    async with summer.sessions.begin() as session:
        broken = text("UPDATE posts SET cpm = 'much' WHERE id = :id")
        await session.execute(broken, {"id": int(posts[1][1:])})

    done = await reviews.review_all(summer, EDITOR, INCLUDE, posts)

    assert [failed.post for failed in done.failed] == [posts[1]]
    assert isinstance(done.failed[0].error, FaultError)
    assert len(done.done) == 2
    assert await tracked(summer, [posts[0], posts[2]]) == [INCLUDED] * 2


async def test_no_more_than_a_screen_is_reviewed_at_once(
    summer: App, anna: PlayedAccount, source: FakeSource
) -> None:
    await find(summer, anna, source, [5_000] * 27)

    done = await reviews.review_all(summer, EDITOR, INCLUDE, [f"#{number}" for number in range(1, 28)])

    assert (len(done.done), done.failed) == (25, [])


async def test_undo_puts_posts_back_as_they_were_once(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    posts = await find(summer, anna, source, [5_000] * 3)
    before = [await row(summer, post) for post in posts]
    clock.advance(minutes=1)
    done = await reviews.review_all(summer, EDITOR, EXCLUDE, posts)
    assert [(await row(summer, post)).next_check_at for post in posts] == [None] * 3
    assert done.prompt_id is not None
    with pytest.raises(NotYourPromptError):
        await reviews.undo(summer, OTHER, done.prompt_id)
    clock.advance(minutes=1)

    undone = await reviews.undo(summer, EDITOR, done.prompt_id)

    assert (len(undone.done), undone.failed, undone.prompt_id) == (3, [], None)
    after = [await row(summer, post) for post in posts]
    assert [(one.tracking, one.reviewed_by, one.reviewed_at) for one in after] == [
        (one.tracking, one.reviewed_by, one.reviewed_at) for one in before
    ]
    assert [one.next_check_at for one in after] == [clock.now] * 3
    assert await trail(summer, "inbox undo") == [(EDITOR.discord_id, EXCLUDED, PENDING)] * 3
    with pytest.raises(StalePromptError):
        await reviews.undo(summer, EDITOR, done.prompt_id)


async def test_undo_leaves_alone_what_somebody_changed_since(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    first, second = await find(summer, anna, source, [5_000] * 2)
    done = await reviews.review_all(summer, EDITOR, INCLUDE, [first, second])
    await exclude_again(summer, OTHER, first)
    assert done.prompt_id is not None

    undone = await reviews.undo(summer, EDITOR, done.prompt_id)

    (failed,) = undone.failed
    assert isinstance(failed.error, AlreadyReviewedError)
    assert (failed.post, failed.error.by) == (first, OTHER.discord_id)
    assert await tracked(summer, [first, second]) == [EXCLUDED, PENDING]


async def exclude_again(app: App, by: Caller, post: str) -> None:
    async with app.sessions.begin() as session:
        locked = await session.get_one(Post, int(post[1:]))
        home = await session.get_one(Campaign, locked.campaign_id)
        await reviews.change(session, app, by, locked, home, EXCLUDE)


async def test_undo_leaves_alone_what_is_decided(
    summer: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    paid, failing, waiting = await find(summer, anna, source, [5_000, 999, None])
    await at_the_end(summer, clock)
    done = await reviews.review_all(summer, EDITOR, INCLUDE, [paid, failing, waiting])
    await decisions.decide_due(summer)
    assert done.prompt_id is not None

    undone = await reviews.undo(summer, EDITOR, done.prompt_id)

    errors = {failed.post: type(failed.error) for failed in undone.failed}
    assert errors == {paid: ReviewClosedError, failing: PostStatusError}
    assert await tracked(summer, [paid, failing, waiting]) == [INCLUDED, INCLUDED, PENDING]
    assert (await card(summer, paid)).earned_minor == 250


async def test_another_question_is_not_undone(summer: App, anna: PlayedAccount, source: FakeSource) -> None:
    post = await hand_in(summer, source, 5_000)
    plan = await verdicts.plan_reject(summer, EDITOR, post, "a mistake")

    with pytest.raises(StalePromptError):
        await reviews.undo(summer, EDITOR, plan.prompt_id)

    done = await confirmed(summer, EDITOR, plan)
    assert done.card.status is PostStatus.REJECTED
