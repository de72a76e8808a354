"""The page of a shared report: what a brand sees. Everything that others wrote is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from bot import report_charts
from bot.report_style import STYLE
from cogs import render, report_words, words
from core.domain.metrics import Summary
from core.services.shown_reports import Report, ReportPost

NAME_LIMIT = 100
MOST_ROWS = 500
GROUP_COLUMNS = ("Videos", "Views", "Average", "Engagement", "Without public views")
POST_COLUMNS = ("Creator", "Platform", "Published", "Views", "Likes", "Comments", "Shares", "Read", "Count")
NUMBERS = {*GROUP_COLUMNS, "Likes", "Comments", "Shares", "Views gained", "Earned", "Paid", "Owed"}
"""Columns of numbers, which are set to the right."""
NO_POSTS = "No posts were published on these days yet."
GAPS = "A dotted line stands for days on which no views could be read."


def page(report: Report) -> str:
    """Return the whole page."""
    title = f"{_text(report.campaign)} · {report_words.days(report.days)}"
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
    return document(_text(title), f"<h1>{_text(title)}</h1><p>{escape(sentence)}</p>")


def document(title: str, body: str) -> str:
    """Return a page around what is HTML already."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex, nofollow, noarchive">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _head(report: Report) -> str:
    return (
        f'<header><h1>{_text(report.campaign)}</h1><p class="days">{report_words.days(report.days)}</p>'
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
    return _section(
        "Views over time",
        f'<figure>{report_charts.over_time(report.bars)}<figcaption><p class="axis">'
        f"<span>{report_words.short_day(first)}</span><span>{report_words.short_day(last)}</span></p>"
        f'<p class="note">{report_words.ABOUT_BARS}</p>{gaps}</figcaption></figure>'
        f"<details><summary>The same in numbers</summary>"
        f"{_table('Views gained, oldest first', ['Day', 'Views gained'], rows)}</details>",
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
    table = _table("Figures by platform, the most views first", ["Platform", *GROUP_COLUMNS], rows)
    return _section("By platform", shares + table)


def _creators(report: Report) -> str:
    rows = [
        [_handle(each.handle), each.platform.label, *_group(each.figures)]
        for each in report.creators[:MOST_ROWS]
    ]
    left = _left_out(len(report.creators) - len(rows), "creator")
    head = ["Creator", "Platform", *GROUP_COLUMNS]
    return _tabled("By creator", "Figures by creator, the most views first", head, rows, left)


def _listed(title: str, posts: Sequence[ReportPost], report: Report, more: int) -> str:
    rows = [_post(post, report) for post in posts]
    order = "the newest first" if title == "Posts" else "the most views first"
    note = f'<p class="note">{report_words.more(more)}</p>' if more else ""
    return _tabled(title, f"{title}, {order}", ["Post", *POST_COLUMNS], rows, note)


def _payouts(report: Report) -> str:
    shown = (report.payouts or [])[:MOST_ROWS]
    rows = [
        [
            _handle(each.handle),
            each.platform.label,
            *(_text(render.money(minor, report.currency)) for minor in report_words.amounts(each)),
        ]
        for each in shown
    ]
    left = _left_out(len(report.payouts or []) - len(rows), "creator")
    head = ["Creator", "Platform", "Earned", "Paid", "Owed"]
    return _tabled("Payouts", report_words.ABOUT_PAYOUTS, head, rows, left)


def _about() -> str:
    return _section(
        "About these numbers", f"<p>{report_words.ABOUT_VIEWS}</p><p>{report_words.ABOUT_ENGAGEMENT}</p>"
    )


def _post(post: ReportPost, report: Report) -> list[str]:
    url, name, counts = render.post_url(post.ref.url), _text(report_words.caption(post)), post.counts
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


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>"


def _tabled(title: str, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> str:
    """Return a section with a table; nothing without rows."""
    return _section(title, _table(caption, head, rows) + note) if rows else ""


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are HTML already; the first of a row says what the row is about."""
    kinds = [' class="n"' if name in NUMBERS or name == "Views" else "" for name in head]
    named = "".join(f'<th scope="col"{kind}>{name}</th>' for name, kind in zip(head, kinds, strict=True))
    lines = "".join(f"<tr>{_cells(row, kinds)}</tr>" for row in rows)
    return (
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0">'
        f"<table><caption>{caption}</caption><thead><tr>{named}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _cells(row: Sequence[str], kinds: Sequence[str]) -> str:
    rest = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row[1:], kinds[1:], strict=True))
    return f'<th scope="row">{row[0]}</th>{rest}'


def _left_out(count: int, what: str) -> str:
    return f'<p class="note">{words.several(count, f"more {what}")} not listed here.</p>' if count > 0 else ""


def _handle(handle: str) -> str:
    return _text(f"@{handle}")


def _text(text: str) -> str:
    """Return text of others on one line, as HTML that does nothing."""
    return escape(words.clean(text, NAME_LIMIT))
