"""Analytics as people see them: figures against the period before, leading posts and creators."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import discord

from cogs import render, words
from cogs.charts_bars import Bar, Block
from cogs.say import grouped, later, say
from core.domain.metrics import Change, Share, TopBy
from core.domain.money import format_money
from core.services.shown_analytics import Analytics, Earner, Range, TopPost

RANGES = {
    Range.WEEK: "Last 7 days",
    Range.MONTH: "Last 30 days",
    Range.QUARTER: "Last 90 days",
    Range.ALL: "All time",
}
TOP_BY = {
    TopBy.DAILY: "Views of the last day",
    TopBy.VIEWS: "Total views",
    TopBy.LIKES: "Likes",
    TopBy.ENGAGEMENT: "Engagement rate",
}
NOTHING = "No post that counts was published in this time. `/post track` takes some in."
NO_PERIOD = later("no period to compare")
OTHER = "Other"
UNKNOWN_LEFT_OUT = "Posts without known views are in no average and no rate."
MOST_CURRENCIES = 3
"""Earners of so many currencies fit in one message."""
ONE_CAMPAIGN = "Choose one campaign to see who earned most in its currency."
NO_TOP = "Nothing is known to rank posts by yet."


def figures(shown: Analytics) -> discord.Embed:
    """Return the figures with their change, and how old they are."""
    if not shown.now.videos:
        return render.embed(_title(shown), [NOTHING])
    made = render.embed(_title(shown), [_about(shown), _age(shown)])
    now, change = shown.now, shown.change or Change(None, None, None, None, None)
    for name, value, moved in (
        ("Videos", words.number(now.videos), change.videos),
        ("Active creators", words.number(now.creators), change.creators),
        ("Total views", words.number(now.views), change.views),
        ("Average views", words.number(now.average), change.average),
        ("Engagement rate", rate(now.engagement), change.engagement),
    ):
        render.field(made, name, [f"**{value}**", changed(moved)])
    if now.unknown:
        render.field(made, "Views unknown", [f"**{words.several(now.unknown, 'post')}**", UNKNOWN_LEFT_OUT])
    return made


def leaders(shown: Analytics) -> discord.Embed:
    """Return the leading posts and earners."""
    lines = [_post(place, post, shown.wanted.by) for place, post in enumerate(shown.top, 1)]
    made = render.embed(f"Top posts: {TOP_BY[shown.wanted.by].lower()}", lines or [NO_TOP])
    currencies = list(shown.earners)
    for currency in currencies[:MOST_CURRENCIES]:
        earners = shown.earners[currency]
        named = [_earner(place, earner) for place, earner in enumerate(earners, 1)]
        render.field(made, f"Top earners, {words.clean(currency, 10)}", named, inline=False)
    if currencies[MOST_CURRENCIES:]:
        more = f"{words.names(currencies[MOST_CURRENCIES:])}. {ONE_CAMPAIGN}"
        render.field(made, "Further currencies", [more], inline=False)
    return made


def blocks(shown: Analytics) -> list[Block]:
    """Return the bars of statuses, platforms and creators."""
    return [
        Block("By status", [_bar(share, words.STATUSES) for share in shown.statuses]),
        Block("By platform", [_bar(share, words.PLATFORMS) for share in shown.platforms]),
        Block("By creator", [_bar(share) for share in shown.creators]),
    ]


def changed(moved: Decimal | None) -> str:
    """Return a change in percent to one place: `▲ 12.3 %`."""
    if moved is None:
        return say(NO_PERIOD)
    arrow = "▲" if moved > 0 else "▼" if moved < 0 else "="
    return f"{arrow} {grouped(f'{abs(moved):,.1f}')} %"


def rate(found: Decimal | None) -> str:
    """Return a rate in percent; unknown is not zero."""
    return say(words.UNKNOWN) if found is None else f"{grouped(f'{found:,}')} %"


def _title(shown: Analytics) -> str:
    of = "all campaigns" if shown.name is None else words.escape(shown.name, 80)
    return f"Analytics: {of}"


def _about(shown: Analytics) -> str:
    """Say what posts these are."""
    asked = shown.wanted
    whose = [] if shown.handle is None else [words.handle(shown.handle)]
    where = [] if asked.platform is None else [asked.platform.label]
    since = [] if shown.since is None else [f"published since {discord.utils.format_dt(shown.since, 'F')}"]
    return " · ".join([RANGES[asked.range], *whose, *where, *since, f"days in {words.code(shown.zone)}"])


def _age(shown: Analytics) -> str:
    """Say how old the figures are."""
    unread = f" {words.several(shown.unread, 'post was', 'posts were')} never read." * bool(shown.unread)
    if shown.oldest_at is None:
        return f"Nothing was read yet.{unread}"
    return f"Every reading is from {words.ago(shown.oldest_at)} or newer.{unread}"


def _post(place: int, post: TopPost, by: TopBy) -> str:
    url = render.post_url(post.ref.url)
    name = words.handle(post.handle)
    linked = name if url is None else f"[{name}]({url})"
    views = f"{words.number(post.counts.views, exact=post.is_exact)} views"
    told = {
        TopBy.DAILY: f"**{words.number(post.gained)}** in a day, {views}",
        TopBy.VIEWS: f"**{views}**",
        TopBy.LIKES: f"**{words.number(post.counts.likes)} likes**, {views}",
        TopBy.ENGAGEMENT: f"**{rate(post.engagement)}**, {views}",
    }[by]
    return f"{place}. {linked} `#{post.id}` on {post.ref.platform.label}: {told}"


def _earner(place: int, earner: Earner) -> str:
    amount = format_money(earner.amount_minor, words.clean(earner.currency, 10))
    return f"{place}. {words.handle(earner.handle)}: {amount}"


def _bar(share: Share[Any], names: Mapping[Any, str] | None = None) -> Bar:
    if share.key is None:
        return Bar(OTHER, share.views, share.posts, is_rest=True)
    return Bar(str(share.key) if names is None else names[share.key], share.views, share.posts)


def options(chosen: TopBy) -> Sequence[discord.SelectOption]:
    """Return what posts may be ranked by."""
    return [
        discord.SelectOption(label=label, value=by.value, default=by is chosen)
        for by, label in TOP_BY.items()
    ]
