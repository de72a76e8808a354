"""Appeals: once, in time, for one's own post; somebody else decides, and no money moves meanwhile."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.appeals import LIFE, AppealVerdict, Offered
from core.domain.errors import (
    AppealDecidedError,
    AppealedAlreadyError,
    AppealFileError,
    AppealLateError,
    AppealShortError,
    AppealUnknownError,
    NotAllowedError,
    NothingToPayError,
    NotRejectedError,
    NotYourPostError,
    OwnAppealError,
    OwnRejectionError,
    PlanChangedError,
    PostStatusError,
    PostUnknownError,
    UserError,
)
from core.domain.terms import Platform, PostStatus
from core.services import (
    appeals,
    boards,
    campaigns,
    confirmations,
    creator_edits,
    creators,
    deals,
    decisions,
    forgetting,
    inbox,
    inclusion,
    own,
    payouts,
    refresh,
    servers,
    verdicts,
    whys,
)
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from core.services.shown_appeals import AppealCard, Appealed
from core.services.shown_boards import Tasks, TasksIn, Writing
from db.appeal_rows import Appeal
from db.models import Creator
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, REF, card, confirmed, hand_in, look
from tests.core.services.paying import assert_sound, entries
from tests.fakes import FakeSource, FixedClock

BEN = Caller(HOME, 100_000_000_000_000_014)
OTHER = Caller(HOME, 100_000_000_000_000_015, Role.EDITOR)
AWAY = 200_000_000_000_000_002
TEXT = "These views are real, please look at the attached statistics."
PICTURE = Offered("stats.png", "image/png", 1_000)


@pytest.fixture(autouse=True)
async def post(app: App, source: FakeSource) -> str:
    """Anna's own post, of 5,000 views that would earn 5.00."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="1", cap=1_000_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creator_edits.edit(app, ADMIN, "anna", discord_id=ANNA.discord_id)
    return await hand_in(app, source, 5_000)


async def reject(app: App, by: Caller = EDITOR) -> None:
    await confirmed(app, by, await verdicts.plan_reject(app, by, "#1", "bought views"))


async def appeal(app: App, by: Caller = ANNA) -> Appealed:
    await reject(app)
    return await appeals.make(app, by, 1, TEXT)


async def over(app: App, source: FakeSource, clock: FixedClock, views: int = 5_000) -> None:
    """The window is over, with a reading at its end."""
    clock.now = END + timedelta(minutes=1)
    await look(app, source, views)


async def kept(app: App) -> Appeal:
    async with app.reads() as session:
        return (await session.scalars(select(Appeal))).one()


async def traces(app: App) -> list[tuple[int | None, str, str | None, str | None, str]]:
    async with app.reads() as session:
        rows = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.actor, row.action, row.before, row.after, row.reason) for row in rows]


async def test_a_member_appeals_and_the_team_sees_it(app: App) -> None:
    await servers.choose_channel(app, ADMIN, 77)

    made = await appeal(app)
    await appeals.published(app, made.card.id, 77, 88, "stats.png")

    assert (made.guild_id, made.channel_id) == (HOME, 77)
    (seen,) = (await appeals.screen(app, OTHER)).items
    assert (seen.member, seen.text, seen.file_name) == (ANNA.discord_id, TEXT, "stats.png")
    assert (seen.rejected_by, seen.ended) == (EDITOR.discord_id, None)
    assert seen.place is not None
    assert (seen.place.guild_id, seen.place.channel_id, seen.place.message_id) == (HOME, 77, 88)
    assert seen.post.status_reason == "bought views"
    assert (await traces(app))[-1] == (
        ANNA.discord_id,
        "my appeal",
        "bought views",
        "appeal open",
        "the member says that the rejection is wrong",
    )


async def test_the_rules_rejection_names_nobody(app: App, source: FakeSource, clock: FixedClock) -> None:
    await over(app, source, clock, views=5)

    made = await appeals.make(app, ANNA, 1, TEXT)

    assert made.card.rejected_by is None
    assert isinstance(await appeals.deny(app, EDITOR, made.card.id, "too few"), AppealCard)


async def test_only_the_bound_member_appeals(app: App) -> None:
    await reject(app)

    for by in (BEN, EDITOR, ADMIN):
        for asking in (appeals.check(app, by, 1), appeals.make(app, by, 1, TEXT)):
            with pytest.raises(NotYourPostError):
                await asking
    assert (await appeals.screen(app, OTHER)).total == 0


async def test_a_post_without_a_creator_is_nobodys(app: App) -> None:
    await reject(app)
    async with app.sessions.begin() as session:
        (await session.get_one(Creator, 1)).discord_id = None

    with pytest.raises(NotYourPostError):
        await appeals.make(app, ANNA, 1, TEXT)


async def test_a_foreign_server_knows_neither_post_nor_appeal(app: App) -> None:
    await reject(app)
    away = replace(ANNA, guild_id=AWAY)
    with pytest.raises(PostUnknownError):
        await appeals.make(app, away, 1, TEXT)
    await appeals.make(app, ANNA, 1, TEXT)

    stranger = Caller(AWAY, 5, Role.ADMIN)
    for asking in (
        appeals.show(app, stranger, 1),
        appeals.to_decide(app, stranger, 1),
        appeals.accept(app, stranger, 1, "why not"),
        appeals.deny(app, stranger, 1, "why not"),
    ):
        with pytest.raises(AppealUnknownError):
            await asking
    with pytest.raises(AppealUnknownError):
        await appeals.show(app, EDITOR, 2)
    assert (await appeals.screen(app, stranger)).total == 0
    assert (await kept(app)).verdict is None


async def test_a_listed_server_is_as_good_as_home_for_the_member(app: App) -> None:
    await reject(app)
    await campaigns.allow_server(app, ADMIN, server_id=str(AWAY))

    made = await appeals.make(app, replace(ANNA, guild_id=AWAY), 1, TEXT)

    assert made.guild_id == HOME
    with pytest.raises(AppealUnknownError):
        await appeals.deny(app, Caller(AWAY, 5, Role.ADMIN), made.card.id, "not yours")


async def test_there_is_one_appeal_a_post_for_good(app: App) -> None:
    made = await appeal(app)
    with pytest.raises(AppealedAlreadyError):
        await appeals.make(app, ANNA, 1, TEXT)
    await appeals.accept(app, OTHER, made.card.id, "they are real")
    await reject(app)

    for asking in (appeals.check(app, ANNA, 1), appeals.make(app, ANNA, 1, TEXT)):
        with pytest.raises(AppealedAlreadyError):
            await asking
    assert not (await own.show_post(app, ANNA, 1)).can_appeal


async def test_it_is_in_time_for_fourteen_days(app: App, clock: FixedClock) -> None:
    await reject(app)
    clock.now += LIFE
    for asking in (appeals.check(app, ANNA, 1), appeals.make(app, ANNA, 1, TEXT)):
        with pytest.raises(AppealLateError):
            await asking
    assert not (await own.show_post(app, ANNA, 1)).can_appeal

    clock.now -= timedelta(microseconds=1)
    assert (await own.show_post(app, ANNA, 1)).can_appeal
    await appeals.make(app, ANNA, 1, TEXT)


async def test_only_a_rejection_is_appealed(app: App) -> None:
    with pytest.raises(NotRejectedError):
        await appeals.make(app, ANNA, 1, TEXT)
    with pytest.raises(AppealShortError):
        await appeals.make(app, ANNA, 1, "why?")


async def test_a_file_needs_a_place(app: App) -> None:
    await reject(app)
    for asking in (appeals.check(app, ANNA, 1, PICTURE), appeals.make(app, ANNA, 1, TEXT, PICTURE)):
        with pytest.raises(AppealFileError) as refused:
            await asking
        assert refused.value.why == "nowhere"
    await servers.choose_channel(app, ADMIN, 77)
    with pytest.raises(AppealFileError):
        await appeals.make(app, ANNA, 1, TEXT, replace(PICTURE, content_type="text/html"))

    await appeals.check(app, ANNA, 1, PICTURE)
    made = await appeals.make(app, ANNA, 1, TEXT, PICTURE)

    assert made.card.file_name is None  # until somebody keeps it


async def test_who_rejected_and_who_appealed_may_not_decide(app: App) -> None:
    made = await appeal(app)

    for by, refusal in ((EDITOR, OwnRejectionError), (replace(ANNA, role=Role.ADMIN), OwnAppealError)):
        for asking in (
            appeals.to_decide(app, by, made.card.id),
            appeals.accept(app, by, made.card.id, "why not"),
            appeals.deny(app, by, made.card.id, "why not"),
        ):
            with pytest.raises(refusal):
                await asking
    assert (await appeals.to_decide(app, OTHER, made.card.id)).id == made.card.id
    assert (await kept(app)).verdict is None


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


async def test_the_inbox_and_the_board_count_open_appeals(app: App) -> None:
    await servers.choose_channel(app, ADMIN, 77)
    assert (await inbox.screen(app, EDITOR)).appeals == 0

    made = await appeal(app)

    assert (await inbox.screen(app, EDITOR)).appeals == 1
    (plan,) = await boards.due(app, {HOME})
    assert isinstance(plan, Writing)
    assert isinstance(plan.said, Tasks)
    assert plan.said.campaigns == [TasksIn("Summer", appeals=1)]
    await appeals.deny(app, OTHER, made.card.id, "no proof")
    assert (await inbox.screen(app, EDITOR)).appeals == 0
    assert await boards.due(app, {HOME}) == []


async def test_why_offers_an_appeal_to_the_bound_member_alone(app: App) -> None:
    async def offered(by: Caller) -> bool:
        (row,) = await whys.why(app, by, REF.url)
        known = row.result.said.known
        assert known is not None
        return known.can_appeal

    assert not await offered(ANNA)
    await reject(app)
    assert await offered(ANNA)
    assert not await offered(EDITOR)
    await appeals.make(app, ANNA, 1, TEXT)
    assert not await offered(ANNA)


async def test_forgetting_takes_what_the_member_said(app: App) -> None:
    made = await appeal(app)
    plan = await forgetting.plan_forget(app, ANNA)
    assert plan.counts["appeals"] == 1

    await confirmations.confirm(app, ANNA, plan.prompt_id)

    with pytest.raises(AppealUnknownError):
        await appeals.deny(app, OTHER, made.card.id, "no proof")
    assert (await appeals.screen(app, OTHER)).total == 0
    acted = [actor for actor, action, *_ in await traces(app) if action == "my appeal"]
    assert [actor is not None and actor < 0 for actor in acted] == [True]
