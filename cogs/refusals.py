"""What is said when something is refused: what is wrong, and what to do next. One sentence per class."""

from cogs import refusals_budget, refusals_money, refusals_setup, refusals_typed, refusals_watching
from cogs.words import (
    ACCEPTED,
    CAMPAIGN_STATES,
    CREATOR_STATES,
    OUTCOMES,
    STATUSES,
    ago,
    bug,
    code,
    escape,
    handle,
    names,
    quoted,
    several,
)
from core.domain import errors
from core.domain.terms import Outcome, Platform, TrackingStatus

KINDS = {"profile": "a profile", "live": "a live stream", "story": "a story", "audio": "a sound"}
NOT_COUNTING = {
    TrackingStatus.PENDING_REVIEW: "It waits until the campaign's team has reviewed it.",
    TrackingStatus.EXCLUDED: "The campaign's team has excluded it, so it does not count; ask them why.",
}
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


def refusal(error: errors.UserError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.LinkError():
            return _link(error)
        case errors.CampaignError():
            return _campaign(error)
        case errors.CreatorError():
            return _creator(error)
        case errors.PostError():
            return _intake(error) or _post(error)
        case errors.InputError():
            return refusals_typed.refusal(error)
        case _:
            return refusals_watching.refusal(error) or refusals_setup.refusal(error) or _allowed(error)


def _link(error: errors.LinkError) -> str | None:
    match error:
        case errors.NotALinkError(text):
            return f"{code(text)} has no link to a post in it. {ACCEPTED}"
        case errors.NotAPostError(platform, what):
            kind = KINDS.get(what, "another page")
            return f"This {platform.label} link leads to {kind} and not to a post. {ACCEPTED}"
        case errors.OtherSiteError(host):
            return f"Posts on {code(host)} cannot be tracked. {ACCEPTED}"
        case errors.LinkTooLongError(length):
            return f"This link has {length:,} characters, more than any link of a post. {ACCEPTED}"
        case errors.LinkExpiredError(url):
            return f"{code(url)} leads to no post any more. Open the post and copy its link again."
        case _:
            return None


def _campaign(error: errors.CampaignError) -> str | None:
    match error:
        case errors.CampaignUnknownError(name):
            return (
                f"There is no campaign {quoted(name)} here. Pick one from the list that appears while typing."
            )
        case errors.NoCampaignError():
            return "No campaign can be used in this server yet. An admin makes one with `/campaign create`."
        case errors.CampaignNotChosenError(options):
            return (
                f"There are several campaigns: {names(list(options))}. Name the one you mean in `campaign`."
            )
        case errors.CampaignArchivedError(name):
            return (
                f"The campaign {quoted(name)} is archived and takes in nothing any more. Choose another one."
            )
        case errors.CampaignExistsError(name, slug):
            return (
                f"There is a campaign named like {quoted(name)} already (both are {code(slug)} in short). "
                "Choose another name."
            )
        case _:
            return _campaign_rules(error)


def _campaign_rules(error: errors.CampaignError) -> str | None:
    match error:
        case errors.CurrencyInUseError(name, currency):
            return (
                f"The currency of {quoted(name)} stays {escape(currency, 10)}: money has been set in it. "
                "Make a new campaign for another currency."
            )
        case errors.BudgetSpentError():
            return refusals_budget.spent(error)
        case errors.AmountsHiddenError(name):
            return (
                f"{quoted(name)} keeps to itself what creators earn. Rank by views, posts or engagement; an "
                "admin may show amounts with `/campaign edit shows_amounts`."
            )
        case errors.CampaignStateError(name, state):
            return f"{quoted(name)} is {CAMPAIGN_STATES[state].lower()} already. Nothing needs to change."
        case _:
            return _campaign_servers(error)


def _campaign_servers(error: errors.CampaignError) -> str | None:
    match error:
        case errors.HomeServerError(name):
            return (
                f"This is the home server of {quoted(name)}, which cannot be blocked. "
                "Give the id of another server."
            )
        case errors.ServerListedError(server_id, True):
            return f"Posts can be handed in from server `{server_id}` already. Nothing needs to change."
        case errors.ServerListedError(server_id, _):
            return (
                f"Server `{server_id}` is not on the campaign's list, so nothing needs to be blocked. "
                "`/campaign show` has the list."
            )
        case _:
            return None


def _creator(error: errors.CreatorError) -> str | None:
    match error:
        case errors.CreatorUnknownError(name, platform, campaign):
            return _creator_unknown(name, platform, campaign)
        case errors.CreatorPausedError(name, campaign):
            return (
                f"{handle(name)} is paused in {quoted(campaign)}, so new posts are not taken in. "
                "Ask the campaign's team to resume it."
            )
        case errors.CreatorBoundError(name):
            return (
                f"{handle(name)} belongs to another Discord member, who can hand in its posts. "
                "If that is a mistake, ask the campaign's team."
            )
        case errors.CreatorExistsError(name, platform, campaign):
            return (
                f"{handle(name)} on {platform.label} is a creator of {quoted(campaign)} already. "
                "`/creator show` has the details."
            )
        case errors.CreatorNotChosenError(name):
            return f"{quoted(name)} fits several creators. Pick one from the list that appears while typing."
        case _:
            return _creator_now(error)


def _creator_now(error: errors.CreatorError) -> str | None:
    match error:
        case errors.CreatorStateError(name, state):
            return f"{handle(name)} is {CREATOR_STATES[state].lower()} already. Nothing needs to change."
        case errors.NotRegisteredError():
            return (
                "No account is bound to you in this server's campaigns yet. Ask the campaign's team to bind "
                "yours to you, or do it yourself with `/my link`."
            )
        case _:
            return None


def _creator_unknown(name: str, platform: Platform | None, campaign: str | None) -> str:
    where = "a campaign here" if campaign is None else quoted(campaign)
    which = "" if platform is None else f" on {platform.label}"
    return (
        f"{handle(name.removeprefix('@'))}{which} is not a creator of {where}. "
        "Check the account, or ask the campaign's team to add it."
    )


def _intake(error: errors.PostError) -> str | None:
    match error:
        case errors.PostUnknownError(text):
            return (
                f"No post of this server matches {code(text)}. "
                "Pick one from the list that appears while typing, or paste its link."
            )
        case errors.PostNotChosenError(campaigns):
            return (
                f"This post is in several campaigns: {names(list(campaigns))}. "
                "Pick one from the list that appears while typing."
            )
        case errors.AuthorUnreadableError(platform, outcome):
            return (
                f"{platform.label} did not say who published this post: {OUTCOMES[outcome]}. "
                "Nothing was saved; try again later."
            )
        case errors.AlreadyTrackedError():
            return _already(error)
        case errors.PostTooOldError(published_at, max_age_days):
            return (
                f"This post was published {ago(published_at)}. The campaign takes in posts up to "
                f"{several(max_age_days, 'day')} old; hand in a newer one."
            )
        case _:
            return None


def _already(error: errors.AlreadyTrackedError) -> str:
    came_in = f"It came into {quoted(error.campaign)} {ago(error.since)}"
    if error.status is not None:
        return f"{came_in}. {NOT_COUNTING.get(error.tracking, 'There is nothing more to do.')}"
    return (
        f"{came_in} as a competitor's post (`#{error.post_id}`), so it neither counts nor earns. "
        "If it is a creator's own, tell an admin of the campaign."
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


def _allowed(error: errors.UserError) -> str | None:
    match error:
        case errors.NotAllowedError(needed):
            return f"This is for {escape(needed)}s of this server's campaigns. Ask an admin for the role."
        case errors.ServerOnlyError():
            return "This works in a server only. Run it in the server that has the campaign."
        case errors.LimitReachedError(limit):
            return (
                f"The {several(limit, 'manual refresh', 'manual refreshes')} of today are used up here. "
                "Posts are still refreshed by themselves; the count starts again at midnight UTC."
            )
        case _:
            return refusals_money.refusal(error) or _prompt(error)


def _prompt(error: errors.UserError) -> str | None:
    match error:
        case errors.StalePromptError():
            return "This question was answered already, or is too old. Run the command again if needed."
        case errors.FaultError(reference):
            return bug(reference)
        case errors.PlanChangedError():
            return "Terms or posts changed since this was shown, so nothing was done. Run the command again."
        case errors.NotYourPromptError():
            return "This question was put to somebody else. Run the command yourself to get your own."
        case _:
            return None
