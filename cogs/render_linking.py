"""Proofs of ownership as people see them."""

from collections.abc import Sequence

import discord

from cogs import render, words
from cogs.say import later, say
from core.domain.proofs import ProofOutcome
from core.domain.terms import Outcome
from core.services.shown_linking import Bound, LinkCard

OUTCOMES = {
    Outcome.OK: later("the bio was read, and the code is not in it"),
    Outcome.NOT_FOUND: later("there is no profile of this name; check the handle"),
    Outcome.PRIVATE: later("the profile is private; make it public for a moment"),
    Outcome.DELETED: later("the profile is deleted"),
    Outcome.REGION_LOCKED: later("the profile cannot be seen from where this bot looks"),
    Outcome.HIDDEN: later("the profile does not show its bio"),
    Outcome.RATE_LIMITED: later("the source of the profiles asked to come back later"),
    Outcome.UNAVAILABLE: later("the source of the profiles gave no answer"),
    Outcome.MALFORMED: later("the source did not tell the bio, or whose profile it is"),
    Outcome.UNSUPPORTED: later("no source that reads such profiles is set up here any more"),
}
BOUND = {
    Bound.YOURS: later("**{campaign}**: the account is bound to you."),
    Bound.TAKEN: later(
        "**{campaign}**: another Discord member has this account there, so nothing was changed. "
        "An admin of the campaign can decide whose it is."
    ),
    Bound.OTHER: later(
        "**{campaign}**: its account of this name is another one; handles change hands. Nothing was changed; "
        "an admin of the campaign can decide."
    ),
}
NO_CAMPAIGN = later(
    "No campaign of this server has the account yet. If its team adds it within 30 days, "
    "it is bound to you by itself."
)
CHECK_NOW = later("Check now")
TAKE_OUT = later("You can take the code out of your bio now.")


def card(shown: LinkCard) -> discord.Embed:
    """Return where a proof stands."""
    name = _name(shown)
    if shown.outcome is ProofOutcome.PROVED:
        title, colour, lines = say("{account} is yours", account=name), render.GREEN, _proved(shown)
    elif shown.outcome is ProofOutcome.EXPIRED:
        title, colour, lines = say("{account} was not linked", account=name), render.AMBER, _expired(shown)
    else:
        title, colour, lines = say("Show that {account} is yours", account=name), render.BLUE, _waiting(shown)
    return render.embed(title, lines, colour=colour)


def _name(shown: LinkCard) -> str:
    return say("{account} on {platform}", account=words.handle(shown.handle), platform=shown.platform.label)


def _waiting(shown: LinkCard) -> Sequence[str]:
    last = say("The profile has not been looked at yet.")
    if shown.looked_at is not None and shown.last_outcome is not None:
        why = say(OUTCOMES[shown.last_outcome])
        last = say("Last look {ago}: {why}.", ago=words.ago(shown.looked_at), why=why)
    ends = words.ago(shown.expires_at)
    return [
        say("1. Put this code anywhere in the profile's bio: {code}", code=words.code(shown.code)),
        say("2. Save the profile. The bot looks every 20 seconds and stops {ago}.", ago=ends),
        say("3. The outcome appears here; **Check now** looks at once."),
        "",
        last,
    ]


def _proved(shown: LinkCard) -> Sequence[str]:
    bound = [say(BOUND[each.bound], campaign=words.escape(each.campaign, 80)) for each in shown.bindings]
    return [*(bound or [say(NO_CAMPAIGN)]), say(TAKE_OUT)]


def _expired(shown: LinkCard) -> Sequence[str]:
    outcome = shown.last_outcome or Outcome.UNAVAILABLE
    is_read = outcome is Outcome.OK
    return [
        say("At the last look, {why}.", why=say(OUTCOMES[outcome])),
        "" if is_read else say("So nobody knows whether the code is there, and nothing was decided."),
        say("Run `/my link` again for a new code; your last five codes of a day are accepted."),
    ]
