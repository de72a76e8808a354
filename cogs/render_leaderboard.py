"""Leaderboards as people see them."""

import discord

from cogs import render, words
from cogs.render_analytics import rate
from core.domain.money import format_money
from core.services.shown_analytics import Leaderboard, Place, RankedBy

RANKED_BY = {
    RankedBy.VIEWS: "Views",
    RankedBy.POSTS: "Posts",
    RankedBy.ENGAGEMENT: "Engagement rate",
    RankedBy.EARNINGS: "Earnings",
}
MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
NOBODY = "Nobody is ranked yet: no post that counts is known well enough. `/submit-post` hands one in."


def screen(found: Leaderboard) -> discord.Embed:
    """Return one screen of a leaderboard."""
    title = f"{words.escape(found.campaign, 80)}: {RANKED_BY[found.by].lower()}"
    lines = [_place(place, found) for place in found.page.items]
    made = render.page(title, found.page, lines, NOBODY)
    render.field(made, "Not ranked", [_unranked(found)], inline=False)
    return made


def _place(place: Place, found: Leaderboard) -> str:
    """Return a creator's line, what they are ranked by first."""
    facts = {
        RankedBy.VIEWS: f"{words.number(place.views)} views",
        RankedBy.POSTS: words.several(place.posts, "post"),
        RankedBy.ENGAGEMENT: f"engagement {rate(place.engagement)}",
    }
    if place.earned_minor is not None:
        facts[RankedBy.EARNINGS] = format_money(place.earned_minor, words.clean(found.currency, 10))
    first = f"**{facts.pop(found.by)}**"
    unknown = [f"{words.several(place.unknown, 'post')} with unknown views"] * bool(place.unknown)
    head = f"{MEDALS.get(place.rank, '')} {place.rank}. {words.handle(place.handle)}".strip()
    return f"{head} on {place.platform.label}: {' · '.join([first, *facts.values(), *unknown])}"


def _unranked(found: Leaderboard) -> str:
    if not found.unranked:
        return ""
    whose = words.several(found.unranked, "creator is", "creators are")
    return f"{whose} left out, for nothing is known of theirs that could be ranked."
