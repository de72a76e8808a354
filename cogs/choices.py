"""What Discord offers while an option is typed, and the lists to choose from."""

import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import app_commands

from cogs import report_words, words, words_analytics, words_api
from cogs.checks import app_of, require
from core.domain.access import Caller, Role
from core.domain.errors import UserError
from core.domain.terms import Platform, PostStatus, TrackingMode
from core.services import api_keys, campaigns, creators, payouts, post_terms, posts, reports, servers, watches
from core.services.app import App
from core.services.shown import Choice

log = logging.getLogger(__name__)

OPTIONS = words.OPTIONS | report_words.OPTIONS | words_analytics.OPTIONS | words_api.OPTIONS
MOST = 25
LONGEST = 100

Command = TypeVar("Command", bound=Callable[..., Any])
Suggest = Callable[[discord.Interaction, str], Awaitable[list[app_commands.Choice[str]]]]
Search = Callable[[App, Caller, str], Awaitable[list[Choice]]]
SearchOf = Callable[[App, Caller, str, str], Awaitable[list[Choice]]]


def suggesting(search: Search, role: Role) -> Suggest:
    """Return suggestions for people with the role; on any trouble there are none."""

    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        try:
            by = await require(interaction, role)
            found = await search(app_of(interaction), by, current)
            return [_offered(choice) for choice in found if len(choice.value) <= LONGEST][:MOST]
        except UserError:
            return []
        except Exception:
            log.exception("no suggestions")
            return []

    return suggest


def suggesting_of(search: SearchOf, option: str, role: Role) -> Suggest:
    """Return suggestions that depend on what another option of the command says so far."""

    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        other = str(getattr(interaction.namespace, option, None) or "")

        async def of_other(app: App, by: Caller, typed: str) -> list[Choice]:
            return await search(app, by, typed, other)

        return await suggesting(of_other, role)(interaction, current)

    return suggest


def _offered(choice: Choice) -> app_commands.Choice[str]:
    return app_commands.Choice(name=words.clean(choice.label, LONGEST) or choice.value, value=choice.value)


SUGGESTIONS = {
    "campaign": suggesting(campaigns.choices, Role.EDITOR),
    "creator": suggesting(creators.choices, Role.EDITOR),
    "post": suggesting(posts.choices, Role.EDITOR),
    "account": suggesting(watches.choices, Role.EDITOR),
    "payout": suggesting(payouts.choices, Role.ADMIN),
    "report": suggesting(reports.choices, Role.ADMIN),
    "key": suggesting(api_keys.choices, Role.ADMIN),
    "timezone": suggesting(servers.zones, Role.ADMIN),
    "tier": suggesting_of(post_terms.choices_of_post, "post", Role.EDITOR),
    "old_tier": suggesting_of(post_terms.choices_of_creator, "creator", Role.ADMIN),
}
BOARD_SUGGESTIONS = {"campaign": suggesting(campaigns.usable_choices, Role.CREATOR)}
SUBMIT_SUGGESTIONS = {"campaign": suggesting(campaigns.submit_choices, Role.CREATOR)}


def options(command: Command, suggestions: Mapping[str, Suggest] = SUGGESTIONS) -> Command:
    """Say what each option means, and offer values for those that name something."""
    given = [name for name in inspect.signature(command).parameters if name not in {"self", "interaction"}]
    offered: dict[str, Any] = {name: suggestions[name] for name in given if name in suggestions}
    described = app_commands.describe(**{name: OPTIONS[name] for name in given})(command)
    return app_commands.autocomplete(**offered)(described)


def submit_options(command: Command) -> Command:
    """As `options`, with the campaigns that take in posts from this server."""
    return options(command, SUBMIT_SUGGESTIONS)


def board_options(command: Command) -> Command:
    """As `options`, with the campaigns that can be used in this server, archived ones too."""
    return options(command, BOARD_SUGGESTIONS)


class Named(app_commands.Transformer):
    """A choice among the members of an enumeration, by the names people know."""

    def __init__(self, labels: Mapping[Any, str]) -> None:
        super().__init__()
        self.labels = labels

    @property
    def choices(self) -> list[app_commands.Choice[int | float | str]]:
        return [app_commands.Choice(name=label, value=member.value) for member, label in self.labels.items()]

    async def transform(self, interaction: discord.Interaction, value: Any, /) -> StrEnum:
        found: StrEnum = next(member for member in self.labels if member.value == value)
        return found


PlatformChoice = app_commands.Transform[Platform, Named(words.PLATFORMS)]
StatusChoice = app_commands.Transform[PostStatus, Named(words.STATUSES)]
ModeChoice = app_commands.Transform[TrackingMode, Named(words.MODES)]
