"""The inbox in words, and its limits: whatever posts say, Discord takes the message."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs import inbox as cog
from cogs import render_inbox, views
from core.domain.errors import AlreadyReviewedError, FaultError, PostStatusError, UserError
from core.domain.lifecycle import Verdict
from core.domain.terms import MAX_COUNT, Platform, PostRef, PostStatus, TrackingStatus
from core.domain.tracking import Review
from core.services.shown import Page, PostPlan
from core.services.shown_reviews import (
    Inbox,
    Prospect,
    Reviewed,
    ReviewFailed,
    ReviewItem,
    Reviews,
    WaitingFor,
)
from tests.cogs.cards import POST, TERMS
from tests.cogs.test_limits import HUGE, check, wild
from tests.fakes import NOON

EXCLUDED = TrackingStatus.EXCLUDED
PROSPECT = Prospect(Verdict.KEEP, "window open", 5_000, 250, needs_person=False)


@pytest.mark.parametrize(
    ("coming", "words"),
    [
        (PROSPECT, "~2.50 USD so far"),
        (replace(PROSPECT, earned_minor=None), "terms are not set"),
        (replace(PROSPECT, earned_minor=None, views=None), "views are unknown"),
        (
            replace(PROSPECT, verdict=Verdict.FINALIZE),
            "**2.50 USD** at once, on 5,000 views at the window's end",
        ),
        (
            replace(PROSPECT, verdict=Verdict.REJECT, reason="812 views, 1,000 needed"),
            "rejected: 812 views, 1,000 needed",
        ),
        (replace(PROSPECT, verdict=Verdict.PEND), "waits for terms, on 5,000 counted views"),
        (replace(PROSPECT, verdict=Verdict.AWAIT), "waits for a reading"),
        (
            replace(PROSPECT, verdict=Verdict.AWAIT, needs_person=True),
            "a person must decide: no views were read around the window's end",
        ),
        (replace(PROSPECT, verdict=None), "it stays as it is"),
    ],
)
def test_what_approving_comes_to_in_words(coming: Prospect, words: str) -> None:
    assert render_inbox.prospect(coming, "USD") == words


def item(number: int, text: str, verdict: Verdict | None) -> ReviewItem:
    """A post of the largest kind."""
    return ReviewItem(
        post_id=MAX_COUNT - number,
        ref=PostRef(Platform.INSTAGRAM, "C" * 40, text),
        handle=text,
        found=text,
        campaign=text,
        currency="USD",
        caption=text,
        thumbnail_url="https://cdn.example/" + "t" * 3_000,
        counts=HUGE,
        is_exact=False,
        source=text,
        read_at=NOON,
        published_at=NOON,
        submitted_at=NOON,
        window_ends_at=NOON,
        prospect=Prospect(verdict, text, MAX_COUNT, MAX_COUNT, needs_person=True),
    )


def screen_of(text: str, verdict: Verdict | None, count: int = 25) -> Inbox:
    items = [item(number, text, verdict) for number in range(count)]
    waiting = [WaitingFor(10**18 - number, text, Platform.INSTAGRAM, MAX_COUNT) for number in range(1, 25)]
    page = Page(items, 999_999_998, 999_999_999, MAX_COUNT)
    return Inbox(page, waiting, 10**18 - 1, text, 10**18 - 2)


def reviewed(failed: Sequence[ReviewFailed]) -> Reviews:
    prospect = Prospect(Verdict.FINALIZE, "", MAX_COUNT, MAX_COUNT, needs_person=False)
    done = [Reviewed(MAX_COUNT - number, "USD", prospect) for number in range(25)]
    return Reviews(Review.INCLUDE, done, failed, 10**18 - 1)


@settings(max_examples=60, deadline=None)
@given(wild, st.sampled_from([None, *Verdict]), st.integers(0, 25))
def test_the_largest_screen_fits(text: str, verdict: Verdict | None, count: int) -> None:
    errors: list[UserError] = [
        AlreadyReviewedError(MAX_COUNT, EXCLUDED, MAX_COUNT, NOON),
        FaultError("f" * 8),
    ]
    failed = [ReviewFailed(f"#{MAX_COUNT}{text}", errors[number % 2]) for number in range(25)]

    reply = cog.shown(screen_of(text, verdict, count), reviewed(failed))

    check(reply)
    assert reply.view is not None
    assert len({child["custom_id"] for row in reply.view.to_components() for child in row["components"]}) == (
        6 if count else 4
    )
    for row in reply.view.to_components():
        for child in row["components"]:
            for option in child.get("options", []):
                assert 0 < len(option["label"].encode("utf-16-le")) <= 200
                assert len(option.get("description", "").encode("utf-16-le")) <= 200


EMOJI = "\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f3f3\ufe0f\u200d\U0001f308" * 500
RIGHT_TO_LEFT = "\u202e\u0645\u0631\u062d\u0628\u0627\u200f" * 700


@pytest.mark.parametrize("text", [EMOJI, RIGHT_TO_LEFT, "*_`<@1>[x](y)" * 400, "é" * 4_000])
def test_captions_of_four_thousand_characters_and_odd_names_fit(text: str) -> None:
    reply = cog.shown(screen_of(text, Verdict.KEEP))

    check(reply)
    assert len(reply.embeds) == 10
    assert all(embed.description for embed in reply.embeds)
    assert (reply.embeds[9].description or "").count("\n") == 15


@settings(max_examples=20, deadline=None)
@given(wild, st.sampled_from(["include", "exclude"]))
def test_the_largest_question_fits(text: str, action: str) -> None:
    post = replace(POST, id=MAX_COUNT, campaign=text, handle=text, caption=text)

    check(views.post_plan(PostPlan(MAX_COUNT, action, post, text, TERMS, MAX_COUNT, MAX_COUNT)))
    check(views.post_plan(PostPlan(MAX_COUNT, action, post, text, None, None, None)))


def test_what_was_not_done_names_its_post() -> None:
    failed = [
        ReviewFailed("#7", PostStatusError("put back", PostStatus.REJECTED)),
        ReviewFailed("#8", AlreadyReviewedError(8, EXCLUDED, 21, NOON)),
    ]

    first, second = render_inbox.told(Reviews(None, [], failed, None)).split("\n")

    assert first == (
        "`#7`: A post that is “Rejected” cannot be put back into the inbox: it was decided meanwhile. "
        "`/post show` says where it stands."
    )
    assert second.startswith("`#8` is excluded already, decided by <@21> <t:")


def test_sentences_that_do_not_fit_are_counted() -> None:
    error = AlreadyReviewedError(1, EXCLUDED, MAX_COUNT, NOON)

    text = render_inbox.content(screen_of("anna", Verdict.KEEP), reviewed([ReviewFailed("#1", error)] * 25))

    assert "more sentences." in text
    assert text.endswith("Page 999,999,998 of 999,999,999.")
