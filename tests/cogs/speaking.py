"""What the languages are tested by: a Discord that speaks one, and the texts that the program says."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import simcord.interactions

import cogs

FOLDER = Path(cogs.__file__).parent
SAID = {"say": slice(0, 1), "later": slice(0, 1), "many": slice(0, 2)}
"""Where the texts are among the arguments, after the number of `many`."""

Speak = Callable[[str], None]


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Let everything that reaches the bot from now on come from people whose Discord is in a locale."""
    made = simcord.interactions.base_payload

    def in_locale(locale: str) -> None:
        def payload(*args: Any, **named: Any) -> Any:
            record, body = made(*args, **named)
            return record, {**body, "locale": locale}

        monkeypatch.setattr(simcord.interactions, "base_payload", payload)

    return in_locale


def texts() -> Iterator[tuple[str, str]]:
    """Every text that is said in a language, with the place where it is."""
    for path in sorted(FOLDER.glob("*.py")):
        if path.name != "say.py":
            yield from _of(path)


def _of(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
            given = node.args[1:] if node.func.id == "many" else node.args
            for text in given[SAID[node.func.id]]:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value, f"{path.name}:{node.lineno}"


def places(text: str) -> set[str]:
    """The names in `{…}`; a text that cannot be read has a ValueError."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
