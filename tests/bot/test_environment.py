"""Where settings come from: one module, and one file that names them all."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings, load

ROOT = Path(__file__).parents[2]


def test_the_example_names_every_setting_once() -> None:
    names = re.findall(r"^([A-Za-z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.usefixtures("no_settings")
def test_the_example_is_the_default_and_says_so_of_each() -> None:
    text = (ROOT / ".env.example").read_text()
    default = load()
    Path(".env").write_text(text)
    lines = text.splitlines()

    assert load() == default
    for number, line in enumerate(lines):
        if not line or line.startswith("#"):
            continue
        name, _, value = line.partition("=")
        assert lines[number - 1].startswith("# "), f"{name} is not explained"
        assert bool(value) == (Settings.model_fields[name.lower()].default is not None), name


def readers_of_the_environment() -> Iterator[str]:
    for package in ("bot", "cogs", "core", "providers", "db"):
        for path in (ROOT / package).rglob("*.py"):
            if any(reads_environment(node) for node in ast.walk(ast.parse(path.read_text()))):
                yield path.relative_to(ROOT).as_posix()


def reads_environment(node: ast.AST) -> bool:
    doors = {"environ", "environb", "getenv", "getenvb", "dotenv", "pydantic_settings"}
    match node:
        case ast.Attribute(attr=name):
            return name in doors
        case ast.ImportFrom(module=module, names=names):
            return bool(doors & {(module or "").split(".")[0], *(alias.name for alias in names)})
        case ast.Import(names=names):
            return bool(doors & {alias.name.split(".")[0] for alias in names})
    return False


def test_nothing_else_reads_the_environment() -> None:
    assert list(readers_of_the_environment()) == ["bot/settings.py"]


@pytest.mark.parametrize(
    "line",
    ["os.environ['A']", "os.getenv('A')", "from os import environ as e", "import dotenv", "x.environb"],
)
def test_reading_the_environment_is_recognised(line: str) -> None:
    assert any(reads_environment(node) for node in ast.walk(ast.parse(line)))
