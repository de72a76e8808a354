"""Holding, releasing and correcting with the buttons under a post's card."""

import pytest

from core.domain.access import Caller
from core.domain.terms import Platform
from core.services import refresh, verdicts
from db.models import Server
from tests.cogs.conftest import REF, Bot, Stage, buttons, embed, hand_in, said
from tests.cogs.pressing import now, numbers_of, press, shown
from tests.conftest import HOME
from tests.fakes import FakeSource, FixedClock, reading

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


async def test_a_hold_is_put_on_and_taken_off_under_the_card(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await hand_in(stage, source)
    card, stale = await shown(stage), await shown(stage)
    await stage.env.restart_bot(Bot(stage.bot.app))

    held = await press(stage, card, "Hold", reason="no *rights*")
    labels = buttons(card)
    late = await stage.editor.click(stale, label="Hold")
    told = numbers_of(card)["Status"] or ""
    released = await stage.editor.click(card, label="Release")
    again = await stage.editor.click(stale, label="Hold")

    assert held.followups == released.followups == []
    assert labels == ["Refresh", "Set terms", "Reject", "Release", "Note", "Exclude", "Explain"]
    assert r"no \*rights\*" in told
    assert late.modal is None
    assert said(late).startswith("This post was put on hold")
    assert card.embeds[0].description == "**Post released**\nlook at this"
    assert "Hold" in buttons(card)
    assert again.modal is not None
    assert (await now(stage, summer)).hold_reason is None


async def test_a_release_that_somebody_else_made_is_told(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await hand_in(stage, source)
    await press(stage, await shown(stage), "Hold", reason="rights")
    card, stale = await shown(stage), await shown(stage)
    stage.env.backend.get_message(stage.channel.id, stale.id).flags = 0  # as if all could see it
    nobody = await stage.anna.click(stale, label="Release")

    assert (await now(stage, summer)).hold_reason == "rights"
    await stage.editor.click(card, label="Release")
    late = await stage.editor.click(stale, label="Release")

    assert said(nobody).startswith("This is for editors")
    assert said(late) == "This post is not on hold, so there is nothing to release."


async def finalized(stage: Stage, source: FakeSource, clock: FixedClock, by: Caller) -> None:
    """Let the post earn 225.00 USD."""
    await hand_in(stage, source)
    await verdicts.set_cpm(stage.bot.app, by, "#1", "0.50", 500_000)
    clock.advance(days=8)
    source.tell(REF, reading(REF, 450_000))
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)


async def test_a_correction_is_asked_under_the_card_and_entered_once(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller
) -> None:
    await finalized(stage, source, clock, summer)
    mine = (await stage.admin.slash(stage.channel, "post show", post="#1")).response
    assert mine is not None
    assert buttons(mine) == ["Refresh", "Hold", "Adjust", "Note", "Explain"]
    form = await stage.admin.click(mine, label="Adjust")
    asked = await stage.admin.submit_modal(form, {"amount": "-25.00", "reason": "bots"})
    (question,) = asked.followups
    text, labels = question.embeds[0].description or "", buttons(question)
    before = await now(stage, summer)
    done = await stage.admin.click(question, label="Confirm")

    assert "225.00 USD → **200.00 USD**" in text
    assert labels == ["Confirm", "Cancel"]
    assert before.adjusted_minor == 0
    assert "Corrected by -25.00 USD; 200.00 USD is owed now" in (embed(done).description or "")
    assert (await now(stage, summer)).adjusted_minor == -2_500


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("5", "“5”"),
        ("-5,00", "“\\-5,00” has a comma"),
        ("-225.01", "Only 225.00 USD is owed for this post"),
    ],
)
async def test_corrections_that_cannot_be_are_refused(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller, amount: str, told: str
) -> None:
    await finalized(stage, source, clock, summer)
    mine = (await stage.admin.slash(stage.channel, "post show", post="#1")).response
    assert mine is not None
    form = await stage.admin.click(mine, label="Adjust")

    done = await stage.admin.submit_modal(form, {"amount": amount, "reason": "bots"})

    assert said(done).startswith(told)


async def test_only_admins_correct_and_are_asked_again_when_the_form_is_sent(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller
) -> None:
    await finalized(stage, source, clock, summer)
    card = await shown(stage)
    refused = await stage.editor.click(card, label="Adjust")
    async with stage.bot.app.sessions.begin() as session:
        server = await session.get_one(Server, HOME)
        server.admin_role_id, server.editor_role_id = server.editor_role_id, None
    form = await stage.editor.click(card, label="Adjust")
    async with stage.bot.app.sessions.begin() as session:
        server = await session.get_one(Server, HOME)
        server.admin_role_id, server.editor_role_id = None, server.admin_role_id

    sent = await stage.editor.submit_modal(form, {"amount": "+5", "reason": "bonus"})

    assert refused.modal is None
    assert said(refused).startswith("This is for admins")
    assert form.modal is not None
    assert said(sent).startswith("This is for admins")
