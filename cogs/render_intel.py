"""Competitors' posts as people see them, and the comparison with the campaign's own."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import discord

from cogs import render, render_intake, words
from cogs.refusals import refusal
from cogs.say import say
from core.domain.comparison import MANUAL, Metric, Side
from core.domain.errors import CompetitorIsCreatorError, UserError
from core.domain.terms import Availability
from core.services.shown import Page
from core.services.shown_intel import Comparison, GroupCard, ReferenceCard, Referenced, ReferenceRow

CAPTION_LIMIT = 80
HOW_TO = (
    "`/intel track` follows competitors' posts by link, and `/watch add` with `competitor` "
    "takes in an account's new posts by themselves."
)
NO_REFERENCES = f"No competitors' posts here yet. {HOW_TO}"
NOTHING = f"There is nothing to compare yet. {HOW_TO}"
NO_OWN = "None of the campaign's own posts takes part yet. `/post track` or `/submit-post` adds some."
ROUNDED = "≈ rests on counts that a source rounds."
NOT_DRAWN = "The picture leaves out the other competitors."
MIXED = "**Not all views are the same count:**"
PRESENCE = {
    Availability.LIVE: [],
    Availability.DOUBTED: ["**not found at the last look**"],
    Availability.GONE: ["**gone from the platform**"],
}
SIDES = {Side.OWN: "Own posts", Side.ACCOUNT: "", Side.OTHER: "Other competitors"}


def intake(rows: Sequence[ReferenceRow]) -> tuple[discord.Embed, list[discord.File]]:
    """Return one line per link, in the order they were pasted; all lines as a file when they do not fit."""
    is_short = len(rows) > render_intake.WHOLE_SENTENCES
    lines = [_outcome(number, row, is_short=is_short) for number, row in enumerate(rows, 1)]
    return render_intake.outcomes(lines, sum(isinstance(row.result, Referenced) for row in rows))


def _outcome(number: int, row: ReferenceRow, *, is_short: bool) -> str:
    if isinstance(row.result, Referenced):
        return render_intake.line(number, row.link, "added", _added(row.result))
    sentence = "" if is_short else refusal(row.result) or ""
    return render_intake.line(number, row.link, _refused(row.result), sentence)


def _refused(result: UserError) -> str:
    if isinstance(result, CompetitorIsCreatorError):
        return f"a creator's own ({words.handle(result.handle)})"
    return render_intake.outcome(result)


def _added(done: Referenced) -> str:
    views = f"{words.number(done.counts.views, exact=done.is_exact)} views"
    if done.trouble is not None:
        views = (
            f"views {say(words.UNKNOWN)} ({words.OUTCOMES[done.trouble]}; it is looked at again by itself)"
        )
    return f"`#{done.post_id}` {words.handle(done.handle)} in {words.escape(done.campaign, 80)}, {views}"


def listing(found: Page[ReferenceCard]) -> discord.Embed:
    """Return one screen of competitors' posts, the latest published first."""
    lines = [_post(post) for post in found.items]
    return render.page("Competitors' posts", found, lines, NO_REFERENCES)


def _post(post: ReferenceCard) -> str:
    """Return who published what and when, and its numbers with where they are from and how old they are."""
    came_in = "watched" if post.is_watched else "by link"
    campaign = words.escape(post.campaign, 80)
    head = f"`#{post.id}` **{words.handle(post.handle)}** on {post.ref.platform.label}, {came_in}, {campaign}"
    facts = [
        f"{words.number(post.counts.views, exact=post.is_exact)} views",
        f"engagement {rate(post.engagement)}",
        f"published {words.ago(post.published_at)}",
        _origin(post),
        *PRESENCE[post.availability],
    ]
    caption = words.escape(post.caption or "", CAPTION_LIMIT)
    return "\n".join(each for each in (head, " · ".join(facts), caption) if each)


def _origin(post: ReferenceCard) -> str:
    if post.source is None or post.read_at is None:
        said = "" if post.last_outcome is None else f" ({words.OUTCOMES[post.last_outcome]})"
        return f"never read{said}"
    metric = "" if post.metric is None else f" ({words.code(post.metric, 40)})"
    return f"from {words.code(post.source, 40)}{metric} {words.ago(post.read_at)}"


def comparison(done: Comparison) -> discord.Embed:
    """Return own posts beside competitors', one group after the other, and what to mind when reading them."""
    title = f"{words.escape(done.campaign, 80)}: own posts and competitors'"
    lines = [_group(group, done.days) for group in done.groups]
    shown = render.embed(title, lines or [NOTHING], footer=_footer(done) if lines else "")
    if lines:
        render.field(shown, "Good to know", _notes(done), inline=False)
    return shown


def lines(done: Comparison) -> list[tuple[str, list[tuple[float, float | None]]]]:
    """Return name and median views by day of the groups that can be drawn: those told apart, with any."""
    drawn = [group for group in done.groups if group.side is not Side.OTHER and _is_known(group)]
    handles = Counter(group.handle for group in drawn)
    return [
        (
            _plain_name(group, is_lone=handles[group.handle] == 1),
            [(day, views) for day, views in enumerate(group.figures.by_day, 1)],
        )
        for group in drawn
    ]


def _is_known(group: GroupCard) -> bool:
    return any(views is not None for views in group.figures.by_day)


def _plain_name(group: GroupCard, *, is_lone: bool) -> str:
    """Return a name for a picture, which has no room for spaces; a platform for handles that are on both."""
    if group.platform is None:
        return group.side.value
    handle = say(words.UNKNOWN) if group.handle is None else f"@{group.handle}"
    return handle if is_lone else f"{handle}/{group.platform.label}"


def name(group: GroupCard) -> str:
    """Return whose posts they are."""
    if group.side is not Side.ACCOUNT or group.platform is None:
        return SIDES[group.side]
    return f"{words.handle(group.handle)} on {group.platform.label}"


def rate(percent: Decimal | None) -> str:
    """Return a rate in percent, or that it is not known."""
    return say(words.UNKNOWN) if percent is None else f"{percent:,.2f} %"


def _group(group: GroupCard, days: int) -> str:
    had = group.figures
    known = "" if had.known == had.posts else f", views of {had.known:,} known"
    after = words.number(had.by_day[days - 1], exact=had.is_exact)
    read = f"{had.read_by_day[days - 1]:,} of {had.posts:,}"
    facts = [
        f"median {words.number(had.median, exact=had.is_exact)}",
        f"average {words.number(had.average, exact=had.is_exact)}",
        f"engagement {rate(had.engagement)}",
        f"after {words.several(days, 'day')} **{after}** ({read})",
    ]
    return f"**{name(group)}** · {words.several(had.posts, 'post')}{known}\n" + " · ".join(facts)


def _footer(done: Comparison) -> str:
    days, posts = words.several(done.days, "day"), words.several(done.posts, "post")
    return (
        f"Views after {days}: {done.read:,} of {posts} have a reading within 12 hours of that moment; "
        "the median is theirs."
    )


def _notes(done: Comparison) -> list[str]:
    kinds = {metric for group in done.groups for metric in group.figures.metrics}
    mixed = [f"{name(group)}: {_metrics(group.figures.metrics)}" for group in done.groups]
    is_exact = all(group.figures.is_exact for group in done.groups)
    has_own = any(group.side is Side.OWN for group in done.groups)
    return [
        "" if done.has_competitors else NO_REFERENCES,
        "" if has_own else NO_OWN,
        "" if is_exact else ROUNDED,
        "" if all(group.side is not Side.OTHER for group in done.groups) else NOT_DRAWN,
        *([MIXED, *mixed] if len(kinds) > 1 else []),
    ]


def _metrics(metrics: Sequence[Metric]) -> str:
    return ", ".join(_metric(metric) for metric in metrics) or say(words.UNKNOWN)


def _metric(metric: Metric) -> str:
    if metric.name == MANUAL:
        return f"typed by hand on {metric.platform.label}"
    named = "an unnamed count" if metric.name is None else words.code(metric.name, 40)
    return f"{named} on {metric.platform.label}"
