"""What is said when watching or reviewing is refused: what is wrong, and what to do next."""

from cogs.say import say
from cogs.words import STATUSES, TRACKING, WATCH_STATES, ago, handle, quoted
from core.domain import errors
from core.domain.terms import Platform
from core.domain.tracking import counts


def refusal(error: errors.UserError) -> str | None:
    """Return what to say; None when the class is not known here."""
    return _named(error) or _state(error) or _whose(error) or _review(error)


def _named(error: errors.UserError) -> str | None:
    match error:
        case errors.WatchUnknownError(text):
            return say(
                "No watched account of this server matches {text}. "
                "Pick one from the list that appears while typing, or add it with `/watch add`.",
                text=quoted(text),
            )
        case errors.WatchNotChosenError(text):
            return say(
                "{text} fits several watched accounts. Pick one from the list that appears while typing.",
                text=quoted(text),
            )
        case errors.WatchExistsError(name, platform, campaign):
            return say(
                "{account} is watched in {campaign} already. `/watch show` has the details.",
                account=_account(name, platform),
                campaign=quoted(campaign),
            )
        case _:
            return None


def _state(error: errors.UserError) -> str | None:
    match error:
        case errors.WatchStateError(name, state):
            stands = say(WATCH_STATES[state]).lower()
            return say("{name} is {state} already. Nothing needs to change.", name=handle(name), state=stands)
        case errors.WatchPausedError(name, True):
            return say(
                "The creator {account} is paused, so the account is not synced. "
                "`/creator resume` starts it again.",
                account=handle(name),
            )
        case errors.WatchPausedError(name, _):
            return say(
                "{account} is paused, so it is not synced. `/watch resume` starts it again.",
                account=handle(name),
            )
        case _:
            return None


def _whose(error: errors.UserError) -> str | None:
    match error:
        case errors.CompetitorIsCreatorError(name, platform, campaign):
            return say(
                "{account} is a creator of {campaign}, so it cannot be followed as a competitor. Hand in its "
                "posts with `/post track`, or watch it with `/watch add` without `competitor`.",
                account=_account(name, platform),
                campaign=quoted(campaign),
            )
        case errors.CreatorIsCompetitorError(name, platform, campaign):
            return say(
                "{account} is followed as a competitor in {campaign}. "
                "Use `/watch remove` first if it is to be a creator.",
                account=_account(name, platform),
                campaign=quoted(campaign),
            )
        case errors.NobodysAccountError(name, platform, campaign):
            return say(
                "{account} is not a creator of {campaign}. "
                "Add it with `/creator add`, or set `competitor` to follow it as a competitor.",
                account=_account(name, platform),
                campaign=quoted(campaign),
            )
        case errors.OtherAccountError(name, platform, creator, creator_platform):
            return say(
                "The creator you named is {creator}, not {account}. "
                "Check `handle` and `platform`; a person on two platforms is two creators.",
                creator=_account(creator, creator_platform),
                account=_account(name, platform),
            )
        case _:
            return None


def _account(name: str, platform: Platform) -> str:
    return say("{account} on {platform}", account=handle(name), platform=platform.label)


def _review(error: errors.UserError) -> str | None:
    match error:
        case errors.AlreadyReviewedError(post_id, tracking, by):
            if counts(tracking) and by is None:
                return say("`#{post}` counts already. Nothing was changed.", post=post_id)
            return _reviewed(error)
        case errors.ReviewClosedError(post_id, status):
            return say(
                "`#{post}` is “{status}”, so whether it counts changes no more.",
                post=post_id,
                status=say(STATUSES[status]),
            )
        case errors.NotCountingError(post_id, tracking):
            return say(
                "`#{post}` is {tracking}, so it does not count and nothing is decided about its money. "
                "Use `/post include` first.",
                post=post_id,
                tracking=say(TRACKING[tracking]),
            )
        case errors.ReferencePostError(post_id):
            return say("`#{post}` is a competitor's post, which has no status, terms or money.", post=post_id)
        case _:
            return None


def _reviewed(error: errors.AlreadyReviewedError) -> str:
    post, tracking = error.post_id, say(TRACKING[error.tracking])
    if error.by is None or error.at is None:
        return say("`#{post}` is {tracking} already. Nothing was changed.", post=post, tracking=tracking)
    return say(
        "`#{post}` is {tracking} already, decided by {person} {ago}. Nothing was changed.",
        post=post,
        tracking=tracking,
        person=f"<@{error.by}>",
        ago=ago(error.at),
    )
