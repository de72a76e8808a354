"""Payouts as people see them: what is ready, what was paid, and what a confirmation will record."""

from collections.abc import Mapping, Sequence

import discord

from cogs import render, words
from core.domain.payouts import Share, Standing
from core.services.shown import Page
from core.services.shown_payouts import (
    DuePost,
    DueSum,
    Payee,
    PayoutCard,
    PayoutChanged,
    PayoutPlan,
    ReadyPage,
    VoidPlan,
)

NOTHING_READY = (
    "Nothing is ready to be paid. Posts are as soon as they are finalized, and not on hold; "
    "`/post list` says where each stands."
)
NO_PAYOUTS = "No payouts yet. `/payout ready` lists what can be paid, `/payout mark-paid` records it."
SHARES = {
    Share.NEW: "",
    Share.REMAINDER: "on top of what was paid before",
}
CHANGED = {
    "paid": "Recorded. A mistake is undone with `/payout void`.",
    "voided": "Voided. What was paid is owed again, and in `/payout ready`.",
}
PAY_FIRST = (
    "The bot moves no money: pay the creator, then confirm, and exactly this is recorded as paid. "
    "What becomes ready meanwhile is left for the next payout."
)
UNDOES = "The posts are owed again, with the same amounts, and can be paid once more."


def ready(found: ReadyPage) -> discord.Embed:
    """Return one screen of creators who are owed something."""
    made = render.page(
        "Ready to pay", found.page, [_due_line(one) for one in found.page.items], NOTHING_READY
    )
    if found.page.total:
        who = words.several(found.ready_creators, "creator")
        made.insert_field_at(
            0, name="Can be paid now", value=f"{who}, {_totals(found.ready_minor)}", inline=False
        )
    return made


def history(found: Page[PayoutCard]) -> discord.Embed:
    """Return one screen of payouts."""
    return render.page("Payouts", found, [_payout_line(one) for one in found.items], NO_PAYOUTS)


def plan(planned: PayoutPlan) -> discord.Embed:
    """Return what would be recorded as paid, post by post."""
    due = planned.due
    lines = [_post_line(post, due.payee.currency) for post in due.posts]
    made = _headed(f"Mark {_money(due.amount_minor, due.payee)} as paid?", due.payee, lines)
    made.colour = render.AMBER
    render.field(made, "To", [_name(due.payee)])
    render.field(made, "Posts", [f"{len(due.posts):,}"])
    _how(made, planned.method, planned.reference)
    render.field(made, "Before you confirm", [PAY_FIRST], inline=False)
    return made


def void_plan(planned: VoidPlan) -> discord.Embed:
    """Return what voiding a payout would undo."""
    made = card(planned.card, f"Void payout #{planned.card.id}?")
    made.colour = render.AMBER
    render.field(made, "Reason", [words.escape(planned.reason, render.FIELD_LIMIT)], inline=False)
    render.field(made, "What this does", [UNDOES], inline=False)
    return made


def changed(done: PayoutChanged) -> discord.Embed:
    """Return a payout after it was recorded or taken back."""
    return card(done.card, f"Payout #{done.card.id}", CHANGED[done.action])


def card(shown: PayoutCard, title: str, headline: str = "") -> discord.Embed:
    """Return a payout with all there is to say about it."""
    made = _headed(title, shown.payee, [headline] if headline else [])
    made.colour = render.GREEN if shown.voided_at is None else render.GREY
    render.field(made, "Paid", [_money(shown.amount_minor, shown.payee), words.at(shown.paid_at)])
    render.field(made, "To", [_name(shown.payee)])
    render.field(made, "Recorded by", [f"<@{shown.paid_by}>"])
    _how(made, shown.method, shown.reference)
    render.field(made, "Posts", [_numbers(shown.posts)], inline=False)
    if shown.voided_at is not None:
        render.field(made, "Voided", [_voided(shown)], inline=False)
    return made


def exported(posts: int, creators: int, campaign: str) -> str:
    """Say what the files of an export hold."""
    if not posts:
        return f"Nothing is due in {words.quoted(campaign)} yet; the files have their columns only."
    what = f"{words.several(posts, 'post')} of {words.several(creators, 'creator')}"
    return (
        f"{what} in {words.quoted(campaign)}. "
        "Open the XLSX in a spreadsheet, which keeps long ids whole there; the CSV files are for programs."
    )


def statement(name: str, campaign: str, rows: int) -> str:
    """Say what the files of a statement hold."""
    return (
        f"Statement of {words.handle(name)} in {words.quoted(campaign)}: {words.several(rows, 'ledger row')}."
    )


def _headed(title: str, payee: Payee, lines: Sequence[str]) -> discord.Embed:
    return render.embed(title, lines, footer=f"#{payee.creator_id} · {payee.campaign}")


def _how(to: discord.Embed, method: str | None, reference: str | None) -> None:
    render.field(to, "Method", [words.escape(method or "", 100)])
    render.field(to, "Reference", [words.code(reference, 250) if reference else ""])


def _due_line(due: DueSum) -> str:
    facts = [
        words.several(due.posts, "post"),
        f"{due.views:,} views",
        f"**{_money(due.amount_minor, due.payee)}**",
        _standing(due),
        words.escape(due.payee.campaign, 80),
    ]
    return f"`#{due.payee.creator_id}` **{_name(due.payee)}**\n" + " · ".join(fact for fact in facts if fact)


def _standing(due: DueSum) -> str:
    match due.standing:
        case Standing.READY:
            return ""
        case Standing.BELOW_MINIMUM:
            return f"carried over: below the minimum of {render.money(due.minimum_minor, due.payee.currency)}"


def _post_line(post: DuePost, currency: str) -> str:
    facts = [
        f"`#{post.post_id}` **{render.money(post.amount_minor, currency)}**",
        f"{post.views:,} views",
        SHARES[post.share],
    ]
    return " · ".join(fact for fact in facts if fact)


def _payout_line(shown: PayoutCard) -> str:
    name = f"`#{shown.id}` **{_name(shown.payee)}** · **{_money(shown.amount_minor, shown.payee)}**"
    facts = [
        words.several(len(shown.posts), "post"),
        f"paid {words.ago(shown.paid_at)} by <@{shown.paid_by}>",
        words.escape(shown.method or "", 50),
        words.code(shown.reference, 60) if shown.reference else "",
        words.escape(shown.payee.campaign, 50),
        "" if shown.voided_at is None else f"**voided** {_voided(shown, 80)}",
    ]
    return f"{name}\n" + " · ".join(fact for fact in facts if fact)


def _voided(shown: PayoutCard, limit: int = 500) -> str:
    reason = words.escape(shown.void_reason or "", limit)
    return f"{words.ago(shown.voided_at)} by <@{shown.voided_by}>: {reason}"


def _numbers(ids: Sequence[int]) -> str:
    return words.names([f"#{number}" for number in ids], 30)


def _totals(minor: Mapping[str, int]) -> str:
    sums = [f"**{render.money(amount, currency)}**" for currency, amount in minor.items()]
    return " and ".join(sums) or "nothing"


def _name(payee: Payee) -> str:
    return f"{words.handle(payee.handle)} on {payee.platform.label}"


def _money(minor: int, payee: Payee) -> str:
    return render.money(minor, payee.currency)
