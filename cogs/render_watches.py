"""Watched accounts as people see them."""

import discord

from cogs import render, words
from core.domain.terms import CreatorState, Outcome, WatchState
from core.domain.watching import is_synced
from core.services.shown import Page
from core.services.shown_watches import Synced, WatchCard, WatchChanged

NO_WATCHES = "No account is watched here yet. `/watch add` adds one."
CHANGED = {
    "added": "Watched from now on.",
    "paused": "Paused: it is not synced until it is resumed.",
    "resumed": "Resumed: it is synced at once, and what was published meanwhile comes in.",
    "removed": "Watched no more. The posts that came in stay.",
    "synced": "",
}
ERRORS = {
    Outcome.NOT_FOUND: "The platform does not find the account. Check the handle; it may be renamed or gone.",
    Outcome.PRIVATE: "The account is private, so its posts cannot be listed.",
    Outcome.RATE_LIMITED: "The source asked to come back later.",
    Outcome.UNAVAILABLE: "The source gave no usable listing.",
    Outcome.MALFORMED: "Some of the listing could not be understood.",
    Outcome.UNSUPPORTED: "No source set up here can list such accounts; the README says which keys help.",
}
NO_SOURCE = "No source may be asked at the moment; the sync is made as soon as one answers again."


def is_open(shown: WatchCard) -> bool:
    """Whether the account is synced by itself now."""
    return shown.campaign_is_active and is_synced(shown.state, shown.creator_state)


def card(shown: WatchCard, headline: str = "") -> discord.Embed:
    """Return all there is to see of a watched account."""
    is_fine = shown.last_outcome in {None, Outcome.OK}
    colour = (render.GREEN if is_fine else render.RED) if is_open(shown) else render.GREY
    made = render.embed(
        f"{words.handle(shown.handle)} on {shown.platform.label}",
        [line for line in (headline, words.escape(shown.display_name or "", 100)) if line],
        colour=colour,
        footer=f"#{shown.id} · {shown.campaign}",
    )
    made.set_thumbnail(url=render.web_url(shown.avatar_url))
    render.field(made, "Status", [_status(shown)])
    render.field(made, "Watched", _whose(shown))
    render.field(made, "Came in", _came_in(shown))
    render.field(made, "Syncs", _syncs(shown), inline=False)
    render.field(made, "Last sync failed", _trouble(shown), inline=False)
    return made


def changed(done: WatchChanged) -> discord.Embed:
    """Return an account after an action, with how its sync ended."""
    lines = [CHANGED.get(done.action, "")]
    if done.synced is not None:
        lines.append(_synced(done.synced))
    elif done.action == "synced":
        lines.append(NO_SOURCE)
    return card(done.card, " ".join(line for line in lines if line))


def listing(found: Page[WatchCard]) -> discord.Embed:
    """Return one screen of watched accounts."""
    return render.page("Watched accounts", found, [_line(one) for one in found.items], NO_WATCHES)


def _status(shown: WatchCard) -> str:
    if shown.state is not WatchState.ACTIVE:
        return words.WATCH_STATES[shown.state]
    if not shown.campaign_is_active:
        return "Not synced: the campaign is archived"
    if shown.creator_state not in {None, CreatorState.ACTIVE}:
        return "Not synced: the creator is paused"
    return words.WATCH_STATES[shown.state]


def _whose(shown: WatchCard) -> list[str]:
    if shown.creator is None or shown.mode is None:
        return ["as a competitor's account, which is paid nothing"]
    return [f"for the creator {words.handle(shown.creator)}", words.MODES[shown.mode]]


def _came_in(shown: WatchCard) -> list[str]:
    since = "" if shown.since_at is None else f"published since {words.at(shown.since_at)}"
    return [words.several(shown.imported, "post"), since]


def _syncs(shown: WatchCard) -> list[str]:
    last = "none yet" if shown.synced_at is None else words.ago(shown.synced_at)
    lines = [f"Last complete sync: {last}"]
    if is_open(shown):
        lines.append(f"Next: {words.ago(shown.next_sync_at)}")
    return lines


def _trouble(shown: WatchCard) -> list[str]:
    if shown.last_outcome in {None, Outcome.OK}:
        return []
    said = ERRORS.get(shown.last_outcome or Outcome.UNAVAILABLE, ERRORS[Outcome.UNAVAILABLE])
    again = f"{words.several(shown.failures, 'failed sync')} in a row. " if shown.failures else ""
    return [
        f"{words.ago(shown.tried_at)}: {said}",
        words.escape(shown.last_error or "", 200),
        f"{again}Nothing is missed: the next good sync goes back to where the last one ended.",
    ]


def _synced(synced: Synced) -> str:
    if synced.outcome is not Outcome.OK:
        came = f" {words.several(synced.imported, 'post')} came in before that." if synced.imported else ""
        return f"The sync failed, the account stays saved.{came}"
    if not synced.imported:
        return "There is nothing new."
    waiting = f", {synced.waiting:,} of them for `/inbox`" if synced.waiting else ""
    return f"{words.several(synced.imported, 'new post')} came in{waiting}. Their numbers are read next."


def _line(shown: WatchCard) -> str:
    name = f"`#{shown.id}` **{words.handle(shown.handle)}** on {shown.platform.label}"
    is_fine = shown.last_outcome in {None, Outcome.OK}
    sync = "never synced" if shown.synced_at is None else f"synced {words.ago(shown.synced_at)}"
    facts = [
        _status(shown),
        "competitor" if shown.creator is None else "creator",
        words.several(shown.imported, "post"),
        sync if is_fine else f"**failing** ({sync})",
        words.escape(shown.campaign, 80),
    ]
    return f"{name}\n" + " · ".join(facts)
