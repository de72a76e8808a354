"""What is said when something cannot be chosen in `/setup`: what is wrong, and what to do next."""

from cogs.say import later, say
from cogs.words import code, names
from core.domain import errors

PERMISSIONS = {
    "view_channel": later("View Channel"),
    "send_messages": later("Send Messages"),
    "embed_links": later("Embed Links"),
}
"""Permissions as Discord's settings call them, by the names its API has."""
DIGEST_PERMISSIONS = PERMISSIONS | {"attach_files": later("Attach Files")}
"""Those that the weekly digest takes, which comes with pictures."""
ADMIN_PERMISSIONS = DIGEST_PERMISSIONS | {"read_message_history": later("Read Message History")}
"""Those that the admin channel takes: messages edited in place for months, and appeals with their files."""


def refusal(error: errors.UserError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.EveryoneRoleError():
            return say(
                "The role everyone has would let everybody in this server decide about money. "
                "Choose a role that only your team has, or make one in the server's settings first."
            )
        case errors.ManagedRoleError():
            return say(
                "This role is kept for a bot or given out by Discord itself, so no person can be given it. "
                "Choose one that you give to your team."
            )
        case errors.ChannelClosedError(missing):
            lacking = names([say(ADMIN_PERMISSIONS.get(each, each)) for each in missing])
            return say(
                "The bot cannot write there yet, so nothing was changed; it lacks: {lacking}. Allow it for "
                "the bot's role in that channel's settings under Permissions, then choose the channel again.",
                lacking=lacking,
            )
        case errors.ZoneUnknownError(typed):
            return say(
                "No time zone is called {zone}, so nothing was changed. Give continent and city as "
                "in `Europe/Berlin`, or pick one from the list that appears while typing.",
                zone=code(typed),
            )
        case _:
            return None
