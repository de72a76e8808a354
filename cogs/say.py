"""What is said in the person's language: English is the key, and what is said when a translation is missing.

`say("{views} views", views=…)` says it now, `later("Active")` marks a text that `say` is given later, and
`many(…)` chooses between one and several. Texts are literals, so that a test finds each of them in every
catalogue. Only what people see alone is in their language; `Tree` and `SafeItem` choose it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import discord

from cogs.catalogues import CATALOGUES, OPTIONS, in_language

log = logging.getLogger(__name__)

ENGLISH = "en"
GROUPS_APART = "\u202f"  # narrow, and no line ends at it

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language_of(locale: Any) -> str:
    """Return the language of one of Discord's locales, `es` for both kinds of Spanish; else English."""
    code = str(locale).partition("-")[0]
    return code if code in CATALOGUES else ENGLISH


def listen(interaction: discord.Interaction) -> None:
    """Speak the language of whoever acts until the end of this task; each interaction is its own."""
    _language.set(language_of(interaction.locale))


def address_all(interaction: discord.Interaction) -> None:
    """Speak the server's language until the end of this task: everybody there sees what is said."""
    _language.set(language_of(interaction.guild_locale))


def of_server(client: discord.Client, guild_id: int) -> str:
    """Return the language that a server prefers; English when the server is not known now."""
    guild = client.get_guild(guild_id)
    return ENGLISH if guild is None else language_of(guild.preferred_locale)


def spoken() -> str:
    """Return the language that is spoken now."""
    return _language.get()


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Speak a language inside a `with`, for those who are told something later; None is English."""
    before = _language.set(language or ENGLISH)
    try:
        yield
    finally:
        _language.reset(before)


def later(text: str) -> str:
    """Return a text as it is; it is in the catalogues because it is said later."""
    return text


def say(text: str, /, **values: object) -> str:
    """Return a text in the person's language with the values in their places.

    Args:
        values: what belongs in `{…}`, escaped already; numbers are counted by `number`.
    """
    catalogue = CATALOGUES.get(_language.get())
    said = None if catalogue is None else catalogue.sentences.get(text)
    if said is not None:
        try:
            return said.format(**values)
        except (LookupError, ValueError, AttributeError):
            log.warning("A translation of %r has wrong places for values; it is said in English", text)
    return text.format(**values)


def many(count: int, one: str, several: str, /, **values: object) -> str:
    """Return the text for one or for several, with the number as `{count}`.

    Every language here parts one from all others, as English does; one that has more forms needs a rule here.
    """
    return say(one if count == 1 else several, count=number(count), **values)


def number(count: int) -> str:
    """Return a count with its thousands apart as the person's language has them."""
    return grouped(f"{count:,}")


def grouped(figure: str) -> str:
    """Return a figure written with English commas so that the person cannot misread it.

    In German and Spanish `1,234` reads as one and a bit, and in English `1.234` does; a narrow space is right
    by both languages' norms and a decimal mark in none. The decimal point stays: amounts are typed with it.
    """
    return figure.replace(",", GROUPS_APART) if _language.get() in CATALOGUES else figure


def option(name: str) -> str:
    """Return the name of a command's option as Discord shows it to the person."""
    catalogue = CATALOGUES.get(_language.get())
    return (None if catalogue is None else catalogue.picked(OPTIONS, name)) or name


def command(boxed: str) -> str:
    """Return a command in its fixed-width box with the name that Discord shows to the person."""
    catalogue = CATALOGUES.get(_language.get())
    return boxed if catalogue is None else in_language(boxed, catalogue)


def described(root: str, description: str) -> str:
    """Return what a command does, as Discord tells it in the person's language.

    Args:
        root: the first word of its name.
    """
    catalogue = CATALOGUES.get(_language.get())
    return (None if catalogue is None else catalogue.of_root(root, description)) or description
