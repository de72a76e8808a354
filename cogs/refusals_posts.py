"""What is said when a post is not taken in, or not acted on: what is wrong, and what to do next."""

from cogs.say import later, many, say
from cogs.words import OUTCOMES, STATUSES, ago, code, escape, names, quoted
from core.domain import errors
from core.domain.terms import Outcome, TrackingStatus

NOT_COUNTING = {
    TrackingStatus.PENDING_REVIEW: later("It waits until the campaign's team has reviewed it."),
    TrackingStatus.EXCLUDED: later(
        "The campaign's team has excluded it, so it does not count; ask them why."
    ),
}
NOTHING_TO_DO = later("There is nothing more to do.")
DONE = {
    "finalize": "finalized by hand",
    "reject": "rejected",
    "unreject": "taken back from rejection",
    "set-cpm": "given new terms",
    "set-views": "given views by hand",
    "review": "reviewed here",
    "put back": "put back into the inbox: it was decided meanwhile",
    "adjust": "corrected, for nothing is frozen yet",
    "hold": "put on hold",
}


def refusal(error: errors.PostError) -> str | None:
    """Return what to say; None when the class is not known here."""
    return _intake(error) or _post(error)


def _intake(error: errors.PostError) -> str | None:
    match error:
        case errors.PostUnknownError(text):
            return say(
                "No post of this server matches {text}. "
                "Pick one from the list that appears while typing, or paste its link.",
                text=code(text),
            )
        case errors.PostNotChosenError(campaigns):
            return say(
                "This post is in several campaigns: {campaigns}. "
                "Pick one from the list that appears while typing.",
                campaigns=names(list(campaigns)),
            )
        case errors.AuthorUnreadableError(platform, outcome):
            return say(
                "{platform} did not say who published this post: {why}. Nothing was saved; try again later.",
                platform=platform.label,
                why=say(OUTCOMES[outcome]),
            )
        case errors.AlreadyTrackedError():
            return _already(error)
        case errors.PostTooOldError():
            return _too_old(error)
        case _:
            return None


def _too_old(error: errors.PostTooOldError) -> str:
    return many(
        error.max_age_days,
        "This post was published {ago}. The campaign takes in posts up to {count} day old; "
        "hand in a newer one.",
        "This post was published {ago}. The campaign takes in posts up to {count} days old; "
        "hand in a newer one.",
        ago=ago(error.published_at),
    )


def _already(error: errors.AlreadyTrackedError) -> str:
    since, campaign = ago(error.since), quoted(error.campaign)
    if error.status is not None:
        more = say(NOT_COUNTING.get(error.tracking, NOTHING_TO_DO))
        return say("It came into {campaign} {ago}. {more}", campaign=campaign, ago=since, more=more)
    return say(
        "It came into {campaign} {ago} as a competitor's post (`#{post}`), so it neither counts nor earns. "
        "If it is a creator's own, tell an admin of the campaign.",
        campaign=campaign,
        ago=since,
        post=error.post_id,
    )


def _post(error: errors.PostError) -> str | None:
    match error:
        case errors.PostStatusError(action, status):
            done = DONE.get(action, escape(action))
            return f"A post that is “{STATUSES[status]}” cannot be {done}. `/post show` says where it stands."
        case errors.ReasonMissingError(action):
            return (
                f"{code(f'/post {action}')} needs a reason here. Run it again with `reason`, which is kept."
            )
        case errors.ViewsPublicError():
            return (
                "The platform shows this post's views, so they are not typed in by hand. Use `/post refresh`."
            )
        case errors.NoReadingError(outcome):
            return _no_reading(outcome)
        case errors.TermsMissingError(missing):
            return f"This post has no {escape(' and no '.join(missing))} yet. Use `/post set-cpm` first."
        case _:
            return None


def _no_reading(outcome: Outcome | None) -> str:
    if outcome is None:
        return "This post has never been read, so there are no views to act on. Use `/post refresh` first."
    return f"There are no fresh views to act on: {OUTCOMES[outcome]}. Try `/post refresh` later."
