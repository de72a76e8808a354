"""What is said when a payout is refused: what is wrong, and what to do next."""

from cogs.say import grouped, say
from cogs.words import ago, code, escape, handle, quoted
from core.domain import errors
from core.domain.money import format_money


def refusal(error: errors.PayoutError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.PayoutUnknownError(text):
            return say(
                "No payout of this server matches {text}. `/payout history` lists them.", text=code(text)
            )
        case errors.NothingToPayError(name, campaign):
            return say(
                "Nothing of {account} is ready to be paid in {campaign}. "
                "`/payout ready` lists what is, and `/post show` says where a post stands.",
                account=handle(name),
                campaign=quoted(campaign),
            )
        case errors.BelowMinimumError():
            return _below(error)
        case errors.MixedCurrencyError(name, currency):
            return say(
                "The ledger of {account} has amounts in another currency than {currency}, so nothing can "
                "be paid. Ask whoever runs the bot to check it with `python -m bot verify`.",
                account=handle(name),
                currency=escape(currency, 10),
            )
        case errors.PayoutVoidedError(payout_id, voided_at):
            return say(
                "Payout `#{payout}` was voided {ago} already. Its posts are in `/payout ready` again.",
                payout=payout_id,
                ago=ago(voided_at),
            )
        case _:
            return None


def _below(error: errors.BelowMinimumError) -> str:
    currency = escape(error.currency, 10)
    return say(
        "{amount} is ready for {account}, which is below the minimum payout of {minimum} and carried over. "
        "An admin can change the minimum with `/campaign edit`.",
        amount=grouped(format_money(error.amount_minor, currency)),
        account=handle(error.handle),
        minimum=grouped(format_money(error.minimum_minor, currency)),
    )
