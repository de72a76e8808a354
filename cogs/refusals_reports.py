"""What is said when a shared report is refused: what is wrong, and what to do next."""

from cogs.words import ago, code, quoted
from core.domain import errors


def refusal(error: errors.ReportError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.ReportDateError(name, text, example):
            return f"{code(name, 40)} is {quoted(text)}, which is no day. Write it like {code(f'{example}')}."
        case errors.ReportRangeError():
            return _range(error)
        case errors.ReportUnknownError(text):
            return f"No shared report of this server matches {code(text)}. `/report list` lists them."
        case errors.ReportRevokedError(report_id, revoked_at):
            return (
                f"Report `#{report_id}` was revoked {ago(revoked_at)} already, and its link is dead. "
                "`/report create` makes a new one."
            )
        case _:
            return None


def _range(error: errors.ReportRangeError) -> str:
    first, last, limit = error.first, error.last, error.limit
    match error.problem:
        case "backwards":
            return f"`from` is {first}, which is after `to`, {last}. Choose a `from` up to {limit}."
        case "future":
            return f"`from` is {first}, which has not come yet. Choose a day up to today, {limit}."
        case "early":
            return f"`to` is {last}, when there were no posts yet. Choose a day from {limit} on."
        case _:
            return (
                f"From {first} to {last} is longer than five years. "
                "Choose fewer days, or share several reports."
            )
