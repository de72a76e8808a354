"""What would become of a link, or did."""

from collections.abc import Sequence

import discord

from cogs import render, render_intake, stored, words
from cogs.say import later, say
from core.domain.errors import AlreadyTrackedError, CampaignNotChosenError, LinkError
from core.domain.terms import PostStatus
from core.domain.tracking import counts
from core.services.shown_whys import Foreseen, Known, Said, WhyRow

WOULD, IS_IN, WOULD_NOT, CHOOSE = (
    later("It would be taken in"),
    later("It is in already"),
    later("It would not be taken in"),
    later("It fits several campaigns"),
)
NO_LINK = later("This is not the link of a post")
COLOURS = {WOULD: render.GREEN, IS_IN: render.BLUE, CHOOSE: render.AMBER}
UNWRITTEN = later("Nothing was handed in by asking. `/submit-post` hands it in.")

FOLLOWED = later("It is followed as a competitor's now, and would become the creator's.")


def why(rows: Sequence[WhyRow]) -> tuple[discord.Embed, list[discord.File]]:
    """Return what is said of each link; of a single one in a sentence under its verdict."""
    if len(rows) > 1:
        is_short = len(rows) > render_intake.WHOLE_SENTENCES
        lines = [_numbered(number, row, is_short=is_short) for number, row in enumerate(rows, 1)]
        return render_intake.in_lines(say("What would become of these links"), lines)
    said = rows[0].result.said
    title = verdict(said)
    lines = [sentence(said), *(f"- {sentence(each)}" for each in rows[0].result.each)]
    shown = render.embed(say(title), lines, colour=COLOURS.get(title, render.RED))
    if any(isinstance(each.result, Foreseen) for each in (said, *rows[0].result.each)):
        shown.set_footer(text=words.without_markup(say(UNWRITTEN)))
    return shown, []


def verdict(said: Said) -> str:
    """Return in a few words, in English, what would become of a link, or did."""
    match said.result:
        case Foreseen():
            return WOULD
        case AlreadyTrackedError():
            return IS_IN
        case CampaignNotChosenError():
            return CHOOSE
        case LinkError():
            return NO_LINK
        case _:
            return WOULD_NOT


def sentence(said: Said) -> str:
    """Return what would become of a link; of a refusal the sentence that `/submit-post` answers with."""
    if isinstance(said.result, Foreseen):
        return _would(said.result)
    refused = render_intake.refused(said.result)
    return refused if said.known is None else f"{refused} {_stands(said.known)}"


def _would(found: Foreseen) -> str:
    views = say("{views} views", views=words.number(found.counts.views, exact=found.is_exact))
    if found.trouble is not None:
        views = say("views unknown ({why})", why=say(words.OUTCOMES[found.trouble]))
    terms = say("terms not set yet")
    if found.terms is not None:
        terms = render.short_terms(found.terms, found.currency)
    would = say(
        "It would be taken into {campaign} for {account}, with {views}, {terms}, "
        "a minimum of {minimum} views, counting until {end}.",
        campaign=words.quoted(found.campaign, 80),
        account=words.handle(found.handle),
        views=views,
        terms=terms,
        minimum=words.number(found.minimum_views),
        end=discord.utils.format_dt(found.window_ends_at, "F"),
    )
    if not found.is_followed:
        return would
    return f"{would} {say(FOLLOWED)}"


def _stands(known: Known) -> str:
    """Return where a post stands, since when, and why where the person may know that."""
    is_standing = counts(known.tracking) and known.status is not None
    stands = say(
        words.STATUSES[known.status or PostStatus.ACTIVE] if is_standing else words.TRACKING[known.tracking]
    )
    reason = "" if known.reason is None else f": {stored.reason(known.reason, 300)}"
    if not is_standing:
        return say("Status: **{status}**{reason}.", status=stands, reason=reason)
    since = discord.utils.format_dt(known.since, "F")
    return say("Status: **{status}** since {since}{reason}.", status=stands, since=since, reason=reason)


def _numbered(number: int, row: WhyRow, *, is_short: bool) -> str:
    said = row.result.said
    if isinstance(said.result, Foreseen):
        return render_intake.line(number, row.link, say("would be added"), sentence(said))
    label = render_intake.outcome(said.result)
    return render_intake.line(number, row.link, label, "" if is_short else sentence(said))
