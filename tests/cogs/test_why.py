"""`/why` in Discord."""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from cogs import render_why
from cogs.errors import Reply
from core.domain.access import Caller
from core.domain.errors import AlreadyTrackedError, CampaignNotChosenError, NotALinkError
from core.domain.terms import MAX_COUNT, Counts, Outcome, PostStatus, Terms, TrackingStatus
from core.services import posts
from core.services.shown_whys import Foreseen, Known, Said, Why, WhyRow
from tests.cogs.cards import TERMS
from tests.cogs.conftest import REF, Stage, embed, hand_in
from tests.cogs.test_limits import check, wild
from tests.fakes import NOON, FakeSource, reading, tiktok

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


async def test_a_link_is_told_of_before_and_after_it_is_handed_in(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    source.tell(REF, reading(REF, 1_234))

    before = embed(await stage.anna.slash(stage.channel, "why", url=f"<{REF.url}>"))

    assert before.title == "It would be taken in"
    assert (before.description or "").startswith(
        "It would be taken into “Summer Launch” for @anna, with 1,234 views, terms not set yet"
    )
    assert before.footer.text is not None
    assert before.footer.text.startswith("Nothing was handed in")
    assert (await posts.listing(stage.bot.app, summer)).total == 0
    await hand_in(stage, source)
    after = embed(await stage.anna.slash(stage.channel, "why", url=REF.url))
    assert after.title == "It is in already"
    assert "Status: **Active** since <t:1793620800:F>: handed in." in (after.description or "")


async def test_several_links_are_told_of_one_by_one(stage: Stage, summer: Caller, source: FakeSource) -> None:
    source.tell(REF, reading(REF, 1_234))
    old = tiktok(NOON - timedelta(days=8))
    source.tell(old, reading(old, 5))

    told = embed(await stage.anna.slash(stage.channel, "why", url=f"{REF.url} {old.url}"))

    first, second = (told.description or "").split("\n")
    assert "**would be added**: It would be taken into" in first
    assert "**not added**: This post was published" in second


async def test_what_is_not_a_link_is_said_to_be_none(stage: Stage, summer: Caller) -> None:
    told = embed(await stage.anna.slash(stage.channel, "why", url="@everyone"))

    assert told.title == "This is not the link of a post"
    assert "has no link to a post in it" in (told.description or "")


@settings(max_examples=15, deadline=None)
@given(wild)
def test_the_largest_answers_fit(text: str) -> None:
    counts = Counts(MAX_COUNT)
    would = Foreseen(text, text, "USD", counts, False, None, NOON, MAX_COUNT, TERMS, is_followed=True)
    unread = Foreseen(text, text, "USD", Counts(), True, Outcome.HIDDEN, NOON, 1, Terms(TERMS.cpm, MAX_COUNT))
    known = Known(MAX_COUNT, PostStatus.REJECTED, TrackingStatus.EXCLUDED, NOON, text)
    is_in = Said(AlreadyTrackedError(1, PostStatus.REJECTED, text, NOON, TrackingStatus.EXCLUDED), known)
    several = Why(Said(CampaignNotChosenError([text] * 50)), [Said(would), is_in] * 25)
    single = [Why(Said(would)), Why(Said(unread)), Why(is_in), Why(Said(NotALinkError(text))), several]

    for one in single:
        made, files = render_why.why([WhyRow(text, one)])
        check(Reply(embeds=[made], files=files))
        for many in (10, 20):
            made, files = render_why.why([WhyRow(text, one)] * many)
            check(Reply(embeds=[made], files=files))
