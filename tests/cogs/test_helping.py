"""`/help`: each person sees what they may do, as commands that can be clicked."""

import re

import pytest
import simcord

from tests.cogs.conftest import Bot, Stage, embed
from tests.cogs.test_commands import COMMANDS, commands_of

pytestmark = pytest.mark.simcord(check_errors=False)
MENTION = re.compile(r"</([a-z -]+):([0-9]+)>")


def named(result: simcord.InteractionResult) -> set[str]:
    return {found[0] for found in MENTION.findall(embed(result).description or "")}


def topics(result: simcord.InteractionResult) -> list[str]:
    message = result.response or result.followups[0]
    return [option["value"] for row in message.components for option in row["components"][0]["options"]]


async def test_a_creator_sees_what_everybody_may_and_no_menu(stage: Stage) -> None:
    shown = await stage.anna.slash(stage.channel, "help")

    everybody = {name for name, (role, _, _) in COMMANDS.items() if role == 0}
    assert named(shown) == everybody
    assert topics(shown) == []


@pytest.mark.parametrize("who", ["admin", "editor"])
async def test_the_topics_hold_every_command_the_person_may_run(stage: Stage, who: str) -> None:
    actor, role = getattr(stage, who), {"admin": 2, "editor": 1}[who]
    shown = await actor.slash(stage.channel, "help")
    message = shown.response or shown.followups[0]

    found = set[str]()
    for topic in topics(shown):
        await actor.select(message, [topic])
        found |= {name for name, _ in MENTION.findall(message.embeds[0].description or "")}

    assert found == {name for name, (needed, _, _) in COMMANDS.items() if needed <= role}


async def test_ids_are_those_that_discord_gave(stage: Stage, bot: Bot) -> None:
    given = {command.name: str(command.id) for command in await bot.tree.fetch_commands()}

    shown = await stage.anna.slash(stage.channel, "help")

    mentions = MENTION.findall(embed(shown).description or "")
    assert mentions
    assert all(given[name.split()[0]] == number for name, number in mentions)


async def test_every_command_says_what_it_needs(stage: Stage, bot: Bot) -> None:
    assert set(commands_of(bot)) == set(COMMANDS)
