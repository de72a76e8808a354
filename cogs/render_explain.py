"""Receipts as people see them: what a post earns, and everything that follows from."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from cogs import render, render_differences, words
from cogs import render_receipt_facts as facts
from cogs.render_posts import COLOURS
from core.domain.lifecycle import Verdict
from core.domain.money import format_cpm
from core.domain.terms import PostKind, PostStatus
from core.domain.tracking import counts
from core.services.shown_explained import Outlook, PostLine, Receipt

TIMES = "\u00d7"
FILE_NAME = "receipt.txt"
VERDICTS = {
    Verdict.FINALIZE: "it would be finalized",
    Verdict.REJECT: "it would be rejected",
    Verdict.PEND: "its views would be fixed, and it would wait for terms",
}


@dataclass(frozen=True)
class Section:
    """A part of a receipt; on the card it has at most `limit` characters, so that all parts fit."""

    name: str
    lines: Sequence[str]
    limit: int

    @property
    def text(self) -> str:
        """The lines that fit."""
        return render.fit([line for line in self.lines if line], self.limit)

    @property
    def is_cut(self) -> bool:
        """Whether the card leaves out something of it."""
        return self.text != "\n".join(line for line in self.lines if line)


def receipt(given: Receipt) -> tuple[discord.Embed, list[discord.File]]:
    """Return a receipt; where it does not fit, with all of it as a file."""
    post, parts = given.post, sections(given)
    title = f"Receipt: {post.ref.platform.label} post by {words.handle(post.handle)}"
    colour = render.GREY if post.status is None else COLOURS[post.status]
    made = render.embed(
        title,
        [parts[0].text],
        colour=render.RED if given.differences else colour,
        footer=f"#{post.id} · {post.campaign}",
    )
    made.url = render.post_url(post.ref.url)
    for part in parts[1:]:
        render.field(made, part.name, [part.text], inline=False)
    return made, [_file(given, parts)] if any(part.is_cut for part in parts) else []


def sections(given: Receipt) -> list[Section]:
    """Return the parts of a receipt, the result first; those with nothing to say are empty."""
    return [
        Section("Result", _result(given), 900),
        Section("Does not add up", render_differences.lines(given), 600),
        Section("Counted reading", facts.counted(given), 450),
        Section("Readings considered", facts.considered(given), 450),
        Section("Terms", facts.terms(given.terms, given.post.currency), 400),
        Section("Counting window", facts.window(given.post), 400),
        Section("Decision", facts.decision(given), 400),
        Section("On hold", facts.hold(given), 300),
        Section("Payouts", facts.payouts(given), 550),
        Section("Ledger", facts.ledger(given), 850),
    ]


def _file(given: Receipt, parts: Sequence[Section]) -> discord.File:
    told = [f"{part.name}\n" + "\n".join(line for line in part.lines if line) for part in parts if part.lines]
    text = words.without_markup(f"Receipt of post #{given.post.id}\n\n" + "\n\n".join(told))
    return discord.File(io.BytesIO(text.encode(errors="replace")), filename=FILE_NAME)


def _result(given: Receipt) -> list[str]:
    """Return in a line or two what the post earns, and by which sum, or why it earns nothing."""
    post = given.post
    if post.kind is PostKind.REFERENCE:
        return ["**A competitor's post:** it is followed and compared, and nothing is decided or paid on it."]
    if not counts(post.tracking):
        return _not_counting(post)
    match post.status:
        case PostStatus.FINALIZED | PostStatus.PAID:
            return [
                f"**{render.money(post.earned_minor, post.currency)}** earned:",
                _sum(given, post.counted_views, render.money(post.earned_minor, post.currency)),
            ]
        case PostStatus.REJECTED:
            return [f"**Nothing is earned:** {words.escape(post.status_reason, 300)}."]
        case PostStatus.PENDING_CPM:
            views = words.number(post.counted_views)
            return [
                f"**Nothing is earned yet:** {views} views are fixed, and terms are missing.",
                "It is finalized as soon as both CPM and cap are set; waiting adds no views.",
            ]
        case _:
            return _coming(given)


def _not_counting(post: PostLine) -> list[str]:
    reviewed = ""
    if post.reviewed_at is not None:
        reviewed = f"Decided by {facts.person(post.reviewed_by)} {words.ago(post.reviewed_at)}."
    return [
        f"**Nothing is earned, for the post does not count:** it is {words.TRACKING[post.tracking]}.",
        reviewed,
        "It counts once a person approves it; its counting window runs meanwhile.",
    ]


def _sum(given: Receipt, views: int | None, result: str) -> str:
    """Return the formula with its numbers."""
    terms = given.terms
    if views is None or terms.cpm is None or terms.cap_views is None:
        return f"The sum cannot be written out: views or terms are {words.UNKNOWN}."
    rate = format_cpm(terms.cpm, given.post.currency).rpartition(" ")[0]
    return f"`min({views:,}, {terms.cap_views:,}) {TIMES} {rate} / 1,000 = {result}`"


def _coming(given: Receipt) -> list[str]:
    """Return what an undecided post may come to, and what decides that."""
    ahead, post = given.outlook, given.post
    if ahead is None:
        return [f"**Not decided yet:** {words.escape(post.status_reason, 300)}."]
    return [*_estimate(given, ahead), *_when(ahead, needs_person=post.needs_person)]


def _estimate(given: Receipt, ahead: Outlook) -> list[str]:
    if ahead.reading is None:
        return [f"**Not decided yet**, and the views are {words.UNKNOWN}."]
    views = words.number(ahead.reading.views, exact=ahead.reading.is_exact)
    age = f"on {views} views read {words.ago(ahead.reading.at)}"
    if ahead.estimate_minor is None:
        verdict = VERDICTS.get(ahead.verdict or Verdict.KEEP, "nothing can be said yet")
        return [f"**Not decided yet.** {age.capitalize()} {verdict}: {words.escape(ahead.reason, 200)}."]
    amount = f"~{render.money(ahead.estimate_minor, given.post.currency)}"
    return [
        f"**{amount}** so far, {age}:",
        _sum(given, ahead.reading.views, amount),
        "This is an estimate; views can still come and go.",
    ]


def _when(ahead: Outlook, *, needs_person: bool) -> list[str]:
    span = f"from {facts.span(ahead.before)} before to {facts.span(ahead.after)} after"
    if needs_person:
        return [f"**A person must decide:** no good reading was taken {span} the window's end."]
    if ahead.is_over:
        return [
            "The window is over, and a good reading near its end is still missing.",
            f"One is tried for until {words.at(ahead.decided_at)}; then a person is asked.",
        ]
    return [
        f"Decided {words.at(ahead.decided_at)}: the good reading nearest to that moment counts, {span} it."
    ]
