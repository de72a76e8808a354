"""What archiving a campaign or removing a creator would do, as people see it."""

import discord

from cogs import render, words
from cogs.say import command, later, many, say
from core.services.endings import ARCHIVE
from core.services.shown import CreatorCard
from core.services.shown_endings import EndPlan

ARCHIVES = later(
    "No post is taken in any more, by hand or from watched accounts. Everything stays, and "
    "`/campaign reopen` undoes it."
)
REMOVES = later(
    "No post of the account is taken in any more, and it is watched no more. Its posts and its money stay "
    "with the campaign. Adding the account again later makes a new entry, which begins without posts."
)


def plan(planned: EndPlan) -> discord.Embed:
    """Return what ends and what goes on."""
    card = planned.card
    is_creator = isinstance(card, CreatorCard)
    who = words.handle(card.handle) if isinstance(card, CreatorCard) else words.quoted(card.name)
    title = say("Archive {name}?", name=who) if planned.action == ARCHIVE else say("Remove {name}?", name=who)
    made = render.embed(title, [say(REMOVES if is_creator else ARCHIVES)], colour=render.AMBER)
    render.field(made, say("What goes on"), _goes_on(planned), inline=False)
    stops = many(
        planned.watched,
        "Looking for new posts of {count} watched account",
        "Looking for new posts of {count} watched accounts",
    )
    render.field(made, say("What stops"), [stops] * bool(planned.watched))
    return made


def _goes_on(planned: EndPlan) -> list[str]:
    owed = render.money(planned.owed_minor, planned.card.currency)
    counted = many(
        planned.running,
        "{count} post is counted to the end of the window and decided as usual.",
        "{count} posts are counted to the end of the window and decided as usual.",
    )
    payable = say("{amount} is still owed, and paid as usual with `/payout mark-paid`.", amount=owed)
    if isinstance(planned.card, CreatorCard):
        pays = command(f"`/payout mark-paid creator:#{planned.card.id}`")
        payable = say("{amount} is still owed; {command} pays it.", amount=owed, command=pays)
    return [counted] * bool(planned.running) + [payable] * bool(planned.owed_minor)
