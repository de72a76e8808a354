"""What archiving a campaign or removing a creator would do, as people see it."""

import discord

from cogs import render, words
from core.services.endings import ARCHIVE
from core.services.shown import CreatorCard
from core.services.shown_endings import EndPlan

ARCHIVES = (
    "No post is taken in any more, by hand or from watched accounts. Everything stays, and "
    "`/campaign reopen` undoes it."
)
REMOVES = (
    "No post of the account is taken in any more, and it is watched no more. Its posts and its money stay "
    "with the campaign. Adding the account again later makes a new entry, which begins without posts."
)


def plan(planned: EndPlan) -> discord.Embed:
    """Return what ends and what goes on."""
    card = planned.card
    is_creator = isinstance(card, CreatorCard)
    who = words.handle(card.handle) if isinstance(card, CreatorCard) else words.quoted(card.name)
    title = f"{'Archive' if planned.action == ARCHIVE else 'Remove'} {who}?"
    made = render.embed(title, [REMOVES if is_creator else ARCHIVES], colour=render.AMBER)
    render.field(made, "What goes on", _goes_on(planned), inline=False)
    watched = words.several(planned.watched, "watched account")
    render.field(made, "What stops", [f"Looking for new posts of {watched}"] * bool(planned.watched))
    return made


def _goes_on(planned: EndPlan) -> list[str]:
    posts = words.several(planned.running, "post is", "posts are")
    owed = render.money(planned.owed_minor, planned.card.currency)
    counted = f"{posts} counted to the end of the window and decided as usual."
    payable = f"{owed} is still owed, and paid as usual with `/payout mark-paid`."
    if isinstance(planned.card, CreatorCard):
        payable = f"{owed} is still owed; `/payout mark-paid creator:#{planned.card.id}` pays it."
    return [counted] * bool(planned.running) + [payable] * bool(planned.owed_minor)
