"""What is said when something is refused: what is wrong, and what to do next. One sentence per class."""

from cogs import (
    refusals_campaigns,
    refusals_creators,
    refusals_money,
    refusals_posts,
    refusals_setup,
    refusals_typed,
    refusals_watching,
)
from cogs.say import later, many, number, say
from cogs.words import ACCEPTED, bug, code, escape
from core.domain import errors

KINDS = {
    "profile": later("This {platform} link leads to a profile and not to a post. {accepted}"),
    "live": later("This {platform} link leads to a live stream and not to a post. {accepted}"),
    "story": later("This {platform} link leads to a story and not to a post. {accepted}"),
    "audio": later("This {platform} link leads to a sound and not to a post. {accepted}"),
}
OTHER_KIND = later("This {platform} link leads to another page and not to a post. {accepted}")
NEEDED = {
    "admin": later("This is for admins of this server's campaigns. Ask an admin for the role."),
    "editor": later("This is for editors of this server's campaigns. Ask an admin for the role."),
}


def refusal(error: errors.UserError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.LinkError():
            return _link(error)
        case errors.CampaignError():
            return refusals_campaigns.refusal(error)
        case errors.CreatorError():
            return refusals_creators.refusal(error)
        case errors.PostError():
            return refusals_posts.refusal(error)
        case errors.InputError():
            return refusals_typed.refusal(error)
        case _:
            return refusals_watching.refusal(error) or refusals_setup.refusal(error) or _allowed(error)


def _link(error: errors.LinkError) -> str | None:
    accepted = say(ACCEPTED)
    match error:
        case errors.NotALinkError(text):
            return say("{text} has no link to a post in it. {accepted}", text=code(text), accepted=accepted)
        case errors.NotAPostError(platform, what):
            return say(KINDS.get(what, OTHER_KIND), platform=platform.label, accepted=accepted)
        case errors.OtherSiteError(host):
            return say("Posts on {host} cannot be tracked. {accepted}", host=code(host), accepted=accepted)
        case errors.LinkTooLongError(length):
            return say(
                "This link has {length} characters, more than any link of a post. {accepted}",
                length=number(length),
                accepted=accepted,
            )
        case errors.LinkExpiredError(url):
            return say(
                "{url} leads to no post any more. Open the post and copy its link again.", url=code(url)
            )
        case _:
            return None


def _allowed(error: errors.UserError) -> str | None:
    match error:
        case errors.NotAllowedError(needed):
            if needed in NEEDED:
                return say(NEEDED[needed])
            return f"This is for {escape(needed)}s of this server's campaigns. Ask an admin for the role."
        case errors.ServerOnlyError():
            return say("This works in a server only. Run it in the server that has the campaign.")
        case errors.LimitReachedError(limit):
            return many(
                limit,
                "The {count} manual refresh of today is used up here. "
                "Posts are still refreshed by themselves; the count starts again at midnight UTC.",
                "The {count} manual refreshes of today are used up here. "
                "Posts are still refreshed by themselves; the count starts again at midnight UTC.",
            )
        case _:
            return refusals_money.refusal(error) or _prompt(error)


def _prompt(error: errors.UserError) -> str | None:
    match error:
        case errors.StalePromptError():
            return say("This question was answered already, or is too old. Run the command again if needed.")
        case errors.FaultError(reference):
            return bug(reference)
        case errors.PlanChangedError():
            return say(
                "Terms or posts changed since this was shown, so nothing was done. Run the command again."
            )
        case errors.NotYourPromptError():
            return say("This question was put to somebody else. Run the command yourself to get your own.")
        case _:
            return None
