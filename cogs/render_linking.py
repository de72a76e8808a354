"""Proofs of ownership as people see them."""

from collections.abc import Sequence

import discord

from cogs import render, words
from core.domain.proofs import ProofOutcome
from core.domain.terms import Outcome
from core.services.shown_linking import Bound, LinkCard

OUTCOMES = {
    Outcome.OK: "the bio was read, and the code is not in it",
    Outcome.NOT_FOUND: "there is no profile of this name; check the handle",
    Outcome.PRIVATE: "the profile is private; make it public for a moment",
    Outcome.DELETED: "the profile is deleted",
    Outcome.REGION_LOCKED: "the profile cannot be seen from where this bot looks",
    Outcome.HIDDEN: "the profile does not show its bio",
    Outcome.RATE_LIMITED: "the source of the profiles asked to come back later",
    Outcome.UNAVAILABLE: "the source of the profiles gave no answer",
    Outcome.MALFORMED: "the source did not tell the bio, or whose profile it is",
    Outcome.UNSUPPORTED: "no source that reads such profiles is set up here any more",
}
BOUND = {
    Bound.YOURS: "**{campaign}**: the account is bound to you.",
    Bound.TAKEN: (
        "**{campaign}**: another Discord member has this account there, so nothing was changed. "
        "An admin of the campaign can decide whose it is."
    ),
    Bound.OTHER: (
        "**{campaign}**: its account of this name is another one; handles change hands. Nothing was changed; "
        "an admin of the campaign can decide."
    ),
}
NO_CAMPAIGN = (
    "No campaign of this server has the account yet. If its team adds it within 30 days, "
    "it is bound to you by itself."
)
CHECK_NOW = "Check now"
TAKE_OUT = "You can take the code out of your bio now."


def card(shown: LinkCard) -> discord.Embed:
    """Return where a proof stands."""
    if shown.outcome is ProofOutcome.PROVED:
        title, colour, lines = f"{_name(shown)} is yours", render.GREEN, _proved(shown)
    elif shown.outcome is ProofOutcome.EXPIRED:
        title, colour, lines = f"{_name(shown)} was not linked", render.AMBER, _expired(shown)
    else:
        title, colour, lines = f"Show that {_name(shown)} is yours", render.BLUE, _waiting(shown)
    return render.embed(title, lines, colour=colour)


def _name(shown: LinkCard) -> str:
    return f"{words.handle(shown.handle)} on {shown.platform.label}"


def _waiting(shown: LinkCard) -> Sequence[str]:
    last = "The profile has not been looked at yet."
    if shown.looked_at is not None and shown.last_outcome is not None:
        last = f"Last look {words.ago(shown.looked_at)}: {OUTCOMES[shown.last_outcome]}."
    return [
        f"1. Put this code anywhere in the profile's bio: {words.code(shown.code)}",
        f"2. Save the profile. The bot looks every 20 seconds and stops {words.ago(shown.expires_at)}.",
        "3. The outcome appears here; **Check now** looks at once.",
        "",
        last,
    ]


def _proved(shown: LinkCard) -> Sequence[str]:
    bound = [BOUND[each.bound].format(campaign=words.escape(each.campaign, 80)) for each in shown.bindings]
    return [*(bound or [NO_CAMPAIGN]), TAKE_OUT]


def _expired(shown: LinkCard) -> Sequence[str]:
    outcome = shown.last_outcome or Outcome.UNAVAILABLE
    is_read = outcome is Outcome.OK
    return [
        f"At the last look, {OUTCOMES[outcome]}.",
        "" if is_read else "So nobody knows whether the code is there, and nothing was decided.",
        "Run `/my link` again for a new code; your last five codes of a day are accepted.",
    ]
