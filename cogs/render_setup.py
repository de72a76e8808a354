"""What a server has chosen, as people see it."""

import discord

from cogs import render, words
from cogs.words_digest import DAYS
from core.services.shown_servers import ServerCard

INTRODUCTION = "Choose below; each choice counts at once. Empty a menu to take its choice back."
NO_CHANNEL = "Not chosen: what waits for a person is told nowhere."
NO_SUBMISSIONS = "Not chosen: members who take no direct messages are not told what becomes of their posts."
NEXT = "Next: `/campaign create` makes the first campaign."
UNSEEN = (
    "Discord shows these commands to people with **Manage Server** only, until the role is allowed under "
    "**Server Settings → Integrations → {bot}**."
)
ZONE = "{zone}: analytics tell days by it. `/setup timezone:` chooses another."
NO_DIGEST = "Off: choose a channel to have last week told there once a week."
DIGEST_MEANING = (
    "New posts, views gained, creators and leading posts of each active campaign against the week before, "
    "for everybody in the channel. A week in which nothing happened is not told. `/setup` leads back."
)
GONE_ROLE = "a role that is deleted now (choose another one)"
GONE_CHANNEL = "The channel is deleted, or the bot cannot see it any more. Choose another one."


def card(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return what is chosen now; what is gone from the server since is said to be gone."""
    admins = f"Who may do everything: {_who('people with **Manage Server**', shown.admin_role_id, guild)}"
    editors = f"Who may track, review and decide: {_who('all admins', shown.editor_role_id, guild)}"
    has_role = shown.admin_role_id is not None or shown.editor_role_id is not None
    made = render.embed("Setup", [INTRODUCTION] + [NEXT] * (has_role and not shown.has_campaign))
    render.field(made, "Admins", [admins, _unseen(shown.admin_role_id, guild)], inline=False)
    render.field(made, "Editors", [editors, _unseen(shown.editor_role_id, guild)], inline=False)
    render.field(made, "Admin channel", [_channel(shown.admin_channel_id, guild)], inline=False)
    members = _members(shown.submission_channel_id, guild)
    render.field(made, "Submission channel", [members], inline=False)
    render.field(made, "Time zone", [ZONE.format(zone=words.code(shown.timezone))], inline=False)
    render.field(made, "Weekly digest", [_digest(shown, guild)], inline=False)
    return made


def digest(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return where and when last week is told."""
    made = render.embed("Weekly digest", [DIGEST_MEANING])
    hour = f"{DAYS[shown.digest_weekday]} at {shown.digest_hour:02}:00, {words.code(shown.timezone)}"
    render.field(made, "Where", [_digest(shown, guild)], inline=False)
    render.field(made, "When", [hour], inline=False)
    return made


def _digest(shown: ServerCard, guild: discord.Guild) -> str:
    if shown.digest_channel_id is None:
        return NO_DIGEST
    if guild.get_channel(shown.digest_channel_id) is None:
        return GONE_CHANNEL
    return f"<#{shown.digest_channel_id}>, next {words.at(shown.digest_due_at)}."


def _who(always: str, role_id: int | None, guild: discord.Guild) -> str:
    if role_id is None:
        return f"{always}."
    return f"{always}, and {GONE_ROLE if guild.get_role(role_id) is None else f'<@&{role_id}>'}."


def _unseen(role_id: int | None, guild: discord.Guild) -> str:
    """Say how the role's members come to see their commands; nothing without a role."""
    if role_id is None or guild.get_role(role_id) is None:
        return ""
    return UNSEEN.format(bot=words.escape(guild.me.name))


def _channel(channel_id: int | None, guild: discord.Guild) -> str:
    if channel_id is None:
        return NO_CHANNEL
    if guild.get_channel(channel_id) is None:
        return GONE_CHANNEL
    return f"<#{channel_id}> says how many posts wait for review or need a decision."


def _members(channel_id: int | None, guild: discord.Guild) -> str:
    if channel_id is None:
        return NO_SUBMISSIONS
    if guild.get_channel(channel_id) is None:
        return GONE_CHANNEL
    return f"<#{channel_id}> tells members about their posts who take no direct messages."
