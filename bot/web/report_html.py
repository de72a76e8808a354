"""The page of a shared report: what a brand sees. Everything that others wrote is escaped."""

from collections.abc import Sequence
from html import escape

from bot.web import report_charts
from bot.web.html_parts import document, section, table, tabled, text
from cogs import render, report_words, words
from core.domain.metrics import Summary
from core.services.shown_reports import Report, ReportPost

MOST_ROWS = 500
GROUP_COLUMNS = ("Videos", "Views", "Average", "Engagement", "Without public views")
POST_COLUMNS = ("Creator", "Platform", "Published", "Views", "Likes", "Comments", "Shares", "Read", "Count")
NO_POSTS = "No posts were published on these days yet."
GAPS = "A dotted line stands for days on which no views could be read."


def page(report: Report) -> str:
    """Return the whole page."""
    title = f"{text(report.campaign)} · {report_words.days(report.days)}"
    body = [
        _head(report),
        _tiles(report),
        _over_time(report),
        _platforms(report),
        _creators(report),
        _listed("Top posts", report.top, report, 0),
        _payouts(report),
        _listed("Posts", report.posts, report, report.more),
        _about(),
    ]
    return document(title, "".join(body))


def message(title: str, sentence: str) -> str:
    """Return a page that says one thing."""
    return document(text(title), f"<h1>{text(title)}</h1><p>{escape(sentence)}</p>")


def _head(report: Report) -> str:
    return (
        f'<header><h1>{text(report.campaign)}</h1><p class="days">{report_words.days(report.days)}</p>'
        f'<p class="soft">{escape(report_words.zone(report))} {report_words.freshness(report)}</p></header>'
    )


def _tiles(report: Report) -> str:
    tiles = "".join(
        f'<div><dt>{name}</dt><dd class="value">{value}</dd>'
        + (f'<dd class="note">{note}</dd>' if note else "")
        + "</div>"
        for name, value, note in report_words.figures(report.figures)
    )
    nothing = "" if report.figures.videos else f"<p>{NO_POSTS}</p>"
    return f'<dl class="tiles">{tiles}</dl>{nothing}'


def _over_time(report: Report) -> str:
    if not report.bars:
        return ""
    first, last = report.bars[0].first, report.bars[-1].last
    gaps = f'<p class="note">{GAPS}</p>' if any(bar.views is None for bar in report.bars) else ""
    rows = [[report_words.bar(bar), words.number(bar.views)] for bar in report.bars]
    return section(
        "Views over time",
        f'<figure>{report_charts.over_time(report.bars)}<figcaption><p class="axis">'
        f"<span>{report_words.short_day(first)}</span><span>{report_words.short_day(last)}</span></p>"
        f'<p class="note">{report_words.ABOUT_BARS}</p>{gaps}</figcaption></figure>'
        f"<details><summary>The same in numbers</summary>"
        f"{table('Views gained, oldest first', ['Day', 'Views gained'], rows)}</details>",
    )


def _platforms(report: Report) -> str:
    if not report.platforms:
        return ""
    most = max((each.figures.views or 0) for each in report.platforms)
    shares = "".join(
        f"<p>{each.platform.label}: {report_words.views(each.figures)} views</p>"
        f"{report_charts.share(each, most)}"
        for each in report.platforms
    )
    rows = [[each.platform.label, *_group(each.figures)] for each in report.platforms]
    figures = table("Figures by platform, the most views first", ["Platform", *GROUP_COLUMNS], rows)
    return section("By platform", shares + figures)


def _creators(report: Report) -> str:
    rows = [
        [_handle(each.handle), each.platform.label, *_group(each.figures)]
        for each in report.creators[:MOST_ROWS]
    ]
    left = _left_out(len(report.creators) - len(rows), "creator")
    head = ["Creator", "Platform", *GROUP_COLUMNS]
    return tabled("By creator", "Figures by creator, the most views first", head, rows, left)


def _listed(title: str, posts: Sequence[ReportPost], report: Report, more: int) -> str:
    rows = [_post(post, report) for post in posts]
    order = "the newest first" if title == "Posts" else "the most views first"
    note = f'<p class="note">{report_words.more(more)}</p>' if more else ""
    return tabled(title, f"{title}, {order}", ["Post", *POST_COLUMNS], rows, note)


def _payouts(report: Report) -> str:
    shown = (report.payouts or [])[:MOST_ROWS]
    rows = [
        [
            _handle(each.handle),
            each.platform.label,
            *(text(render.money(minor, report.currency)) for minor in report_words.amounts(each)),
        ]
        for each in shown
    ]
    left = _left_out(len(report.payouts or []) - len(rows), "creator")
    head = ["Creator", "Platform", "Earned", "Paid", "Owed"]
    return tabled("Payouts", report_words.ABOUT_PAYOUTS, head, rows, left)


def _about() -> str:
    return section(
        "About these numbers", f"<p>{report_words.ABOUT_VIEWS}</p><p>{report_words.ABOUT_ENGAGEMENT}</p>"
    )


def _post(post: ReportPost, report: Report) -> list[str]:
    url, name, counts = render.post_url(post.ref.url), text(report_words.caption(post)), post.counts
    link = name if url is None else f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{name}</a>'
    return [
        link,
        _handle(post.handle),
        post.ref.platform.label,
        report_words.published(post),
        words.number(counts.views, exact=post.is_exact),
        words.number(counts.likes),
        words.number(counts.comments),
        report_words.shares(post),
        report_words.age(post, report.made_at),
        report_words.stands(post),
    ]


def _group(of: Summary) -> list[str]:
    average, engagement = report_words.average(of), report_words.engagement(of)
    return [f"{of.videos:,}", report_words.views(of), average, engagement, f"{of.unknown:,}"]


def _left_out(count: int, what: str) -> str:
    return f'<p class="note">{words.several(count, f"more {what}")} not listed here.</p>' if count > 0 else ""


def _handle(handle: str) -> str:
    return text(f"@{handle}")
