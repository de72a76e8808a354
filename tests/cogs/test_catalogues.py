"""The catalogues say everything in every language, and nothing that is said no more."""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path

import pytest
from discord import app_commands

from cogs.catalogues import CATALOGUES, COMMAND, read
from tests.cogs.conftest import Bot
from tests.cogs.speaking import FOLDER, places, texts

SENTENCES = dict(texts())


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_sentence_is_said_in_every_language_and_no_other(language: str) -> None:
    known = CATALOGUES[language].sentences

    assert {text: SENTENCES[text] for text in SENTENCES.keys() - known.keys()} == {}
    assert known.keys() - SENTENCES.keys() == set()


@pytest.mark.parametrize("language", CATALOGUES)
def test_values_have_the_same_places(language: str) -> None:
    for text, said in CATALOGUES[language].sentences.items():
        assert places(said) == places(text), text
        assert said.count("**") == text.count("**"), text
        assert said.count("`") == text.count("`"), text


def test_there_are_german_and_spanish() -> None:
    assert set(CATALOGUES) == {"de", "es"}


async def test_sentences_name_commands_and_options_that_are_there(bot: Bot) -> None:
    await bot.load()
    known = {each.qualified_name: each for each in bot.tree.walk_commands()}
    for found in chain.from_iterable(COMMAND.findall(text) for text in SENTENCES):
        name = max((each for each in known if f"{found} ".startswith(f"{each} ")), key=len, default="")
        command = known[name]
        assert isinstance(command, app_commands.Command), found
        options = {option.display_name for option in command.parameters}
        named = {word.partition(":")[0] for word in found.removeprefix(name).split()}
        assert named <= options, found


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "`/kampagne bearbeiten budget`"), ("es", "`/campaña editar presupuesto`")],
)
def test_commands_in_sentences_have_the_names_that_discord_shows(language: str, said: str) -> None:
    sentence = CATALOGUES[language].sentences["An admin can raise it with `/campaign edit budget`."]

    assert said in sentence


def written(folder: Path, files: Mapping[str, str]) -> Path:
    (folder / "xx").mkdir()
    for name, text in files.items():
        (folder / "xx" / name).write_text(text, encoding="utf-8")
    return folder


def test_what_is_no_text_is_left_out(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "words.toml": '"Next" = "Ek"\n"Paid" = 7\n"Active" = "  "\n',
            "commands.toml": 'top = 3\n[my]\nmy = "mi"\nposts = 4\n',
        },
    )

    found = read(folder)["xx"]

    assert found.sentences == {"Next": "Ek"}
    assert found.commands == {"top": {}, "my": {"my": "mi"}}


def test_a_broken_file_costs_itself_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = written(tmp_path, {"a.toml": '"Next" = "Ek"\n', "b.toml": "no toml", "commands.toml": "[["})

    found = read(folder)["xx"]

    assert found.sentences == {"Next": "Ek"}
    assert found.commands == {}
    assert "b.toml cannot be read" in caplog.text


def test_every_language_is_a_folder_of_small_files() -> None:
    for path in (FOLDER / "locales").glob("*/*"):
        assert path.suffix == ".toml"
        assert len(path.read_text(encoding="utf-8").splitlines()) < 300
