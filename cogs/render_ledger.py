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
        "Correct what is owed?",
        [
            f"**{signed(planned.amount_minor, post.currency)}** will be entered for this post.",
            f"Still owed for it: {before} → **{render.money(after, post.currency)}**.",
            "Nothing that is frozen changes. Another correction takes this one back.",
        ],
        colour=render.AMBER,
        footer=f"#{post.id} · {post.campaign}",
    )
    render.field(shown, "Post", [f"{words.handle(post.handle)} on {post.ref.platform.label}"])
    render.field(shown, "Reason", [words.escape(planned.reason, 500)], inline=False)
    return shown


def headline(done: Adjusted) -> str:
    """Return what is said above a post's card after a correction."""
    currency = done.card.currency
    owed = render.money(done.owed_minor, currency)
    return f"Corrected by {signed(done.amount_minor, currency)}; {owed} is owed now"


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
    by = "" if post.held_by is None else f" by <@{post.held_by}>"
    why = words.escape(post.hold_reason, 300)
    return [f"**On hold** {words.ago(post.held_at)}{by}: {why}. It is not paid before `/post release`."]


def signed(minor: int, currency: str) -> str:
    """Return an amount with its sign, `+5.00 USD`."""
    return f"{'+' if minor > 0 else ''}{render.money(minor, currency)}"
