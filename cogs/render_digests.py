"""Weekly digests as everybody sees them."""

from collections.abc import Sequence

import discord

from cogs import render, words
from cogs.render_analytics import changed
from cogs.say import many, number, say
from core.domain.metrics import growth
from core.services.shown_analytics import TopPost
from core.services.shown_digests import CampaignWeek, Digest, Riser

TEXT_LIMIT = 5000
"""So much text all cards of a digest may have together; their titles come on top."""
MEDALS = ("🥇", "🥈", "🥉")


def headline(told: Digest) -> str:
    """Return what stands above the cards."""
    which = say(
        "{first} to {last}, days in {zone}",
        first=f"{told.week.first:%Y-%m-%d}",
        last=f"{told.week.last:%Y-%m-%d}",
        zone=words.code(told.zone),
    )
    lines = [say("**Last week against the week before**"), which]
    if told.more:
        lines.append(
            many(told.more, "And {count} more campaign with news.", "And {count} more campaigns with news.")
        )
    return "\n".join(lines)


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
        _figure(say("Views gained"), now.gained, before.gained),
        _figure(say("New posts"), now.posts, before.posts),
        _figure(say("Active creators"), now.creators, before.creators),
        _figure(say("Finalized"), now.finalized, before.finalized),
        *_earned(each),
        *_leading(say("Top posts by views gained"), [_post(post) for post in each.posts]),
        *_leading(say("Top creators by views gained"), [_riser(riser) for riser in each.creators]),
    ]


def _figure(name: str, now: int | None, before: int | None) -> str:
    """Return a figure beside that of the week before; the change in percent where there is one."""
    moved = growth(now, before)
    told = [say("{figure} the week before", figure=words.number(before))] + [changed(moved)] * (
        moved is not None
    )
    return f"{name}: **{words.number(now)}** ({', '.join(told)})"


def _earned(each: CampaignWeek) -> list[str]:
    if each.last.earned_minor is None or each.before.earned_minor is None:
        return []
    currency = words.clean(each.currency, 10)
    now, before = (render.money(week.earned_minor, currency) for week in (each.last, each.before))
    return [f"{say('Earned')}: **{now}** ({say('{figure} the week before', figure=before)})"]


def _leading(name: str, lines: Sequence[str]) -> list[str]:
    medals = [f"{medal} {line}" for medal, line in zip(MEDALS, lines, strict=False)]
    return [f"**{name}**", *medals] if lines else []


def _post(post: TopPost) -> str:
    url, name = render.post_url(post.ref.url), words.handle(post.handle)
    linked = name if url is None else f"[{name}]({url})"
    return say(
        "{post}: +{gained}, {views} now",
        post=linked,
        gained=words.number(post.gained),
        views=words.number(post.counts.views, exact=post.is_exact),
    )


def _riser(riser: Riser) -> str:
    return f"{render.account(riser.handle, riser.platform)}: +{number(riser.gained)}"
