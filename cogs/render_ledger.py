"""Corrections and holds as people see them."""

import discord

from cogs import render, words
from cogs.say import say
from core.services.shown import PostCard
from core.services.shown_ledger import Adjusted, AdjustPlan


def plan(planned: AdjustPlan) -> discord.Embed:
    """Return what a correction would do, before it is done."""
    post = planned.card
    before = render.money(planned.owed_minor, post.currency)
    after = planned.owed_minor + planned.amount_minor
    shown = render.embed(
        say("Correct what is owed?"),
        [
            say(
                "**{amount}** will be entered for this post.",
                amount=signed(planned.amount_minor, post.currency),
            ),
            say(
                "Still owed for it: {before} → **{after}**.",
                before=before,
                after=render.money(after, post.currency),
            ),
            say("Nothing that is frozen changes. Another correction takes this one back."),
        ],
        colour=render.AMBER,
        footer=f"#{post.id} · {post.campaign}",
    )
    render.field(shown, say("Post"), [render.account(post.handle, post.ref.platform)])
    render.field(shown, say("Reason"), [words.escape(planned.reason, 500)], inline=False)
    return shown


def headline(done: Adjusted) -> str:
    """Return what is said above a post's card after a correction."""
    currency = done.card.currency
    owed = render.money(done.owed_minor, currency)
    return say(
        "Corrected by {amount}; {owed} is owed now", amount=signed(done.amount_minor, currency), owed=owed
    )


def corrected(post: PostCard) -> list[str]:
    """Return the line about corrections on a post's card; none when there are none."""
    if not post.adjusted_minor or post.earned_minor is None:
        return []
    sum_ = render.money(post.earned_minor + post.adjusted_minor, post.currency)
    by = signed(post.adjusted_minor, post.currency)
    return [say("corrected by {amount} to **{sum}**", amount=by, sum=sum_)]


def held(post: PostCard) -> list[str]:
    """Return the line that says why a post is not paid for now; none when it is not on hold."""
    if post.hold_reason is None:
        return []
    return [
        say(
            "**On hold** {ago} by {person}: {why}. It is not paid before `/post release`.",
            ago=words.ago(post.held_at),
            person=say("somebody") if post.held_by is None else f"<@{post.held_by}>",
            why=words.escape(post.hold_reason, 300),
        )
    ]


def signed(minor: int, currency: str) -> str:
    """Return an amount with its sign, `+5.00 USD`."""
    return f"{'+' if minor > 0 else ''}{render.money(minor, currency)}"
