"""A member's accounts as they see them."""

import io
from collections.abc import Sequence

import discord

from cogs import render, render_deals, render_own, render_watches, words
from cogs.say import later, many, say
from core.domain.terms import CreatorState, Outcome, TrackingMode
from core.services.shown import CreatorCard, Page
from core.services.shown_own import OwnAccount
from core.services.shown_watches import WatchCard

FILE_NAME = "accounts.txt"
STATES = {
    CreatorState.ACTIVE: later("Active: its posts can be handed in"),
    CreatorState.PAUSED: later("Paused: no new posts come in; those already in keep being counted"),
    CreatorState.REMOVED: later("Removed: no new posts come in; what it earned stays yours"),
}
MODES = {
    TrackingMode.AUTO: later("Posts that are found by themselves count at once"),
    TrackingMode.SELECTIVE: later("Posts that are found by themselves are reviewed by the team first"),
}
ARCHIVED = later("The campaign is archived: no new posts come in")
TOLD = later("Messages about your posts: **on**")
UNTOLD = later("Messages about your posts: **off**. `/my posts` always says where they stand.")
STOP, RESUME = later("Stop messages about my posts"), later("Turn messages on again")
CUT = later("All of it is in {file}.")


def listing(found: Page[OwnAccount], *, are_told: bool = True) -> tuple[discord.Embed, list[discord.File]]:
    """Return one screen of accounts, a field for each; what does not fit is in a file too.

    Args:
        are_told: whether the member gets messages about their posts.
    """
    intro = [say("What is agreed for each, and how it is watched."), say(TOLD if are_told else UNTOLD)]
    made = render.page(say("Your accounts"), found, intro, "")
    parts = [(_name(each), _lines(each)) for each in found.items]
    for name, lines in parts:
        render.field(made, name, lines, inline=False)
    if all(_is_whole(lines) for _, lines in parts):
        return made, []
    cut = say(CUT, file=FILE_NAME)
    made.set_footer(text=" · ".join(part for part in (made.footer.text, cut) if part))
    return made, [_file(parts)]


def _name(own: OwnAccount) -> str:
    card = own.card
    return render_own.account(card.handle, card.platform, card.campaign)


def _lines(own: OwnAccount) -> list[str]:
    card = own.card
    lines = [
        say(STATES[card.state]),
        "" if own.is_open else say(ARCHIVED),
        say(MODES[card.tracking_mode]),
        _counting(card),
        _known(own),
        *(_watch(each) for each in own.watches),
        "" if own.watches else say("Not watched: hand its posts in with `/submit-post`"),
        *_terms(card),
    ]
    return [line for line in lines if line]


def _counting(card: CreatorCard) -> str:
    return many(
        card.window_days,
        "Views count for {count} day, from {minimum} views on",
        "Views count for {count} days, from {minimum} views on",
        minimum=words.number(card.minimum_views),
    )


def _known(own: OwnAccount) -> str:
    """Return whether the account is known for good, whatever its handle is."""
    if own.is_known:
        return say(
            "Ownership: bound to you, and known by {platform}'s own id of the account",
            platform=own.card.platform.label,
        )
    return say("Ownership: bound to you by its handle only; `/my link` proves it")


def _watch(watch: WatchCard) -> str:
    last = say("last synced {ago}", ago=words.ago(watch.synced_at))
    if watch.synced_at is None:
        last = say("never synced yet")
    head = say("Watched") if render_watches.is_open(watch) else say("Watched, but not synced now")
    if watch.last_outcome in {None, Outcome.OK}:
        return f"{head}: {last}"
    errors = render_watches.ERRORS
    said = errors.get(watch.last_outcome or Outcome.UNAVAILABLE, errors[Outcome.UNAVAILABLE])
    failed = say("**The last sync failed** {ago}: {why}", ago=words.ago(watch.tried_at), why=say(said))
    return f"{head}: {last}. {failed}"


def _terms(card: CreatorCard) -> list[str]:
    """Return what posts are paid: one set of terms, or tiers with what a post must do for each."""
    title = f"**{render_deals.terms_title(card)}**"
    if not card.tiers:
        return [title, render_deals.single(card)]
    return [title, *(line for tier in card.tiers for line in render_deals.tier_lines(tier, card.currency))]


def _is_whole(lines: Sequence[str]) -> bool:
    return render.fit(lines, render.FIELD_LIMIT) == "\n".join(lines)


def _file(parts: Sequence[tuple[str, Sequence[str]]]) -> discord.File:
    text = "\n\n".join(
        "\n".join(words.without_markup(line) for line in (name, *lines)) for name, lines in parts
    )
    return discord.File(io.BytesIO(text.encode(errors="replace")), filename=FILE_NAME)
