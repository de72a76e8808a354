"""Watched accounts as people see them."""

import discord

from cogs import render, words
from cogs.say import later
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
    Outcome.NOT_FOUND: later(
        "The platform does not find the account. Check the handle; it may be renamed or gone."
    ),
    Outcome.PRIVATE: later("The account is private, so its posts cannot be listed."),
    Outcome.RATE_LIMITED: later("The source asked to come back later."),
    Outcome.UNAVAILABLE: later("The source gave no usable listing."),
    Outcome.MALFORMED: later("Some of the listing could not be understood."),
    Outcome.UNSUPPORTED: later(
        "No source set up here can list such accounts; the README says which keys help."
    ),
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
    render.field(made, "Takes in", _takes_in(shown))
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


def _takes_in(shown: WatchCard) -> list[str]:
    if shown.since_at is None:
        since = f"its newest {words.several(shown.first_import, 'post')} and all later ones"
    else:
        since = f"posts published since {words.at(shown.since_at)}"
    return [since, f"Came in so far: {words.several(shown.imported, 'post')}"]


def _syncs(shown: WatchCard) -> list[str]:
    last = "none yet" if shown.synced_at is None else words.ago(shown.synced_at)
    lines = [f"Last complete sync: {last}"]
    if is_open(shown):
        lines.append(f"Next: {words.ago(shown.next_sync_at)}")
    return lines


def _trouble(shown: WatchCard) -> list[str]:
    if shown.last_outcome in {None, Outcome.OK} or shown.state is WatchState.REMOVED:
        return []
    said = ERRORS.get(shown.last_outcome or Outcome.UNAVAILABLE, ERRORS[Outcome.UNAVAILABLE])
    row = f"{words.several(shown.failures, 'failed sync')} in a row." if shown.failures else ""
    again = f"It is tried again {words.ago(shown.next_sync_at)}." if is_open(shown) else ""
    return [
        f"{words.ago(shown.tried_at)}: {said}",
        words.escape(shown.last_error or "", 200),
        " ".join(part for part in (row, again, _not_missed(shown)) if part),
    ]


def _not_missed(shown: WatchCard) -> str:
    """Say what the next good sync brings."""
    if shown.synced_at is not None:
        return "Nothing is missed: the next good sync goes back to where the last one ended."
    if shown.since_at is None:
        return "The first import is made by the next good sync."
    return "Everything published since it is watched comes in with the next good sync."


def _synced(synced: Synced) -> str:
    if synced.outcome is not Outcome.OK:
        return f"The sync failed, the account stays saved.{_came_in(synced, 'post', ' before that')}"
    if not synced.imported:
        return "There is nothing new."
    numbers = "Its numbers are read next." if synced.imported == 1 else "Their numbers are read next."
    return f"{_came_in(synced, 'new post').lstrip()} {numbers}"


def _came_in(synced: Synced, what: str, when: str = "") -> str:
    """Say how many posts came in, and which of them wait for a person."""
    if not synced.imported:
        return ""
    came = f" {words.several(synced.imported, what)} came in{when}"
    return f"{came}{_waiting(synced)}.{_late(synced)}"


def _waiting(synced: Synced) -> str:
    if not synced.waiting:
        return ""
    if synced.imported == 1:
        return " and waits in `/inbox`"
    if synced.waiting == synced.imported:
        return " and wait in `/inbox`"
    return f", {synced.waiting:,} of which {'waits' if synced.waiting == 1 else 'wait'} in `/inbox`"


def _late(synced: Synced) -> str:
    """Say that the numbers near the window's end can be read no more, so that a person decides."""
    if not synced.late:
        return ""
    if synced.imported == 1:
        return " It is older than its counting window, so a person decides on it there."
    if synced.late == synced.imported:
        return " They are older than their counting window, so a person decides on them there."
    older, them = ("is older than its", "it") if synced.late == 1 else ("are older than their", "them")
    return f" {synced.late:,} of them {older} counting window, so a person decides on {them} there."


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
