"""How far a server's setup has come: each step with its mark and what is to be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import discord

from cogs import words, words_digest, words_setup
from cogs.refusals_setup import ADMIN_PERMISSIONS, DIGEST_PERMISSIONS, PERMISSIONS
from cogs.say import say
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
        _role(words_setup.ADMINS, words_setup.ADMINS_ARE, shown.admin_role_id, guild),
        _role(words_setup.EDITORS, words_setup.EDITORS_ARE, shown.editor_role_id, guild),
        _admin_channel(shown.admin_channel_id, guild),
        _submissions(shown.submission_channel_id, guild),
        _campaign(has_campaign=shown.has_campaign),
        _zone(shown.timezone),
        digest(shown, guild),
    ]


def digest(shown: ServerCard, guild: discord.Guild) -> StepState:
    """Return where last week is told."""
    name, channel_id = say(words_digest.DIGEST), shown.digest_channel_id
    if channel_id is None:
        return StepState(name, Mark.OPTIONAL, [say(words_digest.NO_DIGEST)])
    told = say(words_digest.HAS_DIGEST, channel=_mention(channel_id), at=words.at(shown.digest_due_at))
    return _channel(name, channel_id, guild, DIGEST_PERMISSIONS, told)


def _role(name: str, who: tuple[str, str], role_id: int | None, guild: discord.Guild) -> StepState:
    always, with_role = who
    if role_id is None:
        return StepState(say(name), Mark.OPTIONAL, [say(always)])
    if guild.get_role(role_id) is None:
        gone = say(with_role, role=say(words_setup.GONE_ROLE))
        return StepState(say(name), Mark.BROKEN, [gone])
    unseen = say(words_setup.UNSEEN, bot=words.escape(guild.me.name))
    return StepState(say(name), Mark.DONE, [say(with_role, role=f"<@&{role_id}>"), unseen])


def _admin_channel(channel_id: int | None, guild: discord.Guild) -> StepState:
    name = say(words_setup.ADMIN_CHANNEL)
    if channel_id is None:
        return StepState(name, Mark.MISSING, [say(words_setup.NO_CHANNEL)])
    told = say(words_setup.HAS_CHANNEL, channel=_mention(channel_id))
    return _channel(name, channel_id, guild, ADMIN_PERMISSIONS, told)


def _submissions(channel_id: int | None, guild: discord.Guild) -> StepState:
    name = say(words_setup.SUBMISSION_CHANNEL)
    if channel_id is None:
        return StepState(name, Mark.MISSING, [say(words_setup.NO_SUBMISSIONS)])
    told = say(words_setup.HAS_SUBMISSIONS, channel=_mention(channel_id))
    return _channel(name, channel_id, guild, PERMISSIONS, told)


def _channel(
    name: str, channel_id: int, guild: discord.Guild, needed: Mapping[str, str], told: str
) -> StepState:
    channel = guild.get_channel(channel_id)
    if channel is None:
        return StepState(name, Mark.BROKEN, [say(words_setup.GONE_CHANNEL)])
    allowed = channel.permissions_for(guild.me)
    lacking = [say(called) for permission, called in needed.items() if not getattr(allowed, permission)]
    if not lacking:
        return StepState(name, Mark.DONE, [told])
    closed = say(words_setup.CLOSED, channel=_mention(channel_id), lacking=words.names(lacking))
    return StepState(name, Mark.BROKEN, [closed])


def _mention(channel_id: int) -> str:
    return f"<#{channel_id}>"


def _campaign(*, has_campaign: bool) -> StepState:
    name = say(words_setup.CAMPAIGN)
    if has_campaign:
        return StepState(name, Mark.DONE, [say(words_setup.HAS_CAMPAIGN)])
    return StepState(name, Mark.MISSING, [say(words_setup.NO_CAMPAIGN)])


def _zone(zone: str) -> StepState:
    told = say(words_setup.ZONE, zone=words.code(zone))
    mark = Mark.OPTIONAL if zone == UTC else Mark.DONE
    return StepState(say(words_setup.ZONE_NAME), mark, [told])
