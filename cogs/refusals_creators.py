"""What is said when a creator's account refuses something: what is wrong, and what to do next."""

from cogs.say import say
from cogs.words import CREATOR_STATES, handle, quoted
from core.domain import errors
from core.domain.terms import Platform


def refusal(error: errors.CreatorError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.CreatorUnknownError(name, platform, campaign):
            return _unknown(name, platform, campaign)
        case errors.CreatorPausedError(name, campaign):
            return say(
                "{account} is paused in {campaign}, so new posts are not taken in. "
                "Ask the campaign's team to resume it.",
                account=handle(name),
                campaign=quoted(campaign),
            )
        case errors.CreatorBoundError(name):
            return say(
                "{account} belongs to another Discord member, who can hand in its posts. "
                "If that is a mistake, ask the campaign's team.",
                account=handle(name),
            )
        case errors.CreatorExistsError(name, platform, campaign):
            return say(
                "{account} on {platform} is a creator of {campaign} already. "
                "`/creator show` has the details.",
                account=handle(name),
                platform=platform.label,
                campaign=quoted(campaign),
            )
        case _:
            return _now(error)


def _now(error: errors.CreatorError) -> str | None:
    match error:
        case errors.CreatorNotChosenError(name):
            return say(
                "{account} fits several creators. Pick one from the list that appears while typing.",
                account=quoted(name),
            )
        case errors.CreatorStateError(name, state):
            stands = say(CREATOR_STATES[state]).lower()
            return say("{name} is {state} already. Nothing needs to change.", name=handle(name), state=stands)
        case errors.NotRegisteredError():
            return say(
                "No account is bound to you in this server's campaigns yet. Ask the campaign's team to bind "
                "yours to you, or do it yourself with `/my link`."
            )
        case _:
            return None


def _unknown(name: str, platform: Platform | None, campaign: str | None) -> str:
    account = handle(name.removeprefix("@"))
    if platform is not None:
        account = say("{account} on {platform}", account=account, platform=platform.label)
    if campaign is None:
        return say(
            "{account} is not a creator of a campaign here. "
            "Check the account, or ask the campaign's team to add it.",
            account=account,
        )
    return say(
        "{account} is not a creator of {campaign}. Check the account, or ask the campaign's team to add it.",
        account=account,
        campaign=quoted(campaign),
    )
