"""What a server has chosen, as people see it."""

import discord

from cogs import render
from core.services.shown_servers import ServerCard

INTRODUCTION = "Choose below; each choice counts at once. Empty a menu to take its choice back."
NO_CHANNEL = "Not chosen: what waits for a person is told nowhere."
GONE_ROLE = "a role that is deleted now (choose another one)"
GONE_CHANNEL = "The channel is deleted, or the bot cannot see it any more. Choose another one."


def card(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return what is chosen now; what is gone from the server since is said to be gone."""
    admins = f"Who may do everything: {_who('people with **Manage Server**', shown.admin_role_id, guild)}"
    editors = f"Who may track, review and decide: {_who('all admins', shown.editor_role_id, guild)}"
    made = render.embed("Setup", [INTRODUCTION])
    render.field(made, "Admins", [admins], inline=False)
    render.field(made, "Editors", [editors], inline=False)
    render.field(made, "Admin channel", [_channel(shown.admin_channel_id, guild)], inline=False)
    return made


def _who(always: str, role_id: int | None, guild: discord.Guild) -> str:
    if role_id is None:
        return f"{always}."
    return f"{always}, and {GONE_ROLE if guild.get_role(role_id) is None else f'<@&{role_id}>'}."


def _channel(channel_id: int | None, guild: discord.Guild) -> str:
    if channel_id is None:
        return NO_CHANNEL
    if guild.get_channel(channel_id) is None:
        return GONE_CHANNEL
    return f"<#{channel_id}> says how many posts wait for review."
