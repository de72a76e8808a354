"""The picture on a post's card. The numbers matter more: a card without its picture is shown all the same."""

import io
import logging
import secrets
from dataclasses import replace

import discord

from cogs import charts, words
from cogs.errors import Reply
from cogs.say import later, say
from core.domain.access import Caller
from core.services import histories
from core.services.app import App

log = logging.getLogger(__name__)

FILE = "history.png"
DESCRIPTION = later("Views, likes, comments and shares of the post over time, as far as they are known")


async def added(app: App, by: Caller, reply: Reply, post_id: int) -> Reply:
    """Return a reply whose first embed is a post's card, with the picture of its history in it.

    It stays as it is while nothing was read of the post; a fault of ours is logged under a reference.
    """
    try:
        history = await histories.of_id(app, by, post_id)
        if not history.points:
            return reply
        png = await charts.history_png(history)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s: no chart of post %d", reference, post_id)
        return replace(reply, content="\n".join(filter(None, [reply.content, _no_chart(reference)])))
    card = reply.embeds[0].copy().set_image(url=f"attachment://{FILE}")
    picture = discord.File(io.BytesIO(png), FILE, description=say(DESCRIPTION))
    return replace(reply, embeds=[card, *reply.embeds[1:]], files=[*reply.files, picture])


def _no_chart(reference: str) -> str:
    """Say that the picture is missing, and what to hand on."""
    return say(
        "The chart could not be drawn; everything else on this card is complete. If it happens again, "
        "give whoever runs the bot this reference: {reference}.",
        reference=words.code(reference),
    )
