"""Appeals: once, in time, for one's own post; somebody else decides, and no money moves meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.access import Caller, Role
from core.domain.appeals import LIFE
from core.domain.errors import (
    AppealedAlreadyError,
    AppealFileError,
    AppealLateError,
    AppealShortError,
    AppealUnknownError,
    NotRejectedError,
    NotYourPostError,
    OwnAppealError,
    OwnRejectionError,
    PostUnknownError,
)
from core.domain.terms import Platform
from core.services import (
    appeals,
    boards,
    campaigns,
    confirmations,
    creator_edits,
    creators,
    forgetting,
    inbox,
    own,
    servers,
    whys,
)
from core.services.app import App
from core.services.shown_appeals import AppealCard
from core.services.shown_boards import Tasks, TasksIn, Writing
from db.models import Creator
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import REF, hand_in
from tests.core.services.appealing import AWAY, BEN, OTHER, PICTURE, TEXT, appeal, kept, over, reject, traces
from tests.fakes import FakeSource, FixedClock


@pytest.fixture(autouse=True)
async def post(app: App, source: FakeSource) -> str:
    """Anna's own post, of 5,000 views that would earn 5.00."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="1", cap=1_000_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creator_edits.edit(app, ADMIN, "anna", discord_id=ANNA.discord_id)
    return await hand_in(app, source, 5_000)


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
