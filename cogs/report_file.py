"""A shared report as a Markdown file, for people who keep or forward it."""

import asyncio
import io
from collections.abc import Iterable, Sequence

import discord

from cogs import render, report_words, words
from core.domain.metrics import Summary
from core.services.shown_reports import Report, ReportPost

FILE = "report.md"
NAME_LIMIT = 80
POST_COLUMNS = "Post|Creator|Platform|Published|Views|Likes|Comments|Shares|Read|Count".split("|")
GROUP_COLUMNS = "Videos|Views|Average|Engagement|Without public views".split("|")


async def made(report: Report) -> discord.File:
    """Return the report as a file; a long one is written beside the event loop."""
    text = await asyncio.to_thread(markdown, report)
    return discord.File(io.BytesIO(text.encode(errors="replace")), filename=FILE)


def markdown(report: Report) -> str:
    """Return the report as Markdown; text of others formats and links nothing in it."""
    parts = [
        [f"# {words.escape(report.campaign, NAME_LIMIT)}: {report_words.days(report.days)}"],
        [report_words.zone(report), report_words.freshness(report)],
        [f"- {_figure(*one)}" for one in report_words.figures(report.figures)],
        _platforms(report),
        _creators(report),
        _bars(report),
        _listed("Top posts", report.top, report),
        _payouts(report),
        _listed("Posts", report.posts, report),
        [report_words.more(report.more)],
        ["## About these numbers", "", report_words.ABOUT_VIEWS, "", report_words.ABOUT_ENGAGEMENT],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if any(lines)) + "\n"


def _figure(name: str, value: str, note: str) -> str:
    return f"**{name}:** {value}" + (f" ({note})" if note else "")


def _platforms(report: Report) -> list[str]:
    rows = [[each.platform.label, *_group(each.figures)] for each in report.platforms]
    return _section("By platform", ["Platform", *GROUP_COLUMNS], rows, words_first=1)


def _creators(report: Report) -> list[str]:
    rows = [
        [words.handle(each.handle), each.platform.label, *_group(each.figures)] for each in report.creators
    ]
    return _section("By creator", ["Creator", "Platform", *GROUP_COLUMNS], rows, words_first=2)


def _bars(report: Report) -> list[str]:
    rows = [[report_words.bar(bar), words.number(bar.views)] for bar in report.bars]
    return _section("Views over time", ["Day", "Views gained"], rows, report_words.ABOUT_BARS, words_first=1)


def _listed(title: str, posts: Sequence[ReportPost], report: Report) -> list[str]:
    return _section(title, POST_COLUMNS, [_post(post, report) for post in posts], words_first=4)


def _payouts(report: Report) -> list[str]:
    if report.payouts is None:
        return []
    rows = [
        [
            words.handle(each.handle),
            each.platform.label,
            *(render.money(minor, report.currency) for minor in report_words.amounts(each)),
        ]
        for each in report.payouts
    ]
    head = ["Creator", "Platform", "Earned", "Paid", "Owed"]
    return _section("Payouts", head, rows, report_words.ABOUT_PAYOUTS, words_first=2)


def _post(post: ReportPost, report: Report) -> list[str]:
    url, name = render.post_url(post.ref.url), words.escape(report_words.caption(post), NAME_LIMIT)
    counts = post.counts
    return [
        name if url is None else f"[{name}]({url})",
        words.handle(post.handle),
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
    return [
        f"{of.videos:,}",
        report_words.views(of),
        report_words.average(of),
        report_words.engagement(of),
        f"{of.unknown:,}",
    ]


def _section(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], note: str = "", *, words_first: int
) -> list[str]:
    """Return a table under its title, numbers to the right; nothing without rows."""
    lines = [_row(row) for row in rows]
    marks = ["---" if at < words_first else "---:" for at in range(len(head))]
    about = [note, ""] if note else []
    return [f"## {title}", "", *about, _row(head), _row(marks), *lines] if lines else []


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
