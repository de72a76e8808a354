"""Names and descriptions of commands in the languages of `cogs/locales/`, as Discord is given them."""

import re
from typing import Any

from discord import Locale, app_commands
from discord.app_commands import TranslationContextLocation as Where

from cogs.catalogues import CATALOGUES, CHOICES, MENUS, OPTIONS, Catalogue
from cogs.say import language_of

NAME = re.compile(r"[-_\w]{1,32}")
LONGEST = 100
"""Most characters of a description, or of a choice."""
NAMES = {Where.command_name, Where.group_name, Where.parameter_name}


class Localised(app_commands.Translator):
    """Gives every command, option and choice its names in other languages."""

    async def translate(
        self, string: app_commands.locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return what Discord shows in a locale; None, which leaves English, where nothing fit is known."""
        catalogue = CATALOGUES.get(language_of(locale))
        found = None if catalogue is None else _found(catalogue, string.message, context)
        return found if found is not None and _is_fit(found, context) else None


def _found(catalogue: Catalogue, text: str, context: app_commands.TranslationContextTypes) -> str | None:
    data: Any = context.data
    match context.location:
        case Where.parameter_name | Where.parameter_description:
            return catalogue.picked(OPTIONS, text)
        case Where.choice_name:
            return catalogue.picked(CHOICES, text)
        case _ if isinstance(data, app_commands.ContextMenu):
            return catalogue.picked(MENUS, text)
        case _:
            return catalogue.of_root(data.qualified_name.split()[0], text)


def _is_fit(text: str, context: app_commands.TranslationContextTypes) -> bool:
    """Whether Discord takes it: one bad name and it would refuse all commands."""
    if context.location not in NAMES:
        return len(text) <= LONGEST
    if isinstance(context.data, app_commands.ContextMenu):
        return len(text) <= 32
    return text == text.lower() and NAME.fullmatch(text) is not None
