"""The texts that the program says, found in its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import cogs

FOLDER = Path(cogs.__file__).parent
SAID = {"say": slice(0, 1), "later": slice(0, 1), "many": slice(0, 2)}
"""Where the texts are among the arguments, after the number of `many`."""


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
