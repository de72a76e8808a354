"""What is said when a deal or a tier is refused: what is wrong, and what to do next."""

from cogs.words import handle, names, quoted
from core.domain import errors


def refusal(error: errors.DealError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.NotTieredError(name):
            return (
                f"{handle(name)} has no tiers. Give `cpm` and `cap` to a post instead, or add tiers with "
                "`/creator tier-add`."
            )
        case errors.TierWithTermsError():
            return "A tier brings its own CPM and cap. Give `tier` alone, or `cpm` and `cap` without it."
        case errors.SameDealError(name, version):
            return (
                f"The deal of {handle(name)} says so already (version {version}), and nothing was changed. "
                "Give another `cpm` or `cap` to change it."
            )
        case _:
            return _tier(error)


def _tier(error: errors.DealError) -> str | None:
    match error:
        case errors.TierUnknownError(name, known):
            return (
                f"There is no tier {quoted(name, 50)}. The deal has {names(list(known))}; "
                "pick one from the list that appears while typing."
            )
        case errors.TierExistsError(name):
            return (
                f"The deal has a tier {quoted(name, 50)} already. "
                "Choose another name, or remove the tier with `/creator tier-remove` first."
            )
        case errors.TooManyTiersError(limit):
            return (
                f"The deal has {limit} tiers already, which is the most. "
                "Remove one with `/creator tier-remove` first."
            )
        case errors.LastTierError(name):
            return (
                f"{quoted(name, 50)} is the only tier of the deal. Add another one first, "
                "or agree on one CPM and cap for all posts with `/creator deal`."
            )
        case _:
            return None
