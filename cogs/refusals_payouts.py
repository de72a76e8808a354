"""What is said when a payout is refused: what is wrong, and what to do next."""

from cogs.words import ago, code, escape, handle, quoted
from core.domain import errors
from core.domain.money import format_money


def refusal(error: errors.PayoutError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.PayoutUnknownError(text):
            return f"No payout of this server matches {code(text)}. `/payout history` lists them."
        case errors.NothingToPayError(name, campaign):
            return (
                f"Nothing of {handle(name)} is ready to be paid in {quoted(campaign)}. "
                "`/payout ready` lists what is, and `/post show` says where a post stands."
            )
        case errors.BelowMinimumError(name, amount_minor, minimum_minor, currency):
            code_only = escape(currency, 10)
            return (
                f"{format_money(amount_minor, code_only)} is ready for {handle(name)}, which is below the "
                f"minimum payout of {format_money(minimum_minor, code_only)} and carried over. "
                "An admin can change the minimum with `/campaign edit`."
            )
        case errors.MixedCurrencyError(name, currency):
            return (
                f"The ledger of {handle(name)} has amounts in another currency than "
                f"{escape(currency, 10)}, so nothing can be paid. "
                "Ask whoever runs the bot to check it with `python -m bot verify`."
            )
        case errors.PayoutVoidedError(payout_id, voided_at):
            return (
                f"Payout `#{payout_id}` was voided {ago(voided_at)} already. "
                "Its posts are in `/payout ready` again."
            )
        case _:
            return None
