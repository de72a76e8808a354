"""What became of pasted links."""

import io

import discord

from cogs import render, words
from cogs.refusals import refusal
from cogs.say import many, say
from core.domain.errors import (
    AlreadyTrackedError,
    AuthorUnreadableError,
    BudgetSpentError,
    CampaignNotChosenError,
    CreatorPausedError,
    CreatorUnknownError,
    LinkError,
    UserError,
)
from core.domain.tracking import counts
from core.services.shown import Intake, IntakeRow, Submitted

WHOLE_SENTENCES = 10
"""Up to so many links, each gets its whole sentence; more get a word."""
FILE_NAME = "links.txt"
ROOM = 3500


def intake(done: Intake) -> tuple[discord.Embed, list[discord.File]]:
    """Return one line per link, in the order they were pasted; all lines as a file when they do not fit."""
    is_short = len(done.rows) > WHOLE_SENTENCES
    lines = [_line(number, row, is_short=is_short) for number, row in enumerate(done.rows, 1)]
    return outcomes(lines, sum(isinstance(row.result, Submitted) for row in done.rows))


def outcomes(lines: list[str], added: int) -> tuple[discord.Embed, list[discord.File]]:
    """Return the lines, one a link, under how many of them were added; as a file too when they do not fit."""
    total, done = len(lines), words.number(added)
    title = many(total, "{added} of {count} link added", "{added} of {count} links added", added=done)
    return in_lines(title, lines, _colour(added, total))


def in_lines(
    title: str, lines: list[str], colour: discord.Colour = render.BLUE
) -> tuple[discord.Embed, list[discord.File]]:
    """Return the lines, one a link, under a title; as a file too when they do not fit."""
    text = render.fit(lines, ROOM)
    is_whole = text == "\n".join(lines)
    footer = "" if is_whole else _in_file(len(lines))
    shown = render.embed(title, [text], colour=colour, footer=footer)
    return shown, [] if is_whole else [_file(lines)]


def _in_file(count: int) -> str:
    return say("All {count} outcomes are in {file}.", count=words.number(count), file=FILE_NAME)


def _file(lines: list[str]) -> discord.File:
    text = "\n".join(words.without_markup(line) for line in lines)
    return discord.File(io.BytesIO(text.encode()), filename=FILE_NAME)


def _line(number: int, row: IntakeRow, *, is_short: bool) -> str:
    is_whole = isinstance(row.result, Submitted) or not is_short
    return line(number, row.link, outcome(row.result), _sentence(row.result) if is_whole else "")


def line(number: int, link: str, label: str, sentence: str) -> str:
    """Return what became of a link: in a word or two, and in a sentence when one is given."""
    head = f"{number}\\. {words.code(_bare(link), 60)} **{label}**"
    return f"{head}: {sentence}" if sentence else head


def _bare(link: str) -> str:
    return link.removeprefix("https://").removeprefix("http://").removeprefix("www.")


def outcome(result: Submitted | UserError) -> str:
    """Return in a word or two what became of a link."""
    match result:
        case Submitted():
            return say("added")
        case AlreadyTrackedError():
            return say("already tracked ({status})", status=_standing(result))
        case CreatorUnknownError(handle):
            return say("unknown creator ({account})", account=words.handle(handle))
        case LinkError():
            return say("not a post link")
        case AuthorUnreadableError(_, reason):
            return say("could not be read ({why})", why=say(words.OUTCOMES[reason]))
        case _:
            return _other(result)


def _standing(found: AlreadyTrackedError) -> str:
    if not counts(found.tracking):
        return say(words.TRACKING[found.tracking])
    return say("a competitor's") if found.status is None else say(words.STATUSES[found.status])


def _other(result: UserError) -> str:
    if isinstance(result, CreatorPausedError):
        return say("creator paused")
    if isinstance(result, BudgetSpentError):
        return say("budget used up")
    return say("campaign to be chosen") if isinstance(result, CampaignNotChosenError) else say("not added")


def _sentence(result: Submitted | UserError) -> str:
    return added(result) if isinstance(result, Submitted) else refused(result)


def refused(result: UserError) -> str:
    """Return the sentence that says why a link was not taken in."""
    if isinstance(result, CampaignNotChosenError):
        return say("it fits {campaigns}.", campaigns=words.names(list(result.names)))
    return refusal(result) or ""


def added(done: Submitted) -> str:
    """Return what was taken in, with its numbers, and why there are none."""
    views = say("{views} views", views=words.number(done.counts.views))
    if done.trouble is not None:
        why = say(words.OUTCOMES[done.trouble])
        views = say("views unknown ({why}; it is looked at again by itself)", why=why)
    if done.terms is not None:
        terms = render.short_terms(done.terms, done.currency)
        views = say("{views} at {terms}", views=views, terms=terms)
    return say(
        "`#{post}` {account} in {campaign}, {views}, counts until {end}",
        post=done.post_id,
        account=words.handle(done.handle),
        campaign=words.escape(done.campaign, 80),
        views=views,
        end=discord.utils.format_dt(done.window_ends_at, "F"),
    )


def _colour(added_posts: int, links: int) -> discord.Colour:
    if added_posts == links:
        return render.GREEN
    return render.AMBER if added_posts else render.RED
