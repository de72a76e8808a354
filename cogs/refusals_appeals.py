"""What is said when an appeal is refused: what is wrong, and what to do next."""

from cogs.say import later, number, say
from cogs.words import ago
from core.domain import errors

FILES = {
    "kind": later(
        "Only an image or a PDF can go with an appeal. Choose another file, or appeal without one."
    ),
    "size": later("The file is larger than 8 MB. Make it smaller, or appeal without it."),
    "unread": later("Discord did not hand over your file, so nothing was sent. Try again in a moment."),
    "nowhere": later(
        "The team has chosen no channel that could keep your file, so nothing was sent. Appeal without it, "
        "or ask an admin to choose an admin channel with `/setup` first."
    ),
}
DECIDED = {
    True: later(
        "The appeal was accepted: its rejection is undone ({ago}). Nothing is left to decide.",
    ),
    False: later("The appeal was denied: the post stays rejected ({ago}). Nothing is left to decide."),
}


def refusal(error: errors.AppealError) -> str | None:
    """Return what to say; None when the class is not known here."""
    return _made(error) or _sent(error) or _decided(error)


def _made(error: errors.AppealError) -> str | None:
    match error:
        case errors.NotYourPostError(post_id):
            return say(
                "Only the member whose account published post `#{post}` can appeal. "
                "If that is you, link the account with `/my link` first.",
                post=post_id,
            )
        case errors.NotRejectedError(post_id):
            return say("Post `#{post}` is not rejected now, so there is nothing to appeal.", post=post_id)
        case errors.AppealLateError(post_id, until):
            return say(
                "Post `#{post}` could be appealed for until {ago}, 14 days after its rejection. "
                "Ask the campaign's team directly.",
                post=post_id,
                ago=ago(until),
            )
        case errors.AppealedAlreadyError(post_id, at):
            return say(
                "There was an appeal for post `#{post}` {ago}, and one is all there is. "
                "`/my posts` shows what became of it.",
                post=post_id,
                ago=ago(at),
            )
        case _:
            return None


def _sent(error: errors.AppealError) -> str | None:
    match error:
        case errors.AppealShortError(length, least):
            return say(
                "Your text has {length} characters. Say in at least {least} why the rejection is wrong.",
                length=number(length),
                least=number(least),
            )
        case errors.AppealFileError(why):
            return say(FILES.get(why, FILES["kind"]))
        case _:
            return None


def _decided(error: errors.AppealError) -> str | None:
    match error:
        case errors.AppealUnknownError(appeal_id):
            return say(
                "There is no appeal `{appeal}` in this server any more. `/inbox` shows the open ones.",
                appeal=appeal_id,
            )
        case errors.AppealDecidedError(_, was_accepted, at):
            return say(DECIDED[was_accepted], ago=ago(at))
        case errors.OwnRejectionError():
            return say(
                "You rejected this post yourself, so somebody else of the team decides about the appeal."
            )
        case errors.OwnAppealError():
            return say("This is your own appeal, so somebody else of the team decides about it.")
        case _:
            return None
