"""Including and excluding a single post, by its card or by command."""

from decimal import Decimal

import pytest

from core.domain.access import Caller
from core.domain.terms import PostStatus
from core.domain.tracking import Review
from core.services import posts, reviews, verdicts
from tests.cogs.conftest import Bot, Stage, buttons, embed, fields, hand_in, said
from tests.cogs.waiting import COLLEAGUE, EXCLUDED, PENDING, fill, tracked
from tests.fakes import NOON, FakeSource

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


async def test_a_card_of_a_waiting_post_is_approved_and_excluded_again(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 1)
    shown = await stage.editor.slash(stage.channel, "post show", post="#1")
    card = shown.response
    assert card is not None
    assert {"Approve", "Exclude"} < set(buttons(card))
    await stage.env.restart_bot(Bot(app))

    await stage.editor.click(card, label="Approve")

    assert "Approved by" in str(card.embeds[0].fields[0].value)
    assert "Approve" not in buttons(card)
    await stage.editor.click(card, label="Exclude")
    assert card.embeds[0].title == "Exclude this post?"
    await stage.editor.click(card, label="Confirm")
    assert "**Excluded**: " in str(card.embeds[0].fields[0].value)
    assert "Approve" in buttons(card)
    assert await tracked(app, 1) == [EXCLUDED]


async def test_an_old_card_says_who_was_first(stage: Stage, summer: Caller, source: FakeSource) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 1)
    shown = await stage.editor.slash(stage.channel, "post show", post="#1")
    assert shown.response is not None
    await reviews.review_all(app, COLLEAGUE, Review.EXCLUDE, ["#1"])

    done = await stage.editor.click(shown.response, label="Approve")

    assert said(done).startswith(f"`#1` is excluded already, decided by <@{COLLEAGUE.discord_id}>")


async def test_a_post_that_counts_is_excluded_after_asking_and_included_again(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    await hand_in(stage, source)
    await verdicts.set_cpm(stage.bot.app, summer, "#1", "1", 1_000)

    asked = await stage.editor.slash(stage.channel, "post exclude", post="#1")
    assert asked.response is not None
    assert embed(asked).title == "Exclude this post?"
    assert "so far it has **1.00 USD** with 1,234 views" in (embed(asked).description or "")
    done = await stage.editor.click(asked.response, label="Confirm")
    again = await stage.editor.slash(stage.channel, "post exclude", post="#1")
    back = await stage.editor.slash(stage.channel, "post include", post="#1")

    assert embed(done).description == "**Post excluded**\nlook at this"
    assert said(again).startswith("`#1` is excluded already, decided by <@")
    assert embed(back).description == "**Post included**\nlook at this"
    assert "Approved by" in (fields(back)["Status"] or "")


async def test_including_that_finalizes_asks_first(stage: Stage, summer: Caller, source: FakeSource) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 1, window_ends_at=NOON, cap_views=1_000, cpm=Decimal("0.50"))

    asked = await stage.editor.slash(stage.channel, "post include", post="#1")

    assert asked.response is not None
    assert embed(asked).title == "Include this post?"
    assert "**0.50 USD** will be frozen as earned, on **5,000 views**." in (embed(asked).description or "")
    assert await tracked(app, 1) == [PENDING]
    done = await stage.editor.click(asked.response, label="Confirm")
    assert embed(done).description == "**Post included**\nlook at this"
    assert (await posts.show(app, summer, "#1")).status is PostStatus.ACTIVE
