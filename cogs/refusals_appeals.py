"""What is said when an appeal is refused: what is wrong, and what to do next."""

from cogs.words import ago
from core.domain import errors

FILES = {
    "kind": "Only an image or a PDF can go with an appeal. Choose another file, or appeal without one.",
    "size": "The file is larger than 8 MB. Make it smaller, or appeal without it.",
    "unread": "Discord did not hand over your file, so nothing was sent. Try again in a moment.",
    "nowhere": (
        "The team has chosen no channel that could keep your file, so nothing was sent. Appeal without it, "
        "or ask an admin to choose an admin channel with `/setup` first."
    ),
}
DECIDED = {
    True: "accepted: its rejection is undone",
    False: "denied: the post stays rejected",
}


def refusal(error: errors.AppealError) -> str | None:
    """Return what to say; None when the class is not known here."""
    return _made(error) or _sent(error) or _decided(error)


def _made(error: errors.AppealError) -> str | None:
    match error:
        case errors.NotYourPostError(post_id):
            return (
                f"Only the member whose account published post `#{post_id}` can appeal. "
                "If that is you, link the account with `/my link` first."
            )
        case errors.NotRejectedError(post_id):
            return f"Post `#{post_id}` is not rejected now, so there is nothing to appeal."
        case errors.AppealLateError(post_id, until):
            return (
                f"Post `#{post_id}` could be appealed for until {ago(until)}, 14 days after its rejection. "
                "Ask the campaign's team directly."
            )
        case errors.AppealedAlreadyError(post_id, at):
            return (
                f"There was an appeal for post `#{post_id}` {ago(at)}, and one is all there is. "
                "`/my posts` shows what became of it."
            )
        case _:
            return None


def _sent(error: errors.AppealError) -> str | None:
    match error:
        case errors.AppealShortError(length, least):
            return f"Your text has {length} characters. Say in at least {least} why the rejection is wrong."
        case errors.AppealFileError(why):
            return FILES.get(why, FILES["kind"])
        case _:
            return None


def _decided(error: errors.AppealError) -> str | None:
    match error:
        case errors.AppealUnknownError(appeal_id):
            return f"There is no appeal `{appeal_id}` in this server any more. `/inbox` shows the open ones."
        case errors.AppealDecidedError(_, was_accepted, at):
            return f"The appeal was {DECIDED[was_accepted]} ({ago(at)}). Nothing is left to decide."
        case errors.OwnRejectionError():
            return "You rejected this post yourself, so somebody else of the team decides about the appeal."
        case errors.OwnAppealError():
            return "This is your own appeal, so somebody else of the team decides about it."
        case _:
            return None
