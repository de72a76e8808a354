"""Commands, options and choices have a name and a description in every language, as Discord takes them."""

import re
from itertools import chain
from typing import Any

import discord
import pytest
from discord import Locale, app_commands
from discord.app_commands import TranslationContext
from discord.app_commands import TranslationContextLocation as Where

from cogs.catalogues import CATALOGUES, CHOICES, MENUS, OPTIONS, TOP, Catalogue
from cogs.localising import Localised
from tests.cogs.conftest import Bot

LOCALES = {Locale.german: "de", Locale.spain_spanish: "es", Locale.latin_american_spanish: "es"}
NAME = re.compile(r"[-_\w]{1,32}")
Json = dict[str, Any]


@pytest.fixture
async def payloads(bot: Bot) -> list[Json]:
    """What Discord is given."""
    await bot.load()
    translator = Localised()
    return [await each.get_translated_payload(bot.tree, translator) for each in bot.tree.get_commands()]


def walk(payload: Json) -> list[Json]:
    """A command, its commands, their options and the options' choices."""
    below = chain.from_iterable(walk(each) for each in (payload.get("options") or []))
    return [payload, *below, *(payload.get("choices") or [])]


async def test_every_name_and_description_is_in_every_language(payloads: list[Json]) -> None:
    for each in chain.from_iterable(walk(payload) for payload in payloads):
        wanted = {locale.value for locale in LOCALES}
        assert set(each["name_localizations"]) == wanted, each["name"]
        if each.get("description"):
            assert set(each["description_localizations"]) == wanted, each["name"]


async def test_names_are_as_discord_takes_them_and_once_in_a_group(payloads: list[Json]) -> None:
    for locale in (locale.value for locale in LOCALES):
        for payload in chain([{"options": payloads}], *(walk(each) for each in payloads)):
            names = [each["name_localizations"][locale] for each in payload.get("options") or []]
            assert len(names) == len(set(names)), names
            assert all(_is_name(name) for name in names if name not in _menus(payloads, locale)), names


def _is_name(name: str) -> bool:
    return name == name.lower() and NAME.fullmatch(name) is not None


def _menus(payloads: list[Json], locale: str) -> set[str]:
    return {each["name_localizations"][locale] for each in payloads if each.get("type") == 3}


async def test_descriptions_and_choices_are_short_enough(payloads: list[Json]) -> None:
    for each in chain.from_iterable(walk(payload) for payload in payloads):
        for said in (each.get("description_localizations") or {}).values():
            assert 10 < len(said) <= 100, said
        for said in each["name_localizations"].values():
            assert 1 <= len(said) <= 100, said


@pytest.mark.parametrize("language", CATALOGUES)
async def test_no_name_or_description_is_stale(bot: Bot, language: str) -> None:
    await bot.load()
    wanted: dict[str, set[str]] = {MENUS: {"Submit post"}, OPTIONS: set(), CHOICES: set()}
    for command in bot.tree.walk_commands():
        is_top = isinstance(command, app_commands.Command) and command.parent is None
        section = TOP if is_top else command.qualified_name.split()[0]
        wanted.setdefault(section, set()).update({command.name, command.description})
        for option in command.parameters if isinstance(command, app_commands.Command) else ():
            wanted[OPTIONS] |= {option.display_name, str(option.description)}
            wanted[CHOICES] |= {choice.name for choice in option.choices}

    assert {name: set(section) for name, section in CATALOGUES[language].commands.items()} == wanted


@pytest.mark.parametrize(
    ("where", "text", "fits"),
    [
        (Where.command_description, "x" * 100, True),
        (Where.command_description, "x" * 101, False),
        (Where.command_name, "größe", True),
        (Where.command_name, "Größe", False),
        (Where.command_name, "two words", False),
        (Where.command_name, "x" * 33, False),
    ],
)
async def test_discord_is_given_nothing_that_it_would_refuse(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, where: Any, text: str, fits: bool
) -> None:
    await bot.load()
    monkeypatch.setitem(CATALOGUES, "de", Catalogue({"top": {"why": text}}, {}))
    context: Any = TranslationContext(where, bot.tree.get_command("why"))

    told = await Localised().translate(app_commands.locale_str("why"), Locale.german, context)

    assert told == (text if fits else None)


async def test_menus_may_have_words_but_few(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    await bot.load()
    menu = bot.tree.get_commands(type=discord.AppCommandType.message)[0]
    context: Any = TranslationContext(Where.command_name, menu)
    string = app_commands.locale_str("Submit post")

    first = await Localised().translate(string, Locale.german, context)
    monkeypatch.setitem(CATALOGUES, "de", Catalogue({"menus": {"Submit post": "x" * 33}}, {}))

    assert first == "Beitrag einreichen"
    assert await Localised().translate(string, Locale.german, context) is None
    assert await Localised().translate(string, Locale.french, context) is None
