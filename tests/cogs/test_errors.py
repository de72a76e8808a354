"""Every error becomes an answer, and no answer becomes an error."""

import logging
from typing import Any
from unittest.mock import AsyncMock, create_autospec

import discord
import pytest
from discord import app_commands

from cogs.errors import LastingView, Reply, SafeItem, SafeModal, answer, explain, replace, report, unwrap
from cogs.tracking import Progress
from core.domain.errors import NoCampaignError, StalePromptError


def interaction(*, done: bool) -> Any:
    made = create_autospec(discord.Interaction, instance=True)
    made.response = create_autospec(discord.InteractionResponse, instance=True)
    made.response.is_done.return_value = done
    made.followup = create_autospec(discord.Webhook, instance=True)
    made.command = None
    made.data = {"custom_id": "vl:yes:1"}
    return made


async def test_an_answer_is_private_and_mentions_nobody() -> None:
    for done in (True, False):
        by = interaction(done=done)
        await answer(by, "hello")
        sent = (by.followup.send if done else by.response.send_message).await_args.kwargs
        assert sent["ephemeral"] is True
        assert sent["allowed_mentions"].to_dict() == {"parse": []}
        assert sent["content"] == "hello"


async def test_an_answer_that_does_not_get_through_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    by = interaction(done=True)
    by.followup.send.side_effect = discord.DiscordException("unknown interaction")
    by.edit_original_response = AsyncMock(side_effect=OSError("network"))

    await answer(by, "hello")
    await replace(by, Reply("hello"))

    assert caplog.text.count("an answer was not delivered") == 2


async def test_a_refusal_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    by = interaction(done=True)

    await report(by, NoCampaignError())

    assert "/campaign create" in by.followup.send.await_args.kwargs["content"]
    assert caplog.records == []


async def test_a_bug_is_logged_with_what_failed(caplog: pytest.LogCaptureFixture) -> None:
    by = interaction(done=True)

    await report(by, KeyError("token=secret"))

    told = by.followup.send.await_args.kwargs["content"]
    assert "secret" not in told
    assert told.split("`")[1] in caplog.text
    assert "vl:yes:1" in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_what_discord_wrapped_is_found() -> None:
    wrapped = app_commands.CheckFailure()
    wrapped.__cause__ = StalePromptError()

    assert isinstance(unwrap(wrapped), StalePromptError)
    assert isinstance(unwrap(app_commands.CheckFailure()), app_commands.CheckFailure)


def test_what_discord_says_itself_is_explained() -> None:
    command = create_autospec(app_commands.Command, instance=True)
    command.name = "x"
    kind = discord.AppCommandOptionType.string
    transformer = create_autospec(app_commands.Transformer, instance=True)
    transformer._error_display_name = "number"

    assert "Reload Discord" in (explain(app_commands.CommandSignatureMismatch(command)) or "")
    assert "Reload Discord" in (explain(app_commands.CommandNotFound("x", [])) or "")
    assert "could not be read" in (explain(app_commands.TransformerError("x", kind, transformer)) or "")


def test_a_view_takes_what_works_after_a_restart_only_and_is_kept_by_nobody() -> None:
    view = LastingView()
    view.add_item(discord.ui.Button(url="https://example.org"))

    with pytest.raises(TypeError, match="Button is no DynamicItem"):
        view.add_item(discord.ui.Button(custom_id="gone with the process"))
    assert (len(view.children), view.timeout, view.is_finished()) == (1, None, True)


async def test_forms_and_buttons_report() -> None:
    class Broken(SafeItem):
        async def press(self, interaction: discord.Interaction) -> None:
            raise StalePromptError

    by = interaction(done=True)
    await SafeModal(title="x").on_error(by, StalePromptError())
    await Broken().callback(by)

    told = [call.kwargs["content"][:13] for call in by.followup.send.await_args_list]
    assert told == ["This question"] * 2
    with pytest.raises(NotImplementedError):
        await SafeItem().press(by)


async def test_progress_is_told_once_a_second() -> None:
    by = interaction(done=True)
    by.edit_original_response = AsyncMock()
    times = iter([0.0, 0.5, 1.0, 1.0, 1.9, 2.1, 2.1])
    told = Progress(by, lambda: next(times))

    for done in (5, 10, 15, 20, 100):
        await told(done, 100)

    assert [call.kwargs["content"] for call in by.edit_original_response.await_args_list] == [
        "Looked at 10 of 100 links …",
        "Looked at 20 of 100 links …",
    ]
