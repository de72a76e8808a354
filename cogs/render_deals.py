"""Deals as people see them: what is agreed, what a change would do, and what it did."""

import io
from collections.abc import Sequence

import discord

from cogs import quantities, render, render_budget, words
from cogs.say import later, many, say
from core.domain.deals import TIER_NAME_LIMIT, Agreement, DealKind, Tier
from core.services.shown import CreatorCard
from core.services.shown_deals import DealEffect, DealPlan, DealSet

FILE_NAME = "tiers.txt"
FIELDS = 3
"""How many fields of a card the tiers may fill; what does not fit is in a file."""
PLANNED = {
    "deal": later("New terms for {who}?"),
    "tier-add": later("Add a tier for {who}?"),
    "tier-remove": later("Remove a tier of {who}?"),
}
DONE = {
    "deal": later("Deal in force."),
    "tier-add": later("Tier {tier} added."),
    "tier-remove": later("Tier {tier} removed."),
}
FROZEN = later("Posts finalized before keep what they have.")
PICK = later("A post has no terms until a person picks its tier with `/post set-cpm`.")


def terms_title(shown: CreatorCard) -> str:
    """Return where a creator's terms come from."""
    if shown.deal_version is None:
        return say("Terms (campaign's)")
    if shown.tiers:
        return say("Terms (tiers, version {version})", version=shown.deal_version)
    return say("Terms (deal, version {version})", version=shown.deal_version)


def add_terms(to: discord.Embed, shown: CreatorCard) -> None:
    """Add the terms in force; of tiers, each with what a post must do for it."""
    if not shown.tiers:
        render.field(to, terms_title(shown), [single(shown)])
        return
    fields = _fields(shown)
    for number, lines in enumerate(fields):
        name = terms_title(shown) if number == 0 else say("More tiers")
        render.field(to, name, lines, inline=False)


def files(shown: CreatorCard) -> list[discord.File]:
    """Return the tiers as a file when the card does not have all of their text."""
    if _is_whole(shown):
        return []
    text = "\n".join(
        words.without_markup(line) for tier in shown.tiers for line in tier_lines(tier, shown.currency)
    )
    return [discord.File(io.BytesIO(text.encode(errors="replace")), filename=FILE_NAME)]


def single(shown: CreatorCard) -> str:
    """Return the terms that each post of a creator begins with."""
    if shown.terms is None:
        return render.terms(None, None, shown.currency)
    return render.terms(shown.terms.cpm, shown.terms.cap_views, shown.currency)


def plan(planned: DealPlan) -> discord.Embed:
    """Return what another version of a deal would do, before it is in force."""
    shown = planned.card
    who = render.account(shown.handle, shown.platform)
    made = render.embed(
        say(PLANNED[planned.action], who=who),
        [*_effects(planned), *render_budget.above(planned.above_percent), say(FROZEN)],
        colour=render.AMBER,
        footer=f"#{shown.id} · {shown.campaign}",
    )
    render.field(made, say("Now"), _now(shown))
    render.field(made, say("Then"), _agreed(planned.agreed, shown.currency))
    return made


def headline(done: DealSet) -> str:
    """Return in words what a change of a deal did."""
    effect, shown = done.effect, done.card
    tier = "" if done.tier is None else words.quoted(done.tier, TIER_NAME_LIMIT)
    is_deal = done.action == "deal"
    finalized = say("Finalized at once: {posts}.", posts=_finalizing(effect, shown.currency))
    said = [
        (True, say(DONE[done.action], tier=tier)),
        (
            is_deal or effect.changing,
            _counted(later("Open posts with other terms: {count}."), effect.changing),
        ),
        (effect.losing, _counted(later("Open posts without terms now: {count}."), effect.losing)),
        (
            effect.keeping,
            _counted(later("Open posts that keep the terms of their tier: {count}."), effect.keeping),
        ),
        (is_deal or effect.finalizing, finalized),
        (shown.tiers, say(PICK)),
    ]
    sentences = [sentence for is_said, sentence in said if is_said]
    return " ".join([*sentences, *render_budget.above(done.above_percent)])


def _counted(text: str, count: int) -> str:
    return say(text, count=words.number(count))


def _effects(planned: DealPlan) -> list[str]:
    """Return what happens to the posts that are not finalized, and to their money."""
    effect, currency = planned.effect, planned.card.currency
    is_deal, is_removal = planned.action == "deal", planned.action == "tier-remove"
    keeping = say(
        "Open posts that have such a tier and keep its terms: **{count}**", count=words.number(effect.keeping)
    )
    said = [
        (is_deal or effect.changing, _changing(effect, currency)),
        (effect.losing, _losing(effect, currency)),
        (is_removal or effect.keeping, keeping),
        (
            is_deal or effect.finalizing,
            say("Finalized at once: {posts}", posts=_finalizing(effect, currency)),
        ),
        (effect.unread, _unread(effect)),
        (planned.agreed.kind is DealKind.TIERED, say(PICK)),
    ]
    return [line for is_said, line in said if is_said]


def _changing(effect: DealEffect, currency: str) -> str:
    said = _counted(later("Open posts that take other terms: **{count}**"), effect.changing)
    if not effect.changing:
        return said
    before = "" if effect.now_minor is None else f"~{render.money(effect.now_minor, currency)} → "
    amount = f"{before}~{render.money(effect.then_minor, currency)}"
    return say("{said} (**{amount}** on their views so far)", said=said, amount=amount)


def _losing(effect: DealEffect, currency: str) -> str:
    lost = render.money(effect.losing_minor, currency)
    return say(
        "Open posts that have no terms until a person picks a tier: **{count}** "
        "(**~{amount}** on their views so far)",
        count=words.number(effect.losing),
        amount=lost,
    )


def _unread(effect: DealEffect) -> str:
    return many(
        effect.unread,
        "Not in these sums: {count} open post with unknown views.",
        "Not in these sums: {count} open posts with unknown views.",
    )


def _finalizing(effect: DealEffect, currency: str) -> str:
    if effect.finalizing == 0:
        return f"**{say(words.NONE)}**"
    return say(
        "**{posts}**, freezing **{amount}**",
        posts=quantities.posts(effect.finalizing),
        amount=render.money(effect.finalizing_minor, currency),
    )


def _now(shown: CreatorCard) -> Sequence[str]:
    return _agreed(Agreement(None, tuple(shown.tiers)), shown.currency) if shown.tiers else [single(shown)]


def _agreed(agreed: Agreement, currency: str) -> Sequence[str]:
    if agreed.terms is not None:
        return [render.terms(agreed.terms.cpm, agreed.terms.cap_views, currency)]
    return [_rate(tier, currency) for tier in agreed.tiers]


def tier_lines(tier: Tier, currency: str) -> list[str]:
    """Return a tier in one line, and what a post must do for it in another."""
    return [_rate(tier, currency), *([words.escape(tier.requirement, 1000)] if tier.requirement else [])]


def _rate(tier: Tier, currency: str) -> str:
    return f"**{words.escape(tier.name, TIER_NAME_LIMIT)}**: {render.short_terms(tier.terms, currency)}"


def _fields(shown: CreatorCard) -> list[list[str]]:
    """Return the lines of the tiers, so many to a field as it takes whole; the rest is left out."""
    fields: list[list[str]] = [[]]
    for tier in shown.tiers:
        lines = tier_lines(tier, shown.currency)
        if _size([*fields[-1], *lines]) > render.FIELD_LIMIT and fields[-1]:
            fields.append([])
        fields[-1] += lines
    return fields[:FIELDS]


def _is_whole(shown: CreatorCard) -> bool:
    fields = _fields(shown)
    is_cut = any(_size(lines) > render.FIELD_LIMIT for lines in fields)
    return not is_cut and sum(map(len, fields)) == sum(len(tier_lines(tier, "")) for tier in shown.tiers)


def _size(lines: Sequence[str]) -> int:
    """Return at least how long the lines are together for Discord."""
    return sum(render.size(line) + 1 for line in lines) + 2
