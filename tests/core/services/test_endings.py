"""Archiving campaigns and removing creators: nothing new comes in, and nothing that is in gets lost."""

import asyncio
from datetime import timedelta

import pytest

from core.domain.errors import (
    CampaignArchivedError,
    CampaignStateError,
    CreatorStateError,
    CreatorUnknownError,
    StalePromptError,
    UserError,
)
from core.domain.terms import CampaignState, CreatorState, Platform, PostStatus
from core.services import campaigns, confirmations, creators, dues, endings, refresh, submissions, watches
from core.services.app import App
from core.services.shown import CampaignChanged, CreatorChanged, Submitted
from tests.conftest import ADMIN, ANNA
from tests.core.services.acting import END, card, hand_in, look
from tests.core.services.paying import assert_sound, pay
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok


@pytest.fixture
async def post(app: App, source: FakeSource) -> str:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    return await hand_in(app, source, 5_000)


async def archived(app: App) -> CampaignChanged:
    plan = await endings.plan_archive(app, ADMIN, None)
    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    assert isinstance(done, CampaignChanged)
    return done


async def removed(app: App) -> CreatorChanged:
    plan = await endings.plan_remove(app, ADMIN, "anna")
    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    assert isinstance(done, CreatorChanged)
    return done


async def handed_in(app: App, source: FakeSource, serial: int) -> Submitted | UserError:
    ref = tiktok(NOON, serial)
    source.tell(ref, reading(ref, 10))
    try:
        return (await submissions.submit(app, ANNA, ref.url, "Summer")).rows[0].result
    except UserError as refused:
        return refused


async def test_an_archived_campaign_takes_in_nothing_and_decides_what_is_in(
    app: App, source: FakeSource, clock: FixedClock, post: str
) -> None:
    plan = await endings.plan_archive(app, ADMIN, None)
    done = await archived(app)
    refused = await handed_in(app, source, 2)
    clock.now = END
    await look(app, source, 450_000)

    assert (plan.running, plan.owed_minor) == (1, 0)
    assert done.card.state is CampaignState.ARCHIVED
    assert isinstance(refused, CampaignArchivedError)
    assert (await card(app, post)).status is PostStatus.FINALIZED
    assert (await pay(app)).card.amount_minor == 22_500
    await assert_sound(app)


async def test_reopened_it_takes_in_posts_again(app: App, source: FakeSource, post: str) -> None:
    await archived(app)

    done = await endings.reopen(app, ADMIN, None)

    assert done.card.state is CampaignState.ACTIVE
    assert isinstance(await handed_in(app, source, 2), Submitted)
    with pytest.raises(CampaignStateError):
        await endings.reopen(app, ADMIN, None)


async def test_twice_is_refused_with_its_state(app: App, post: str) -> None:
    plans = [await endings.plan_archive(app, ADMIN, None) for _ in range(2)]

    results = await asyncio.gather(
        *(confirmations.confirm(app, ADMIN, plan.prompt_id) for plan in plans), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["CampaignChanged", "CampaignStateError"]
    with pytest.raises(CampaignStateError):
        await endings.plan_archive(app, ADMIN, None)


async def test_a_removed_creators_posts_are_decided_and_paid(
    app: App, source: FakeSource, clock: FixedClock, post: str
) -> None:
    done = await removed(app)
    refused = await handed_in(app, source, 2)
    clock.now = END
    await look(app, source, 450_000)

    assert done.card.state is CreatorState.REMOVED
    assert isinstance(refused, CreatorUnknownError)
    assert (await card(app, post)).earned_minor == 22_500
    ready = await dues.ready(app, ADMIN, None)
    assert ready.ready_minor == {"USD": 22_500}
    assert (await pay(app, f"#{ready.page.items[0].payee.creator_id}")).card.amount_minor == 22_500
    await assert_sound(app)


async def test_what_is_owed_is_told_before(
    app: App, source: FakeSource, clock: FixedClock, post: str
) -> None:
    clock.now = END
    await look(app, source, 450_000)

    plan = await endings.plan_remove(app, ADMIN, "anna")

    assert (plan.running, plan.owed_minor) == (0, 22_500)


async def test_an_account_that_comes_back_begins_anew(app: App, source: FakeSource, post: str) -> None:
    before = await removed(app)

    again = await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)

    assert again.card.id != before.card.id
    assert again.card.posts == 0
    assert isinstance(await handed_in(app, source, 2), Submitted)


async def test_a_removed_creator_is_watched_no_more(app: App, clock: FixedClock, post: str) -> None:
    await watches.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    plan = await endings.plan_remove(app, ADMIN, "anna")

    await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert plan.watched == 1
    assert (await watches.listing(app, ADMIN)).total == 0
    clock.advance(hours=7)
    assert (await refresh.run_round(app, Platform.TIKTOK)).failed == 0


async def test_two_who_remove_at_once_remove_once(app: App, post: str) -> None:
    plans = [await endings.plan_remove(app, ADMIN, "anna") for _ in range(2)]

    results = await asyncio.gather(
        *(confirmations.confirm(app, ADMIN, plan.prompt_id) for plan in plans), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["CreatorChanged", "CreatorStateError"]
    assert isinstance(next(result for result in results if isinstance(result, Exception)), CreatorStateError)


async def test_an_old_question_does_nothing(app: App, clock: FixedClock, post: str) -> None:
    plan = await endings.plan_archive(app, ADMIN, None)
    clock.now += timedelta(days=3)

    with pytest.raises(StalePromptError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert (await campaigns.show(app, ADMIN, None)).state is CampaignState.ACTIVE
