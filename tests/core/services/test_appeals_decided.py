"""What comes of appeals: money, late confirmations, several people at once."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.access import Role
from core.domain.appeals import AppealVerdict
from core.domain.errors import (
    AppealDecidedError,
    AppealedAlreadyError,
    NotAllowedError,
    NothingToPayError,
    NotRejectedError,
    PlanChangedError,
    PostStatusError,
    UserError,
)
from core.domain.terms import Platform, PostStatus
from core.services import (
    appeals,
    campaigns,
    confirmations,
    creator_edits,
    creators,
    deals,
    decisions,
    inclusion,
    own,
    payouts,
    refresh,
    verdicts,
)
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from core.services.shown_appeals import Appealed
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.acting import card, confirmed, hand_in
from tests.core.services.appealing import OTHER, TEXT, appeal, kept, over, reject, traces
from tests.core.services.paying import assert_sound, entries
from tests.fakes import FakeSource, FixedClock


@pytest.fixture(autouse=True)
async def post(app: App, source: FakeSource) -> str:
    """Anna's own post, of 5,000 views that would earn 5.00."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="1", cap=1_000_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creator_edits.edit(app, ADMIN, "anna", discord_id=ANNA.discord_id)
    return await hand_in(app, source, 5_000)


async def test_a_denial_leaves_the_post_rejected_and_is_told(app: App) -> None:
    made = await appeal(app)

    done = await appeals.deny(app, OTHER, made.card.id, "the statistics are of another post")

    assert done.ended is not None
    assert (done.ended.verdict, done.ended.by) == (AppealVerdict.DENIED, OTHER.discord_id)
    assert done.post.status is PostStatus.REJECTED
    seen = (await own.show_post(app, ANNA, 1)).appeal
    assert seen is not None
    assert (seen.verdict, seen.reason) == (AppealVerdict.DENIED, "the statistics are of another post")
    assert (await traces(app))[-1] == (
        OTHER.discord_id,
        "post deny-appeal",
        "appeal open",
        "appeal denied",
        "the statistics are of another post",
    )
    assert (await appeals.screen(app, OTHER)).total == 0


async def test_accepting_within_the_window_lets_the_post_run_on(app: App) -> None:
    made = await appeal(app)

    done = await appeals.accept(app, OTHER, made.card.id, "they are real")

    assert isinstance(done, PostChanged)
    assert (done.action, done.card.status, done.card.is_spared) == (
        "accept-appeal",
        PostStatus.ACTIVE,
        True,
    )
    seen = (await own.show_post(app, ANNA, 1)).appeal
    assert seen is not None
    assert (seen.verdict, seen.reason) == (AppealVerdict.ACCEPTED, "they are real")
    assert [(actor, action) for actor, action, *_ in (await traces(app))[-2:]] == [
        (OTHER.discord_id, "post unreject"),
        (OTHER.discord_id, "post accept-appeal"),
    ]


async def test_accepting_after_the_window_shows_the_money_first(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await over(app, source, clock, views=500)  # the rule rejects it: 1,000 are needed
    made = await appeals.make(app, ANNA, 1, TEXT)

    plan = await appeals.accept(app, EDITOR, made.card.id, "they are real")

    assert isinstance(plan, PostPlan)
    assert (plan.action, plan.earned_minor, plan.views) == ("accept-appeal", 50, 500)
    assert (await kept(app)).verdict is None
    assert (await card(app, "#1")).status is PostStatus.REJECTED
    assert await entries(app) == []

    done = await confirmed(app, EDITOR, plan)

    assert (done.action, done.card.status, done.card.earned_minor) == (
        "accept-appeal",
        PostStatus.FINALIZED,
        50,
    )
    assert (await kept(app)).verdict is AppealVerdict.ACCEPTED
    await decisions.decide_due(app)
    assert (await card(app, "#1")).status is PostStatus.FINALIZED
    await assert_sound(app)


async def test_other_money_than_shown_is_not_frozen(app: App, source: FakeSource, clock: FixedClock) -> None:
    await over(app, source, clock, views=500)
    made = await appeals.make(app, ANNA, 1, TEXT)
    plan = await appeals.accept(app, EDITOR, made.card.id, "they are real")
    assert isinstance(plan, PostPlan)
    clock.advance(seconds=1)
    deal = await deals.plan_deal(app, ADMIN, "anna", cpm="9", cap=1_000_000)
    await confirmations.confirm(app, ADMIN, deal.prompt_id)

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, EDITOR, plan.prompt_id)

    assert (await kept(app)).verdict is None
    assert (await card(app, "#1")).status is PostStatus.REJECTED


async def test_the_role_is_asked_again_when_it_is_confirmed(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await over(app, source, clock, views=500)
    made = await appeals.make(app, ANNA, 1, TEXT)
    plan = await appeals.accept(app, EDITOR, made.card.id, "they are real")
    assert isinstance(plan, PostPlan)

    with pytest.raises(NotAllowedError):
        await confirmations.confirm(app, replace(EDITOR, role=Role.CREATOR), plan.prompt_id)
    assert (await kept(app)).verdict is None


async def test_no_money_moves_while_an_appeal_is_open(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await appeal(app)
    await over(app, source, clock)
    clock.now += app.schedule.grace

    await decisions.decide_due(app)
    await refresh.run_round(app, Platform.TIKTOK)
    for asking in (
        verdicts.plan_finalize(app, ADMIN, "#1", "real"),
        verdicts.set_cpm(app, ADMIN, "#1", "9", 1_000_000),
        verdicts.set_views(app, ADMIN, "#1", 9_000, "seen"),
        verdicts.plan_reject(app, ADMIN, "#1", "again"),
    ):
        with pytest.raises(PostStatusError):
            await asking
    with pytest.raises(NothingToPayError):
        await payouts.plan_mark_paid(app, ADMIN, "anna", None, None)

    assert (await card(app, "#1")).status is PostStatus.REJECTED
    assert await entries(app) == []
    assert (await kept(app)).verdict is None


async def test_undoing_the_rejection_otherwise_accepts_the_appeal(app: App) -> None:
    await appeal(app)

    await verdicts.unreject(app, EDITOR, "#1", "my mistake")  # who rejected it may take that back

    closed = await kept(app)
    assert (closed.verdict, closed.decided_by, closed.reason) == (
        AppealVerdict.ACCEPTED,
        EDITOR.discord_id,
        "my mistake",
    )
    with pytest.raises(AppealDecidedError):
        await appeals.deny(app, OTHER, closed.id, "too late")


async def test_a_decided_appeal_stays_as_it_was_when_the_post_is_put_back_later(app: App) -> None:
    made = await appeal(app)
    await appeals.deny(app, OTHER, made.card.id, "no proof")

    await verdicts.unreject(app, EDITOR, "#1", "my mistake")

    assert (await kept(app)).verdict is AppealVerdict.DENIED


async def test_an_excluded_post_cannot_be_put_back_and_its_appeal_waits(app: App) -> None:
    made = await appeal(app)
    await inclusion.exclude(app, EDITOR, "#1")

    with pytest.raises(UserError):
        await appeals.accept(app, OTHER, made.card.id, "they are real")

    assert (await kept(app)).verdict is None
    assert (await appeals.deny(app, OTHER, made.card.id, "not ours")).ended is not None


async def test_of_two_who_decide_at_once_the_second_is_told(app: App) -> None:
    made = await appeal(app)

    results = await asyncio.gather(
        appeals.accept(app, OTHER, made.card.id, "they are real"),
        appeals.deny(app, ADMIN, made.card.id, "they are not"),
        return_exceptions=True,
    )

    told = [result for result in results if isinstance(result, BaseException)]
    assert [type(error) for error in told] == [AppealDecidedError]
    closed = await kept(app)
    is_accepted = isinstance(results[0], PostChanged)
    assert closed.verdict is (AppealVerdict.ACCEPTED if is_accepted else AppealVerdict.DENIED)
    assert (await card(app, "#1")).status is (PostStatus.ACTIVE if is_accepted else PostStatus.REJECTED)


async def test_a_question_that_is_confirmed_after_a_denial_is_refused(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await over(app, source, clock, views=500)
    made = await appeals.make(app, ANNA, 1, TEXT)
    plan = await appeals.accept(app, EDITOR, made.card.id, "they are real")
    assert isinstance(plan, PostPlan)
    await appeals.deny(app, OTHER, made.card.id, "they are not")

    with pytest.raises(AppealDecidedError):
        await confirmations.confirm(app, EDITOR, plan.prompt_id)
    assert await entries(app) == []


async def test_twenty_appeals_at_once_leave_one(app: App) -> None:
    await reject(app)

    results = await asyncio.gather(
        *(appeals.make(app, ANNA, 1, TEXT) for _ in range(20)), return_exceptions=True
    )

    made = [result for result in results if isinstance(result, Appealed)]
    refused = [result for result in results if isinstance(result, AppealedAlreadyError)]
    assert (len(made), len(refused)) == (1, 19)
    assert (await kept(app)).id == made[0].card.id


async def test_an_appeal_and_its_rejections_undoing_at_once(app: App) -> None:
    await reject(app)

    made, _ = await asyncio.gather(
        appeals.make(app, ANNA, 1, TEXT),
        verdicts.unreject(app, EDITOR, "#1", "my mistake"),
        return_exceptions=True,
    )

    assert (await card(app, "#1")).status is PostStatus.ACTIVE
    if isinstance(made, Appealed):
        assert (await kept(app)).verdict is AppealVerdict.ACCEPTED
    else:
        assert isinstance(made, NotRejectedError)
