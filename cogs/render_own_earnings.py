"""What a member earns as they see it. Estimates carry a `~`; unknown is counted, and never zero."""

import discord

from cogs import render, render_ledger, render_own, words
from core.domain.expected import Expected
from core.services.shown_own import Adjustment, Earnings, EarningsPage, Payment

LATEST_LIMIT = 600
"""Characters for the latest payouts, and as many for corrections, so that a screen fits."""
REASON_LIMIT = 60
LEFT_OUT = {
    Expected.TOO_FEW: "with too few views so far",
    Expected.UNREAD: "never read",
    Expected.NO_TERMS: "without terms",
    Expected.UNDECIDED: "waiting for a person's decision",
}
"""Running posts that are in no estimate."""


def earnings(found: EarningsPage) -> discord.Embed:
    """Return one screen of earnings, a field for each campaign and currency."""
    made = render.page(
        "Your earnings",
        found.page,
        ["`/explain` has the receipt of each post, `/my posts` the list."],
        "",
    )
    for each in found.page.items:
        name = f"{words.escape(each.campaign, 80)} ({words.escape(each.currency, 10)})"
        render.field(made, name, _lines(each), inline=False)
    _latest(made, "Latest payouts", [_payment(each) for each in found.payments])
    _latest(made, "Latest adjustments", [_adjustment(each) for each in found.adjustments])
    return made


def _latest(to: discord.Embed, name: str, lines: list[str]) -> None:
    render.field(to, name, [render.fit(lines, LATEST_LIMIT)] if lines else [], inline=False)


def _lines(one: Earnings) -> list[str]:
    """Return the sums; those that are nothing and unusual are left out."""
    return [
        _running(one),
        f"Waiting for review: {words.several(one.waiting, 'post')}, not counted yet" if one.waiting else "",
        f"Next payout: **{_money(one.ready_minor, one)}**, final and not paid yet",
        _below(one),
        f"On hold: {_money(one.held_minor, one)}" if one.held_minor else "",
        f"Not payable now: {_money(one.closed_minor, one)}; ask the team why" if one.closed_minor else "",
        f"Paid so far: **{_money(one.paid_minor, one)}**",
        _basis(one),
    ]


def _running(one: Earnings) -> str:
    estimated = one.running.get(Expected.ESTIMATED, 0)
    amount = f"~{_money(one.estimate_minor, one)} on {words.several(estimated, 'post')}"
    left_out = [
        f"{one.running[each]:,} {said}" for each, said in LEFT_OUT.items() if one.running.get(each, 0)
    ]
    if not estimated and not left_out:
        return "Running: no posts"
    if not estimated:
        return f"Running: nothing to estimate yet ({', '.join(left_out)})"
    return f"Running: **{amount}**" + (f"; not in it: {', '.join(left_out)}" if left_out else "")


def _below(one: Earnings) -> str:
    if not one.below_minor:
        return ""
    least = render.money(one.minimum_payout_minor, one.currency)
    return f"Carried over: {_money(one.below_minor, one)}, below the minimum payout of {least} an account"


def _basis(one: Earnings) -> str:
    """Return what the sums above follow from."""
    if not (one.earned_minor or one.adjusted_minor):
        return ""
    adjusted = ""
    if one.adjusted_minor:
        adjusted = f", adjusted by {render_ledger.signed(one.adjusted_minor, one.currency)}"
    return f"In the ledger: earned {_money(one.earned_minor, one)}{adjusted}"


def _payment(paid: Payment) -> str:
    amount = f"**{render.money(paid.amount_minor, paid.currency)}**"
    back = "" if paid.voided_at is None else f"; **taken back** {words.ago(paid.voided_at)}, owed again"
    where = f"{words.handle(paid.handle)}, {words.escape(paid.campaign, 40)}"
    return f"`#{paid.payout_id}` {amount} {render_own.payment(paid)}{back} ({where})"


def _adjustment(one: Adjustment) -> str:
    post = "" if one.post_id is None else f" for post `#{one.post_id}`"
    amount = f"**{render_ledger.signed(one.amount_minor, one.currency)}**"
    return f"{amount}{post} {words.ago(one.at)}: {words.escape(one.reason, REASON_LIMIT)}"


def _money(minor: int, one: Earnings) -> str:
    return render.money(minor, one.currency)
