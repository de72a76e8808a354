"""Everybody tries every command, and docs/permissions.md says what comes of it."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.standins.command_line import registered
from tests.standins.discord_reply import ACKNOWLEDGE_WITHIN_S, Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings
from tests.whole.conftest import World
from tests.whole.scene import CALM, Cast, cast, play
from tests.whole.steps import MENU, MENU_COMMAND, STEPS, Step, equip

TABLE = Path(__file__).parents[2] / "docs" / "permissions.md"
TEAM, STRANGERS = ("editor", "creator", "admin"), ("anyone else", "admin elsewhere")
PEOPLE = ("admin", "editor", "creator", *STRANGERS)
RUNS, REFUSED = {"yes", "own", "own server"}, {"no", "no, before the window's end"}
SEEN = {"the person": True, "everybody": False}
NO = "This is for {}s of this server's campaigns."
PRIVATE = ("450,000", "225.00", "15.00 USD", "secret", "SECRET", "Anna Sommer", "9,000.00", "tastes")
FOREIGN = (*PRIVATE, "Summer Launch", "anna.sun", "ben.waves", "cleo.sky", "rival.9", "Sunny Drinks")
KEPT = (
    "SELECT count(*) FROM audit_entries WHERE guild_id = {}",
    "SELECT id, status, tracking FROM posts ORDER BY id",
    "SELECT id, amount_minor FROM ledger_entries ORDER BY id",
    "SELECT id, name, state FROM campaigns WHERE guild_id = {} ORDER BY id",
)
"""What would tell that something of the home server was changed."""


def table() -> dict[str, dict[str, str]]:
    """The rows of docs/permissions.md by command, each by the heads of its columns."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("|")]
    heads, _, *rows = ([cell.strip(" `/") for cell in line.strip("|").split("|")] for line in lines)
    found = {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}
    assert len(found) == len(rows), "a command has two rows"
    return found


@pytest.fixture
async def played(tmp_path: Path, sqlite_only: str) -> AsyncIterator[tuple[World, Cast]]:
    """The whole scene, with links for everybody to hand in."""
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        people = cast(discord_)
        people.home.offers_all = True
        env = settings(source, discord_, DATABASE_URL=sqlite_only, **CALM)
        async with BotProcess(env, discord_, tmp_path) as bot:
            await bot.until_up(discord_.wait_ready(60))
            world = World(discord_, source, bot, people.home, people.mara, sqlite_only)
            await play(world, people)
            equip(world, people)
            yield world, people
        assert discord_.violations == []
        assert [line for line in bot.lines if "Traceback" in line] == []


async def test_everybody_tries_every_command(played: tuple[World, Cast]) -> None:
    world, people = played
    rows = table()
    names = registered(world.discord.commands[None])
    assert [step.command for step in STEPS] == [*dict.fromkeys(step.command for step in STEPS)]
    assert rows.keys() == names == {step.command for step in STEPS}
    assert {tuple(row) for row in rows.values()} == {(*PEOPLE, "seen by")}

    before = await kept(world, people)
    told = [fault async for fault in suggestions(world, people)]
    told += [fault async for fault in refusals(world, people, rows)]
    assert told == [], "\n".join(told)
    assert await kept(world, people) == before

    for step in STEPS:
        for role in TEAM:
            if rows[step.command][role] in RUNS:
                reply = await tried(world, people, step, role, to_the_end=True)
                told += [*common(step, role, reply, rows), *run(step, role, reply)]
    assert told == [], "\n".join(told)


async def refusals(world: World, people: Cast, rows: Mapping[str, Mapping[str, str]]) -> AsyncIterator[str]:
    """What is wrong with the answers to those who may not, and to strangers."""
    for step in STEPS:
        roles = [role for role in PEOPLE if role in STRANGERS or rows[step.command][role] in REFUSED]
        replies = await asyncio.gather(*(tried(world, people, step, role) for role in roles))
        for role, reply in zip(roles, replies, strict=True):
            for fault in common(step, role, reply, rows):
                yield fault
            for fault in leaks(people, step, role, shown(reply)):
                yield fault


async def tried(world: World, people: Cast, step: Step, role: str, *, to_the_end: bool = False) -> Reply:
    """What the person sees of the command, its form filled in and, if wanted, its question answered."""
    who, turn = people.people[role], PEOPLE.index(role)
    if step.command == MENU_COMMAND:
        message = await world.discord.post(who, people.links[MENU + turn])
        return await (await world.discord.message_command(who, step.command, message)).done(20)
    reply = await (await world.discord.slash(who, step.command, **step.typed(people, turn))).done(20)
    if reply.modal is not None:
        assert step.form is not None, f"/{step.command} opened a form"
        filled = await world.discord.submit_modal(who, reply, dict(step.form(people, turn)))
        return await (await filled.shows(r"(?s)\S.*[^…]$", 20)).done()
    if step.confirms and to_the_end:
        assert "Confirm" in reply.buttons, f"{role}: {reply.story()}"
        return await (await world.discord.click(who, reply, "Confirm")).done(20)
    return reply


def common(step: Step, role: str, reply: Reply, rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """What is wrong whoever asked: in time, for the right eyes, without pings, by the table."""
    cell, text = rows[step.command][role], shown(reply)
    name = f"/{step.command} of {role} ({cell})"
    if reply.acked_after_s is None or reply.acked_after_s > ACKNOWLEDGE_WITHIN_S or reply.too_late:
        yield f"{name}: acknowledged after {reply.acked_after_s} s"
    if cell not in RUNS | REFUSED:
        yield f"{name}: no such cell"
    is_no = text.startswith((NO.format("admin"), NO.format("editor"), "Only an admin"))
    if is_no != (cell in REFUSED):
        yield f"{name}: {text}"
    alone = SEEN[rows[step.command]["seen by"]] or is_no or role == "admin elsewhere"
    if any(message.ephemeral != alone for message in reply.messages):
        yield f"{name}: seen by others: {not alone}"
    for message in reply.messages:
        if message.pings or message.allowed_mentions != {"parse": []}:
            yield f"{name}: may ping by {message.allowed_mentions}"


def leaks(people: Cast, step: Step, role: str, text: str) -> Iterator[str]:
    """What a stranger reads of things they neither typed nor may see."""
    turn = PEOPLE.index(role)
    typed = f"{step.typed(people, turn)} {step.form(people, turn) if step.form else ''} {people.links[MENU]}"
    for secret in FOREIGN if role == "admin elsewhere" else PRIVATE:
        if role in STRANGERS and secret in text and secret not in typed:
            yield f"/{step.command} tells {role} {secret!r}: {text}"


def run(step: Step, role: str, reply: Reply) -> Iterator[str]:
    if not re.search(step.words, shown(reply)):
        yield f"/{step.command} of {role} does not say {step.words!r}: {shown(reply)[:600]}"


def shown(reply: Reply) -> str:
    return "\n".join(reply.states)


async def kept(world: World, people: Cast) -> list[Any]:
    return [await world.rows(query.format(people.home.id)) for query in KEPT]


async def suggestions(world: World, people: Cast) -> AsyncIterator[str]:
    """What strangers are offered, while they type, of things they may not see; an admin is offered them."""
    options = list(suggesting(world.discord.commands[None]))
    offered = ""
    for role in ("admin", *STRANGERS):
        who, secrets = people.people[role], FOREIGN if role == "admin elsewhere" else PRIVATE
        asked = [world.discord.autocomplete(who, command, focused=option) for command, option in options]
        for (command, option), choices in zip(options, await asyncio.gather(*asked), strict=True):
            text = " ".join(f"{choice['name']} {choice['value']}" for choice in choices)
            offered += text if role == "admin" else ""
            for secret in secrets:
                if role in STRANGERS and secret in text:
                    yield f"/{command} offers {role} {secret!r} for {option}: {text}"
    for known in ("Summer Launch", "anna.sun", "tastes", "15.00 USD", "rival.9"):
        if known not in offered:
            yield f"an admin is not offered {known}"


def suggesting(commands: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each option that offers choices while it is typed, with its command."""
    for command in commands:
        name = f"{path} {command['name']}".strip()
        inner = command.get("options") or []
        yield from ((name, option["name"]) for option in inner if option.get("autocomplete"))
        yield from suggesting([option for option in inner if option["type"] <= 2], name)
