"""What does not add up on a receipt, in red."""

from cogs import render
from cogs.say import later, number, say
from core.domain.receipts import Difference, Mismatch
from core.domain.terms import Terms
from core.services.shown_explained import Receipt

NOTHING = later("nothing")
SENTENCES = {
    Mismatch.VIEWS: later("The post says {stored} counted views, its reading says {expected}."),
    Mismatch.EARNED: later("The post says {stored} earned, the formula gives {expected}."),
    Mismatch.LEDGER_MISSING: later("The ledger has no entry for the {expected} that were earned."),
    Mismatch.LEDGER_AMOUNT: later("The ledger says {stored} earned, the post says {expected}."),
    Mismatch.LEDGER_CURRENCY: later("The ledger is in {stored}, the campaign in {expected}."),
    Mismatch.LEDGER_TERMS: later("The ledger says {stored}, the post says {expected}."),
    Mismatch.LEDGER_READING: later("The ledger rests on reading {stored}, the post on {expected}."),
    Mismatch.READING: later("Reading {stored} counts; asked again, the rule counts {expected}."),
}
MONEY = {Mismatch.EARNED, Mismatch.LEDGER_MISSING, Mismatch.LEDGER_AMOUNT}
READINGS = {Mismatch.LEDGER_READING, Mismatch.READING}
WHAT_NEXT = later("Pay nothing on this post before whoever runs the bot has looked at it with this receipt.")


def lines(given: Receipt) -> list[str]:
    """Return what is stored otherwise than it follows from the rest; nothing when all is in order.

    Lines that begin with a minus are red in a block of this kind.
    """
    if not given.differences:
        return []
    told = [f"- {_sentence(each, given.post.currency)}" for each in given.differences]
    return ["\n".join(["```diff", *told, "```"]), say(WHAT_NEXT)]


def _sentence(each: Difference, currency: str) -> str:
    stored, expected = (_value(each.what, value, currency) for value in (each.stored, each.expected))
    return say(SENTENCES[each.what], stored=stored, expected=expected)


def _value(what: Mismatch, value: int | str | Terms | None, currency: str) -> str:
    match value:
        case None:
            return say(NOTHING)
        case Terms():
            return render.short_terms(value, currency)
        case int() if what in MONEY:
            return render.money(value, currency)
        case int() if what in READINGS:
            return f"#{value}"
        case int():
            return number(value)
        case str():
            return value
