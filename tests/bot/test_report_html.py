"""The page of a report: what it says, what it never does, and that browsers and readers understand it."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest

from bot.web import report_charts, report_html
from bot.web.report_style import POLICY
from core.domain.terms import Platform, PostRef
from core.services.shown_reports import CreatorFigures, Paid, PlatformFigures, ViewsBar
from tests.bot.pages import Page
from tests.cogs.reporting import EMPTY, FIGURES, REPORT, RUNNING, UNKNOWN

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;\u202e</style></title>"
ALLOWED = set(
    "html head meta title style body main header section h1 h2 p a dl div dt dd figure figcaption span "
    "details summary table caption thead tbody tr th td svg rect line".split()
)


def test_the_page_says_all_there_is() -> None:
    page = Page(report_html.page(REPORT))

    for words in (
        "Summer Launch | 4 October 2026 to 2 November 2026",
        "Total videos | 3 |",
        "Total views | 2,012,345 | 1 post without public views |",
        "Average views per video | 1,006,173",
        "Engagement rate | 4.61 %",
        "Numbers as of 2 November 2026, 12:00 UTC",
        "Instagram: 2,012,345 views",
        "TikTok: unknown views",
        "@anna | TikTok | 1 | unknown | unknown | unknown | 1",
        "A day at the sea | @anna | TikTok | 1 Nov 2026 | 12,345 | 1,200 | 34 | 56 | 3 hours ago | still",
        "final: 1,876,543",
        "@bob | Instagram | 938.27 USD | 938.27 USD | 0.00 USD",
        "carousel | @bob | Instagram | unknown | unknown | unknown | unknown | not told | never read",
    ):
        assert words in page.text
    headings = [text for text in page.words if text in {"By platform", "By creator", "Posts", "Payouts"}]
    assert headings == ["By platform", "By creator", "Payouts", "Posts"]


def test_nothing_is_loaded_run_or_sent() -> None:
    source = report_html.page(REPORT)
    page = Page(source)

    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert not re.search(r"\s(on\w+|src|srcset|style|action|poster|background)=", source)
    assert {urls["href"].split("/")[2] for urls in page.named("a") if urls["href"]} == {
        "www.tiktok.com",
        "www.instagram.com",
    }
    assert {link["rel"] for link in page.named("a")} == {"noopener noreferrer nofollow"}
    assert "url(" not in source
    assert "@import" not in source


def test_the_policy_allows_the_sheet_that_is_there() -> None:
    sheet = re.findall("<style>(.*?)</style>", report_html.page(REPORT), re.DOTALL)

    assert len(sheet) == 1
    assert f"style-src 'sha256-{b64encode(sha256(sheet[0].encode()).digest()).decode()}'" in POLICY
    assert POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in POLICY


def test_it_can_be_read_aloud_on_a_phone_and_in_the_dark() -> None:
    source = report_html.page(REPORT)
    page = Page(source)

    assert page.named("html") == [{"lang": "en"}]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.named("meta")
    assert len(page.named("h1")) == 1
    assert len(page.named("caption")) == len(page.named("table")) == 6
    assert all(cell["scope"] in {"col", "row"} for cell in page.named("th"))
    pictures = page.named("svg")
    assert [picture.get("role") for picture in pictures] == ["img", None, None]
    assert pictures[0]["aria-label"] == (
        "Views gained from 4 Oct 2026 to 10 Oct 2026, the most on 6 Oct 2026 to 7 Oct 2026: 2,000,000"
    )
    assert {picture.get("aria-hidden") for picture in pictures[1:]} == {"true"}
    for rule in ("prefers-color-scheme:dark", "@media print", "tabular-nums", ".n{text-align:right"):
        assert rule in source


def test_what_others_wrote_does_nothing() -> None:
    ref = PostRef(Platform.TIKTOK, "7", HOSTILE)
    post = replace(RUNNING, caption=HOSTILE, handle=HOSTILE, ref=ref)
    report = replace(
        REPORT,
        campaign=HOSTILE,
        currency=HOSTILE,
        posts=[post],
        top=[post],
        creators=[CreatorFigures(HOSTILE, Platform.TIKTOK, FIGURES)],
        payouts=[Paid(HOSTILE, Platform.TIKTOK, 1, 1, 0)],
    )

    source = report_html.page(report)

    page = Page(source)
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert not {name for _, attributes in page.tags for name in attributes if name.startswith("on")}
    assert "\u202e" not in source
    assert "<script>alert(1)</script>" in page.text  # as words
    assert "<script" not in source
    assert len(page.named("style")) == len(page.named("title")) - len(report.bars) == 1


def test_unknown_is_never_zero() -> None:
    report = replace(
        EMPTY,
        figures=UNKNOWN,
        platforms=[PlatformFigures(Platform.INSTAGRAM, UNKNOWN)],
        creators=[CreatorFigures("bob", Platform.INSTAGRAM, UNKNOWN)],
    )

    page = Page(report_html.page(report))

    assert "Total views | unknown | 1 post without public views" in page.text
    assert "bob | Instagram | 1 | unknown | unknown | unknown | 1" in page.text
    assert not [text for text in page.words if re.fullmatch(r"0( %| views)?|0\.00 %", text)]


def test_without_posts_it_says_so() -> None:
    page = Page(report_html.page(EMPTY))

    assert report_html.NO_POSTS in page.text
    assert page.named("table") == page.named("svg") == []


def test_payouts_that_are_not_shared_are_not_mentioned() -> None:
    page = Page(report_html.page(replace(REPORT, payouts=None)))

    assert "USD" not in page.text
    assert "Payouts" not in page.text


def test_long_lists_say_how_many_more_there_are() -> None:
    creators = [CreatorFigures(f"c{number}", Platform.TIKTOK, FIGURES) for number in range(501)]
    payouts = [Paid(f"c{number}", Platform.TIKTOK, 1, 1, 0) for number in range(502)]

    page = Page(report_html.page(replace(REPORT, creators=creators, payouts=payouts, more=1)))

    for note in ("1 more creator not listed", "2 more creators not listed", "1 older post not listed here"):
        assert note in page.text
    assert "@c499" in page.text
    assert "@c500" not in page.text


def bars(*views: int | None) -> list[ViewsBar]:
    first = date(2026, 11, 1)
    days = [first + timedelta(days=number) for number in range(len(views))]
    return [ViewsBar(day, day, count) for day, count in zip(days, views, strict=True)]


def heights(*views: int | None) -> list[tuple[str, float]]:
    page = Page(report_charts.over_time(bars(*views)))
    return [
        (shape["class"] or "", float(shape.get("height") or 0))
        for tag, shape in page.tags
        if tag in {"rect", "line"} and shape["class"] != "base"
    ]


@pytest.mark.parametrize(
    ("views", "drawn"),
    [
        ([100, 50], [("bar", 200), ("bar", 100)]),
        ([100, None, 0], [("bar", 200), ("gap", 0), ("bar", 1.5)]),  # unknown is no bar, zero is a low one
        ([300, -100], [("bar", 150), ("loss", 50)]),
        ([-10], [("loss", 200)]),
        ([0], [("bar", 1.5)]),
        ([None, None], [("gap", 0), ("gap", 0)]),
        ([2**62, 1], [("bar", 200), ("bar", 1.5)]),
    ],
)
def test_bars_are_as_high_as_their_views(views: list[int | None], drawn: list[tuple[str, float]]) -> None:
    assert heights(*views) == drawn


def test_bars_stay_in_the_picture() -> None:
    page = Page(report_charts.over_time(bars(*([7, -3, None] * 20))))

    for shape in page.named("rect"):
        top, height = float(shape["y"] or 0), float(shape["height"] or 0)
        left, width = float(shape["x"] or 0), float(shape["width"] or 0)
        assert -2 <= top <= top + height <= 202.01
        assert 0 <= left <= left + width <= 720


@pytest.mark.parametrize(
    ("views", "most", "width"), [(50, 100, "50.00"), (None, 100, "0.00"), (0, 0, "0.00")]
)
def test_a_platforms_share_is_its_part_of_the_most(views: int | None, most: int, width: str) -> None:
    drawn = report_charts.share(PlatformFigures(Platform.TIKTOK, replace(UNKNOWN, views=views)), most)

    assert Page(drawn).named("rect")[1]["width"] == width
