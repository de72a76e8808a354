"""Leaderboards as people see them."""

import discord

from cogs import quantities, render, words
from cogs.render_analytics import rate
from cogs.say import later, many, say
from core.services.shown_analytics import Leaderboard, Place, RankedBy

RANKED_BY = {
    RankedBy.VIEWS: "Views",
    RankedBy.POSTS: "Posts",
    RankedBy.ENGAGEMENT: "Engagement rate",
    RankedBy.EARNINGS: "Earnings",
}
TITLES = {
    RankedBy.VIEWS: later("{campaign}: views"),
    RankedBy.POSTS: later("{campaign}: posts"),
    RankedBy.ENGAGEMENT: later("{campaign}: engagement rate"),
    RankedBy.EARNINGS: later("{campaign}: earnings"),
}
MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
NOBODY = later("Nobody is ranked yet: no post that counts is known well enough. `/submit-post` hands one in.")


def screen(found: Leaderboard) -> discord.Embed:
    """Return one screen of a leaderboard."""
    title = say(TITLES[found.by], campaign=words.escape(found.campaign, 80))
    lines = [_place(place, found) for place in found.page.items]
    made = render.page(title, found.page, lines, say(NOBODY))
    render.field(made, say("Not ranked"), [_unranked(found)], inline=False)
    return made


def _place(place: Place, found: Leaderboard) -> str:
    """Return a creator's line, what they are ranked by first."""
    facts = {
        RankedBy.VIEWS: quantities.views(place.views),
        RankedBy.POSTS: quantities.posts(place.posts),
        RankedBy.ENGAGEMENT: say("engagement {rate}", rate=rate(place.engagement)),
    }
    if place.earned_minor is not None:
        facts[RankedBy.EARNINGS] = render.money(place.earned_minor, words.clean(found.currency, 10))
    first = f"**{facts.pop(found.by)}**"
    unknown = [
        many(place.unknown, "{count} post with unknown views", "{count} posts with unknown views")
    ] * bool(place.unknown)
    whose = render.account(place.handle, place.platform)
    head = f"{MEDALS.get(place.rank, '')} {place.rank}. {whose}".strip()
    return f"{head}: {' · '.join([first, *facts.values(), *unknown])}"


def _unranked(found: Leaderboard) -> str:
    if not found.unranked:
        return ""
    return many(
        found.unranked,
        "{count} creator is left out, for nothing is known of theirs that could be ranked.",
        "{count} creators are left out, for nothing is known of theirs that could be ranked.",
    )
