"""Every log line of an interaction or a pass has its reference, which is the number a person is told."""

import json
import re
import sqlite3
from contextlib import closing

import discord as library
import pytest

from tests.bot.running import Bot
from tests.standins.discord_server import DiscordStandIn

MANAGE = library.Permissions(manage_guild=True)
TEXT = re.compile(r"(?P<level>[A-Z]+) (?P<logger>\S+) \[(?P<reference>[0-9a-f]{8})\]: (?P<message>.*)")


def read(line: str) -> dict[str, str]:
    """The parts of an event with a reference, in either format; none for any other line."""
    if line.startswith("{"):
        return {name: str(value) for name, value in json.loads(line).items()}
    found = TEXT.search(line)
    return found.groupdict() if found else {}


@pytest.mark.parametrize("style", ["text", "json"])
async def test_the_number_a_person_is_told_finds_the_lines(style: str) -> None:
    async with DiscordStandIn() as discord:
        mara = discord.add_guild("Studio").add_member("Mara", MANAGE)
        async with Bot(discord, LOG_FORMAT=style, LOOP_BEAT="200ms") as bot:
            await bot.until_up(discord.wait_ready(60))
            done = await discord.slash(mara, "campaign create", name="Very private")
            await done.shows("Very private", 20)
            refused = await discord.slash(mara, "campaign create", name="Very private")
            await bot.wait_line("refused")
            with closing(sqlite3.connect(bot.folder / "viewledger.db")) as database:
                database.execute("ALTER TABLE campaigns RENAME TO lost")
            failed = await (await discord.slash(mara, "campaign list")).done(20)
            await bot.wait_line("campaign list in server")
            await bot.wait_line("The loop .* failed")

    events = [event for event in map(read, bot.lines) if event.get("reference")]
    (told,) = re.findall(r"`([0-9a-f]{8})`", failed.text)
    messages = [event["message"] for event in events if event["reference"] == told]
    assert [message.split(":")[0] for message in messages] == [
        f"reference {told}",
        f"campaign list in server {mara.guild.id}",
    ]
    assert re.fullmatch(r"campaign list in server \d+: failed after \d+\.\d\d s", messages[1])
    commands = [event["message"] for event in events if "campaign create in server" in event["message"]]
    assert [re.sub(r"^.*?: (.*) after .*$", r"\1", said) for said in commands] == [
        "done",
        "refused (CampaignExistsError)",
    ]
    loops = [event["reference"] for event in events if "The loop" in event["message"]]
    assert len(loops) == len(set(loops)) > 0
    assert refused.text
    assert "Very private" not in bot.text
