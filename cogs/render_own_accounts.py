"""A member's accounts as they see them."""

import io
from collections.abc import Sequence

import discord

from cogs import render, render_deals, render_watches, words
from core.domain.terms import CreatorState, Outcome, TrackingMode
from core.services.shown import CreatorCard, Page
from core.services.shown_own import OwnAccount
from core.services.shown_watches import WatchCard

FILE_NAME = "accounts.txt"
STATES = {
    CreatorState.ACTIVE: "Active: its posts can be handed in",
    CreatorState.PAUSED: "Paused: no new posts come in; those already in keep being counted",
    CreatorState.REMOVED: "Removed: no new posts come in; what it earned stays yours",
}
MODES = {
    TrackingMode.AUTO: "Posts that are found by themselves count at once",
    TrackingMode.SELECTIVE: "Posts that are found by themselves are reviewed by the team first",
}
ARCHIVED = "The campaign is archived: no new posts come in"
CUT = f"All of it is in {FILE_NAME}."


def listing(found: Page[OwnAccount]) -> tuple[discord.Embed, list[discord.File]]:
    """Return one screen of accounts, a field for each; what does not fit is in a file too."""
    made = render.page("Your accounts", found, ["What is agreed for each, and how it is watched."], "")
    parts = [(_name(each), _lines(each)) for each in found.items]
    for name, lines in parts:
        render.field(made, name, lines, inline=False)
    if all(_is_whole(lines) for _, lines in parts):
        return made, []
    made.set_footer(text=" · ".join(part for part in (made.footer.text, CUT) if part))
    return made, [_file(parts)]


def _name(own: OwnAccount) -> str:
    card = own.card
    return f"{words.handle(card.handle)} on {card.platform.label}, {words.escape(card.campaign, 50)}"


def _lines(own: OwnAccount) -> list[str]:
    card = own.card
    lines = [
        STATES[card.state],
        "" if own.is_open else ARCHIVED,
        MODES[card.tracking_mode],
        f"Views count for {words.several(card.window_days, 'day')}, from {card.minimum_views:,} views on",
        _known(own),
        *(_watch(each) for each in own.watches),
        "" if own.watches else "Not watched: hand its posts in with `/submit-post`",
        *_terms(card),
    ]
    return [line for line in lines if line]


def _known(own: OwnAccount) -> str:
    """Return whether the account is known for good, whatever its handle is."""
    if own.is_known:
        return f"Ownership: bound to you, and known by {own.card.platform.label}'s own id of the account"
    return "Ownership: bound to you by its handle only; `/my link` proves it"


def _watch(watch: WatchCard) -> str:
    last = "never synced yet" if watch.synced_at is None else f"last synced {words.ago(watch.synced_at)}"
    head = "Watched" if render_watches.is_open(watch) else "Watched, but not synced now"
    if watch.last_outcome in {None, Outcome.OK}:
        return f"{head}: {last}"
    errors = render_watches.ERRORS
    said = errors.get(watch.last_outcome or Outcome.UNAVAILABLE, errors[Outcome.UNAVAILABLE])
    return f"{head}: {last}. **The last sync failed** {words.ago(watch.tried_at)}: {said}"


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
