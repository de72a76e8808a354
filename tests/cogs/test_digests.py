"""Weekly digests as people see them, and what becomes of one whose channel cannot be reached."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import discord
import pytest

from cogs import charts_weeks, render_digests
from cogs.digests import Digests
from cogs.troubles import PATIENCE
from core.domain import digests as rules
from core.domain.access import Caller, Role
from core.domain.terms import Counts, Platform
from core.services import servers
from core.services.shown_analytics import TopPost
from core.services.shown_digests import CampaignWeek, Digest, Riser, Slot, Week
from tests.cogs.conftest import Stage, hand_in
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock, tiktok

pytestmark = pytest.mark.simcord(check_errors=False)

DUE = datetime(2026, 11, 9, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
POST = TopPost(7, tiktok(NOON), "anna", Counts(9_000), 2_500, None, is_exact=True)
BUSY = CampaignWeek(
    campaign_id=1,
    name="Summer *x*",
    currency="USD",
    last=Week(3, 2, 3_200, 1, None),
    before=Week(2, 2, None, 0, None),
    gained=[None] * 13 + [3_200],
    posts=[POST],
    creators=[Riser("anna", Platform.TIKTOK, 2_500)],
)


def digest(*campaigns: CampaignWeek, more: int = 0) -> Digest:
    slot = Slot(HOME, 81, DUE, 1)
    return Digest(
        slot, rules.weeks(DUE, BERLIN)[1], rules.days(DUE, BERLIN), "Europe/Berlin", campaigns, more
    )


@pytest.fixture
def sender(stage: Stage) -> Digests:
    return Digests(stage.bot.app, stage.bot, (discord.DiscordException,))


async def choose(stage: Stage, channel_id: int) -> None:
    by = Caller(HOME, stage.admin.id, Role.ADMIN)
    await servers.choose_digest_channel(stage.bot.app, by, channel_id)


def titles(stage: Stage) -> list[str | None]:
    return [message.embeds[0].title for message in stage.channel.history() if message.embeds]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [entry.message for entry in caplog.records if entry.name == "cogs.digests" and entry.levelno > 20]


def test_figures_stand_beside_those_of_the_week_before() -> None:
    (card,) = render_digests.cards(digest(BUSY))

    assert card.title == "Summer \\*x\\*"
    assert (card.description or "").splitlines() == [
        "Views gained: **3,200** (unknown the week before)",
        "New posts: **3** (2 the week before, ▲ 50.0 %)",
        "Active creators: **2** (2 the week before, = 0.0 %)",
        "Finalized: **1** (0 the week before)",
        "**Top posts by views gained**",
        f"🥇 [@anna]({tiktok(NOON).url}): +2,500, 9,000 now",
        "**Top creators by views gained**",
        "🥇 @anna on TikTok: +2,500",
    ]


def test_money_is_told_where_the_campaign_shows_it_only() -> None:
    shown = replace(BUSY, last=replace(BUSY.last, earned_minor=12_345), before=Week(0, 0, None, 0, 0))

    (silent, told) = render_digests.cards(digest(BUSY, shown))

    assert "Earned" not in (silent.description or "")
    assert "Earned: **123.45 USD** (0.00 USD the week before)" in (told.description or "")


def test_the_headline_names_the_days_and_what_is_left_out() -> None:
    assert render_digests.headline(digest(BUSY, more=2)) == (
        "**Last week against the week before**\n2026-11-02 to 2026-11-08, days in `Europe/Berlin`\n"
        "And 2 more campaigns with news."
    )


def test_ten_campaigns_with_the_longest_names_fit_in_one_message() -> None:
    post = replace(POST, handle="_" * 60, ref=tiktok(NOON, 1, "a" * 24))
    full = replace(
        BUSY, name="*" * 80, posts=[post] * 3, creators=[Riser("_" * 60, Platform.INSTAGRAM, 10**9)] * 3
    )

    cards = render_digests.cards(digest(*[full] * 10))

    assert sum(len(card) for card in cards) <= 6_000
    assert all("Views gained" in (card.description or "") for card in cards)


@pytest.mark.parametrize("gained", [[None] * 14, [5, -3, None, 0, 7, 10**12, 1] * 2])
def test_any_week_can_be_drawn(gained: list[int | None]) -> None:
    png = charts_weeks.draw(rules.days(DUE, BERLIN), gained, "Europe/Berlin")

    assert png.startswith(b"\x89PNG")


@pytest.mark.usefixtures("summer")
async def test_it_is_sent_once_with_its_pictures(
    stage: Stage, source: FakeSource, clock: FixedClock, sender: Digests
) -> None:
    await choose(stage, stage.channel.id)
    await hand_in(stage, source)
    await sender.send()
    assert titles(stage) == []

    clock.now = DUE
    await sender.send()
    await sender.send()
    await Digests(stage.bot.app, stage.bot, (discord.DiscordException,)).send()  # after a restart

    (sent,) = [message for message in stage.channel.history() if message.embeds]
    assert sent.content.startswith("**Last week against the week before**\n2026-11-02 to 2026-11-08")
    assert [file.filename for file in sent.attachments] == ["week-1.png"]
    assert "Views gained: **1,234** (unknown the week before)" in (sent.embeds[0].description or "")


@pytest.mark.usefixtures("summer")
async def test_a_channel_that_is_gone_is_told_once_and_tried_again_slowly(
    stage: Stage,
    source: FakeSource,
    clock: FixedClock,
    sender: Digests,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await hand_in(stage, source)
    await choose(stage, 81)
    clock.now = DUE
    caplog.set_level(logging.INFO, "cogs.digests")

    for _ in range(3):
        await sender.send()
    clock.advance(seconds=PATIENCE.total_seconds())
    await sender.send()

    assert stage.env.transcript().count("POST /channels/81/messages") == 2
    assert len(warnings(caplog)) == 1
    assert "Unknown Channel" in warnings(caplog)[0]


@pytest.mark.usefixtures("summer")
async def test_before_discord_is_connected_nothing_is_tried(
    stage: Stage, source: FakeSource, clock: FixedClock
) -> None:
    await choose(stage, stage.channel.id)
    await hand_in(stage, source)
    clock.now = DUE

    away = discord.Client(intents=discord.Intents.none())
    await Digests(stage.bot.app, away, (discord.DiscordException,)).send()

    assert titles(stage) == []
