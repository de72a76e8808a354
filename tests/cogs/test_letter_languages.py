"""Letters over the wire in the language of their reader, or of all who read along."""

import discord
import pytest

from core.services import languages
from tests.cogs.letters_world import World
from tests.cogs.test_letters import world

__all__ = ["world"]


@pytest.mark.parametrize(
    ("language", "title", "line", "button"),
    [
        (
            "en",
            "News about your posts in “Studio”",
            "**rejected**, 812 views, 1,000 needed.",
            "Stop these messages",
        ),
        (
            "de",
            "Neues zu deinen Beiträgen in “Studio”",
            "**abgelehnt**, 812 Aufrufe, 1\u202f000 nötig.",
            "Diese Nachrichten stoppen",
        ),
        (
            "es",
            "Novedades de tus posts en “Studio”",
            "**rechazado**, 812 vistas, hacen falta 1\u202f000.",
            "Parar estos mensajes",
        ),
    ],
)
async def test_a_letter_is_in_the_language_of_the_members_last_command(
    world: World, language: str, title: str, line: str, button: str
) -> None:
    await languages.spoke(world.app, world.anna.id, language)
    await world.happen("812 views, 1,000 needed")

    await world.send()

    (message,) = world.direct
    assert title in message.text
    assert line in message.text
    assert message.buttons == [button]


async def test_without_a_known_language_a_letter_is_in_the_servers(world: World) -> None:
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    guild.preferred_locale = discord.Locale.german
    await world.happen("812 views, 1,000 needed")

    await world.send()

    (message,) = world.direct
    assert "**abgelehnt**" in message.text


async def test_in_a_channel_a_letter_is_in_the_servers_language(world: World) -> None:
    await languages.spoke(world.app, world.anna.id, "de")
    world.anna.user.accepts_dms = False
    await world.choose_channel()
    await world.happen("812 views, 1,000 needed")

    await world.send()

    (message,) = world.public
    assert "**rejected**, 812 views, 1,000 needed." in message.text
