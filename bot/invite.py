"""`python -m bot invite`: the link that brings the bot to a server, with no more than it needs."""

import discord

from bot.line import NEVER_BACK, UNREACHABLE
from bot.one_off import FINE, CommandError, say
from bot.settings import Settings

NEEDED = {
    "view_channel": "to see the channels it writes in",
    "send_messages": "to answer, and to keep its message in the admin channel",
    "embed_links": "answers are cards",
    "attach_files": "pictures, long notes and exports come as files",
    "read_message_history": "to edit its messages in the admin channel for months",
}
"""Permissions by the names of Discord's API, and why; nothing else is asked for."""
SCOPES = ("bot", "applications.commands")


async def run(settings: Settings) -> int:
    """Ask Discord who the bot is, and print its link."""
    if settings.discord_token is None:
        raise CommandError("DISCORD_TOKEN is not set, so Discord cannot be asked which bot this is.")
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(settings.discord_token.get_secret_value())
        except discord.LoginFailure as error:
            raise CommandError(f"Discord {NEVER_BACK[4004]}.") from error
        except UNREACHABLE as error:
            raise CommandError(f"Discord cannot be reached ({type(error).__name__}); try again.") from error
        say(*lines(client.application_id or 0))
    return FINE


def lines(application_id: int) -> list[str]:
    """Return the link, and what it asks for."""
    wanted = discord.Permissions(**dict.fromkeys(NEEDED, True))
    link = discord.utils.oauth_url(application_id, permissions=wanted, scopes=SCOPES)
    asked = [f"  {name.replace('_', ' ').title()}: {why}" for name, why in NEEDED.items()]
    return [link, "", "It asks for:", *asked]
