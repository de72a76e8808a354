"""What is said when money, reports, keys or own data refuse something, each in its module's words."""

from cogs import (
    refusals_api,
    refusals_appeals,
    refusals_deals,
    refusals_ledger,
    refusals_own,
    refusals_payouts,
    refusals_reports,
)
from core.domain import errors
from core.domain.errors.api import ApiError


def refusal(error: errors.UserError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.DealError():
            return refusals_deals.refusal(error)
        case errors.LedgerError():
            return refusals_ledger.refusal(error)
        case errors.PayoutError():
            return refusals_payouts.refusal(error)
        case errors.ReportError():
            return refusals_reports.refusal(error)
        case errors.AppealError() | errors.OwnError() | ApiError():
            return _members(error)
        case _:
            return None


def _members(error: errors.AppealError | errors.OwnError | ApiError) -> str | None:
    if isinstance(error, errors.AppealError):
        return refusals_appeals.refusal(error)
    if isinstance(error, ApiError):
        return refusals_api.refusal(error)
    return refusals_own.refusal(error)
