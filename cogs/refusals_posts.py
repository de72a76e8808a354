"""What is said when a post is not taken in, or not acted on: what is wrong, and what to do next."""

from cogs.say import command, later, many, option, say
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
    "finalize": later("cannot be finalized by hand"),
    "reject": later("cannot be rejected"),
    "unreject": later("cannot be taken back from rejection"),
    "set-cpm": later("cannot be given new terms"),
    "set-views": later("cannot be given views by hand"),
    "review": later("cannot be reviewed here"),
    "put back": later("cannot be put back into the inbox: it was decided meanwhile"),
    "adjust": later("cannot be corrected, for nothing is frozen yet"),
    "hold": later("cannot be put on hold"),
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
            return say(
                "A post that is “{status}” {cannot}. `/post show` says where it stands.",
                status=say(STATUSES[status]),
                cannot=say(DONE[action]) if action in DONE else f"cannot be {escape(action)}",
            )
        case errors.ReasonMissingError(action):
            return say(
                "{command} needs a reason here. Run it again with {option}, which is kept.",
                command=command(code(f"/post {action}")),
                option=code(option("reason")),
            )
        case errors.ViewsPublicError():
            return say(
                "The platform shows this post's views, so they are not typed in by hand. Use `/post refresh`."
            )
        case errors.NoReadingError(outcome):
            return _no_reading(outcome)
        case errors.TermsMissingError(missing):
            return say(
                "This post has no {missing} yet. Use `/post set-cpm` first.",
                missing=say(" and no ").join(escape(option(each)) for each in missing),
            )
        case _:
            return None


def _no_reading(outcome: Outcome | None) -> str:
    if outcome is None:
        return say(
            "This post has never been read, so there are no views to act on. Use `/post refresh` first."
        )
    return say(
        "There are no fresh views to act on: {why}. Try `/post refresh` later.", why=say(OUTCOMES[outcome])
    )
