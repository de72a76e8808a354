"""What is said when a shared report is refused: what is wrong, and what to do next."""

from cogs.say import option, say
from cogs.words import ago, code, quoted
from core.domain import errors


def refusal(error: errors.ReportError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.ReportDateError(name, text, example):
            return say(
                "{name} is {text}, which is no day. Write it like {example}.",
                name=code(option(name), 40),
                text=quoted(text),
                example=code(f"{example}"),
            )
        case errors.ReportRangeError():
            return _range(error)
        case errors.ReportUnknownError(text):
            return say(
                "No shared report of this server matches {text}. `/report list` lists them.", text=code(text)
            )
        case errors.ReportRevokedError(report_id, revoked_at):
            return say(
                "Report `#{report}` was revoked {ago} already, and its link is dead. "
                "`/report create` makes a new one.",
                report=report_id,
                ago=ago(revoked_at),
            )
        case _:
            return None


def _range(error: errors.ReportRangeError) -> str:
    days = {"first": error.first, "last": error.last, "limit": error.limit}
    match error.problem:
        case "backwards":
            return say(
                "`from` is {first}, which is after `to`, {last}. Choose a `from` up to {limit}.", **days
            )
        case "future":
            return say(
                "`from` is {first}, which has not come yet. Choose a day up to today, {limit}.", **days
            )
        case "early":
            return say("`to` is {last}, when there were no posts yet. Choose a day from {limit} on.", **days)
        case _:
            return say(
                "From {first} to {last} is longer than five years. "
                "Choose fewer days, or share several reports.",
                **days,
            )
