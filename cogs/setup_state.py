"""How far a server's setup has come: each step with its mark and what is to be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import discord

from cogs import words, words_setup
from cogs.refusals_setup import ADMIN_PERMISSIONS, DIGEST_PERMISSIONS, PERMISSIONS
from core.domain.zones import UTC
from core.services.shown_servers import ServerCard


class Mark(StrEnum):
    """How a step stands; `OPTIONAL` is left as it usually is."""

    DONE = "✅"
    MISSING = "⬜"
    OPTIONAL = "▫️"
    BROKEN = "⚠️"


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of the setup, and how it stands."""

    name: str
    mark: Mark
    lines: Sequence[str]


def states(shown: ServerCard, guild: discord.Guild) -> list[StepState]:
    """Return every step; what is gone from the server since, or closed to the bot, is said to be."""
    return [
        _role(words_setup.ADMINS, _ADMINS, shown.admin_role_id, guild),
        _role(words_setup.EDITORS, _EDITORS, shown.editor_role_id, guild),
        _admin_channel(shown.admin_channel_id, guild),
        _submissions(shown.submission_channel_id, guild),
        _campaign(has_campaign=shown.has_campaign),
        _zone(shown.timezone),
        digest(shown, guild),
    ]


def digest(shown: ServerCard, guild: discord.Guild) -> StepState:
    """Return where last week is told."""
    name, channel_id = words_setup.DIGEST_NAME, shown.digest_channel_id
    if channel_id is None:
        return StepState(name, Mark.OPTIONAL, [words_setup.NO_DIGEST])
    told = f"<#{channel_id}>, next {words.at(shown.digest_due_at)}."
    return _channel(name, channel_id, guild, DIGEST_PERMISSIONS, told)


_ADMINS = ("Who may do everything", "people with **Manage Server**")
_EDITORS = ("Who may track, review and decide", "all admins")


def _role(name: str, said: tuple[str, str], role_id: int | None, guild: discord.Guild) -> StepState:
    who = f"{said[0]}: {said[1]}"
    if role_id is None:
        return StepState(name, Mark.OPTIONAL, [f"{who}."])
    if guild.get_role(role_id) is None:
        return StepState(name, Mark.BROKEN, [f"{who}, and {words_setup.GONE_ROLE}."])
    unseen = words_setup.UNSEEN.format(bot=words.escape(guild.me.name))
    return StepState(name, Mark.DONE, [f"{who}, and <@&{role_id}>.", unseen])


def _admin_channel(channel_id: int | None, guild: discord.Guild) -> StepState:
    name = words_setup.ADMIN_CHANNEL
    if channel_id is None:
        return StepState(name, Mark.MISSING, [words_setup.NO_CHANNEL])
    told = f"<#{channel_id}> says what waits for a person."
    return _channel(name, channel_id, guild, ADMIN_PERMISSIONS, told)


def _submissions(channel_id: int | None, guild: discord.Guild) -> StepState:
    name = words_setup.SUBMISSION_CHANNEL
    if channel_id is None:
        return StepState(name, Mark.MISSING, [words_setup.NO_SUBMISSIONS])
    told = f"<#{channel_id}> tells members about their posts who take no direct messages."
    return _channel(name, channel_id, guild, PERMISSIONS, told)


def _channel(
    name: str, channel_id: int, guild: discord.Guild, needed: Mapping[str, str], told: str
) -> StepState:
    channel = guild.get_channel(channel_id)
    if channel is None:
        return StepState(name, Mark.BROKEN, [words_setup.GONE_CHANNEL])
    allowed = channel.permissions_for(guild.me)
    lacking = [said for permission, said in needed.items() if not getattr(allowed, permission)]
    if not lacking:
        return StepState(name, Mark.DONE, [told])
    closed = words_setup.CLOSED.format(channel=channel_id, lacking=words.names(lacking))
    return StepState(name, Mark.BROKEN, [closed])


def _campaign(*, has_campaign: bool) -> StepState:
    if has_campaign:
        return StepState(words_setup.CAMPAIGN, Mark.DONE, [words_setup.HAS_CAMPAIGN])
    return StepState(words_setup.CAMPAIGN, Mark.MISSING, [words_setup.NO_CAMPAIGN])


def _zone(name: str) -> StepState:
    told = words_setup.ZONE.format(zone=words.code(name))
    return StepState(words_setup.ZONE_NAME, Mark.OPTIONAL if name == UTC else Mark.DONE, [told])
