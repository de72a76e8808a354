"""The board as people see it, and what becomes of it when its channel or message is gone."""

import logging
from datetime import timedelta

import discord
import pytest
from sqlalchemy import update

from cogs.boards import Boards
from cogs.render import size
from cogs.render_board import board
from cogs.troubles import PATIENCE
from core.domain.access import Caller, Role
from core.domain.needs import Need
from core.domain.terms import Platform, PostStatus, TrackingStatus
from core.services import boards, servers
from core.services.shown_boards import Example, Tasks, TasksIn, Unsynced, Waiting, Writing
from db.models import Post
from tests.cogs.conftest import REF, Bot, Stage, hand_in, said
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]


@pytest.fixture
def kept(stage: Stage) -> Boards:
    return Boards(stage.bot.app, stage.bot, (discord.DiscordException,))


async def choose(stage: Stage, channel_id: int) -> None:
    by = Caller(HOME, stage.admin.id, Role.ADMIN)
    await servers.choose_channel(stage.bot.app, by, channel_id)


async def track(stage: Stage, source: FakeSource, tracking: TrackingStatus) -> None:
    """A post is there, in this state of review."""
    await hand_in(stage, source)
    async with stage.bot.app.sessions.begin() as session:
        await session.execute(update(Post).values(tracking=tracking))


def titles(stage: Stage) -> list[str | None]:
    return [message.embeds[0].title for message in stage.channel.history() if message.embeds]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [entry.message for entry in caplog.records if entry.name == "cogs.boards" and entry.levelno > 20]


def test_it_says_what_waits_by_campaign() -> None:
    undecided = {Need.UNDECIDED: Waiting(2, [Example(7, REF)])}
    said = board(
        Tasks(
            [
                TasksIn("Summer", 2, NOON),
                TasksIn("@everyone *x*", 1, NOON - timedelta(days=1), needs=undecided),
                TasksIn("Winter", appeals=1, needs={Need.HELD: Waiting(1, [Example(8, REF)])}),
                TasksIn(
                    "Fall", unsynced=Unsynced(3, [("an_na", Platform.TIKTOK), ("ben", Platform.INSTAGRAM)])
                ),
            ]
        )
    )

    assert said.title == (
        "3 posts wait for review, 2 posts need a decision, 1 post is on hold, 1 appeal waits, "
        "3 accounts cannot be synced"
    )
    assert said.description == (
        "**Summer**: 2 posts to review, the oldest from <t:1793620800:R>\n"
        "**@\u200beveryone \\*x\\***: 1 post to review, the oldest from <t:1793534400:R>\n"
        f"**@\u200beveryone \\*x\\***: 2 posts need a decision: [#7]({REF.url}) and 1 more\n"
        f"**Winter**: 1 post is on hold: [#8]({REF.url})\n"
        "**Winter**: 1 appeal to decide about, in the inbox\n"
        "**Fall**: 3 accounts cannot be synced: @an\\_na (TikTok), @ben (Instagram) and 1 more. "
        "`/watch show` says why"
    )


def needing(need: Need) -> Tasks:
    return Tasks([TasksIn("Summer", needs={need: Waiting(1, [Example(1, REF)])})])


def test_one_post_and_none_read_well() -> None:
    assert board(Tasks([TasksIn("Summer", 1, NOON)])).title == "1 post waits for review"
    assert board(needing(Need.UNDECIDED)).title == "1 post needs a decision"
    assert board(needing(Need.UNPRICED)).title == "1 post has no terms"
    assert board(Tasks([TasksIn("Summer", appeals=2)])).title == "2 appeals wait"
    assert board(Tasks()).title == "Nothing waits for review or a decision"


def test_any_number_of_campaigns_fits() -> None:
    needs = {need: Waiting(10**6, [Example(10**9, REF)] * 3) for need in Need}
    said = board(Tasks([TasksIn("🙂*" * 40, 10**6, NOON, 10**6, needs) for _ in range(200)]))

    assert size(said.description or "") <= 4096
    assert len(said) <= 6000


async def test_it_follows_what_waits(stage: Stage, source: FakeSource, kept: Boards) -> None:
    await choose(stage, stage.channel.id)
    await kept.keep()
    assert titles(stage) == []

    await track(stage, source, TrackingStatus.PENDING_REVIEW)
    await kept.keep()
    assert titles(stage) == ["1 post waits for review"]

    async with stage.bot.app.sessions.begin() as session:
        await session.execute(update(Post).values(tracking=TrackingStatus.INCLUDED))
    await kept.keep()
    assert titles(stage) == ["Nothing waits for review or a decision"]


async def test_each_need_has_its_button_to_the_list_after_a_restart_too(
    stage: Stage, source: FakeSource, kept: Boards
) -> None:
    await choose(stage, stage.channel.id)
    await hand_in(stage, source)
    undecided = {"status": PostStatus.AWAITING_MEASUREMENT, "needs_person": True, "held_at": NOON}
    async with stage.bot.app.sessions.begin() as session:
        await session.execute(update(Post).values(undecided))
    await kept.keep()
    assert titles(stage) == ["1 post needs a decision, 1 post is on hold"]
    sent = stage.channel.history()[-1]
    (row,) = sent.components
    assert isinstance(row, discord.ActionRow)
    assert [item.custom_id for item in row.children] == ["vl:board:undecided", "vl:board:held"]
    await stage.env.restart_bot(Bot(stage.bot.app))

    listed = await stage.editor.click(sent, label="Posts to decide")
    anna = await stage.anna.click(sent, label="Posts on hold")
    async with stage.bot.app.sessions.begin() as session:
        await session.execute(update(Post).values(held_at=None))
    late = await stage.editor.click(sent, label="Posts on hold")

    assert listed.followups[0].embeds[0].title == "Posts to decide"
    assert (listed.followups[0].embeds[0].description or "").startswith("`#1` **Awaiting measurement**")
    assert said(anna).startswith("This is for editors")
    assert late.followups[0].embeds[0].description == "None is left: somebody else was here before."


async def test_its_button_opens_the_inbox_for_those_who_may_review(
    stage: Stage, source: FakeSource, kept: Boards
) -> None:
    await choose(stage, stage.channel.id)
    await track(stage, source, TrackingStatus.PENDING_REVIEW)
    await kept.keep()
    await stage.env.restart_bot(Bot(stage.bot.app))
    sent = stage.channel.history()[-1]

    editor = await stage.editor.click(sent, label="Open the inbox")
    anna = await stage.anna.click(sent, label="Open the inbox")

    assert editor.followups[0].ephemeral
    assert (editor.followups[0].embeds[0].title or "").startswith("#1")
    assert said(anna).startswith("This is for editors")


async def test_another_bots_message_is_none_of_ours(stage: Stage, source: FakeSource, kept: Boards) -> None:
    await choose(stage, stage.channel.id)
    await track(stage, source, TrackingStatus.PENDING_REVIEW)
    theirs = await stage.anna.send(stage.channel, "hello")
    plan = (await boards.due(stage.bot.app, {HOME}))[0]
    assert isinstance(plan, Writing)
    await boards.written(stage.bot.app, plan, theirs.id, is_exact=False)

    await kept.keep()
    await kept.keep()

    assert titles(stage) == ["1 post waits for review"]


async def test_a_channel_that_is_gone_is_told_once_and_tried_again_slowly(
    stage: Stage,
    source: FakeSource,
    clock: FixedClock,
    kept: Boards,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await track(stage, source, TrackingStatus.PENDING_REVIEW)
    await choose(stage, 81)
    caplog.set_level(logging.INFO, "cogs.boards")

    for _ in range(3):
        await kept.keep()
    clock.advance(seconds=PATIENCE.total_seconds())
    await kept.keep()

    assert stage.env.transcript().count("POST /channels/81/messages") == 2
    assert len(warnings(caplog)) == 1
    assert "Unknown Channel" in warnings(caplog)[0]

    await choose(stage, stage.channel.id)
    await kept.keep()
    assert titles(stage) == ["1 post waits for review"]
    assert caplog.messages[-1] == f"The board of server {HOME} is kept again"


async def test_before_discord_is_connected_nothing_is_tried(
    stage: Stage, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    await choose(stage, stage.channel.id)
    await track(stage, source, TrackingStatus.PENDING_REVIEW)

    away = discord.Client(intents=discord.Intents.none())
    await Boards(stage.bot.app, away, (discord.DiscordException,)).keep()

    assert titles(stage) == []
    assert warnings(caplog) == []
