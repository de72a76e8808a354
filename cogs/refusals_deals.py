"""What is said when a deal or a tier is refused: what is wrong, and what to do next."""

from cogs.say import number, say
from cogs.words import handle, names, quoted
from core.domain import errors


def refusal(error: errors.DealError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.NotTieredError(name):
            return say(
                "{account} has no tiers. Give `cpm` and `cap` to a post instead, or add tiers with "
                "`/creator tier-add`.",
                account=handle(name),
            )
        case errors.TierWithTermsError():
            return say("A tier brings its own CPM and cap. Give `tier` alone, or `cpm` and `cap` without it.")
        case errors.SameDealError(name, version):
            return say(
                "The deal of {account} says so already (version {version}), and nothing was changed. "
                "Give another `cpm` or `cap` to change it.",
                account=handle(name),
                version=version,
            )
        case _:
            return _tier(error)


def _tier(error: errors.DealError) -> str | None:
    match error:
        case errors.TierUnknownError(name, known):
            return say(
                "There is no tier {tier}. The deal has {tiers}; "
                "pick one from the list that appears while typing.",
                tier=quoted(name, 50),
                tiers=names(list(known)),
            )
        case errors.TierExistsError(name):
            return say(
                "The deal has a tier {tier} already. "
                "Choose another name, or remove the tier with `/creator tier-remove` first.",
                tier=quoted(name, 50),
            )
        case errors.TooManyTiersError(limit):
            return say(
                "The deal has {limit} tiers already, which is the most. "
                "Remove one with `/creator tier-remove` first.",
                limit=number(limit),
            )
        case errors.LastTierError(name):
            return say(
                "{tier} is the only tier of the deal. Add another one first, "
                "or agree on one CPM and cap for all posts with `/creator deal`.",
                tier=quoted(name, 50),
            )
        case _:
            return None
