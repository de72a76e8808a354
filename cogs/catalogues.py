"""The languages besides English: what is in `cogs/locales/`, read once.

Each language is a folder of TOML files. `commands*.toml` have what people pick in Discord, by section; every
other file has sentences by their English text. Nothing here is trusted to be right: what is not text is left
out, and whoever asks gets None and uses English.
"""

import logging
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "locales"
COMMANDS = "commands"
"""With this the names of files begin that have what people pick; sections of the same name are one."""
TOP, OPTIONS, CHOICES, MENUS = "top", "options", "choices", "menus"
"""Sections of `commands.toml` beside those of the groups: commands in none, and what all share."""
COMMAND = re.compile(r"`/([^`]+)`")

Sections = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Catalogue:
    """A language: what people pick, by section and English text, and sentences by their English text."""

    commands: Sections
    sentences: Mapping[str, str]

    def picked(self, section: str, text: str) -> str | None:
        """Return a name or description in this language; None when it has none."""
        return self.commands.get(section, {}).get(text)

    def of_root(self, root: str, text: str) -> str | None:
        """Return a name or description of a command; `root` is the first word of its name."""
        return self.picked(root if root in self.commands else TOP, text)


def read(folder: Path) -> Mapping[str, Catalogue]:
    """Return the languages of a folder by their two-letter codes; one that cannot be read is left out."""
    return {each.name: _catalogue(each) for each in sorted(folder.iterdir()) if each.is_dir()}


def _catalogue(folder: Path) -> Catalogue:
    commands: dict[str, Mapping[str, str]] = {}
    sentences: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        found = _table(path)
        if path.name.startswith(COMMANDS):
            for name, section in found.items():
                commands[name] = {**commands.get(name, {}), **_texts(section)}
        else:
            sentences |= _texts(found)
    named = Catalogue(commands, {})
    return Catalogue(commands, {text: in_language(said, named) for text, said in sentences.items()})


def _table(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read (%s); English is said in its place", path, error)
        return {}


def _texts(found: Any) -> Mapping[str, str]:
    if not isinstance(found, dict):
        return {}
    return {key: text for key, text in found.items() if isinstance(text, str) and text.strip()}


def in_language(text: str, catalogue: Catalogue) -> str:
    """Return a sentence whose commands have the names that Discord shows in this language."""
    return COMMAND.sub(lambda found: f"`/{_named(found[1], catalogue)}`", text)


def _named(command: str, catalogue: Catalogue) -> str:
    """Return a command with its options, word by word, as Discord shows it."""
    root, *rest = command.split(" ")
    first = catalogue.of_root(root, root) or root
    if root in catalogue.commands and rest:
        first, rest = f"{first} {catalogue.picked(root, rest[0]) or rest[0]}", rest[1:]
    return " ".join([first, *(_option(word, catalogue) for word in rest)])


def _option(word: str, catalogue: Catalogue) -> str:
    name, colon, value = word.partition(":")
    return f"{catalogue.picked(OPTIONS, name) or name}{colon}{value}"


CATALOGUES = dict(read(FOLDER))
"""Every language there is besides English, by its two-letter code."""
