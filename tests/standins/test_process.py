"""A process started by the helper runs in a clean place, is heard, and is gone afterwards."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.standins.discord_server import DiscordStandIn
from tests.standins.process import BotProcess, free_port

PROGRAM = """
import os, signal, sys, time
print("token", os.environ.get("GIVEN"), "secret", os.environ.get("SECRET"), flush=True)
print("in", os.getcwd(), file=sys.stderr, flush=True)
if os.environ.get("STUBBORN"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.environ.get("SHORT"):
    raise SystemExit(3)
print("up", flush=True)
time.sleep(60)
"""

BOT = """
import os, discord
from discord import app_commands

class Bot(discord.Client):
    async def setup_hook(self):
        await tree.sync()

bot = Bot(intents=discord.Intents(guilds=True))
tree = app_commands.CommandTree(bot)

@tree.command(description="Answers")
async def ping(interaction):
    await interaction.response.send_message("pong")

bot.run(os.environ["DISCORD_TOKEN"])
"""


class Script(BotProcess):
    """The helper with a small program in the place of the bot."""

    program = PROGRAM

    def _clean(self) -> dict[str, str]:
        (self.folder / "bot.py").write_text(self.program)
        clean = super()._clean()
        return clean | {"PYTHONPATH": f"{self.folder}{os.pathsep}{clean['PYTHONPATH']}"}


class Connected(Script):
    program = BOT


@pytest.fixture
async def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Script]:
    monkeypatch.setenv("SECRET", "of the developer")
    async with Script({"GIVEN": "given"}, folder=tmp_path) as script:
        yield script


async def test_it_sees_only_what_it_is_given(script: Script, tmp_path: Path) -> None:
    assert await script.wait_line("^token") == "token given secret None"
    assert await script.wait_line("^in ") == f"in {tmp_path}"


async def test_it_ends_and_starts_again(script: Script) -> None:
    await script.wait_line("^up")
    assert await script.terminate() == -15
    await script.start()
    await script.wait_line("^up", after=len(script.lines))
    await script.kill9()

    assert script.returncode == -9
    assert script.lines.count("up") == 2


async def test_a_process_that_will_not_end_is_killed(tmp_path: Path) -> None:
    async with Script({"STUBBORN": "1"}, folder=tmp_path) as script:
        await script.wait_line("^up")
        with pytest.raises(AssertionError, match="still running"):
            await script.terminate(timeout_s=0.2)
        assert script.returncode == -9


async def test_a_process_that_ends_early_is_told_at_once(tmp_path: Path) -> None:
    async with Script({"SHORT": "1"}, folder=tmp_path) as script:
        with pytest.raises(AssertionError, match="ended with 3"):
            await script.wait_line("^up")
        assert await script.wait_end() == 3


async def test_a_process_talks_to_the_stand_in_and_comes_back_after_a_kill(tmp_path: Path) -> None:
    async with DiscordStandIn() as discord:
        anna = discord.add_guild("Studio").add_member("Anna")
        async with Connected({"DISCORD_TOKEN": discord.token}, discord, tmp_path) as bot:
            await discord.wait_ready()
            first = await (await discord.slash(anna, "ping")).done()
            await bot.kill9()
            await bot.start()
            await discord.wait_identified(2)
            second = await (await discord.slash(anna, "ping")).done()

    assert (first.text, second.text) == ("pong", "pong")
    assert discord.syncs == [None, None]
    assert discord.violations == []


def test_a_free_port_is_free() -> None:
    assert 1024 < free_port() < 65536
