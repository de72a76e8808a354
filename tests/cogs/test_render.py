"""What is shown is true."""

from dataclasses import replace

import discord
import pytest

from cogs import render, render_posts, views
from cogs.errors import Reply
from core.domain.deals import Agreement
from core.domain.errors import (
    AlreadyTrackedError,
    AuthorUnreadableError,
    CreatorPausedError,
    CreatorUnknownError,
    NotALinkError,
    PostTooOldError,
)
from core.domain.terms import (
    Availability,
    Counts,
    Outcome,
    Platform,
    PostKind,
    PostStatus,
)
from core.services.shown import (
    Intake,
    IntakeRow,
    Page,
    PostCard,
    PostPlan,
)
from core.services.shown_deals import DealEffect, DealPlan
from tests.cogs.cards import ADDED, CREATOR, POST, REF, TERMS
from tests.fakes import NOON


def fields(post: PostCard) -> dict[str | None, str | None]:
    return {field.name: field.value for field in render_posts.card(post).fields}


def test_the_card_tells_all() -> None:
    shown = render_posts.card(POST)

    assert shown.title == "TikTok post by @anna"
    assert shown.url == "https://www.tiktok.com/@anna/video/7301234567890123456"
    assert shown.thumbnail.url == "https://cdn.example/t.jpg?x=1"
    assert {field.name: field.value for field in shown.fields} == {
        "Status": "**Active** <t:1793620800:R>: handed in",
        "Numbers": "Views: 320,000 (+1,000)\nLikes: 10 (-2)\nComments: unknown\nShares: 0\n"
        "from `tikwm` (`play_count`) <t:1793620800:R>",
        "Earnings": "~160.00 USD",
        "Terms": "CPM: 0.50 USD per 1,000 views\nCap: 500,000 views",
        "Counting window": "Ends: <t:1794225600:F> (<t:1794225600:R>)\n"
        "Published: <t:1793620800:F> (<t:1793620800:R>)\n"
        "Submitted: <t:1793620800:R> by <@13>\nMinimum: 1,000 views",
    }


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "~160.00 USD"),
        ({"earned_minor": 22_500, "counted_views": 450_000}, "225.00 USD"),
        ({"earned_minor": 0}, "0.00 USD"),
        ({"estimate_minor": None}, "unknown: views are unknown"),
        ({"estimate_minor": None, "cpm": None}, "unknown: terms are not set"),
        ({"estimate_minor": None, "cap_views": None}, "unknown: terms are not set"),
        ({"estimate_minor": None, "status": PostStatus.REJECTED}, "nothing: rejected"),
    ],
)
def test_earnings(changes: dict[str, object], shown: str) -> None:
    assert render_posts.earnings(replace(POST, **changes)) == shown  # type: ignore[arg-type]  # the fields are the test's to name


def test_half_given_terms_show_their_gap() -> None:
    assert fields(replace(POST, cap_views=None))["Terms"] == "CPM: 0.50 USD per 1,000 views\nCap: not set"


def test_rounded_numbers_say_so() -> None:
    assert (fields(replace(POST, is_exact=False))["Numbers"] or "").startswith("Views: ≈ 320,000")


def test_views_that_went_down_are_flagged() -> None:
    lower = replace(POST, change=Counts(views=-1))

    assert "Views: 320,000 (-1)" in (fields(lower)["Numbers"] or "")
    assert "Fewer views than at the look before" in (fields(lower)["Numbers"] or "")


def test_what_could_not_be_stored_is_told() -> None:
    lost = replace(POST, last_error="what was read could not be stored")

    assert "what was read could not be stored" in (fields(lost)["Last look"] or "")


def test_a_post_never_read_has_no_zero() -> None:
    unread = replace(POST, counts=Counts(), source=None, read_at=None, metric=None, change=None)

    numbers = fields(unread)["Numbers"] or ""
    assert "0" not in numbers
    assert numbers.count("unknown") == 4
    assert numbers.endswith("never read")


def test_trouble_and_absence_are_told() -> None:
    gone = replace(
        POST,
        availability=Availability.DOUBTED,
        last_outcome=Outcome.NOT_FOUND,
        last_error="404 of *tikwm*",
        needs_person=True,
        notes="# a heading",
    )

    assert "did not find the post" in (fields(gone)["Status"] or "")
    assert "A person is needed" in (fields(gone)["Status"] or "")
    assert r"404 of \*tikwm\*" in (fields(gone)["Last look"] or "")
    assert fields(gone)["Notes"] == "# a heading"


def test_a_reference_post_has_no_money_and_no_window() -> None:
    shown = fields(replace(POST, kind=PostKind.REFERENCE, status=None))

    assert set(shown) == {"Status", "Numbers"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://x.example/a",
        "https://a b.example/",
        "",
        "https://x.example/\n",
        "data:x",
    ],
)
def test_only_web_addresses_are_embedded(url: str) -> None:
    assert render_posts.card(replace(POST, thumbnail_url=url)).thumbnail.url is None


def test_foreign_handles_do_not_break_the_link() -> None:
    assert (
        render.post_url("https://www.tiktok.com/@ä b/video/1") == "https://www.tiktok.com/@%C3%A4%20b/video/1"
    )


def test_lists_without_anything_say_what_to_do() -> None:
    nothing: Page[PostCard] = Page([], 1, 1, 0)

    assert "`/post track`" in (render_posts.listing(nothing).description or "")


def description(reply: Reply) -> str:
    return reply.embeds[0].description or ""


def test_each_link_has_its_outcome_in_order() -> None:
    rows = [
        IntakeRow(REF.url, ADDED),
        IntakeRow(REF.url, AlreadyTrackedError(1, PostStatus.PAID, "Fall", NOON)),
        IntakeRow(REF.url, CreatorUnknownError("bob", Platform.TIKTOK, "Fall")),
        IntakeRow(REF.url, CreatorPausedError("ann", "Fall")),
        IntakeRow("hi", NotALinkError("hi")),
        IntakeRow(REF.url, AuthorUnreadableError(Platform.INSTAGRAM, Outcome.PRIVATE)),
        IntakeRow(REF.url, PostTooOldError(NOON, 7)),
    ]

    short, whole = views.intake(Intake(rows * 2)), views.intake(Intake(rows))

    labels = [line.split("**")[1] for line in description(whole).split("\n")]
    assert labels == [
        "added",
        "already tracked (Paid)",
        "unknown creator (@bob)",
        "creator paused",
        "not a post link",
        "could not be read (the post or its account is private)",
        "not added",
    ]
    assert "Ask the campaign's team to resume it." in description(whole)
    assert "Ask the campaign's team" not in description(short)
    assert whole.embeds[0].title == "1 of 7 links added"
    assert whole.files == []


def test_what_is_too_long_goes_into_a_file() -> None:
    rows = [IntakeRow(f"{REF.url}{number}", ADDED) for number in range(100)]

    reply = views.intake(Intake(rows))

    assert reply.embeds[0].footer.text == "All 100 outcomes are in links.txt."
    lines = reply.files[0].fp.read().decode().split("\n")
    assert len(lines) == 100
    assert lines[99].startswith(
        "100. tiktok.com/@anna/video/730123456789012345699 added: #12 @anna in Summer"
    )
    assert lines[99].endswith("counts until 2026-11-02 12:00 UTC")


@pytest.mark.parametrize(("counted", "is_warned"), [(999, True), (1_000, False), (None, False)])
def test_a_plan_to_freeze_too_few_views_says_so(counted: int | None, is_warned: bool) -> None:
    card = replace(POST, minimum_views=1_000)

    said = description(views.post_plan(PostPlan(7, "finalize", card, "closing", TERMS, counted, 50)))

    assert ("below the minimum of 1,000 views" in said) is is_warned


def test_a_plan_shows_the_effect_before_it_asks() -> None:
    reply = views.post_plan(PostPlan(7, "set-cpm", POST, "", TERMS, 450_000, 22_500))

    assert description(reply).startswith("**225.00 USD** will be frozen as earned, on **450,000 views**.")
    assert reply.view is not None
    assert [
        item.custom_id for item in reply.view.walk_children() if isinstance(item, discord.ui.DynamicItem)
    ] == [
        "vl:yes:7",
        "vl:no:7",
    ]


def test_a_deal_that_finalizes_nothing_says_so() -> None:
    reply = views.deal_plan(
        DealPlan(7, "deal", CREATOR, Agreement(TERMS), DealEffect(changing=3, then_minor=5))
    )

    assert description(reply).startswith(
        "Open posts that take other terms: **3** (**~0.05 USD** on their views so far)\n"
        "Finalized at once: **none**\n"
    )
