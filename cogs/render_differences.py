"""What does not add up on a receipt, in red."""

from cogs import render
from core.domain.money import format_money
from core.domain.receipts import Difference, Mismatch
from core.domain.terms import Terms
from core.services.shown_explained import Receipt

NOTHING = "nothing"
SENTENCES = {
    Mismatch.VIEWS: "The post says {stored} counted views, its reading says {expected}.",
    Mismatch.EARNED: "The post says {stored} earned, the formula gives {expected}.",
    Mismatch.LEDGER_MISSING: "The ledger has no entry for the {expected} that were earned.",
    Mismatch.LEDGER_AMOUNT: "The ledger says {stored} earned, the post says {expected}.",
    Mismatch.LEDGER_CURRENCY: "The ledger is in {stored}, the campaign in {expected}.",
    Mismatch.LEDGER_TERMS: "The ledger says {stored}, the post says {expected}.",
    Mismatch.LEDGER_READING: "The ledger rests on reading {stored}, the post on {expected}.",
    Mismatch.READING: "Reading {stored} counts; asked again, the rule counts {expected}.",
}
MONEY = {Mismatch.EARNED, Mismatch.LEDGER_MISSING, Mismatch.LEDGER_AMOUNT}
READINGS = {Mismatch.LEDGER_READING, Mismatch.READING}
WHAT_NEXT = "Pay nothing on this post before whoever runs the bot has looked at it with this receipt."


def lines(given: Receipt) -> list[str]:
    """Return what is stored otherwise than it follows from the rest; nothing when all is in order.

    Lines that begin with a minus are red in a block of this kind.
    """
    if not given.differences:
        return []
    told = [f"- {_sentence(each, given.post.currency)}" for each in given.differences]
    return ["\n".join(["```diff", *told, "```"]), WHAT_NEXT]


def _sentence(each: Difference, currency: str) -> str:
    stored, expected = (_value(each.what, value, currency) for value in (each.stored, each.expected))
    return SENTENCES[each.what].format(stored=stored, expected=expected)


def _value(what: Mismatch, value: int | str | Terms | None, currency: str) -> str:
    match value:
        case None:
            return NOTHING
        case Terms():
            return render.short_terms(value, currency)
        case int() if what in MONEY:
            return format_money(value, currency)
        case int() if what in READINGS:
            return f"#{value}"
        case int():
            return f"{value:,}"
        case str():
            return value
