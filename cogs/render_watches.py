"""Watched accounts as people see them."""

import discord

from cogs import quantities, render, words
from cogs.say import later, many, say
from core.domain.terms import CreatorState, Outcome, WatchState
from core.domain.watching import is_synced
from core.services.shown import Page
from core.services.shown_watches import Synced, WatchCard, WatchChanged

NO_WATCHES = later("No account is watched here yet. `/watch add` adds one.")
CHANGED = {
    "added": later("Watched from now on."),
    "paused": later("Paused: it is not synced until it is resumed."),
    "resumed": later("Resumed: it is synced at once, and what was published meanwhile comes in."),
    "removed": later("Watched no more. The posts that came in stay."),
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
NO_SOURCE = later("No source may be asked at the moment; the sync is made as soon as one answers again.")

ONE_NEW, MORE_NEW = later("{count} new post came in{where}."), later("{count} new posts came in{where}.")
ONE_BEFORE = later("{count} post came in before that{where}.")
MORE_BEFORE = later("{count} posts came in before that{where}.")


def is_open(shown: WatchCard) -> bool:
    """Whether the account is synced by itself now."""
    return shown.campaign_is_active and is_synced(shown.state, shown.creator_state)


def card(shown: WatchCard, headline: str = "") -> discord.Embed:
    """Return all there is to see of a watched account."""
    is_fine = shown.last_outcome in {None, Outcome.OK}
    colour = (render.GREEN if is_fine else render.RED) if is_open(shown) else render.GREY
    made = render.embed(
        render.account(shown.handle, shown.platform),
        [line for line in (headline, words.escape(shown.display_name or "", 100)) if line],
        colour=colour,
        footer=f"#{shown.id} · {shown.campaign}",
    )
    made.set_thumbnail(url=render.web_url(shown.avatar_url))
    render.field(made, say("Status"), [_status(shown)])
    render.field(made, say("Watched"), _whose(shown))
    render.field(made, say("Takes in"), _takes_in(shown))
    render.field(made, say("Syncs"), _syncs(shown), inline=False)
    render.field(made, say("Last sync failed"), _trouble(shown), inline=False)
    return made


def changed(done: WatchChanged) -> discord.Embed:
    """Return an account after an action, with how its sync ended."""
    headline = CHANGED.get(done.action, "")
    lines = [headline and say(headline)]
    if done.synced is not None:
        lines.append(_synced(done.synced))
    elif done.action == "synced":
        lines.append(say(NO_SOURCE))
    return card(done.card, " ".join(line for line in lines if line))


def listing(found: Page[WatchCard]) -> discord.Embed:
    """Return one screen of watched accounts."""
    return render.page(say("Watched accounts"), found, [_line(one) for one in found.items], say(NO_WATCHES))


def _status(shown: WatchCard) -> str:
    if shown.state is not WatchState.ACTIVE:
        return say(words.WATCH_STATES[shown.state])
    if not shown.campaign_is_active:
        return say("Not synced: the campaign is archived")
    if shown.creator_state not in {None, CreatorState.ACTIVE}:
        return say("Not synced: the creator is paused")
    return say(words.WATCH_STATES[shown.state])


def _whose(shown: WatchCard) -> list[str]:
    if shown.creator is None or shown.mode is None:
        return [say("as a competitor's account, which is paid nothing")]
    return [
        say("for the creator {account}", account=words.handle(shown.creator)),
        say(words.MODES[shown.mode]),
    ]


def _takes_in(shown: WatchCard) -> list[str]:
    if shown.since_at is None:
        since = many(
            shown.first_import,
            "its newest {count} post and all later ones",
            "its newest {count} posts and all later ones",
        )
    else:
        since = say("posts published since {at}", at=words.at(shown.since_at))
    return [since, say("Came in so far: {posts}", posts=quantities.posts(shown.imported))]


def _syncs(shown: WatchCard) -> list[str]:
    last = say("none yet") if shown.synced_at is None else words.ago(shown.synced_at)
    lines = [say("Last complete sync: {ago}", ago=last)]
    if is_open(shown):
        lines.append(say("Next: {ago}", ago=words.ago(shown.next_sync_at)))
    return lines


def _trouble(shown: WatchCard) -> list[str]:
    if shown.last_outcome in {None, Outcome.OK} or shown.state is WatchState.REMOVED:
        return []
    said = say(ERRORS.get(shown.last_outcome or Outcome.UNAVAILABLE, ERRORS[Outcome.UNAVAILABLE]))
    row = again = ""
    if shown.failures:
        row = many(shown.failures, "{count} failed sync in a row.", "{count} failed syncs in a row.")
    if is_open(shown):
        again = say("It is tried again {ago}.", ago=words.ago(shown.next_sync_at))
    return [
        f"{words.ago(shown.tried_at)}: {said}",
        words.escape(shown.last_error or "", 200),
        " ".join(part for part in (row, again, _not_missed(shown)) if part),
    ]


def _not_missed(shown: WatchCard) -> str:
    """Say what the next good sync brings."""
    if shown.synced_at is not None:
        return say("Nothing is missed: the next good sync goes back to where the last one ended.")
    if shown.since_at is None:
        return say("The first import is made by the next good sync.")
    return say("Everything published since it is watched comes in with the next good sync.")


def _synced(synced: Synced) -> str:
    """Say how many posts came in, and which of them wait for a person."""
    if synced.outcome is not Outcome.OK:
        failed = say("The sync failed, the account stays saved.")
        return f"{failed} {_came_in(synced, ONE_BEFORE, MORE_BEFORE)}{_late(synced)}".strip()
    if not synced.imported:
        return say("There is nothing new.")
    numbers = many(synced.imported, "Its numbers are read next.", "Their numbers are read next.")
    return f"{_came_in(synced, ONE_NEW, MORE_NEW)}{_late(synced)} {numbers}"


def _came_in(synced: Synced, one: str, more: str) -> str:
    return many(synced.imported, one, more, where=_waiting(synced)) if synced.imported else ""


def _waiting(synced: Synced) -> str:
    if not synced.waiting:
        return ""
    if synced.waiting == synced.imported:
        return many(synced.imported, " and waits in `/inbox`", " and wait in `/inbox`")
    return many(synced.waiting, ", {count} of which waits in `/inbox`", ", {count} of which wait in `/inbox`")


def _late(synced: Synced) -> str:
    """Say that the numbers near the window's end can be read no more, so that a person decides."""
    if not synced.late:
        return ""
    if synced.late == synced.imported:
        said = many(
            synced.late,
            "It is older than its counting window, so a person decides on it there.",
            "They are older than their counting window, so a person decides on them there.",
        )
    else:
        said = many(
            synced.late,
            "{count} of them is older than its counting window, so a person decides on it there.",
            "{count} of them are older than their counting window, so a person decides on them there.",
        )
    return f" {said}"


def _line(shown: WatchCard) -> str:
    whose = f"`#{shown.id}` **{words.handle(shown.handle)}**"
    name = say("{account} on {platform}", account=whose, platform=shown.platform.label)
    is_fine = shown.last_outcome in {None, Outcome.OK}
    sync = say("never synced")
    if shown.synced_at is not None:
        sync = say("synced {ago}", ago=words.ago(shown.synced_at))
    facts = [
        _status(shown),
        say("competitor") if shown.creator is None else say("creator"),
        quantities.posts(shown.imported),
        sync if is_fine else say("**failing** ({sync})", sync=sync),
        words.escape(shown.campaign, 80),
    ]
    return f"{name}\n" + " · ".join(facts)
