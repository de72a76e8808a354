"""What a member earns as they see it. Estimates carry a `~`; unknown is counted, and never zero."""

import discord

from cogs import render, render_ledger, render_own, words
from cogs.say import later, many, say
from core.domain.expected import Expected
from core.services.shown_own import Adjustment, Earnings, EarningsPage, Payment

TAKEN_BACK = later("; **taken back** {ago}, owed again")
LATEST_LIMIT = 600
"""Characters for the latest payouts, and as many for corrections, so that a screen fits."""
REASON_LIMIT = 60
LEFT_OUT = {
    Expected.TOO_FEW: later("{count} with too few views so far"),
    Expected.UNREAD: later("{count} never read"),
    Expected.NO_TERMS: later("{count} without terms"),
    Expected.UNDECIDED: later("{count} waiting for a person's decision"),
}
"""Running posts that are in no estimate."""
HELD = later("On hold: {amount}")
CLOSED = later("Not payable now: {amount}; ask the team why")


def earnings(found: EarningsPage) -> discord.Embed:
    """Return one screen of earnings, a field for each campaign and currency."""
    made = render.page(
        say("Your earnings"),
        found.page,
        [say("`/explain` has the receipt of each post, `/my posts` the list.")],
        "",
    )
    for each in found.page.items:
        name = f"{words.escape(each.campaign, 80)} ({words.escape(each.currency, 10)})"
        render.field(made, name, _lines(each), inline=False)
    _latest(made, say("Latest payouts"), [_payment(each) for each in found.payments])
    _latest(made, say("Latest adjustments"), [_adjustment(each) for each in found.adjustments])
    return made


def _latest(to: discord.Embed, name: str, lines: list[str]) -> None:
    render.field(to, name, [render.fit(lines, LATEST_LIMIT)] if lines else [], inline=False)


def _lines(one: Earnings) -> list[str]:
    """Return the sums; those that are nothing and unusual are left out."""
    return [
        _running(one),
        _waiting(one),
        say("Next payout: **{amount}**, final and not paid yet", amount=_money(one.ready_minor, one)),
        _below(one),
        _unless_nothing(HELD, one.held_minor, one),
        _unless_nothing(CLOSED, one.closed_minor, one),
        say("Paid so far: **{amount}**", amount=_money(one.paid_minor, one)),
        _basis(one),
    ]


def _waiting(one: Earnings) -> str:
    if not one.waiting:
        return ""
    return many(
        one.waiting,
        "Waiting for review: {count} post, not counted yet",
        "Waiting for review: {count} posts, not counted yet",
    )


def _unless_nothing(text: str, minor: int, one: Earnings) -> str:
    return say(text, amount=_money(minor, one)) if minor else ""


def _running(one: Earnings) -> str:
    estimated = one.running.get(Expected.ESTIMATED, 0)
    left_out = ", ".join(
        say(said, count=words.number(one.running[each]))
        for each, said in LEFT_OUT.items()
        if one.running.get(each, 0)
    )
    if not estimated:
        nothing = say("Running: nothing to estimate yet ({posts})", posts=left_out)
        return nothing if left_out else say("Running: no posts")
    amount = f"~{_money(one.estimate_minor, one)}"
    running = many(
        estimated,
        "Running: **{amount} on {count} post**",
        "Running: **{amount} on {count} posts**",
        amount=amount,
    )
    return say("{running}; not in it: {posts}", running=running, posts=left_out) if left_out else running


def _below(one: Earnings) -> str:
    if not one.below_minor:
        return ""
    least = render.money(one.minimum_payout_minor, one.currency)
    return say(
        "Carried over: {amount}, below the minimum payout of {least} an account",
        amount=_money(one.below_minor, one),
        least=least,
    )


def _basis(one: Earnings) -> str:
    """Return what the sums above follow from."""
    if not (one.earned_minor or one.adjusted_minor):
        return ""
    earned = _money(one.earned_minor, one)
    if not one.adjusted_minor:
        return say("In the ledger: earned {earned}", earned=earned)
    adjusted = render_ledger.signed(one.adjusted_minor, one.currency)
    return say("In the ledger: earned {earned}, adjusted by {adjusted}", earned=earned, adjusted=adjusted)


def _payment(paid: Payment) -> str:
    amount = f"**{render.money(paid.amount_minor, paid.currency)}**"
    back = say(TAKEN_BACK, ago=words.ago(paid.voided_at)) if paid.voided_at else ""
    where = f"{words.handle(paid.handle)}, {words.escape(paid.campaign, 40)}"
    return f"`#{paid.payout_id}` {amount} {render_own.payment(paid)}{back} ({where})"


def _adjustment(one: Adjustment) -> str:
    post = "" if one.post_id is None else say(" for post `#{post}`", post=one.post_id)
    amount = f"**{render_ledger.signed(one.amount_minor, one.currency)}**"
    return f"{amount}{post} {words.ago(one.at)}: {words.escape(one.reason, REASON_LIMIT)}"


def _money(minor: int, one: Earnings) -> str:
    return render.money(minor, one.currency)
