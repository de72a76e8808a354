"""What a server has chosen, as people see it."""

import discord

from cogs import render, words
from cogs.say import later, say
from cogs.words_digest import DAYS
from core.services.shown_servers import ServerCard

INTRODUCTION = later("Choose below; each choice counts at once. Empty a menu to take its choice back.")
NO_CHANNEL = later("Not chosen: what waits for a person is told nowhere.")
NO_SUBMISSIONS = later(
    "Not chosen: members who take no direct messages are not told what becomes of their posts."
)
NEXT = later("Next: `/campaign create` makes the first campaign.")
UNSEEN = later(
    "Discord shows these commands to people with **Manage Server** only, until the role is allowed under "
    "**Server Settings → Integrations → {bot}**."
)
ZONE = later("{zone}: analytics tell days by it. `/setup timezone` chooses another.")
NO_DIGEST = later("Off: choose a channel to have last week told there once a week.")
DIGEST_MEANING = later(
    "New posts, views gained, creators and leading posts of each active campaign against the week before, "
    "for everybody in the channel. A week in which nothing happened is not told. `/setup` leads back."
)
ADMINS = later("Who may do everything: people with **Manage Server**{more}.")
EDITORS = later("Who may track, review and decide: all admins{more}.")
GONE_ROLE = later("a role that is deleted now (choose another one)")
GONE_CHANNEL = later("The channel is deleted, or the bot cannot see it any more. Choose another one.")


def card(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return what is chosen now; what is gone from the server since is said to be gone."""
    admins = _who(ADMINS, shown.admin_role_id, guild)
    editors = _who(EDITORS, shown.editor_role_id, guild)
    has_role = shown.admin_role_id is not None or shown.editor_role_id is not None
    made = render.embed(
        say("Setup"), [say(INTRODUCTION)] + [say(NEXT)] * (has_role and not shown.has_campaign)
    )
    render.field(made, say("Admins"), [admins, _unseen(shown.admin_role_id, guild)], inline=False)
    render.field(made, say("Editors"), [editors, _unseen(shown.editor_role_id, guild)], inline=False)
    render.field(made, say("Admin channel"), [_channel(shown.admin_channel_id, guild)], inline=False)
    members = _members(shown.submission_channel_id, guild)
    render.field(made, say("Submission channel"), [members], inline=False)
    render.field(made, say("Time zone"), [say(ZONE, zone=words.code(shown.timezone))], inline=False)
    render.field(made, say("Weekly digest"), [_digest(shown, guild)], inline=False)
    return made


def digest(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return where and when last week is told."""
    made = render.embed(say("Weekly digest"), [say(DIGEST_MEANING)])
    hour = say(
        "{day} at {hour}, {zone}",
        day=say(DAYS[shown.digest_weekday]),
        hour=f"{shown.digest_hour:02}:00",
        zone=words.code(shown.timezone),
    )
    render.field(made, say("Where"), [_digest(shown, guild)], inline=False)
    render.field(made, say("When"), [hour], inline=False)
    return made


def _digest(shown: ServerCard, guild: discord.Guild) -> str:
    if shown.digest_channel_id is None:
        return say(NO_DIGEST)
    if guild.get_channel(shown.digest_channel_id) is None:
        return say(GONE_CHANNEL)
    channel = f"<#{shown.digest_channel_id}>"
    return say("{channel}, next {at}.", channel=channel, at=words.at(shown.digest_due_at))


def _who(always: str, role_id: int | None, guild: discord.Guild) -> str:
    if role_id is None:
        return say(always, more="")
    role = say(GONE_ROLE) if guild.get_role(role_id) is None else f"<@&{role_id}>"
    return say(always, more=say(", and {role}", role=role))


def _unseen(role_id: int | None, guild: discord.Guild) -> str:
    """Say how the role's members come to see their commands; nothing without a role."""
    if role_id is None or guild.get_role(role_id) is None:
        return ""
    return say(UNSEEN, bot=words.escape(guild.me.name))


def _channel(channel_id: int | None, guild: discord.Guild) -> str:
    if channel_id is None:
        return say(NO_CHANNEL)
    if guild.get_channel(channel_id) is None:
        return say(GONE_CHANNEL)
    return say(
        "{channel} says how many posts wait for review or need a decision.", channel=f"<#{channel_id}>"
    )


def _members(channel_id: int | None, guild: discord.Guild) -> str:
    if channel_id is None:
        return say(NO_SUBMISSIONS)
    if guild.get_channel(channel_id) is None:
        return say(GONE_CHANNEL)
    return say(
        "{channel} tells members about their posts who take no direct messages.", channel=f"<#{channel_id}>"
    )
