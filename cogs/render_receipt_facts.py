"""The facts on a receipt in words: readings, terms, window, decision, payments, ledger."""

from datetime import timedelta

from cogs import quantities, render, stored, words
from cogs.say import later, many, say
from core.domain.ledger import LedgerKind
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
    LedgerKind.EARNED: later("earned"),
    LedgerKind.ADJUSTED: later("adjusted"),
    LedgerKind.PAID: later("paid"),
    LedgerKind.VOIDED: later("payment taken back"),
}


def counted(given: Receipt) -> list[str]:
    """Return the reading that counts; nothing while there is none."""
    found = given.counted
    return [] if found is None else [f"**{_views(found)}**", *_reading(found)]


def _reading(found: ReadingLine) -> list[str]:
    exact = say("exact") if found.is_exact else say("rounded by the source")
    metric = "" if found.metric is None or found.actor is not None else f" ({words.code(found.metric, 40)})"
    typed = [] if found.actor is None else [say("typed in by {person}", person=person(found.actor))]
    source = say("from {source}", source=words.code(found.source, 40) + metric)
    number = say("reading {number}", number=f"`#{found.snapshot_id}`")
    return [
        ", ".join([source, exact, *typed, number]),
        say("taken {at}, {distance}", at=words.at(found.at), distance=_distance(found)),
        words.escape(found.note or "", REASON_LIMIT),
    ]


def _views(found: ReadingLine) -> str:
    return quantities.views(found.views, exact=found.is_exact)


def _distance(found: ReadingLine) -> str:
    """Return how far a reading is from the window's end."""
    if found.from_end is None:
        return say("without a window")
    if not found.from_end:
        return say("exactly at the window's end")
    far = span(abs(found.from_end))
    if found.from_end > timedelta():
        return say("{span} after the window's end", span=far)
    return say("{span} before the window's end", span=far)


def considered(given: Receipt) -> list[str]:
    """Return what else there was to choose from."""
    all_of_them = given.considered
    if all_of_them is None:
        return []
    head = many(
        all_of_them.good,
        "{count} good reading from {before} before to {after} after the window's end; "
        "the nearest one counts.",
        "{count} good readings from {before} before to {after} after the window's end; "
        "the nearest one counts.",
        before=span(all_of_them.before),
        after=span(all_of_them.after),
    )
    return [head, *(f"· {_views(each)}, {_distance(each)}, {_source(each)}" for each in all_of_them.others)]


def _source(found: ReadingLine) -> str:
    return words.code(found.source, 40)


def terms(given: TermsLine, currency: str) -> list[str]:
    """Return CPM and cap with where they come from."""
    tier = "" if given.tier is None else say("Tier: {tier}", tier=words.quoted(given.tier, 50))
    return [render.terms(given.cpm, given.cap_views, currency), tier, _origin(given)]


def _origin(terms: TermsLine) -> str:
    match terms.origin:
        case TermsFrom.OWN:
            return say("Set on this post by {person} {at}", person=person(terms.by), at=words.at(terms.at))
        case TermsFrom.DEAL:
            return _from_deal(terms)
        case TermsFrom.CAMPAIGN:
            return say(
                "The campaign's own, as they were when the post came in {ago}", ago=words.ago(terms.at)
            )
        case TermsFrom.NOWHERE:
            return say(
                "Nobody has set any: neither the creator's deal, nor the campaign, nor a person on this post"
            )


def _from_deal(terms: TermsLine) -> str:
    made = say(
        "From version {version} of the creator's deal, made by {person} {at}",
        version=terms.version,
        person=person(terms.by),
        at=words.at(terms.at),
    )
    if terms.picked_by is None:
        return made
    return say("{made}, picked by {person}", made=made, person=person(terms.picked_by))


def window(post: PostLine) -> list[str]:
    """Return the rules that were fixed when the post came in."""
    if post.kind is PostKind.REFERENCE:
        return []
    start = words.at(post.published_at)
    if post.published_at is None:
        start = say("unknown, so submission counts")
    spared = say(" (a person undid its rejection, so it is not rejected again)") if post.is_spared else ""
    return [
        say("Published: {at}", at=start),
        many(
            post.window_days,
            "Ends after {count} day: {at}",
            "Ends after {count} days: {at}",
            at=words.at(post.window_ends_at),
        ),
        say("Minimum: {views} views", views=words.number(post.minimum_views)) + spared,
        _came_in(post),
    ]


def _came_in(post: PostLine) -> str:
    how = words.code(post.came_in_by, 40)
    return say(
        "Came in through {how} {ago}; window and minimum are fixed since then",
        how=how,
        ago=words.ago(post.submitted_at),
    )


def decision(given: Receipt) -> list[str]:
    """Return who made the post what it is, when and why."""
    made = given.decided
    if made is None:
        return []
    is_paid = given.post.status is PostStatus.PAID
    became = PostStatus.FINALIZED if is_paid else given.post.status
    status = "" if became is None else f"**{say(words.STATUSES[became])}** "
    by = say("by the rule") if made.actor is None else say("by {person}", person=person(made.actor))
    return [f"{status}{by} {words.at(made.at)}", stored.reason(made.reason, 200)]


def hold(given: Receipt) -> list[str]:
    """Return why the post is not paid for now; nothing when it is not on hold."""
    held = given.hold
    if held is None:
        return []
    return [
        say("Not paid for now, by {person} {ago}", person=person(held.by), ago=words.ago(held.at)),
        words.escape(held.reason, REASON_LIMIT),
    ]


def payouts(given: Receipt) -> list[str]:
    """Return the payments that the post was part of, newest first."""
    return [_payout(each) for each in reversed(given.payouts)]


def _payout(each: PayoutLine) -> str:
    said = say("paid {day}", day=words.ago(each.paid_at))
    if each.method:
        said = say("{paid} by {method}", paid=said, method=words.escape(each.method, 40))
    said = say("{paid}, recorded by {person}", paid=f"`#{each.id}` {said}", person=person(each.paid_by))
    if each.reference:
        said = say("{paid}, reference {reference}", paid=said, reference=words.code(each.reference, 60))
    if each.voided_at is None:
        return said
    return say(
        "{paid}; **taken back** by {person} {ago}: {why}",
        paid=said,
        person=person(each.voided_by),
        ago=words.ago(each.voided_at),
        why=words.escape(each.void_reason or "", 80),
    )


def ledger(given: Receipt) -> list[str]:
    """Return what is still owed, and the rows that add up to it, newest first."""
    if not given.ledger:
        return []
    owed = say("Still owed: **{amount}**", amount=render.money(given.balance_minor, given.post.currency))
    return [owed, *(_entry(entry) for entry in reversed(given.ledger))]


def _entry(entry: LedgerLine) -> str:
    sign = "+" if entry.amount_minor >= 0 else ""
    to = "" if entry.payout_id is None else say(", payout {number}", number=f"`#{entry.payout_id}`")
    back = "" if entry.refers_to is None else say(", for entry {number}", number=f"`#{entry.refers_to}`")
    by = say("by the rule") if entry.actor is None else say("by {person}", person=person(entry.actor))
    amount = f"**{sign}{render.money(entry.amount_minor, entry.currency)}**"
    what = f"`#{entry.id}` {say(ENTRIES[entry.kind])} {amount}{to}{back}"
    return f"{what} {words.ago(entry.at)} {by}: {stored.reason(entry.reason, 80)} `{entry.hash[:8]}`"


def person(discord_id: int | None) -> str:
    """Return a person as Discord shows them."""
    return say("somebody") if discord_id is None else render.member(discord_id)


def span(span: timedelta) -> str:
    """Return a length of time in its two largest units: `2 d 3 h`, `48 h`, `5 h 22 min`, `37 min`."""
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours > 48:
        return f"{hours // 24} d {hours % 24} h"
    if not minutes:
        return f"{int(span.total_seconds())} s"
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
