"""Shared reports in Discord: what was just shared, and which reports there are."""

import discord

from cogs import render, report_words, words
from core.services.shown import Page
from core.services.shown_reports import ReportCard, ReportShared

NO_REPORTS = "No report has been shared yet. `/report create` makes one."
ONCE = "Whoever has this link can open the report, without Discord. It is shown this once; keep it."
NOT_PUBLIC = (
    "This address may work only on the machine or in the network where the bot runs. Whoever runs the bot "
    "sets `PUBLIC_URL` to the address that others can reach, and then makes the report anew."
)
FILE = "The same report is attached as a file."
REVOKED = "Revoked. Its link does not open it any more; a file or print of it that was handed out stays."


def shared(done: ReportShared) -> discord.Embed:
    """Return a report that was just shared, with its link."""
    made = render.embed(
        f"Report on {words.quoted(done.card.campaign, 80)}",
        [report_words.days(done.card.days), "", f"<{done.url}>", "", ONCE, FILE],
        colour=render.GREEN,
        footer=f"#{done.card.id} · /report revoke takes it back",
    )
    for name, value, note in report_words.figures(done.report.figures):
        render.field(made, name, [value, note])
    render.field(made, "Payouts", [_payouts(done.card)])
    cut = done.report.more
    render.field(made, "The file is cut", [report_words.more(cut)], inline=False)
    render.field(made, "Is the link for others?", ["" if done.is_public else NOT_PUBLIC], inline=False)
    return made


def listing(found: Page[ReportCard]) -> discord.Embed:
    """Return one screen of reports."""
    return render.page("Shared reports", found, [_line(card) for card in found.items], NO_REPORTS)


def revoked(card: ReportCard) -> discord.Embed:
    """Return a report that was just revoked."""
    title = f"Report #{card.id} on {words.quoted(card.campaign, 80)}"
    return render.embed(title, [report_words.days(card.days), REVOKED], colour=render.GREY)


def label(card: ReportCard) -> str:
    """Return a report as menus name it."""
    first, last = report_words.short_day(card.days.first), report_words.short_day(card.days.last)
    return words.clean(f"#{card.id} · {first} to {last} · {card.campaign}", 100)


def _line(card: ReportCard) -> str:
    facts = [
        words.escape(card.campaign, 80),
        _payouts(card),
        f"shared {words.ago(card.created_at)} by <@{card.created_by}>",
        _revoked(card),
    ]
    return f"`#{card.id}` **{report_words.days(card.days)}**\n" + " · ".join(fact for fact in facts if fact)


def _payouts(card: ReportCard) -> str:
    return "with payouts" if card.include_payouts else "without payouts"


def _revoked(card: ReportCard) -> str:
    return (
        "" if card.revoked_at is None else f"**revoked** {words.ago(card.revoked_at)} by <@{card.revoked_by}>"
    )
