"""Receipts as people see them: what a post earns, and everything that follows from."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from cogs import render, render_differences, stored, words
from cogs import render_receipt_facts as facts
from cogs.render_posts import COLOURS
from cogs.say import grouped, later, number, say
from core.domain.lifecycle import Verdict
from core.domain.money import format_cpm
from core.domain.terms import PostKind, PostStatus
from core.domain.tracking import counts
from core.services.shown_explained import Outlook, PostLine, Receipt

TIMES = "\u00d7"
FILE_NAME = "receipt.txt"
FOLLOWED = later(
    "**A competitor's post:** it is followed and compared, and nothing is decided or paid on it."
)
VERDICTS = {
    Verdict.FINALIZE: later("it would be finalized"),
    Verdict.REJECT: later("it would be rejected"),
    Verdict.PEND: later("its views would be fixed, and it would wait for terms"),
}

NOT_SAID = later("nothing can be said yet")


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
    title = say(
        "Receipt: {platform} post by {account}",
        platform=post.ref.platform.label,
        account=words.handle(post.handle),
    )
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
        Section(say("Result"), _result(given), 900),
        Section(say("Does not add up"), render_differences.lines(given), 600),
        Section(say("Counted reading"), facts.counted(given), 450),
        Section(say("Readings considered"), facts.considered(given), 450),
        Section(say("Terms"), facts.terms(given.terms, given.post.currency), 400),
        Section(say("Counting window"), facts.window(given.post), 400),
        Section(say("Decision"), facts.decision(given), 400),
        Section(say("On hold"), facts.hold(given), 300),
        Section(say("Payouts"), facts.payouts(given), 550),
        Section(say("Ledger"), facts.ledger(given), 850),
    ]


def _file(given: Receipt, parts: Sequence[Section]) -> discord.File:
    told = [f"{part.name}\n" + "\n".join(line for line in part.lines if line) for part in parts if part.lines]
    title = say("Receipt of post #{post}", post=given.post.id)
    text = words.without_markup("\n\n".join([title, *told]))
    return discord.File(io.BytesIO(text.encode(errors="replace")), filename=FILE_NAME)


def _result(given: Receipt) -> list[str]:
    """Return in a line or two what the post earns, and by which sum, or why it earns nothing."""
    post = given.post
    if post.kind is PostKind.REFERENCE:
        return [say(FOLLOWED)]
    if not counts(post.tracking):
        return _not_counting(post)
    match post.status:
        case PostStatus.FINALIZED | PostStatus.PAID:
            return [
                say("**{amount}** earned:", amount=render.money(post.earned_minor, post.currency)),
                _sum(given, post.counted_views, render.money(post.earned_minor, post.currency)),
            ]
        case PostStatus.REJECTED:
            return [say("**Nothing is earned:** {reason}.", reason=stored.reason(post.status_reason, 300))]
        case PostStatus.PENDING_CPM:
            views = words.number(post.counted_views)
            return [
                say(
                    "**Nothing is earned yet:** {views} views are fixed, and terms are missing.", views=views
                ),
                say("It is finalized as soon as both CPM and cap are set; waiting adds no views."),
            ]
        case _:
            return _coming(given)


def _not_counting(post: PostLine) -> list[str]:
    reviewed = ""
    if post.reviewed_at is not None:
        reviewed = say(
            "Decided by {person} {ago}.",
            person=facts.person(post.reviewed_by),
            ago=words.ago(post.reviewed_at),
        )
    return [
        say(
            "**Nothing is earned, for the post does not count:** it is {tracking}.",
            tracking=say(words.TRACKING[post.tracking]),
        ),
        reviewed,
        say("It counts once a person approves it; its counting window runs meanwhile."),
    ]


def _sum(given: Receipt, views: int | None, result: str) -> str:
    """Return the formula with its numbers."""
    terms = given.terms
    if views is None or terms.cpm is None or terms.cap_views is None:
        return say("The sum cannot be written out: views or terms are unknown.")
    rate = format_cpm(terms.cpm, given.post.currency).rpartition(" ")[0]
    counted, most, thousand = (number(each) for each in (views, terms.cap_views, 1_000))
    return f"`min({counted}, {most}) {TIMES} {grouped(rate)} / {thousand} = {result}`"


def _coming(given: Receipt) -> list[str]:
    """Return what an undecided post may come to, and what decides that."""
    ahead, post = given.outlook, given.post
    if ahead is None:
        return [say("**Not decided yet:** {reason}.", reason=stored.reason(post.status_reason, 300))]
    return [*_estimate(given, ahead), *_when(ahead, needs_person=post.needs_person)]


def _estimate(given: Receipt, ahead: Outlook) -> list[str]:
    if ahead.reading is None:
        return [say("**Not decided yet**, and the views are unknown.")]
    views = words.number(ahead.reading.views, exact=ahead.reading.is_exact)
    age = words.ago(ahead.reading.at)
    if ahead.estimate_minor is None:
        return [
            say(
                "**Not decided yet.** On {views} views read {ago} {verdict}: {reason}.",
                views=views,
                ago=age,
                verdict=say(VERDICTS.get(ahead.verdict or Verdict.KEEP, NOT_SAID)),
                reason=stored.reason(ahead.reason, 200),
            )
        ]
    amount = f"~{render.money(ahead.estimate_minor, given.post.currency)}"
    return [
        say("**{amount}** so far, on {views} views read {ago}:", amount=amount, views=views, ago=age),
        _sum(given, ahead.reading.views, amount),
        say("This is an estimate; views can still come and go."),
    ]


def _when(ahead: Outlook, *, needs_person: bool) -> list[str]:
    span = {"before": facts.span(ahead.before), "after": facts.span(ahead.after)}
    if needs_person:
        return [
            say(
                "**A person must decide:** no good reading was taken from {before} before to {after} after "
                "the window's end.",
                **span,
            )
        ]
    if ahead.is_over:
        return [
            say("The window is over, and a good reading near its end is still missing."),
            say("One is tried for until {end}; then a person is asked.", end=words.at(ahead.decided_at)),
        ]
    return [
        say(
            "Decided {end}: the good reading nearest to that moment counts, "
            "from {before} before to {after} after it.",
            end=words.at(ahead.decided_at),
            **span,
        )
    ]
