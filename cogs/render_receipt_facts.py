"""The facts on a receipt in words: readings, terms, window, decision, payments, ledger."""

from datetime import timedelta

from cogs import render, words
from core.domain.ledger import LedgerKind
from core.domain.money import format_money
from core.domain.terms import PostKind, PostStatus
from core.services.shown_explained import (
    LedgerLine,
    PayoutLine,
    PostLine,
    ReadingLine,
    Receipt,
    TermsFrom,
    TermsLine,
)

REASON_LIMIT = 150
ENTRIES = {
    LedgerKind.EARNED: "earned",
    LedgerKind.ADJUSTED: "adjusted",
    LedgerKind.PAID: "paid",
    LedgerKind.VOIDED: "payment taken back",
}


def counted(given: Receipt) -> list[str]:
    """Return the reading that counts; nothing while there is none."""
    found = given.counted
    return [] if found is None else [f"**{_views(found)}**", *_reading(found)]


def _reading(found: ReadingLine) -> list[str]:
    exact = "exact" if found.is_exact else "rounded by the source"
    metric = "" if found.metric is None or found.actor is not None else f" ({words.code(found.metric, 40)})"
    typed = "" if found.actor is None else f", typed in by {person(found.actor)}"
    return [
        f"from {words.code(found.source, 40)}{metric}, {exact}{typed}, reading `#{found.snapshot_id}`",
        f"taken {words.at(found.at)}, {_distance(found)}",
        words.escape(found.note or "", REASON_LIMIT),
    ]


def _views(found: ReadingLine) -> str:
    return f"{words.number(found.views, exact=found.is_exact)} views"


def _distance(found: ReadingLine) -> str:
    """Return how far a reading is from the window's end."""
    if found.from_end is None:
        return "without a window"
    if not found.from_end:
        return "exactly at the window's end"
    side = "after" if found.from_end > timedelta() else "before"
    return f"{span(abs(found.from_end))} {side} the window's end"


def considered(given: Receipt) -> list[str]:
    """Return what else there was to choose from."""
    all_of_them = given.considered
    if all_of_them is None:
        return []
    within = f"from {span(all_of_them.before)} before to {span(all_of_them.after)} after the window's end"
    many = words.several(all_of_them.good, "good reading")
    head = f"{many} {within}; the nearest one counts."
    return [head, *(f"· {_views(each)}, {_distance(each)}, {_source(each)}" for each in all_of_them.others)]


def _source(found: ReadingLine) -> str:
    return words.code(found.source, 40)


def terms(given: TermsLine, currency: str) -> list[str]:
    """Return CPM and cap with where they come from."""
    tier = "" if given.tier is None else f"Tier: {words.quoted(given.tier, 50)}"
    return [render.terms(given.cpm, given.cap_views, currency), tier, _origin(given)]


def _origin(terms: TermsLine) -> str:
    picked = "" if terms.picked_by is None else f", picked by {person(terms.picked_by)}"
    match terms.origin:
        case TermsFrom.OWN:
            return f"Set on this post by {person(terms.by)} {words.at(terms.at)}"
        case TermsFrom.DEAL:
            made = f"made by {person(terms.by)} {words.at(terms.at)}"
            return f"From version {terms.version} of the creator's deal, {made}{picked}"
        case TermsFrom.CAMPAIGN:
            return f"The campaign's own, as they were when the post came in {words.ago(terms.at)}"
        case TermsFrom.NOWHERE:
            return (
                "Nobody has set any: neither the creator's deal, nor the campaign, nor a person on this post"
            )


def window(post: PostLine) -> list[str]:
    """Return the rules that were fixed when the post came in."""
    if post.kind is PostKind.REFERENCE:
        return []
    start = "unknown, so submission counts" if post.published_at is None else words.at(post.published_at)
    spared = " (a person undid its rejection, so it is not rejected again)" if post.is_spared else ""
    return [
        f"Published: {start}",
        f"Ends after {words.several(post.window_days, 'day')}: {words.at(post.window_ends_at)}",
        f"Minimum: {post.minimum_views:,} views{spared}",
        _came_in(post),
    ]


def _came_in(post: PostLine) -> str:
    how = words.code(post.came_in_by, 40)
    return f"Came in through {how} {words.ago(post.submitted_at)}; window and minimum are fixed since then"


def decision(given: Receipt) -> list[str]:
    """Return who made the post what it is, when and why."""
    made = given.decided
    if made is None:
        return []
    is_paid = given.post.status is PostStatus.PAID
    became = PostStatus.FINALIZED if is_paid else given.post.status
    status = "" if became is None else f"**{words.STATUSES[became]}** "
    by = "by the rule" if made.actor is None else f"by {person(made.actor)}"
    return [f"{status}{by} {words.at(made.at)}", words.escape(made.reason, 200)]


def hold(given: Receipt) -> list[str]:
    """Return why the post is not paid for now; nothing when it is not on hold."""
    held = given.hold
    if held is None:
        return []
    return [
        f"Not paid for now, by {person(held.by)} {words.ago(held.at)}",
        words.escape(held.reason, REASON_LIMIT),
    ]


def payouts(given: Receipt) -> list[str]:
    """Return the payments that the post was part of, newest first."""
    return [_payout(each) for each in reversed(given.payouts)]


def _payout(each: PayoutLine) -> str:
    how = f" by {words.escape(each.method, 40)}" if each.method else ""
    reference = f", reference {words.code(each.reference, 60)}" if each.reference else ""
    said = f"`#{each.id}` paid{how} {words.ago(each.paid_at)}, recorded by {person(each.paid_by)}{reference}"
    if each.voided_at is None:
        return said
    why = words.escape(each.void_reason or "", 80)
    return f"{said}; **taken back** by {person(each.voided_by)} {words.ago(each.voided_at)}: {why}"


def ledger(given: Receipt) -> list[str]:
    """Return what is still owed, and the rows that add up to it, newest first."""
    if not given.ledger:
        return []
    owed = f"Still owed: **{format_money(given.balance_minor, given.post.currency)}**"
    return [owed, *(_entry(entry) for entry in reversed(given.ledger))]


def _entry(entry: LedgerLine) -> str:
    sign = "+" if entry.amount_minor >= 0 else ""
    to = "" if entry.payout_id is None else f", payout `#{entry.payout_id}`"
    back = "" if entry.refers_to is None else f", for entry `#{entry.refers_to}`"
    by = "the rule" if entry.actor is None else person(entry.actor)
    amount = f"{sign}{format_money(entry.amount_minor, entry.currency)}"
    why = words.escape(entry.reason, 80)
    return (
        f"`#{entry.id}` {ENTRIES[entry.kind]} **{amount}**{to}{back} {words.ago(entry.at)} by {by}: {why} "
        f"`{entry.hash[:8]}`"
    )


def person(discord_id: int | None) -> str:
    """Return a person as Discord shows them."""
    return "somebody" if discord_id is None else render.member(discord_id)


def span(span: timedelta) -> str:
    """Return a length of time in its two largest units: `2 d 3 h`, `48 h`, `5 h 22 min`, `37 min`."""
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours > 48:
        return f"{hours // 24} d {hours % 24} h"
    if not minutes:
        return f"{int(span.total_seconds())} s"
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
