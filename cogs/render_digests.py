"""Weekly digests as everybody sees them."""

from collections.abc import Sequence

import discord

from cogs import render, words
from cogs.render_analytics import changed
from core.domain.metrics import growth
from core.domain.money import format_money
from core.services.shown_analytics import TopPost
from core.services.shown_digests import CampaignWeek, Digest, Riser

TEXT_LIMIT = 5000
"""So much text all cards of a digest may have together; their titles come on top."""
MEDALS = ("🥇", "🥈", "🥉")


def headline(told: Digest) -> str:
    """Return what stands above the cards."""
    which = f"{told.week.first:%Y-%m-%d} to {told.week.last:%Y-%m-%d}, days in {words.code(told.zone)}"
    more = f"\nAnd {words.several(told.more, 'more campaign')} with news." * bool(told.more)
    return f"**Last week against the week before**\n{which}{more}"


def cards(told: Digest) -> list[discord.Embed]:
    """Return a card for each campaign; the more there are, the less each says."""
    limit = TEXT_LIMIT // len(told.campaigns)
    return [
        render.embed(words.escape(each.name, 80), [render.fit(_lines(each), limit)])
        for each in told.campaigns
    ]


def _lines(each: CampaignWeek) -> list[str]:
    now, before = each.last, each.before
    return [
        _figure("Views gained", now.gained, before.gained),
        _figure("New posts", now.posts, before.posts),
        _figure("Active creators", now.creators, before.creators),
        _figure("Finalized", now.finalized, before.finalized),
        *_earned(each),
        *_leading("Top posts by views gained", [_post(post) for post in each.posts]),
        *_leading("Top creators by views gained", [_riser(riser) for riser in each.creators]),
    ]


def _figure(name: str, now: int | None, before: int | None) -> str:
    """Return a figure beside that of the week before; the change in percent where there is one."""
    moved = growth(now, before)
    told = [f"{words.number(before)} the week before"] + [changed(moved)] * (moved is not None)
    return f"{name}: **{words.number(now)}** ({', '.join(told)})"


def _earned(each: CampaignWeek) -> list[str]:
    if each.last.earned_minor is None or each.before.earned_minor is None:
        return []
    currency = words.clean(each.currency, 10)
    now, before = (format_money(week.earned_minor or 0, currency) for week in (each.last, each.before))
    return [f"Earned: **{now}** ({before} the week before)"]


def _leading(name: str, lines: Sequence[str]) -> list[str]:
    medals = [f"{medal} {line}" for medal, line in zip(MEDALS, lines, strict=False)]
    return [f"**{name}**", *medals] if lines else []


def _post(post: TopPost) -> str:
    url, name = render.post_url(post.ref.url), words.handle(post.handle)
    linked = name if url is None else f"[{name}]({url})"
    return (
        f"{linked}: +{words.number(post.gained)}, {words.number(post.counts.views, exact=post.is_exact)} now"
    )


def _riser(riser: Riser) -> str:
    return f"{words.handle(riser.handle)} on {riser.platform.label}: +{riser.gained:,}"
