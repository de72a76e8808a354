"""docs/screens.md is not stale: it has every command and nothing else, and its pictures are there."""

import re
from pathlib import Path

import discord
import pytest
from discord import app_commands

from tests.cogs.conftest import Bot
from tests.screen_text import stable
from tests.standins.payloads import Guild, User

DOCS = Path(__file__).parents[2] / "docs"
SCREENS = (DOCS / "screens.md").read_text()


async def test_every_command_has_its_screen_and_no_other_has(bot: Bot) -> None:
    await bot.load()
    slash = [one for one in bot.tree.walk_commands() if isinstance(one, app_commands.Command)]
    menus = bot.tree.get_commands(type=discord.AppCommandType.message)

    shown = re.findall(r"^### `(.+)`$", SCREENS, re.MULTILINE)

    assert sorted(shown) == sorted([f"/{one.qualified_name}" for one in slash] + [one.name for one in menus])


async def test_a_command_is_shown_among_those_who_see_it(bot: Bot) -> None:
    rows = [line.split("|") for line in (DOCS / "permissions.md").read_text().splitlines()]
    creators, editors, admins = (part.split("\n## ")[0] for part in SCREENS.split("\n## ")[1:4])

    for row in [row for row in rows if len(row) > 5 and row[1].strip().startswith("`")]:
        for part, cell in ((creators, row[4]), (editors, row[3]), (admins, row[2])):
            if cell.strip() in ("yes", "own"):
                assert f"### {row[1].strip()}\n" in part, row[1]
                break


def test_its_pictures_are_there() -> None:
    for name in re.findall(r"\]\((charts/[^)]+)\)", SCREENS):
        assert (DOCS / name).is_file()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<t:1795282899:F>", "*date and time*"),
        ("<t:1:R>", "*a while ago*"),
        ("<t:99999999999:R>", "*in a while*"),
        ("</my link:1573755278489288732>", "`/my link`"),
        ("video/7709946920340291614 on 2026-11-21", "video/ID on DATE"),
        ("`vl-7WM97` at 12:30", "`vl-CODE` at TIME"),
        ("450,000 views at 0.50 USD, `#12`", "450,000 views at 0.50 USD, `#12`"),
    ],
)
def test_what_is_new_every_time_becomes_a_word(text: str, words: str) -> None:
    assert stable(text, Guild("Studio", User("Bot"))) == words
