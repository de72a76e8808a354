"""A report as Markdown, and the words it shares with the page."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cogs import report_file, report_words
from core.domain.report_days import Days
from core.domain.terms import Counts, Platform, PostRef
from core.services.shown_reports import ReportPost
from tests.cogs.reporting import EMPTY, FINAL, HIDDEN, NOTHING, REPORT, RUNNING, UNKNOWN
from tests.fakes import NOON

HOSTILE = (
    "| [x](https://evil.example) <script>alert(1)</script> ![p](http://t.example/p.png) `a` @everyone\n# b"
)


def test_the_whole_report_as_a_file() -> None:
    text = report_file.markdown(REPORT)

    assert re.findall("^#+ .*", text, re.MULTILINE) == [
        "# Summer Launch: 4 October 2026 to 2 November 2026",
        *("## By platform", "## By creator", "## Views over time", "## Top posts", "## Payouts", "## Posts"),
        "## About these numbers",
    ]
    for line in (
        "Posts published from 4 October 2026 to 2 November 2026, by the days of UTC.",
        "Numbers as of 2 November 2026, 12:00 UTC; the oldest was read on 2 November 2026, 09:00 UTC.",
        "- **Total videos:** 3",
        "- **Total views:** 2,012,345 (1 post without public views)",
        "- **Engagement rate:** 4.61 %",
        "| Instagram | 3 | 2,012,345 | 1,006,173 | 4.61 % | 1 |",
        "| @anna | TikTok | 1 | unknown | unknown | unknown | 1 |",
        "| 4 Oct 2026 to 5 Oct 2026 | unknown |",
        "| 8 Oct 2026 to 9 Oct 2026 | -500 |",
        "| @bob | Instagram | 938.27 USD | 938.27 USD | 0.00 USD |",
        "| @anna | TikTok | 0.00 USD | 1.00 USD | -1.00 USD |",
        (
            "| [A day at the sea](https://www.tiktok.com/@anna/video/7301234567890123456) | @anna | TikTok "
            "| 1 Nov 2026 | 12,345 | 1,200 | 34 | 56 | 3 hours ago | still counting until 8 Nov 2026 |"
        ),
        (
            r"| [Instagram post](https://www.instagram.com/p/C1abcDEFgh_/) | @bob | Instagram | 20 Oct 2026 "
            "| ≈ 2,000,000 | 90,000 | 1,500 | not told | less than an hour ago | final: 1,876,543 |"
        ),
        (
            "| [carousel](https://www.instagram.com/p/C2abcDEFgh_/) | @bob | Instagram | unknown | unknown "
            "| unknown | unknown | not told | never read | final count to come |"
        ),
    ):
        assert f"\n{line}\n" in text


def test_a_report_without_posts_says_so_without_making_up_zeros() -> None:
    text = report_file.markdown(EMPTY)

    assert text.startswith("# Summer Launch: 2 November 2026\n\nPosts published on 2 November 2026")
    assert "- **Total videos:** 0\n" in text
    assert "- **Average views per video:** none\n- **Engagement rate:** none\n" in text
    assert "|" not in text


def test_payouts_that_are_not_shared_are_not_mentioned() -> None:
    text = report_file.markdown(replace(REPORT, payouts=None))

    assert "Payouts" not in text
    assert "USD" not in text


def test_text_of_others_formats_links_and_breaks_nothing() -> None:
    ref = PostRef(Platform.TIKTOK, "7", "a)|(b <x>")
    post = replace(RUNNING, caption=HOSTILE, handle=HOSTILE, ref=ref)
    text = report_file.markdown(replace(REPORT, campaign=HOSTILE, posts=[post], top=[]))

    (line,) = [line for line in text.splitlines() if "evil" in line and line.startswith("| [")]
    assert len(re.findall(r"(?<!\\)\|", line)) == len(report_file.POST_COLUMNS) + 1
    assert line.count("](") - line.count("\\](") == 1
    assert "](https://www.tiktok.com/@a%29%7C%28b%20%3Cx%3E/video/7)" in line
    assert not re.search(r"(?<!\\)<|@everyone|(?<!\\)`", text)


def test_a_cut_list_says_so() -> None:
    text = report_file.markdown(replace(REPORT, more=7))

    assert "7 older posts not listed here; the figures above have them all." in text


@pytest.mark.parametrize(
    ("read_before", "words"),
    [
        (timedelta(), "less than an hour ago"),
        (timedelta(hours=-1), "less than an hour ago"),
        (timedelta(minutes=59, seconds=59), "less than an hour ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=47, minutes=59), "47 hours ago"),
        (timedelta(hours=48), "2 days ago"),
    ],
)
def test_ages(read_before: timedelta, words: str) -> None:
    assert report_words.age(replace(RUNNING, read_at=NOON - read_before), NOON) == words


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (RUNNING, "still counting until 8 Nov 2026"),
        (FINAL, "final: 1,876,543"),
        (HIDDEN, "final count to come"),
        (replace(FINAL, counted_views=0), "final: 0"),
    ],
)
def test_where_a_post_stands(post: ReportPost, words: str) -> None:
    assert report_words.stands(post) == words


def test_a_post_that_is_gone_says_so_beside_its_age() -> None:
    gone = replace(FINAL, is_gone=True)

    assert report_words.age(gone, NOON) == "less than an hour ago; the post is no longer online"


def test_unknown_none_and_zero_are_three_things() -> None:
    known = replace(UNKNOWN, views=0, unknown=0, average=0)

    assert [report_words.views(of) for of in (UNKNOWN, NOTHING, known)] == ["unknown", "0", "0"]
    assert [report_words.average(of) for of in (UNKNOWN, NOTHING, known)] == ["unknown", "none", "0"]
    assert [report_words.engagement(of) for of in (UNKNOWN, NOTHING, known)] == ["unknown", "none", "unknown"]
    assert report_words.percent(Decimal("1234.5")) == "1,234.50 %"
    assert report_words.shares(replace(RUNNING, counts=Counts())) == "unknown"


def test_one_day_is_said_once() -> None:
    assert report_words.days(Days(date(2026, 11, 1), date(2026, 11, 1))) == "1 November 2026"


async def test_the_file_has_a_name_and_takes_what_no_encoding_takes() -> None:
    made = await report_file.made(replace(REPORT, posts=[replace(RUNNING, handle="a\ud800b")]))

    assert made.filename == "report.md"
    assert made.fp.read().startswith(b"# Summer Launch")
