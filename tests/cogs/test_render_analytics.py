"""Figures in words: changes with their sign, gaps as gaps, and everything within Discord's limits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cogs import render_analytics
from core.domain.metrics import Change, Share, Summary, TopBy
from core.domain.terms import Counts, Platform, PostRef, PostStatus
from core.services.shown_analytics import Analytics, AnalyticsWanted, Earner, Range, TopPost
from tests.fakes import NOON


def analytics() -> Analytics:
    return Analytics(
        wanted=AnalyticsWanted(Range.WEEK, by=TopBy.VIEWS),
        name="Summer*",
        handle="_anna_",
        since=NOON,
        now=Summary(4, 2, 4_500, 0, 1_125, Decimal("4.25")),
        change=Change(Decimal("12.34"), Decimal(0), Decimal("-5.06"), None, Decimal("1500.00")),
        zone="Europe/Berlin",
        oldest_at=None,
        unread=4,
        spans=[],
        gained=[],
        statuses=[Share(PostStatus.ACTIVE, 4, 4_500)],
        platforms=[Share(Platform.TIKTOK, 4, 4_500)],
        creators=[Share("anna", 3, 4_000), Share(None, 1, None)],
        top=[],
        earners={},
    )


@pytest.mark.parametrize(
    ("moved", "text"),
    [
        (Decimal("12.34"), "▲ 12.3 %"),
        (Decimal("-5.06"), "▼ 5.1 %"),
        (Decimal(0), "= 0.0 %"),
        (Decimal("1500.00"), "▲ 1,500.0 %"),
        (None, "no period to compare"),
    ],
)
def test_a_change_has_its_sign_and_one_place(moved: Decimal | None, text: str) -> None:
    assert render_analytics.changed(moved) == text


def test_figures_say_what_they_are_about() -> None:
    made = render_analytics.figures(analytics())

    assert made.title == "Analytics: Summer\\*"
    assert made.description == (
        "Last 7 days · @\\_anna\\_ · "
        f"published since <t:{int(NOON.timestamp())}:F> · days in `Europe/Berlin`\n"
        "Nothing was read yet. 4 posts were never read."
    )
    assert [(field.name, field.value) for field in made.fields][:3] == [
        ("Videos", "**4**\n▲ 12.3 %"),
        ("Active creators", "**2**\n= 0.0 %"),
        ("Total views", "**4,500**\n▼ 5.1 %"),
    ]


def test_bars_have_names_people_know_and_the_rest_is_other() -> None:
    status, platform, creator = render_analytics.blocks(analytics())

    assert [bar.name for bar in (*status.bars, *platform.bars)] == ["Active", "TikTok"]
    assert [(bar.name, bar.views, bar.is_rest) for bar in creator.bars] == [
        ("anna", 4_000, False),
        ("Other", None, True),
    ]


def test_the_longest_screen_fits_in_one_message() -> None:
    handle = "_" * 30
    ref = PostRef(Platform.TIKTOK, "7" * 19, handle)
    counts = Counts(2**63 - 1, 2**63 - 1, 1, 1)
    post = TopPost(10**9, ref, handle, counts, 2**63 - 1, Decimal("99999.99"), is_exact=False)
    codes = [f"C{number}" for number in range(20)]
    worst = replace(
        analytics(),
        top=[post] * 10,
        earners={code: [Earner(handle, code, 10**15)] * 5 for code in codes},
    )

    for by in TopBy:
        shown = replace(worst, wanted=AnalyticsWanted(Range.ALL, by=by))
        leaders = render_analytics.leaders(shown)
        assert len(render_analytics.figures(shown)) + len(leaders) < 6_000
        assert [field.name for field in leaders.fields] == [
            "Top earners, C0",
            "Top earners, C1",
            "Top earners, C2",
            "Further currencies",
        ]
