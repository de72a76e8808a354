"""People in a played Discord, and what they say and see, printed as a reader would see it."""

import os
import re
import sys
from datetime import UTC, datetime
from typing import Any

import discord

from tests.standins.discord_reply import Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Guild, Member


class Stage:
    """The server, its people, and what they say, as a reader would see it."""

    def __init__(self, discord_: DiscordStandIn, guild: Guild) -> None:
        self.discord = discord_
        self.mara = guild.add_member("Mara (admin)", discord.Permissions(manage_guild=True))
        self.anna = guild.add_member("Anna")
        self.ben = guild.add_member("Ben")

    async def says(self, who: Member, command: str, **options: Any) -> Reply:
        typed = " ".join(f"{name}:{shown(value)}" for name, value in options.items())
        print(f"\n{styled('1', who.name)}  /{command} {typed}")
        reply = await (await self.discord.slash(who, command, **options)).done()
        return tell(reply)

    async def fills_in(self, who: Member, command: str, form: dict[str, str]) -> Reply:
        print(f"\n{styled('1', who.name)}  /{command}, and fills in the form")
        for line in "\n".join(form.values()).splitlines():
            print(f"   {styled('33', '>')} {line}")
        opened = await (await self.discord.slash(who, command)).acked()
        return tell(await (await self.discord.submit_modal(who, opened, dict(form))).done())

    async def chooses(self, who: Member, reply: Reply, menu: str, value: str) -> Reply:
        print(f"\n{styled('1', who.name)}  chooses {value} in [{menu}]")
        return tell(await (await self.discord.select(who, reply, menu, [value])).done())

    async def presses(self, who: Member, reply: Reply, button: str) -> Reply:
        print(f"\n{styled('1', who.name)}  presses [{button}]")
        return tell(await (await self.discord.click(who, reply, button)).done())


def heading(text: str) -> None:
    print(f"\n{styled('1;34', f'== {text}')}")


def shown(value: object) -> str:
    return value.name if isinstance(value, Member) else str(value)


def tell(reply: Reply) -> Reply:
    for line in reply.text.splitlines():
        print(f"   {styled('36', '│')} {readable(line, reply.member.guild)}")
    if reply.buttons:
        print(f"   {styled('36', '│')} {' '.join(f'[{button}]' for button in reply.buttons)}")
    return reply


def readable(line: str, guild: Guild) -> str:
    """What Discord makes of marks for times, people and bold."""

    def time(found: re.Match[str]) -> str:
        moment = datetime.fromtimestamp(int(found[1]), UTC)
        return ago(moment) if found[2] == "R" else f"{moment:%d %B %Y %H:%M}"

    def name(found: re.Match[str]) -> str:
        member = guild.member(int(found[1]))
        return f"@{member.name}" if member else found[0]

    line = re.sub(r"<t:(\d+)(?::(\w))?>", time, line)
    line = re.sub(r"<@(\d+)>", name, line)
    return re.sub(r"\*\*(.+?)\*\*", r"\1", re.sub(r"\\([*_.#])", "\0\\1", line)).replace("\0", "")


def ago(moment: datetime) -> str:
    seconds = int((datetime.now(UTC) - moment).total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count = abs(seconds) // length
        if count:
            told = f"{count} {unit}{'s' * (count > 1)}"
            return f"{told} ago" if seconds > 0 else f"in {told}"
    return "now"


def styled(code: str, text: str) -> str:
    """The text in colour or bold, where that can be shown."""
    return f"\033[{code}m{text}\033[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text
