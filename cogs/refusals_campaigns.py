"""What is said when a campaign refuses something: what is wrong, and what to do next."""

from cogs import refusals_budget
from cogs.say import say
from cogs.words import CAMPAIGN_STATES, code, escape, names, quoted
from core.domain import errors


def refusal(error: errors.CampaignError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.CampaignUnknownError(name):
            return say(
                "There is no campaign {campaign} here. Pick one from the list that appears while typing.",
                campaign=quoted(name),
            )
        case errors.NoCampaignError():
            return say(
                "No campaign can be used in this server yet. An admin makes one with `/campaign create`."
            )
        case errors.CampaignNotChosenError(options):
            return say(
                "There are several campaigns: {campaigns}. Name the one you mean in `campaign`.",
                campaigns=names(list(options)),
            )
        case errors.CampaignArchivedError(name):
            return say(
                "The campaign {campaign} is archived and takes in nothing any more. Choose another one.",
                campaign=quoted(name),
            )
        case _:
            return _rules(error)


def _rules(error: errors.CampaignError) -> str | None:
    match error:
        case errors.CampaignExistsError(name, slug):
            return say(
                "There is a campaign named like {campaign} already (both are {slug} in short). "
                "Choose another name.",
                campaign=quoted(name),
                slug=code(slug),
            )
        case errors.CurrencyInUseError(name, currency):
            return say(
                "The currency of {campaign} stays {currency}: money has been set in it. "
                "Make a new campaign for another currency.",
                campaign=quoted(name),
                currency=escape(currency, 10),
            )
        case errors.BudgetSpentError():
            return refusals_budget.spent(error)
        case _:
            return _states(error)


def _states(error: errors.CampaignError) -> str | None:
    match error:
        case errors.AmountsHiddenError(name):
            return say(
                "{campaign} keeps to itself what creators earn. Rank by views, posts or engagement; an "
                "admin may show amounts with `/campaign edit shows_amounts`.",
                campaign=quoted(name),
            )
        case errors.CampaignStateError(name, state):
            stands = say(CAMPAIGN_STATES[state]).lower()
            return say("{name} is {state} already. Nothing needs to change.", name=quoted(name), state=stands)
        case _:
            return _servers(error)


def _servers(error: errors.CampaignError) -> str | None:
    match error:
        case errors.HomeServerError(name):
            return say(
                "This is the home server of {campaign}, which cannot be blocked. "
                "Give the id of another server.",
                campaign=quoted(name),
            )
        case errors.ServerListedError(server_id, True):
            return say(
                "Posts can be handed in from server `{server}` already. Nothing needs to change.",
                server=server_id,
            )
        case errors.ServerListedError(server_id, _):
            return say(
                "Server `{server}` is not on the campaign's list, so nothing needs to be blocked. "
                "`/campaign show` has the list.",
                server=server_id,
            )
        case _:
            return None
