"""Boards: messages that are sent once and then edited in place, each with its button."""

import asyncio
import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self

import discord
from discord import ui

from cogs import inbox, lists, pulses, words, words_board
from cogs.checks import app_of, require
from cogs.errors import NOBODY, LastingView, SafeItem, answer
from cogs.render_board import board
from cogs.say import of_server, say, speaking
from cogs.troubles import Troubles, said
from core.domain.access import Role
from core.domain.needs import Need
from core.services import boards
from core.services import pulses as cards
from core.services.app import App
from core.services.shown_boards import Plan, Pulse, Removal, Tasks, Writing
from core.services.tally import Tally

log = logging.getLogger(__name__)

NOT_OURS = {10008, 50005}
"""Discord's codes for a message that is deleted, or was written by another bot: ours is gone."""


class OpenInbox(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:inbox:open"):
    """Shows the inbox to whoever presses, if they may review."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label=say(words.OPEN_INBOX), custom_id="vl:inbox:open"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        return cls()

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        await answer(interaction, await inbox.screen(app_of(interaction), by))


class OpenNeed(
    SafeItem,
    ui.DynamicItem[ui.Button[ui.View]],
    template=rf"vl:board:(?P<need>{'|'.join(Need)})",
):
    """Lists the posts that need a person for a reason, to whoever presses, if they may decide."""

    def __init__(self, need: Need) -> None:
        super().__init__(ui.Button(label=say(words_board.OPEN[need]), custom_id=f"vl:board:{need}"))
        self.need = need

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(Need(match["need"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        await answer(interaction, await lists.need_list(app_of(interaction), by, need=self.need))


DYNAMIC_ITEMS = (OpenInbox, OpenNeed)


class Boards:
    """Keeps the boards of all servers the bot is in; trouble with one is no other's.

    Args:
        unreachable: what is raised when Discord refuses or cannot be reached; anything else is a bug.
    """

    def __init__(self, app: App, client: discord.Client, unreachable: tuple[type[Exception], ...]) -> None:
        self._app = app
        self._client = client
        self._unreachable = unreachable
        self._troubles = Troubles[tuple[int, str]](app.clock)

    async def keep(self) -> Tally:
        """Bring every board up to date; while Discord is not connected nothing is tried."""
        if self._client.is_ready() and not self._client.is_closed():
            here = {guild.id for guild in self._client.guilds}
            plans = [*await boards.due(self._app, here), *await cards.due(self._app, here)]
            await asyncio.gather(*(self._attempt(plan) for plan in plans if not self._rests(plan)))
        return Tally()

    async def _attempt(self, plan: Plan) -> None:
        try:
            await self._carry_out(plan)
        except self._unreachable as error:
            self._failed(plan, error)
        except Exception:
            log.exception("The board of server %s could not be kept", plan.guild_id)
        else:
            if self._troubles.end(_key(plan)):
                log.info("The board of server %s is kept again", plan.guild_id)

    async def _carry_out(self, plan: Plan) -> None:
        if isinstance(plan, Removal):
            await self._remove(plan)
        elif plan.message_id is None:
            await self._send(plan)
        else:
            await self._edit(plan, plan.message_id)

    async def _remove(self, plan: Removal) -> None:
        with suppress(discord.NotFound, discord.Forbidden):  # then it cannot be reached any more
            await self._channel(plan).get_partial_message(plan.message_id).delete()
        await boards.lost(self._app, plan.guild_id, plan.message_id, plan.topic)

    async def _send(self, plan: Writing) -> None:
        shown, view = _parts(plan, of_server(self._client, plan.guild_id))
        parts: dict[str, Any] = {"embed": shown, "view": view, "allowed_mentions": NOBODY}
        sent = await self._channel(plan).send(**parts, nonce=plan.nonce)
        await boards.written(self._app, plan, sent.id, is_exact=_texts(sent.embeds) == _texts([shown]))

    async def _edit(self, plan: Writing, message_id: int) -> None:
        message = self._channel(plan).get_partial_message(message_id)
        shown, view = _parts(plan, of_server(self._client, plan.guild_id))
        try:
            await message.edit(embed=shown, view=view, allowed_mentions=NOBODY)
        except (discord.NotFound, discord.Forbidden) as error:
            if error.code not in NOT_OURS:
                raise
            await self._missed(plan, message_id)
        else:
            await boards.written(self._app, plan, message_id)

    async def _missed(self, plan: Writing, message_id: int) -> None:
        """Keep that the message is gone: what waits is told anew, and a pulse card is wanted no more."""
        if isinstance(plan.said, Pulse):
            await cards.ended(self._app, plan, message_id)
        else:
            await boards.lost(self._app, plan.guild_id, message_id, plan.topic)

    def _channel(self, plan: Plan) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(plan.channel_id, guild_id=plan.guild_id)

    def _rests(self, plan: Plan) -> bool:
        return self._troubles.rests(_key(plan), plan.channel_id)

    def _failed(self, plan: Plan, error: Exception) -> None:
        if self._troubles.note(_key(plan), plan.channel_id, error):
            log.warning(
                "The board of server %s cannot be kept in channel %s (%s); it is tried again",
                plan.guild_id,
                plan.channel_id,
                said(error),
            )


def _key(plan: Plan) -> tuple[int, str]:
    return plan.guild_id, plan.topic


def _parts(plan: Writing, language: str) -> tuple[discord.Embed, LastingView | None]:
    """Return what the message is to show, and its buttons."""
    with speaking(language):
        if isinstance(plan.said, Pulse):
            return pulses.card(plan.said)
        return board(plan.said), _buttons(plan.said)


def _buttons(tasks: Tasks) -> LastingView | None:
    """Return the ways to the inbox and to the lists of what waits; None: nothing that is listed does."""
    view = LastingView()
    if tasks.waiting or tasks.appeals:
        view.add_item(OpenInbox())
    for need in Need:
        if tasks.count(need):
            view.add_item(OpenNeed(need))
    return view if view.children else None


def _texts(embeds: Sequence[discord.Embed]) -> list[tuple[str | None, str | None]]:
    return [(embed.title, embed.description) for embed in embeds]
