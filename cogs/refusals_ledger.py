"""What is said when the ledger does not allow it: what is wrong, and what to do next."""

from cogs.say import grouped, say
from cogs.words import ago, escape
from core.domain import errors
from core.domain.money import format_money


def refusal(error: errors.LedgerError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.BelowZeroError(0, _, _):
            return say(
                "Nothing is owed for this post now, so nothing can be taken away. "
                "If it was paid too much, take the payment back with `/payout void` first."
            )
        case errors.BelowZeroError(owed, amount, currency):
            code = escape(currency, 10)
            return say(
                "Only {owed} is owed for this post, so {amount} cannot be taken away. "
                "Choose a smaller amount, or take a payment back with `/payout void` first.",
                owed=grouped(format_money(owed, code)),
                amount=grouped(format_money(-amount, code)),
            )
        case errors.AlreadyHeldError(since, reason):
            return say(
                "This post was put on hold {ago}: {reason}. Use `/post release` when it may be paid.",
                ago=ago(since),
                reason=escape(reason, 300),
            )
        case errors.NotHeldError():
            return say("This post is not on hold, so there is nothing to release.")
        case _:
            return None
