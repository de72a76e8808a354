"""The board as people see it, and what becomes of it when its channel or message is gone."""

import logging
from datetime import timedelta

import discord
import pytest
from sqlalchemy import update

from cogs.boards import Boards, board
from cogs.render import size
from cogs.troubles import PATIENCE
from core.domain.access import Caller, Role
from core.domain.terms import PostStatus, TrackingStatus
from core.services import boards, servers
from core.services.shown_boards import Tasks, TasksIn, Writing
from db.models import Post
from tests.cogs.conftest import Bot, Stage, hand_in, said
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
    said = board(
        Tasks(
            [
                TasksIn("Summer", 2, NOON, 0),
                TasksIn("@everyone *x*", 1, NOON - timedelta(days=1), 1),
                TasksIn("Winter", 0, None, 2, 1),
            ]
        )
    )

    assert said.title == "3 posts wait for review, 3 posts need a decision, 1 appeal waits"
    assert said.description == (
        "**Summer**: 2 posts to review, the oldest from <t:1793620800:R>\n"
        "**@\u200beveryone \\*x\\***: 1 post to review, the oldest from <t:1793534400:R>\n"
        "**@\u200beveryone \\*x\\***: 1 post needs a decision: `/post list status:Awaiting measurement`\n"
        "**Winter**: 2 posts need a decision: `/post list status:Awaiting measurement`\n"
        "**Winter**: 1 appeal to decide about, in the inbox"
    )


def test_one_post_and_none_read_well() -> None:
    assert board(Tasks([TasksIn("Summer", 1, NOON, 0)])).title == "1 post waits for review"
    assert board(Tasks([TasksIn("Summer", 0, None, 1)])).title == "1 post needs a decision"
    assert board(Tasks([TasksIn("Summer", 0, None, 0, 2)])).title == "2 appeals wait"
    assert board(Tasks()).title == "Nothing waits for review or a decision"


def test_any_number_of_campaigns_fits() -> None:
    said = board(Tasks([TasksIn("🙂*" * 40, 10**6, NOON, 10**6) for _ in range(200)]))

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


async def test_its_button_is_there_only_while_something_is_in_the_inbox(
    stage: Stage, source: FakeSource, kept: Boards
) -> None:
    await choose(stage, stage.channel.id)
    await track(stage, source, TrackingStatus.DIRECT_ADD)
    undecided = {"status": PostStatus.AWAITING_MEASUREMENT, "needs_person": True}
    async with stage.bot.app.sessions.begin() as session:
        await session.execute(update(Post).values(undecided))

    await kept.keep()

    assert titles(stage) == ["1 post needs a decision"]
    assert not stage.channel.history()[-1].components


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
