"""From trouble to words: every answer and every error passes here."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import app_commands

from cogs import tracing, words
from cogs.refusals import refusal
from cogs.say import listen, many, say
from core.domain.errors import SourceError, UserError

log = logging.getLogger(__name__)

NOBODY = discord.AllowedMentions.none()
ANSWERED_ALREADY = 40060
"""Discord's code for a second answer to one interaction."""


@dataclass(frozen=True)
class Reply:
    """What is sent to a person."""

    content: str = ""
    embeds: Sequence[discord.Embed] = ()
    view: discord.ui.View | None = None
    files: Sequence[discord.File] = ()


def explain(error: BaseException) -> str | None:
    """Return what to tell the person; None when the fault is ours."""
    match error:
        case UserError():
            return refusal(error)
        case SourceError():
            return words.source_trouble(error.outcome)
        case app_commands.CommandSignatureMismatch() | app_commands.CommandNotFound():
            return say(words.OUTDATED_COMMAND)
        case app_commands.CommandOnCooldown(retry_after=seconds):
            return _too_fast(seconds)
        case app_commands.TransformerError():
            return say(words.BAD_OPTION)
        case _:
            return None


def _too_fast(seconds: float) -> str:
    return many(
        max(1, round(seconds)),
        "That is faster than posts can be read. Go on in {count} second; several links go in one message.",
        "That is faster than posts can be read. Go on in {count} seconds; several links go in one message.",
    )


def unwrap(error: BaseException) -> BaseException:
    """Return what discord.py wrapped: it hands on its own kind of errors only."""
    while isinstance(error, app_commands.AppCommandError) and error.__cause__ is not None:
        error = error.__cause__
    return error


async def answer(interaction: discord.Interaction, reply: Reply | str) -> None:
    """Tell the person alone; an answer that does not get through is logged, never raised."""
    sent = reply if isinstance(reply, Reply) else Reply(reply)
    parts: dict[str, Any] = {"content": sent.content, "embeds": sent.embeds, "files": sent.files}
    if sent.view is not None:
        parts["view"] = sent.view
    try:
        if interaction.response.is_done():
            await interaction.followup.send(ephemeral=True, allowed_mentions=NOBODY, **parts)
        else:
            await interaction.response.send_message(ephemeral=True, allowed_mentions=NOBODY, **parts)
    except Exception:
        log.exception("an answer was not delivered")


async def replace(interaction: discord.Interaction, reply: Reply) -> None:
    """Put a reply in the place of the message that was answered; never raises."""
    try:
        await interaction.edit_original_response(
            content=reply.content,
            embeds=reply.embeds,
            view=reply.view,
            attachments=reply.files,
            allowed_mentions=NOBODY,
        )
    except Exception:
        log.exception("an answer was not delivered")


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person what is wrong; a fault of ours is logged under a reference they are given."""
    listen(interaction)  # whatever the screen's language, what went wrong is told in the person's
    cause = unwrap(error)
    if isinstance(cause, discord.HTTPException) and cause.code == ANSWERED_ALREADY:
        log.warning("%s came twice from Discord, or an answer to it did not come back", _what(interaction))
        return
    sentence = explain(cause)
    if sentence is None:
        reference = tracing.current() or tracing.begin()
        log.error("reference %s: %s failed", reference, _what(interaction), exc_info=cause)
        sentence = words.bug(reference)
    await answer(interaction, sentence)


def _what(interaction: discord.Interaction) -> str:
    if interaction.command is not None:
        return interaction.command.qualified_name
    data: Mapping[str, Any] = {**(interaction.data or {})}
    return str(data.get("custom_id", "an interaction"))


class Tree(app_commands.CommandTree[discord.Client]):
    """Commands whose errors become answers, and that speak the person's language."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let everybody in, after choosing the language."""
        tracing.begin_command(interaction)
        listen(interaction)
        return True

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        await report(interaction, error)
        cause = unwrap(error)
        outcome = "failed" if explain(cause) is None else f"refused ({type(cause).__name__})"
        tracing.tell_command(interaction, outcome)


class LastingView(discord.ui.View):
    """Components that are found by their ids, after a restart as before it, so nothing keeps the view.

    discord.py would keep each that one person sees for a quarter of an hour, with a task of its own; where
    many ask, garbage collections that go through all of them hold up the loop.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def add_item(self, item: discord.ui.Item[Any]) -> Self:
        """Add what is found by its id. Raises TypeError for what would end with the process."""
        if item.is_dispatchable() and not isinstance(item, discord.ui.DynamicItem):
            raise TypeError(f"{type(item).__name__} is no DynamicItem")
        return super().add_item(item)

    def is_finished(self) -> bool:
        """Whether discord.py need not keep it: always."""
        return True


class SafeModal(discord.ui.Modal):
    """A form whose errors become answers, and that speaks the language of whoever filled it in."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Take it from everybody, after choosing the language."""
        tracing.begin()
        listen(interaction)
        return True

    async def on_error(  # type: ignore[override]  # Modal itself narrows what View declares
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await report(interaction, error)


class OpensForm:
    """As `SafeItem`, for what opens a form: nothing may be acknowledged before it."""

    async def callback(self, interaction: discord.Interaction) -> None:
        tracing.begin()
        try:
            listen(interaction)
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001  # the last stop: reported with its traceback
            await report(interaction, error)

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer with the form."""
        raise NotImplementedError


class SafeItem:
    """Goes before `DynamicItem`, whose errors would otherwise be seen by the log alone."""

    async def callback(self, interaction: discord.Interaction) -> None:
        tracing.begin()
        try:
            listen(interaction)
            await interaction.response.defer()
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001  # the last stop: reported with its traceback
            await report(interaction, error)

    async def press(self, interaction: discord.Interaction) -> None:
        """Do what the component is for; the interaction is acknowledged."""
        raise NotImplementedError
