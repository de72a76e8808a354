"""Writes docs/screens.md: every screen, as the real program shows it beside the stand-ins."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from discord.utils import utcnow

from tests.screen_text import form, quoted, screen, stable
from tests.standins.discord_reply import Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.messages import Message
from tests.standins.payloads import Channel, Member
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings
from tests.whole.conftest import World
from tests.whole.scene import CALM, RECENT, REJECTED, TIKTOK, Cast, cast, play, publish
from tests.whole.steps import MENU, MENU_COMMAND, STEPS, Step, equip

TO = Path(__file__).parent.parent / "docs" / "screens.md"
NEWS = 6
"""Kinds of lines in Cleo's letters: a title, taken in, rejected, final, paid, taken back."""
GROUPS = {
    "creator": "Creators and everybody",
    "editor": "Editors",
    "admin": "Admins",
    "channels": "What the bot posts in channels",
    "letters": "Direct messages",
}
HEAD = """# Every screen

What people see, as the real program answered it: `make screens` plays a campaign beside the stand-ins of
Discord and of the sources, and writes this page. Times, dates, ids, codes and addresses are replaced by
words, so that a difference is a change of a screen. Pictures are those of [docs/charts](charts), drawn from
other numbers. Who may run what is in [permissions.md](permissions.md).

"""


@dataclass
class Album:
    """The screens so far, by group, each a heading with what was done and seen."""

    world: World
    people: Cast
    shots: dict[str, list[str]] = field(default_factory=lambda: {group: [] for group in GROUPS})

    def add(self, group: str, title: str, *parts: str) -> None:
        self.shots[group].append("\n".join([f"### {title}", "", *parts]))

    def seen(self, reply: Reply | Message) -> str:
        message = reply.message if isinstance(reply, Reply) else reply
        public = isinstance(reply, Reply) and not message.ephemeral
        return ("Seen by everybody:\n\n" if public else "") + screen(message, self.people.home)

    def text(self) -> str:
        parts = [f"## {title}\n\n" + "\n".join(self.shots[group]) for group, title in GROUPS.items()]
        return re.sub(r"\n{3,}", "\n\n", HEAD + "\n".join(parts)).rstrip() + "\n"


@asynccontextmanager
async def played() -> AsyncIterator[Album]:
    """The scene in full swing, with what each command of the walk needs."""
    with tempfile.TemporaryDirectory() as folder:
        async with SourceStandIn() as source, DiscordStandIn() as discord_:
            people = cast(discord_)
            people.home.offers_all = True
            url = f"sqlite+aiosqlite:///{folder}/screens.db"
            env = settings(source, discord_, DATABASE_URL=url, **CALM)
            async with BotProcess(env, discord_, Path(folder)) as bot:
                await bot.until_up(discord_.wait_ready(60))
                world = World(discord_, source, bot, people.home, people.mara, url)
                await play(world, people)
                equip(world, people)
                yield Album(world, people)
            if discord_.violations:
                raise AssertionError(discord_.violations)


async def commands(album: Album) -> None:
    """One screen of each command, by the least of those who may run it."""
    for step in STEPS:
        group = group_of(step)
        turn = ("admin", "editor", "creator").index(group)
        await shoot(album, step, group, turn)
        extra = EXTRAS.get(step.command)
        if extra is not None:
            await extra(album)


def group_of(step: Step) -> str:
    for line in (TO.parent / "permissions.md").read_text().splitlines():
        cells = [cell.strip(" `/") for cell in line.strip("|").split("|")]
        if cells[0] == step.command:
            admin, editor, creator = (cell in ("yes", "own") for cell in cells[1:4])
            return "creator" if creator else "editor" if editor else "admin" if admin else ""
    raise AssertionError(f"/{step.command} has no row in permissions.md")


async def shoot(album: Album, step: Step, group: str, turn: int) -> None:
    discord_, who = album.world.discord, album.people.people[group]
    parts: list[str] = []
    if step.command == MENU_COMMAND:
        message = await discord_.post(who, album.people.links[MENU + turn])
        reply = await (await discord_.message_command(who, step.command, message)).done(20)
        parts += ["In the menu of a message, under Apps.", ""]
    else:
        options = step.typed(album.people, turn)
        reply = await (await discord_.slash(who, step.command, **options)).done(20)
        parts += [typed(album, step.command, options), ""]
    if reply.modal is not None:
        parts += [form(reply.modal, album.people.home), "Filled in and sent:", ""]
        filled = dict(step.form(album.people, turn)) if step.form else {}
        reply = await (await discord_.submit_modal(who, reply, filled)).shows(r"\w", 20)
        if step.form and "links" in filled:
            await reply.shows(r"\d of \d+ link", 20)
    parts.append(album.seen(reply))
    if step.confirms and "Confirm" in reply.buttons:
        done = await (await discord_.click(who, reply, "Confirm")).done(20)
        parts += ["After **Confirm**:", "", album.seen(done)]
    album.add(group, f"`{'' if step.command == MENU_COMMAND else '/'}{step.command}`", *parts)


def typed(album: Album, command: str, options: Mapping[str, Any]) -> str:
    told = [f"{name}:{value}" for name, value in options.items() if not isinstance(value, Member)]
    return f"`/{stable(' '.join([command, *told]), album.people.home)}`"


async def many_links(album: Album) -> None:
    people, links = album.people, album.people.links
    url = f"{links[6]} {links[19]} https://www.tiktok.com/@anna.sun https://youtu.be/dQw4w9WgXcQ"
    reply = await album.world.run(people.anna, "submit-post", url=url)
    album.add("creator", "Several links, each with its own outcome", "", album.seen(reply))


async def one_of_mine(album: Album) -> None:
    """The card of a rejected post, and the appeal that can be made there."""
    discord_, anna = album.world.discord, album.people.anna
    mine = await album.world.run(anna, "my posts")
    while f"#{REJECTED[0]}`" not in mine.text:
        mine = await (await discord_.click(anna, mine, "Next")).done(20)
    menu = mine.selects[0]
    value = str(REJECTED[0])
    card = await (await discord_.select(anna, mine, menu["custom_id"], [value])).done(20)
    album.add("creator", "A rejected post, opened in `/my posts`".replace("`", ""), "", album.seen(card))
    opened = await (await discord_.click(anna, card, "Appeal")).done()
    assert opened.modal is not None
    told = {"text": "The brand asked me to keep it up for a second week."}
    sent = await (await discord_.submit_modal(anna, opened, told)).done(20)
    parts = [form(opened.modal, album.people.home), "Sent:", "", album.seen(sent)]
    album.add("creator", "An appeal", "", *parts)


async def digest(album: Album) -> None:
    screen_ = await album.world.run(album.people.mara, "setup")
    shown = await (await album.world.discord.click(album.people.mara, screen_, "Weekly digest")).done(20)
    album.add("admin", "The weekly digest, from setup", "", album.seen(shown))


async def refused(album: Album) -> None:
    for who, command, title in (
        (album.people.sam, "status", "Somebody without a role uses a command of the team"),
        (album.people.sam, "my posts", "Somebody without an account asks for their posts"),
    ):
        reply = await album.world.run(who, command)
        album.add("creator", title, "", album.seen(reply))


async def pulse(album: Album) -> None:
    world, mara = album.world, album.people.mara
    shown = await world.run(mara, "campaign show", campaign="#1")
    kept = await (await world.discord.click(mara, shown, "Keep a pulse card here")).done(20)
    album.add("admin", "A pulse card is kept in this channel", "", album.seen(kept))


async def review(album: Album) -> None:
    """A post of a watched creator waits for a person, who approves it."""
    world, mara, edda = album.world, album.people.mara, album.people.edda
    dora = {"handle": "dora", "platform": TIKTOK, "campaign": "#1"}
    await world.run(mara, "creator add", mode="selective", cpm="0.50", cap=9_000, **dora)
    publish(world, 500, 7_300, "dora", utcnow() - RECENT)
    await world.run(mara, "watch add", **dora, **{"import": 5})
    await world.until("SELECT views FROM posts WHERE author_handle = 'dora'", [(7_300,)])
    waiting = await world.run(edda, "inbox")
    album.add("editor", "A post waits in the inbox", "", album.seen(waiting))
    menu = next(one for one in waiting.selects if one.get("placeholder") == "Approve…")
    value = menu["options"][0]["value"]
    approved = await (await world.discord.select(edda, waiting, menu["custom_id"], [value])).done(20)
    album.add("editor", "It was approved", "", album.seen(approved))


EXTRAS = {
    "submit-post": many_links,
    "my posts": one_of_mine,
    "setup": digest,
    "status": refused,
    "inbox": review,
}
"""Further screens that belong beside a command's own."""


async def channels(album: Album) -> None:
    """What stands in channels and letters in the end, each kind of line once."""
    people, discord_ = album.people, album.world.discord
    await discord_.state.bell.until(
        lambda: bool(posted(album, people.home.channel)), 90, lambda: "a pulse card in the channel"
    )
    for channel in people.home.channels:
        for title, message in by_title(posted(album, channel)).items():
            # how much is reserved when a warning goes out depends on which post was decided first
            told = re.sub(r"[\d,]+\.\d\d USD|\d+ %", "N", album.seen(message)) if "budget" in title else ""
            album.add(
                "channels", f"#{channel.name}: {stable(title, people.home)}", "", told or album.seen(message)
            )
    await discord_.state.bell.until(
        lambda: len(news(album)) == NEWS, 90, lambda: f"{NEWS} kinds of news in {news(album)}"
    )
    album.add("letters", "News of Cleo's posts, one line of each kind", "", quoted("\n".join(news(album))))


def news(album: Album) -> list[str]:
    """The lines of Cleo's letters, each kind once: which come in one letter is a matter of time."""
    letters = [one.text for one in album.world.discord.dms(album.people.cleo.id)]
    return sorted({line_of(line, album) for text in letters for line in text.splitlines()})


def posted(album: Album, channel: Channel) -> list[Message]:
    """What the bot wrote there by itself."""
    state = album.world.discord.state
    own = [one for one in album.world.discord.channel_messages(channel) if one.author is state.bot]
    return [one for one in own if one.from_interaction is None]


def by_title(messages: list[Message]) -> dict[str, Message]:
    """The newest message of each first line, but for its numbers."""
    return {re.sub(r"\d[\d.,]*", "N", (one.text.splitlines() or [""])[0])[:80]: one for one in messages}


def line_of(line: str, album: Album) -> str:
    return re.sub(r"`#\d+`", "`#N`", stable(line, album.people.home))


async def main() -> None:
    async with played() as album:
        await commands(album)
        await pulse(album)
        await channels(album)
        TO.write_text(album.text())


if __name__ == "__main__":
    asyncio.run(main())
