"""What people do with posts in Discord, from the command to what they see."""

from datetime import timedelta

import pytest

from core.domain.access import Caller
from core.domain.errors import SourceDownError
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, creators, posts, refresh
from tests.cogs.conftest import REF, Bot, Stage, buttons, embed, fields, hand_in, said
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]


async def test_a_creator_hands_in_a_post(stage: Stage, source: FakeSource) -> None:
    done = await hand_in(stage, source)

    assert embed(done).title == "1 of 1 link added"
    assert "**added**: `#1` @anna in Summer Launch, 1,234 views" in (embed(done).description or "")


async def test_a_post_that_cannot_be_read_says_so_and_never_zero(stage: Stage, source: FakeSource) -> None:
    source.tell(REF, SourceDownError("time-out"))

    done = await stage.anna.slash(stage.channel, "submit-post", url=REF.url)

    assert "views unknown (the source gave no answer" in (embed(done).description or "")


async def test_the_context_menu_takes_the_links_of_a_message(stage: Stage, source: FakeSource) -> None:
    source.tell(REF, reading(REF, 1_234))
    message = await stage.anna.send(stage.channel, f"new one! {REF.url} tell me")

    done = await stage.anna.context_menu(stage.channel, "Submit post", message)

    assert "**added**" in (embed(done).description or "")


async def test_a_refusal_is_a_sentence_for_the_person_alone(stage: Stage) -> None:
    done = await stage.editor.slash(stage.channel, "post show", post="@everyone *hi*")

    assert said(done).startswith("No post of this server matches `@\u200beveryone *hi*`.")


async def test_several_campaigns_are_asked_with_a_menu(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await campaigns.create(stage.bot.app, summer, name="Winter")
    await creators.add(stage.bot.app, summer, handle="anna", platform=Platform.TIKTOK, campaign="Winter")
    asked = await hand_in(stage, source)
    assert asked.response is not None
    await stage.env.restart_bot(Bot(stage.bot.app))

    assert asked.response is not None
    (menu,) = asked.response.components[0]["components"]
    done = await stage.anna.select(asked.response, ["2"], custom_id=menu["custom_id"])

    assert "**added**: `#1` @anna in Winter" in (done.followups[0].embeds[0].description or "")
    assert asked.response.components == []


async def test_the_card_shows_numbers_with_source_and_age(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)

    done = await stage.editor.slash(stage.channel, "post show", post="#1")

    assert "Views: 1,234\n" in (fields(done)["Numbers"] or "")
    assert "from `fake` (`play_count`) <t:" in (fields(done)["Numbers"] or "")
    assert fields(done)["Earnings"] == "unknown: terms are not set"
    assert buttons(done.response) == ["Refresh", "Set terms", "Reject", "Hold", "Note", "Exclude", "Explain"]


async def test_retry_looks_again_and_renews_the_card(stage: Stage, source: FakeSource) -> None:
    source.tell(REF, SourceDownError("time-out"))
    await stage.anna.slash(stage.channel, "submit-post", url=REF.url)
    shown = await stage.editor.slash(stage.channel, "post show", post="#1")
    assert shown.response is not None
    assert "the source gave no answer" in (fields(shown)["Last look"] or "")
    source.tell(REF, reading(REF, 5_000))

    done = await stage.editor.click(shown.response, label="Retry")

    assert said(done) == "The numbers are fresh. 99 manual refreshes left today in this server."
    assert "Views: 5,000" in (fields(done)["Numbers"] or "")


async def waiting_for_terms(stage: Stage, source: FakeSource, clock: FixedClock) -> None:
    await hand_in(stage, source)
    clock.advance(days=8)
    source.tell(REF, reading(REF, 450_000))
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)


async def test_terms_that_finalize_are_asked_first_and_done_once(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller
) -> None:
    await waiting_for_terms(stage, source, clock)

    asked = await stage.editor.slash(stage.channel, "post set-cpm", post="#1", cpm="0.50", cap=500_000)

    assert asked.response is not None
    assert "**225.00 USD** will be frozen" in (embed(asked).description or "")
    assert (await posts.show(stage.bot.app, summer, "#1")).status is PostStatus.PENDING_CPM
    await stage.env.restart_bot(Bot(stage.bot.app))
    done = await stage.editor.click(asked.response, label="Confirm")
    assert "Pending CPM → Finalized" in (embed(done).description or "")
    assert fields(done)["Earnings"] == "225.00 USD\non 450,000 counted views"
    assert buttons(done.response) == ["Refresh", "Hold", "Adjust", "Note", "Explain"]


async def test_cancel_changes_nothing(stage: Stage, source: FakeSource, summer: Caller) -> None:
    await hand_in(stage, source)
    asked = await stage.editor.slash(stage.channel, "post reject", post="#1", reason="not ours")
    assert asked.response is not None

    done = await stage.editor.click(asked.response, label="Cancel")

    assert said(done) == "Cancelled. Nothing has changed."
    assert buttons(done.response) == []
    assert (await posts.show(stage.bot.app, summer, "#1")).status is PostStatus.ACTIVE


async def test_a_deal_says_what_it_does_and_asks(stage: Stage, source: FakeSource, clock: FixedClock) -> None:
    await waiting_for_terms(stage, source, clock)

    asked = await stage.admin.slash(stage.channel, "creator deal", creator="anna", cpm="0.50", cap=500_000)

    assert asked.response is not None
    assert "Finalized at once: **1 post**, freezing **225.00 USD**" in (embed(asked).description or "")
    done = await stage.admin.click(asked.response, label="Confirm")
    assert "Deal in force." in (embed(done).description or "")


async def test_the_form_tracks_many_links_row_by_row(stage: Stage, source: FakeSource) -> None:
    source.tell(REF, reading(REF, 1_234))
    other = tiktok(NOON - timedelta(hours=2), handle="bob")
    form = await stage.editor.slash(stage.channel, "post track")

    done = await stage.editor.submit_modal(form, {"links": f"{REF.url}\n{other.url}", "more": REF.url})

    lines = (embed(done).description or "").split("\n")
    assert "**added**" in lines[0]
    assert "**unknown creator (@bob)**" in lines[1]
    assert len(lines) == 2, "the same link twice is one"


async def test_a_bug_gives_a_reference_and_the_log_the_traceback(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.bot.app = None  # type: ignore[assignment]  # what no code expects

    done = await stage.admin.slash(stage.channel, "campaign list")

    reference = said(done).split("`")[1]
    assert reference in caplog.text
    assert "AttributeError" in caplog.text


@pytest.mark.parametrize("label", ["Confirm", "Cancel"])
async def test_a_question_is_for_the_person_it_was_put_to(
    stage: Stage, source: FakeSource, label: str
) -> None:
    await hand_in(stage, source)
    asked = await stage.editor.slash(stage.channel, "post reject", post="#1", reason="not ours")
    assert asked.response is not None
    stage.env.backend.get_message(stage.channel.id, asked.response.id).flags = 0  # as if all could see it

    done = await stage.admin.click(asked.response, label=label)

    assert done.followups[0].content.startswith("This question was put to somebody else.")


async def test_posts_are_refreshed_typed_in_and_finalized(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source, views=None)

    refreshed = await stage.editor.slash(stage.channel, "post refresh", post="#1")
    typed = await stage.editor.slash(
        stage.channel, "post set-views", post="#1", views=2_000, note="screenshot"
    )
    terms = await stage.editor.slash(stage.channel, "post set-cpm", post="#1", cpm="1", cap=1_000)
    early = await stage.editor.slash(stage.channel, "post finalize", post="#1", reason="closing")
    planned = await stage.admin.slash(stage.channel, "post finalize", post="#1", reason="closing")

    assert said(refreshed).startswith("No new numbers: the platform does not show its views.")
    assert "Views: unknown" in (fields(refreshed)["Numbers"] or "")
    assert "Views: 2,000" in (fields(typed)["Numbers"] or "")
    assert fields(terms)["Earnings"] == "~1.00 USD"
    assert said(early).startswith("This is for admins")
    assert "**1.00 USD** will be frozen as earned, on **2,000 views**" in (embed(planned).description or "")


async def test_a_rejection_is_undone(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    asked = await stage.editor.slash(stage.channel, "post reject", post="#1", reason="not *ours*")
    assert asked.response is not None
    rejected = await stage.editor.click(asked.response, label="Confirm")

    undone = await stage.editor.slash(stage.channel, "post unreject", post="#1")

    assert r"not \*ours\*" in (fields(rejected)["Status"] or "")
    assert "Rejected → Active" in (embed(undone).description or "")
