"""What an action on a post would do, before it is done."""

import discord

from cogs import render, render_budget, words
from cogs.render_posts import caption, tier
from cogs.say import later, say
from core.services.shown import PostPlan

PLANNED = {
    "set-cpm": later("Set terms and finalize this post?"),
    "finalize": later("Finalize this post now?"),
    "set-views": later("Set these views and finalize this post?"),
    "reject": later("Reject this post?"),
    "unreject": later("Undo the rejection and finalize this post?"),
    "accept-appeal": later("Accept the appeal and finalize this post?"),
}
OTHER_PLAN = later("Do this?")


def plan(planned: PostPlan) -> discord.Embed:
    """Return what an action would do, before it is done."""
    post = planned.card
    effect = _rejecting(planned) if planned.action == "reject" else _freezing(planned)
    shown = render.embed(
        say(PLANNED.get(planned.action, OTHER_PLAN)),
        effect,
        colour=render.AMBER,
        footer=f"#{post.id} · {post.campaign}",
    )
    render.field(shown, say("Post"), [render.account(post.handle, post.ref.platform), caption(post)])
    render.field(shown, say("Reason"), [words.escape(planned.reason, 500)], inline=False)
    return shown


def _freezing(planned: PostPlan) -> list[str]:
    amount = render.money(planned.earned_minor, planned.card.currency)
    given = planned.terms
    return [
        say(
            "**{amount}** will be frozen as earned, on **{views} views**.",
            amount=amount,
            views=words.number(planned.views),
        ),
        *_too_few(planned),
        tier(planned.tier),
        "" if given is None else render.terms(given.cpm, given.cap_views, planned.card.currency),
        *render_budget.above(planned.above_percent),
        say("Views, terms and earnings change no more after this."),
    ]


def _too_few(planned: PostPlan) -> list[str]:
    """Return the warning that a person freezes what the rule would reject; nothing when it would not."""
    minimum = planned.card.minimum_views
    if planned.views is None or planned.views >= minimum:
        return []
    return [
        say(
            "**That is below the minimum of {minimum} views**: by itself the post would earn nothing.",
            minimum=words.number(minimum),
        )
    ]


def _rejecting(planned: PostPlan) -> list[str]:
    return [
        say("It earns nothing, with {views} views so far.", views=words.number(planned.views)),
        say("`/post unreject` takes it back."),
    ]
