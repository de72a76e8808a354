"""Who may run what: asked on every command, component, form and suggestion."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

import discord
from discord import app_commands

from core.domain.access import Caller, Role
from core.domain.errors import NotAllowedError, ServerOnlyError, StalePromptError
from core.services import access
from core.services.app import App
from core.services.health import LoopState

T = TypeVar("T")
Named = TypeVar("Named", bound=StrEnum)

PACE = (10, 60.0)
"""So many times a person may run a command that asks the sources, in so many seconds."""


class Running(Protocol):
    """The Discord client: it carries the program, and knows how the loops are doing."""

    app: App
    loop_states: Callable[[], Sequence[LoopState]]


def app_of(interaction: discord.Interaction) -> App:
    """Return the program that the client runs."""
    return cast("Running", interaction.client).app


def number_of(text: str) -> int:
    """Return the number that an id or a menu carries.

    Raises `StalePromptError`: an old message may carry what nobody reads any more.
    """
    if not re.fullmatch("[0-9]{1,18}", text):
        raise StalePromptError
    return int(text)


def member_of(kind: type[Named], text: str) -> Named:
    """Return the member of an enumeration that an id or a menu carries; raise as `number_of`."""
    try:
        return kind(text)
    except ValueError as error:
        raise StalePromptError from error


def loop_states(interaction: discord.Interaction) -> Sequence[LoopState]:
    """Return how the loops are doing."""
    return cast("Running", interaction.client).loop_states()


async def caller(interaction: discord.Interaction) -> Caller:
    """Return who acts, with their role in this server; asked once per interaction."""
    known: Caller | None = interaction.extras.get("caller")
    if known is None:
        known = interaction.extras["caller"] = await _find(interaction)
    return known


async def require(interaction: discord.Interaction, role: Role) -> Caller:
    """Return who acts, if they have the role."""
    by = await caller(interaction)
    if by.role < role:
        raise NotAllowedError(role.name.lower())
    return by


def needs(role: Role) -> Callable[[T], T]:
    """Let a command be run by people with the role only."""
    return app_commands.check(_Needs(role))


def unhurried() -> Callable[[T], T]:
    """Let a person run a command that asks the sources so often only; others are not slowed down by them."""
    return app_commands.checks.cooldown(
        *PACE, key=lambda interaction: (interaction.client, interaction.user.id)
    )


def needed_role(command: app_commands.Command[Any, Any, Any]) -> Role:
    """Return the role that a command was given with `needs`."""
    return next(check.role for check in command.checks if isinstance(check, _Needs))


@dataclass(frozen=True)
class _Needs:
    role: Role

    async def __call__(self, interaction: discord.Interaction) -> bool:
        try:
            await require(interaction, self.role)
        except Exception as error:
            # discord.py brings only errors of its own to the tree's handler, which unwraps them
            raise app_commands.CheckFailure from error
        return True


async def _find(interaction: discord.Interaction) -> Caller:
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        raise ServerOnlyError
    return await access.caller(
        app_of(interaction),
        guild_id=interaction.guild_id,
        discord_id=interaction.user.id,
        manages_server=interaction.permissions.manage_guild,
        role_ids=[role.id for role in interaction.user.roles],
    )
