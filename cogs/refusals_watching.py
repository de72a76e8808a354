"""What is said when watching or reviewing is refused: what is wrong, and what to do next."""

from cogs.words import STATUSES, TRACKING, WATCH_STATES, ago, handle, quoted
from core.domain import errors
from core.domain.tracking import counts


def refusal(error: errors.UserError) -> str | None:
    """Return what to say; None when the class is not known here."""
    return _named(error) or _state(error) or _whose(error) or _review(error)


def _named(error: errors.UserError) -> str | None:
    match error:
        case errors.WatchUnknownError(text):
            return (
                f"No watched account of this server matches {quoted(text)}. "
                "Pick one from the list that appears while typing, or add it with `/watch add`."
            )
        case errors.WatchNotChosenError(text):
            return (
                f"{quoted(text)} fits several watched accounts. "
                "Pick one from the list that appears while typing."
            )
        case errors.WatchExistsError(name, platform, campaign):
            return (
                f"{handle(name)} on {platform.label} is watched in {quoted(campaign)} already. "
                "`/watch show` has the details."
            )
        case _:
            return None


def _state(error: errors.UserError) -> str | None:
    match error:
        case errors.WatchStateError(name, state):
            return f"{handle(name)} is {WATCH_STATES[state].lower()} already. Nothing needs to change."
        case errors.WatchPausedError(name, True):
            return (
                f"The creator {handle(name)} is paused, so the account is not synced. "
                "`/creator resume` starts it again."
            )
        case errors.WatchPausedError(name, _):
            return f"{handle(name)} is paused, so it is not synced. `/watch resume` starts it again."
        case _:
            return None


def _whose(error: errors.UserError) -> str | None:
    match error:
        case errors.CompetitorIsCreatorError(name, platform, campaign):
            return (
                f"{handle(name)} on {platform.label} is a creator of {quoted(campaign)}, so it cannot be "
                "followed as a competitor. Hand in its posts with `/post track`, or watch it with "
                "`/watch add` without `competitor`."
            )
        case errors.CreatorIsCompetitorError(name, platform, campaign):
            return (
                f"{handle(name)} on {platform.label} is followed as a competitor in {quoted(campaign)}. "
                "Use `/watch remove` first if it is to be a creator."
            )
        case errors.NobodysAccountError(name, platform, campaign):
            return (
                f"{handle(name)} on {platform.label} is not a creator of {quoted(campaign)}. "
                "Add it with `/creator add`, or set `competitor` to follow it as a competitor."
            )
        case errors.OtherAccountError(name, platform, creator, creator_platform):
            return (
                f"The creator you named is {handle(creator)} on {creator_platform.label}, not "
                f"{handle(name)} on {platform.label}. Check `handle` and `platform`; a person on two "
                "platforms is two creators."
            )
        case _:
            return None


def _review(error: errors.UserError) -> str | None:
    match error:
        case errors.AlreadyReviewedError(post_id, tracking, by, at):
            if counts(tracking) and by is None:
                return f"`#{post_id}` counts already. Nothing was changed."
            decided = "" if by is None or at is None else f", decided by <@{by}> {ago(at)}"
            return f"`#{post_id}` is {TRACKING[tracking]} already{decided}. Nothing was changed."
        case errors.ReviewClosedError(post_id, status):
            return f"`#{post_id}` is “{STATUSES[status]}”, so whether it counts changes no more."
        case errors.NotCountingError(post_id, tracking):
            return (
                f"`#{post_id}` is {TRACKING[tracking]}, so it does not count and nothing is decided about "
                f"its money. Use `/post include` first."
            )
        case errors.ReferencePostError(post_id):
            return f"`#{post_id}` is a competitor's post, which has no status, terms or money."
        case _:
            return None
