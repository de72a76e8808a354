"""What is said when linking or forgetting is refused: what is wrong, and what to do next."""

from cogs.words import ago, escape, several
from core.domain import errors
from core.domain.money import format_money
from core.domain.terms import Platform

SETTINGS = {
    Platform.TIKTOK: "`SCRAPECREATORS_API_KEY`, or `tikwm` in `TIKTOK_SOURCES`",
    Platform.INSTAGRAM: "`HIKERAPI_API_KEY` or `SCRAPECREATORS_API_KEY`",
}


def refusal(error: errors.OwnError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.LinkingOffError(platform):
            return (
                f"{platform.label} accounts cannot be linked here: no source that reads profiles is set up. "
                f"Whoever runs the bot needs to set {SETTINGS[platform]}; until then ask the campaign's "
                "team to enter you with `/creator edit`."
            )
        case errors.TooManyProofsError(limit):
            return (
                f"{several(limit, 'account')} of yours are being looked at already. "
                "Finish one of them first, or wait ten minutes."
            )
        case errors.ProofsUsedUpError(limit):
            return f"You asked for {several(limit, 'code')} within a day, the limit. Try again tomorrow."
        case errors.NothingStoredError():
            return "Nothing personal about you is stored, so there is nothing to remove."
        case errors.NotForgottenError():
            return _not_yet(error)
        case _:
            return None


def _not_yet(error: errors.NotForgottenError) -> str:
    facts: list[str] = []
    if error.running:
        ends = "" if error.ends_at is None else f", the last window ends {ago(error.ends_at)}"
        posts = several(error.running, "post of yours is", "posts of yours are")
        facts.append(f"{posts} not decided yet{ends}")
    if error.owed:
        sums = ", ".join(
            format_money(minor, escape(currency, 10)) for currency, minor in sorted(error.owed.items())
        )
        facts.append(f"the ledger still has {sums} open for you")
    return (
        f"You cannot be forgotten yet: {'; '.join(facts)}. It is possible as soon as every post is decided "
        "and everything is paid; an admin of the campaign can help, for one by rejecting posts you give up."
    )
