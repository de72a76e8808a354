"""Buttons pressed by those they are not for, pressed twice, and made up: nothing leaks, nothing changes."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.utils import utcnow

from core.domain.terms import Platform
from tests.standins.discord_reply import Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Member
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings
from tests.whole.conftest import World
from tests.whole.hostile import PLACES, RUBBISH, Press, numbered

SECRET = "zebra"
"""It is in the name of everything there is in the server."""
NASTY = "@everyone <@&1> **x** [y](https://evil.example) `z` ||w|| <t:1:R> \u202eabc"
TABLES = (
    *("servers", "campaigns", "campaign_servers", "creators", "deals", "posts", "ledger_entries", "payouts"),
    *("appeals", "shared_reports", "watched_accounts", "audit_entries", "prompts", "boards", "muted_members"),
)
BUG = "Something went wrong on the bot's side"


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """A server and what is in it; its loops rest, so that nothing changes by itself."""
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        discord_.add_guild("Studio").add_member("Nils", discord.Permissions(manage_guild=True))
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        env = settings(source, discord_, DATABASE_URL=database_url)
        async with BotProcess(env, discord_, tmp_path) as bot:
            await bot.until_up(discord_.wait_ready())
            made = World(discord_, source, bot, guild, mara, database_url)
            yield made
        assert discord_.violations == []
        assert [line for line in bot.lines if "Traceback" in line] == [], bot.text


async def inhabit(world: World) -> Member:
    """Campaign, creators, posts, an appeal, a report, an account and an open question; returns the owner."""
    anna = world.guild.add_member("Anna")
    await world.run(world.mara, "campaign create", name="Zebra")
    await world.run(
        world.mara, "creator add", handle="zebra_anna", platform=Platform.TIKTOK.value, member=anna
    )
    await world.run(world.mara, "creator add", handle="zebra_ben", platform=Platform.TIKTOK.value)
    links = [world.publish(utcnow(), number, views=10, handle="zebra_anna") for number in (1, 2)]
    await world.track(*links)
    asked = await world.run(world.mara, "post reject", post="#2", reason="zebra")
    await (await world.discord.click(world.mara, asked, "Confirm")).done()
    shown = await (await world.discord.forge(anna, "vl:appeal:new:2")).acked()
    await (
        await world.discord.submit_modal(anna, shown, {"text": "zebra, please look at it once more"})
    ).done()
    await world.run(world.mara, "report create")
    await world.run(
        world.mara, "watch add", handle="zebra_x", platform=Platform.TIKTOK.value, competitor=True
    )
    await world.run(world.mara, "post reject", post="#1", reason="zebra")
    return anna


async def pressed(world: World, who: Member, presses: Sequence[Press]) -> list[Reply]:
    """What each press leads to; they come one after the other."""
    found = []
    for custom_id, values in presses:
        reply = await world.discord.forge(who, custom_id, values)
        found.append(await reply.done(20))
    return found


async def kept(world: World) -> dict[str, list[tuple[Any, ...]]]:
    return {table: await world.rows(f"SELECT * FROM {table}") for table in TABLES}


def told(replies: Sequence[Reply]) -> str:
    texts = [reply.text for reply in replies if reply.last is not None]
    return "\n".join([*texts, *(str(reply.modal) for reply in replies if reply.modal)])


async def test_nobody_presses_what_is_not_theirs(world: World) -> None:
    await inhabit(world)
    stranger = world.guild.add_member("Stranger")
    ben = world.guild.add_member("Ben")
    await world.run(world.mara, "creator edit", creator="zebra_ben", member=ben)
    nils = world.discord.guilds[1].members[-1]
    prompts = [row[0] for row in await world.rows("SELECT id FROM prompts")]
    everything = [press for number in (1, 2, *prompts) for press in numbered(number)]
    before = await kept(world)

    by_strangers = [
        reply for who in (stranger, ben) for reply in await pressed(world, who, [*everything, *PLACES])
    ]
    by_another_server = await pressed(world, nils, everything)

    replies = [*by_strangers, *by_another_server]
    assert [reply.title for reply in replies if reply.modal is not None] == []
    assert [reply.title for reply in replies if reply.last and BUG in reply.text] == []
    assert SECRET not in told(by_another_server).lower()
    open_to_all = {reply.title for reply in by_strangers if SECRET in reply.text.lower()}
    assert {title.split(":")[1] for title in open_to_all} <= {"leaderboard"}
    assert await kept(world) == before


async def test_rubbish_in_old_ids_is_answered_kindly(world: World) -> None:
    await inhabit(world)
    before = await kept(world)

    replies = await pressed(world, world.mara, RUBBISH)

    assert [(reply.title, reply.text) for reply in replies if BUG in reply.text] == []
    assert await kept(world) == before


async def test_a_confirmation_counts_once(world: World) -> None:
    await inhabit(world)
    asked = await world.run(world.mara, "post reject", post="#1", reason="again")

    both = await asyncio.gather(*(world.discord.click(world.mara, asked, "Confirm") for _ in range(2)))
    await asyncio.gather(*(reply.done() for reply in both))

    assert await world.rows("SELECT count(*) FROM audit_entries WHERE reason = 'again'") == [(1,)]


async def test_what_the_gateway_delivers_twice_is_done_once(world: World) -> None:
    await inhabit(world)
    asked = await world.run(world.mara, "post reject", post="#1", reason="again")

    rejected = await delivered_twice(world, await world.discord.click(world.mara, asked, "Confirm"))
    await delivered_twice(world, await world.discord.slash(world.mara, "campaign create", name="Once"))

    assert "again" in rejected.text
    assert await world.rows("SELECT count(*) FROM audit_entries WHERE reason = 'again'") == [(1,)]
    assert await world.rows("SELECT count(*) FROM campaigns WHERE name = 'Once'") == [(1,)]


async def delivered_twice(world: World, reply: Reply) -> Reply:
    """Send the latest event once more; what is seen after Discord has refused the second answer to it."""
    (session, *_) = world.discord.gateway.sessions
    await world.discord.gateway.dispatch("INTERACTION_CREATE", session.frames[-1]["d"])

    def refused() -> bool:
        mine = [one for one in world.discord.requests if f"/interactions/{reply.id}/" in one.path]
        return any(one.status == 400 for one in mine)

    await world.discord.state.bell.until(refused, 20, reply.story)
    return await reply.done(20)


async def test_nobody_else_presses_what_pays(world: World) -> None:
    anna, stranger = await earn(world), world.guild.add_member("Stranger")
    others = (stranger, anna, world.discord.guilds[1].members[-1])
    before = await kept(world)

    paying = await world.run(world.mara, "payout mark-paid", creator="anna")
    assert paying.buttons == ["Confirm", "Cancel"]
    tried = [reply for who in others for reply in await pressed(world, who, buttons_of(paying))]
    unpaid = await kept(world)
    await (await world.discord.click(world.mara, paying, "Confirm")).shows("Payout")
    voiding = await world.run(world.mara, "payout void", payout="#1", reason="mine")
    paid = await kept(world)
    tried += [reply for who in others for reply in await pressed(world, who, buttons_of(voiding))]

    assert unpaid | {"prompts": []} == before | {"prompts": []}
    assert await kept(world) == paid
    assert await world.rows("SELECT count(*) FROM payouts WHERE voided_at IS NULL") == [(1,)]
    assert [reply.text for reply in tried if BUG in reply.text or "450,000" in reply.text] == []


async def earn(world: World) -> Member:
    """A creator with a post that is ready to be paid."""
    mara, anna = world.mara, world.guild.add_member("Anna")
    await world.run(mara, "campaign create", name="Summer")
    terms: dict[str, Any] = {"platform": Platform.TIKTOK.value, "cpm": "0.50", "cap": 500_000}
    await world.run(mara, "creator add", handle="anna", member=anna, **terms)
    await world.track(world.publish(utcnow(), 1, views=450_000))
    asked = await world.run(mara, "post finalize", post="#1", reason="early")
    await (await world.discord.click(mara, asked, "Confirm")).shows("(?i)finalized")
    return anna


def buttons_of(reply: Reply) -> list[Press]:
    return [(part["custom_id"], None) for part in reply.message.parts if part.get("custom_id")]


async def test_one_who_hands_in_without_end_is_slowed_down_and_others_are_not(world: World) -> None:
    anna = await inhabit(world)
    ben = world.guild.add_member("Ben")
    links = [world.publish(utcnow(), number, views=10, handle="zebra_anna") for number in range(10, 211)]

    hers = [await world.discord.slash(anna, "submit-post", url=link) for link in links[:-1]]
    his = await world.run(ben, "why", url=links[-1])
    await asyncio.gather(*(reply.done(60) for reply in hers))

    slowed = [reply for reply in hers if "That is faster than posts can be read. Go on in" in reply.text]
    assert len(slowed) == len(hers) - 10
    assert all(reply.ephemeral for reply in slowed)
    assert "faster" not in his.text
    assert await world.rows("SELECT count(*) FROM posts WHERE came_in_by = 'submit-post'") == [(10,)]


async def test_what_is_typed_is_harmless_wherever_it_comes_up(world: World) -> None:
    link = world.publish(utcnow(), 1, views=10)
    await type_it_everywhere(world, link)

    shown = [await world.run(world.mara, command, **options) for command, options in shows_it(link)]

    read = [formatted(reply) for reply in shown]
    assert [text for text in read if any(harm in text for harm in ("[y](", "<@&1>", "@everyone"))] == []
    assert [text for text in read if "\u202e" in text or "<t:1:R>" in text] == []
    assert [message.pings for reply in shown for message in reply.messages if message.pings] == []


async def type_it_everywhere(world: World, link: str) -> None:
    mara, named = world.mara, {"handle": "anna", "platform": Platform.TIKTOK.value, "cpm": "1", "cap": 5}
    for post in world.source.posts.values():
        post.caption = post.name = NASTY
    await world.run(mara, "campaign create", name=NASTY[:100])
    await world.run(mara, "creator add", **named)
    tier = {"name": NASTY[:50], "cpm": "1", "cap": 5, "requirement": NASTY}
    await world.run(mara, "creator tier-add", creator="anna", **tier)
    await world.track(link)
    notes: dict[str, dict[str, Any]] = {
        "post note": {"post": "#1"},
        "creator note": {"creator": "#1"},
        "campaign note": {},
    }
    for command, of in notes.items():
        form = await (await world.discord.slash(mara, command, **of)).acked()
        field = form.modal["components"][0]["component"]["custom_id"] if form.modal else ""
        await (await world.discord.submit_modal(mara, form, {field: (NASTY * 50)[:4_000]})).done()
    await world.run(mara, "post hold", post="#1", reason=NASTY)


def shows_it(link: str) -> list[tuple[str, dict[str, Any]]]:
    """Commands whose answers repeat what was typed, some of them what is typed now."""
    plain = (
        "campaign list/campaign show/creator list/post list/inbox/analytics/leaderboard/audit/payout ready"
    )
    return [
        *((command, {}) for command in plain.split("/")),
        *((command, {}) for command in ("report create", "report list", "intel show")),
        ("creator show", {"creator": "#1"}),
        ("post show", {"post": "#1"}),
        ("explain", {"post": "#1"}),
        ("why", {"url": link}),
        ("campaign show", {"campaign": NASTY}),
        ("post show", {"post": NASTY}),
        ("submit-post", {"url": NASTY}),
        ("payout mark-paid", {"creator": "anna", "reference": NASTY, "method": NASTY[:50]}),
    ]


def formatted(reply: Reply) -> str:
    """What Discord formats: no footers, nothing after a backslash, and nothing within a code span."""
    parts: list[str | None] = [reply.message.content]
    for embed in reply.embeds:
        parts += [embed.get("title"), embed.get("description")]
        parts += [text for one in embed.get("fields") or [] for text in (one["name"], one["value"])]
    return re.sub(r"\\.|`[^`\n]*`", "", "\n".join(part for part in parts if part))
