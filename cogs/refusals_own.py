"""What is said when linking or forgetting is refused: what is wrong, and what to do next."""

from cogs.say import grouped, later, many, say
from cogs.words import ago, escape
from core.domain import errors
from core.domain.money import format_money
from core.domain.terms import Platform

SETTINGS = {
    Platform.TIKTOK: later("`SCRAPECREATORS_API_KEY`, or `tikwm` in `TIKTOK_SOURCES`"),
    Platform.INSTAGRAM: later("`HIKERAPI_API_KEY` or `SCRAPECREATORS_API_KEY`"),
}


def refusal(error: errors.OwnError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.LinkingOffError(platform):
            return say(
                "{platform} accounts cannot be linked here: no source that reads profiles is set up. "
                "Whoever runs the bot needs to set {settings}; until then ask the campaign's "
                "team to enter you with `/creator edit`.",
                platform=platform.label,
                settings=say(SETTINGS[platform]),
            )
        case errors.TooManyProofsError(limit):
            return many(
                limit,
                "{count} account of yours is being looked at already. Finish it first, or wait ten minutes.",
                "{count} accounts of yours are being looked at already. "
                "Finish one of them first, or wait ten minutes.",
            )
        case errors.ProofsUsedUpError(limit):
            return many(
                limit,
                "You asked for {count} code within a day, the limit. Try again tomorrow.",
                "You asked for {count} codes within a day, the limit. Try again tomorrow.",
            )
        case errors.NothingStoredError():
            return say("Nothing personal about you is stored, so there is nothing to remove.")
        case errors.NotForgottenError():
            return _not_yet(error)
        case _:
            return None


def _not_yet(error: errors.NotForgottenError) -> str:
    facts: list[str] = []
    if error.running:
        facts.append(_undecided(error))
    if error.owed:
        sums = ", ".join(
            grouped(format_money(minor, escape(currency, 10)))
            for currency, minor in sorted(error.owed.items())
        )
        facts.append(say("the ledger still has {sums} open for you", sums=sums))
    return say(
        "You cannot be forgotten yet: {facts}. It is possible as soon as every post is decided "
        "and everything is paid; an admin of the campaign can help, for one by rejecting posts you give up.",
        facts="; ".join(facts),
    )


def _undecided(error: errors.NotForgottenError) -> str:
    posts = many(
        error.running,
        "{count} post of yours is not decided yet",
        "{count} posts of yours are not decided yet",
    )
    if error.ends_at is None:
        return posts
    return say("{posts}, the last window ends {ago}", posts=posts, ago=ago(error.ends_at))
