"""Payouts as people see them: what is ready, what was paid, and what a confirmation will record."""

from collections.abc import Mapping, Sequence

import discord

from cogs import quantities, render, words
from cogs.say import later, many, say
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

NOTHING_READY = later(
    "Nothing is ready to be paid. Posts are as soon as they are finalized, and not on hold; "
    "`/post list` says where each stands."
)
NO_PAYOUTS = later("No payouts yet. `/payout ready` lists what can be paid, `/payout mark-paid` records it.")
SHARES = {
    Share.NEW: "",
    Share.REMAINDER: later("on top of what was paid before"),
}
CHANGED = {
    "paid": later("Recorded. A mistake is undone with `/payout void`."),
    "voided": later("Voided. What was paid is owed again, and in `/payout ready`."),
}
PAY_FIRST = later(
    "The bot moves no money: pay the creator, then confirm, and exactly this is recorded as paid. "
    "What becomes ready meanwhile is left for the next payout."
)
UNDOES = later("The posts are owed again, with the same amounts, and can be paid once more.")


def ready(found: ReadyPage) -> discord.Embed:
    """Return one screen of creators who are owed something."""
    made = render.page(
        say("Ready to pay"), found.page, [_due_line(one) for one in found.page.items], say(NOTHING_READY)
    )
    if found.page.total:
        who = quantities.creators(found.ready_creators)
        made.insert_field_at(
            0, name=say("Can be paid now"), value=f"{who}, {_totals(found.ready_minor)}", inline=False
        )
    return made


def history(found: Page[PayoutCard]) -> discord.Embed:
    """Return one screen of payouts."""
    return render.page(say("Payouts"), found, [_payout_line(one) for one in found.items], say(NO_PAYOUTS))


def plan(planned: PayoutPlan) -> discord.Embed:
    """Return what would be recorded as paid, post by post."""
    due = planned.due
    lines = [_post_line(post, due.payee.currency) for post in due.posts]
    title = say("Mark {amount} as paid?", amount=_money(due.amount_minor, due.payee))
    made = _headed(title, due.payee, lines)
    made.colour = render.AMBER
    render.field(made, say("To"), [_name(due.payee)])
    render.field(made, say("Posts"), [words.number(len(due.posts))])
    _how(made, planned.method, planned.reference)
    render.field(made, say("Before you confirm"), [say(PAY_FIRST)], inline=False)
    return made


def void_plan(planned: VoidPlan) -> discord.Embed:
    """Return what voiding a payout would undo."""
    made = card(planned.card, say("Void payout #{payout}?", payout=planned.card.id))
    made.colour = render.AMBER
    render.field(made, say("Reason"), [words.escape(planned.reason, render.FIELD_LIMIT)], inline=False)
    render.field(made, say("What this does"), [say(UNDOES)], inline=False)
    return made


def changed(done: PayoutChanged) -> discord.Embed:
    """Return a payout after it was recorded or taken back."""
    return card(done.card, say("Payout #{payout}", payout=done.card.id), say(CHANGED[done.action]))


def card(shown: PayoutCard, title: str, headline: str = "") -> discord.Embed:
    """Return a payout with all there is to say about it."""
    made = _headed(title, shown.payee, [headline] if headline else [])
    made.colour = render.GREEN if shown.voided_at is None else render.GREY
    render.field(made, say("Paid"), [_money(shown.amount_minor, shown.payee), words.at(shown.paid_at)])
    render.field(made, say("To"), [_name(shown.payee)])
    render.field(made, say("Recorded by"), [f"<@{shown.paid_by}>"])
    _how(made, shown.method, shown.reference)
    render.field(made, say("Posts"), [_numbers(shown.posts)], inline=False)
    if shown.voided_at is not None:
        render.field(made, say("Voided"), [_voided(shown)], inline=False)
    return made


def exported(posts: int, creators: int, campaign: str) -> str:
    """Say what the files of an export hold."""
    if not posts:
        return say(
            "Nothing is due in {campaign} yet; the files have their columns only.",
            campaign=words.quoted(campaign),
        )
    return say(
        "{posts} of {creators} in {campaign}. "
        "Open the XLSX in a spreadsheet, which keeps long ids whole there; the CSV files are for programs.",
        posts=quantities.posts(posts),
        creators=quantities.creators(creators),
        campaign=words.quoted(campaign),
    )


def statement(name: str, campaign: str, rows: int) -> str:
    """Say what the files of a statement hold."""
    return say(
        "Statement of {account} in {campaign}: {rows}.",
        account=words.handle(name),
        campaign=words.quoted(campaign),
        rows=many(rows, "{count} ledger row", "{count} ledger rows"),
    )


def _headed(title: str, payee: Payee, lines: Sequence[str]) -> discord.Embed:
    return render.embed(title, lines, footer=f"#{payee.creator_id} · {payee.campaign}")


def _how(to: discord.Embed, method: str | None, reference: str | None) -> None:
    render.field(to, say("Method"), [words.escape(method or "", 100)])
    render.field(to, say("Reference"), [words.code(reference, 250) if reference else ""])


def _due_line(due: DueSum) -> str:
    facts = [
        quantities.posts(due.posts),
        quantities.views(due.views),
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
            return say(
                "carried over: below the minimum of {amount}",
                amount=render.money(due.minimum_minor, due.payee.currency),
            )


def _post_line(post: DuePost, currency: str) -> str:
    facts = [
        f"`#{post.post_id}` **{render.money(post.amount_minor, currency)}**",
        quantities.views(post.views),
        SHARES[post.share] and say(SHARES[post.share]),
    ]
    return " · ".join(fact for fact in facts if fact)


def _payout_line(shown: PayoutCard) -> str:
    name = f"`#{shown.id}` **{_name(shown.payee)}** · **{_money(shown.amount_minor, shown.payee)}**"
    facts = [
        quantities.posts(len(shown.posts)),
        say("paid {ago} by {person}", ago=words.ago(shown.paid_at), person=f"<@{shown.paid_by}>"),
        words.escape(shown.method or "", 50),
        words.code(shown.reference, 60) if shown.reference else "",
        words.escape(shown.payee.campaign, 50),
        "" if shown.voided_at is None else say("**voided** {how}", how=_voided(shown, 80)),
    ]
    return f"{name}\n" + " · ".join(fact for fact in facts if fact)


def _voided(shown: PayoutCard, limit: int = 500) -> str:
    reason = words.escape(shown.void_reason or "", limit)
    return say(
        "{ago} by {person}: {reason}",
        ago=words.ago(shown.voided_at),
        person=f"<@{shown.voided_by}>",
        reason=reason,
    )


def _numbers(ids: Sequence[int]) -> str:
    return words.names([f"#{number}" for number in ids], 30)


def _totals(minor: Mapping[str, int]) -> str:
    sums = [f"**{render.money(amount, currency)}**" for currency, amount in minor.items()]
    return words.both(sums) or say("nothing")


def _name(payee: Payee) -> str:
    return render.account(payee.handle, payee.platform)


def _money(minor: int, payee: Payee) -> str:
    return render.money(minor, payee.currency)
