"""The words of a shared report, on its page and in its file alike. Text of others is not escaped here."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cogs import words
from core.domain.metrics import Summary
from core.domain.report_days import Days
from core.domain.terms import Platform
from core.services.shown_reports import Paid, Report, ReportPost, ViewsBar

CAPTION_LIMIT = 80
OPTIONS = {
    "from_day": "The first day, such as 2026-11-01 (default: thirty days up to the last)",
    "to_day": "The last day, which is part of it, such as 2026-11-07 (default: today)",
    "include_payouts": "Whether the brand sees what each creator earned and was paid (default: no)",
    "report": "The report: start typing its number or campaign",
}
"""What the options of `/report` mean, by their names. At most 100 characters each."""
CHOOSE_REVOKE = "Revoke a report"
NOT_TOLD = "not told"
"""What a platform never says of a post."""
NONE = "none"
COUNT_TO_COME = "final count to come"
GONE = "the post is no longer online"
ABOUT_VIEWS = (
    "Views, likes, comments and shares are what the platforms showed at the last look at each post, so they "
    "go on growing. “Final” are the views that were fixed when the post's counting time ended; payment rests "
    "on these."
)
ABOUT_ENGAGEMENT = (
    "Engagement rate: likes, comments and shares (none on Instagram) in percent of views, over posts whose "
    "counts are all known."
)
ABOUT_BARS = (
    "Views gained each day by the posts of this report, from their first day to the last look. "
    "All views a post had at its first look are in the day of that look."
)
ABOUT_PAYOUTS = "For the posts of this report. Below zero: more was paid than was earned."


def days(of: Days) -> str:
    """Return the days as people read them: `1 November 2026 to 7 November 2026`."""
    return day(of.first) if of.first == of.last else f"{day(of.first)} to {day(of.last)}"


def day(moment: date) -> str:
    """Return a day: `1 November 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def short_day(moment: date) -> str:
    """Return a day in few letters: `1 Nov 2026`."""
    return f"{moment.day} {moment:%b %Y}"


def at(moment: datetime) -> str:
    """Return a moment with its time zone: `1 November 2026, 12:00 UTC`."""
    utc = moment.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M} UTC"


def age(post: ReportPost, now: datetime) -> str:
    """Return how old a post's counts are, in words."""
    if post.read_at is None:
        return "never read"
    hours = max(timedelta(), now - post.read_at) // timedelta(hours=1)
    if hours == 0:
        old = "less than an hour ago"
    else:
        old = f"{words.several(hours, 'hour') if hours < 48 else words.several(hours // 24, 'day')} ago"
    return f"{old}; {GONE}" if post.is_gone else old


def percent(value: Decimal | None) -> str:
    """Return a rate; one that cannot be said is unknown."""
    return words.UNKNOWN if value is None else f"{value:,.2f} %"


def views(of: Summary) -> str:
    """Return the views of several posts; of no posts there are none."""
    return "0" if of.videos == 0 else words.number(of.views)


def average(of: Summary) -> str:
    """Return the average views; of no posts there is none."""
    return NONE if of.videos == 0 else words.number(of.average)


def engagement(of: Summary) -> str:
    """Return the engagement rate; of no posts there is none."""
    return NONE if of.videos == 0 else percent(of.engagement)


def left_out(of: Summary) -> str:
    """Say how many posts are in no sum of views; nothing when all are known."""
    return f"{words.several(of.unknown, 'post')} without public views" if of.unknown else ""


def figures(of: Summary) -> list[tuple[str, str, str]]:
    """Return the figures of a report: name, value, and what is to be known of it."""
    return [
        ("Total videos", f"{of.videos:,}", ""),
        ("Active creators", f"{of.creators:,}", ""),
        ("Total views", views(of), left_out(of)),
        ("Average views per video", average(of), ""),
        ("Engagement rate", engagement(of), ""),
    ]


def shares(post: ReportPost) -> str:
    """Return a post's shares; Instagram tells none."""
    hides = post.counts.shares is None and post.ref.platform is Platform.INSTAGRAM
    return NOT_TOLD if hides else words.number(post.counts.shares)


def amounts(of: Paid) -> tuple[int, int, int]:
    """Return what was earned, paid and is owed, in minor units."""
    return of.earned_minor, of.paid_minor, of.owed_minor


def bar(of: ViewsBar) -> str:
    """Return the day or days a bar stands for."""
    return short_day(of.first) if of.first == of.last else f"{short_day(of.first)} to {short_day(of.last)}"


def stands(post: ReportPost) -> str:
    """Say whether a post's views are final, and until when they are counted otherwise."""
    if post.counted_views is not None:
        return f"final: {post.counted_views:,}"
    if post.counts_until is None:
        return COUNT_TO_COME
    return f"still counting until {short_day(post.counts_until)}"


def caption(post: ReportPost) -> str:
    """Return what a post is called: the beginning of its caption, or what it is."""
    return words.clean(post.caption, CAPTION_LIMIT) or f"{post.ref.platform.label} post"


def published(post: ReportPost) -> str:
    """Return the day a post was published."""
    return words.UNKNOWN if post.published_on is None else short_day(post.published_on)


def zone(report: Report) -> str:
    """Say what the report is about, and where its days begin and end."""
    span = f"from {days(report.days)}" if report.days.first < report.days.last else f"on {days(report.days)}"
    return f"Posts published {span}, by the days of {report.zone}."


def freshness(report: Report) -> str:
    """Say when the report was made, and how old its oldest number is."""
    oldest = "" if report.oldest_at is None else f"; the oldest was read on {at(report.oldest_at)}"
    return f"Numbers as of {at(report.made_at)}{oldest}."


def more(count: int) -> str:
    """Say how many posts a list leaves out; nothing when it has all."""
    return (
        f"{words.several(count, 'older post')} not listed here; the figures above have them all."
        if count
        else ""
    )
