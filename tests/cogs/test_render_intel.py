"""Competitors' posts and the comparison, as people read them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from cogs import charts_lines, intel, render_intel
from cogs.errors import Reply
from core.domain.comparison import Figures, Metric, Side
from core.domain.errors import CompetitorIsCreatorError, NotALinkError
from core.domain.terms import MAX_COUNT, Availability, Counts, Outcome, Platform, PostRef
from core.services.shown import Page
from core.services.shown_intel import Comparison, GroupCard, ReferenceCard, Referenced, ReferenceRow
from tests.cogs.test_limits import check, wild
from tests.fakes import NOON

POST = ReferenceCard(
    id=7,
    ref=PostRef(Platform.TIKTOK, "7301234567890123456", "bob"),
    campaign="Summer",
    handle="bob",
    counts=Counts(1_234, 10, 2, 1),
    engagement=Decimal("1.05"),
    source="tikwm",
    metric="play_count",
    is_exact=True,
    read_at=NOON,
    last_outcome=Outcome.OK,
    availability=Availability.LIVE,
    published_at=NOON,
    is_watched=False,
    caption="look",
)
FIGURES = Figures(
    posts=8,
    known=8,
    median=900,
    average=1_000,
    engagement=Decimal("4.20"),
    by_day=[100, 200, None, 400, 500, 600, 700],
    read_by_day=[1, 2, 0, 4, 5, 6, 3],
    metrics=[Metric(Platform.TIKTOK, "play_count")],
    is_exact=True,
)
OWN = GroupCard(Side.OWN, None, None, FIGURES)
THEIRS = GroupCard(Side.ACCOUNT, "bob", Platform.TIKTOK, FIGURES)
REST = GroupCard(Side.OTHER, None, None, FIGURES)
NOTHING_KNOWN = replace(
    FIGURES,
    known=0,
    median=None,
    average=None,
    engagement=None,
    by_day=[None] * 7,
    read_by_day=[0] * 7,
    metrics=[],
)


def compared(*groups: GroupCard, days: int = 7) -> Comparison:
    return Comparison("Summer", days, groups)


def notes(done: Comparison) -> str:
    shown = render_intel.comparison(done)
    return "\n".join(field.value or "" for field in shown.fields)


def test_a_group_says_what_its_numbers_rest_on() -> None:
    shown = render_intel.comparison(compared(OWN, THEIRS))

    assert (shown.description or "").split("\n") == [
        "**Own posts** · 8 posts",
        "median 900 · average 1,000 · engagement 4.20 % · after 7 days **700** (3 of 8)",
        "**@bob on TikTok** · 8 posts",
        "median 900 · average 1,000 · engagement 4.20 % · after 7 days **700** (3 of 8)",
    ]
    assert shown.footer.text == (
        "Views after 7 days: 6 of 16 posts have a reading within 12 hours of that moment; "
        "the median is theirs."
    )
    assert notes(compared(OWN, THEIRS)) == ""


def test_what_is_unknown_is_said_to_be_so() -> None:
    shown = render_intel.comparison(compared(replace(OWN, figures=NOTHING_KNOWN), THEIRS))

    assert (shown.description or "").split("\n")[:2] == [
        "**Own posts** · 8 posts, views of 0 known",
        "median unknown · average unknown · engagement unknown · after 7 days **unknown** (0 of 8)",
    ]


def test_different_metrics_are_told_group_by_group() -> None:
    mixed = [Metric(Platform.INSTAGRAM, "ig_play_count"), Metric(Platform.TIKTOK, "manual")]
    other = replace(THEIRS, figures=replace(FIGURES, metrics=mixed))

    said = notes(compared(OWN, other))

    assert "Own posts: `play_count` on TikTok" in said
    assert "@bob on TikTok: `ig_play_count` on Instagram, typed by hand on TikTok" in said


def test_what_is_missing_or_rounded_is_noted() -> None:
    rounded = replace(THEIRS, figures=replace(FIGURES, is_exact=False))

    assert "No competitors' posts here yet." in notes(compared(OWN))
    assert "None of the campaign's own posts takes part yet." in notes(compared(THEIRS))
    assert "≈ rests on counts that a source rounds." in notes(compared(OWN, rounded))
    assert "≈ 900" in (render_intel.comparison(compared(OWN, rounded)).description or "")
    assert "The picture leaves out the other competitors." in notes(compared(OWN, THEIRS, REST))


def test_the_picture_has_the_groups_that_are_told_apart_and_known() -> None:
    unknown = replace(THEIRS, figures=NOTHING_KNOWN)

    drawn = render_intel.lines(compared(OWN, THEIRS, unknown, REST))

    assert [name for name, _ in drawn] == ["own", "@bob"]
    assert drawn[0][1][:3] == [(1, 100), (2, 200), (3, None)]


def test_lines_of_one_handle_on_two_platforms_are_told_apart() -> None:
    ours, nobody = replace(THEIRS, platform=Platform.INSTAGRAM), replace(THEIRS, handle=None)

    drawn = render_intel.lines(compared(THEIRS, ours, nobody))

    assert [name for name, _ in drawn] == ["@bob/TikTok", "@bob/Instagram", "unknown"]


async def test_without_anything_to_draw_there_is_no_picture() -> None:
    reply = await intel.compared(compared(replace(OWN, figures=NOTHING_KNOWN)))

    assert reply.files == ()
    assert reply.embeds[0].image.url is None


async def test_a_picture_is_a_png() -> None:
    reply = await intel.compared(compared(OWN, *[THEIRS] * 9, REST))

    assert reply.embeds[0].image.url == "attachment://comparison.png"
    assert reply.files[0].fp.read().startswith(b"\x89PNG")


async def test_a_comparison_that_cannot_be_drawn_is_told_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    too_many = compared(*[THEIRS] * (charts_lines.MOST + 1))

    reply = await intel.compared(too_many)

    assert reply.files == ()
    assert len(reply.embeds) == 1
    assert reply.content.startswith("The picture could not be drawn; the numbers are complete.")
    assert f"reference {reply.content.split('`')[1]}: the comparison could not be drawn" in caplog.text


def line(**changes: object) -> str:
    card = replace(POST, **changes)  # type: ignore[arg-type]  # the fields are the test's to name
    return render_intel.listing(Page([card], 1, 1, 1)).description or ""


def test_a_line_of_the_list_tells_age_and_source() -> None:
    assert line() == (
        "`#7` **@bob** on TikTok, by link, Summer\n"
        "1,234 views · engagement 1.05 % · published <t:1793620800:R> · "
        "from `tikwm` (`play_count`) <t:1793620800:R>\nlook"
    )
    assert ", watched, Summer" in line(is_watched=True)
    assert "≈ 1,234 views" in line(is_exact=False)
    assert "**gone from the platform**" in line(availability=Availability.GONE)
    assert "**not found at the last look**" in line(availability=Availability.DOUBTED)


def test_a_line_without_numbers_says_why() -> None:
    unread = line(
        handle=None,
        counts=Counts(),
        engagement=None,
        source=None,
        read_at=None,
        last_outcome=Outcome.PRIVATE,
        published_at=None,
        caption=None,
    )

    assert unread == (
        "`#7` **unknown author** on TikTok, by link, Summer\n"
        "unknown views · engagement unknown · published unknown · "
        "never read (the post or its account is private)"
    )
    assert line(source=None, read_at=None, last_outcome=None).endswith("never read\nlook")


def test_many_links_get_a_word_each_and_those_added_a_sentence() -> None:
    added = Referenced(7, POST.ref, "bob", "Summer", Counts(5), is_exact=True, trouble=None)
    rows = [ReferenceRow(POST.ref.url, added), *[ReferenceRow("x", NotALinkError("x"))] * 10]

    shown, files = render_intel.intake(rows)

    lines = (shown.description or "").split("\n")
    assert lines[0].endswith("**added**: `#7` @bob in Summer, 5 views")
    assert lines[1] == "2\\. `x` **not a post link**"
    assert files == []


@settings(max_examples=15, deadline=None)
@given(wild)
def test_whatever_the_data_discord_takes_it(text: str) -> None:
    largest = replace(
        FIGURES,
        posts=MAX_COUNT,
        median=MAX_COUNT,
        average=MAX_COUNT,
        engagement=Decimal(MAX_COUNT) * 300,
        by_day=[MAX_COUNT] * 7,
        metrics=[Metric(Platform.TIKTOK, text)] * 20,
    )
    group = GroupCard(Side.ACCOUNT, text, Platform.INSTAGRAM, largest)
    post = replace(POST, handle=text, campaign=text, source=text, metric=text, caption=text)
    added = Referenced(
        MAX_COUNT, POST.ref, text, text, Counts(MAX_COUNT), is_exact=False, trouble=Outcome.HIDDEN
    )
    rows: Sequence[ReferenceRow] = [
        ReferenceRow(text, added),
        ReferenceRow(text, CompetitorIsCreatorError(text, Platform.TIKTOK, text)),
    ]

    check(Reply(embeds=[render_intel.comparison(Comparison(text, 7, [OWN, *[group] * 9, REST]))]))
    check(Reply(embeds=[render_intel.listing(Page([post] * 10, 1, 900, 9_000))]))
    for count in (1, 50):
        shown, _ = render_intel.intake(list(rows) * count)
        check(Reply(embeds=[shown]))
