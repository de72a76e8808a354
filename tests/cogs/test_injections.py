"""What people typed is harmless where the bot writes by itself: letters, digests, boards, cards, files."""

import csv
import io
import re

import discord
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # it ships no types

from cogs.boards import Boards
from cogs.digests import Digests
from cogs.letters import Letters
from core.domain.access import Caller, Role
from core.domain.terms import Platform, TrackingStatus
from core.services import campaigns, creators, pulses, servers, submissions
from db.models import Post
from tests.cogs.conftest import Stage
from tests.cogs.sent import messages, refused, too_loud
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok
from tests.standins.payloads import Json

pytestmark = pytest.mark.simcord(check_errors=False)

NASTY = "=1+1 @everyone <@&1> **x** [y](https://evil.example) `z` ||w|| <t:1:R> \u202eabc"
HARM = ("[y](", "<@&1>", "@everyone", "**x**", "||w||", "<t:1:R>", "\u202e")
UNREACHABLE = (discord.DiscordException,)


@pytest.fixture
async def nasty(stage: Stage, source: FakeSource, clock: FixedClock) -> Stage:
    """A campaign, a post and all that is said about it, each with the worst of names."""
    app, by = stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN)
    await campaigns.create(app, by, name=NASTY, cpm="0.50", cap=500_000)
    await creators.add(app, by, handle="anna", platform=Platform.TIKTOK, discord_id=stage.anna.id)
    for number in (1, 2, 3):
        ref = tiktok(NOON, number)
        source.tell(ref, reading(ref, 450_000, user_id=None))
        await submissions.track(app, by, ref.url)
    async with app.sessions.begin() as session:
        for number in (1, 2, 3):
            post = await session.get_one(Post, number)
            post.caption = post.author_name = NASTY
        (await session.get_one(Post, 3)).tracking = TrackingStatus.PENDING_REVIEW
    await servers.choose_channel(app, by, stage.channel.id)
    await servers.choose_digest_channel(app, by, stage.channel.id)
    await pulses.keep(app, by, 1, stage.channel.id, missing=[])
    for command in ("post reject", "post finalize"):
        number = 1 if command == "post reject" else 2
        asked = await stage.admin.slash(stage.channel, command, post=f"#{number}", reason=NASTY)
        assert asked.response is not None
        await stage.admin.click(asked.response, label="Confirm")
    return stage


async def test_what_is_written_without_being_asked(nasty: Stage, clock: FixedClock) -> None:
    app, bot = nasty.bot.app, nasty.bot
    since = len(nasty.env.http_requests)

    await Boards(app, bot, UNREACHABLE).keep()
    await Letters(app, bot, UNREACHABLE).send()
    clock.advance(days=7)  # to the next Monday
    await Digests(app, bot, UNREACHABLE).send()

    sent = messages(nasty.env, since)
    assert len(sent) == 4, [formatted(one) for one in sent]
    assert [one for one in map(formatted, sent) if any(harm in one for harm in HARM)] == []
    assert ["evil.example" in str(one) for one in sent] == [True] * 4
    assert too_loud(sent) == []
    assert refused(nasty.env) == []


async def test_what_is_suggested(nasty: Stage) -> None:
    found = [
        choice["name"]
        for command, option in (("campaign show", "campaign"), ("post show", "post"))
        for choice in await nasty.admin.autocomplete(nasty.channel, command, option, "")
    ]

    assert any("evil.example" in name for name in found)
    assert [name for name in found if "\u202e" in name or len(name) > 100] == []


async def test_no_cell_of_a_file_calculates(nasty: Stage) -> None:
    await nasty.admin.slash(nasty.channel, "post adjust", post="#2", amount="-1.00", reason=NASTY)
    replies = [
        await nasty.admin.slash(nasty.channel, "payout export"),
        await nasty.anna.slash(nasty.channel, "my export"),
    ]
    answers = [message for reply in replies for message in (reply.response, *reply.followups) if message]
    files = {file.filename: file for message in answers for file in message.attachments}

    cells = [cell for file in files.values() for cell in cells_of(file.filename, await file.read())]

    assert len(files) > 3
    assert any("evil.example" in cell for cell in cells)
    assert [cell for cell in cells if re.match(r"[=+@\t\r]|-\D", cell)] == []


def cells_of(name: str, data: bytes) -> list[str]:
    """The text of every cell of a table; other files have none."""
    if name.endswith(".csv"):
        return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    if not name.endswith(".xlsx"):
        return []
    book = load_workbook(io.BytesIO(data))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]


def formatted(message: Json) -> str:
    """What Discord formats: no footers, nothing after a backslash, and nothing within a code span."""
    parts: list[str | None] = [message.get("content")]
    for embed in message.get("embeds") or []:
        parts += [embed.get("title"), embed.get("description")]
        parts += [text for one in embed.get("fields") or [] for text in (one["name"], one["value"])]
    return re.sub(r"\\.|`[^`\n]*`", "", "\n".join(part for part in parts if part))
