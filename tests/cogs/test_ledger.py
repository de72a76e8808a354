"""Corrections and holds in Discord, from the command to what people see."""

import pytest

from core.services.app import App
from tests.cogs.conftest import Stage, buttons, embed, fields, said
from tests.core.services import money
from tests.core.services.acting import hand_in
from tests.fakes import NOON, FakeSource, FixedClock, tiktok

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


@pytest.fixture
async def post(app: App, source: FakeSource, clock: FixedClock) -> str:
    """A post that earned 5.00."""
    await money.campaign(app)
    return await money.earned(app, source, clock)


async def test_a_correction_shows_its_effect_asks_and_says_what_is_owed(stage: Stage, post: str) -> None:
    asked = await stage.admin.slash(
        stage.channel, "post adjust", post=post, amount="-1.50", reason="a *repost*"
    )

    shown = embed(asked)
    assert shown.title == "Correct what is owed?"
    assert "**-1.50 USD** will be entered" in (shown.description or "")
    assert "5.00 USD → **3.50 USD**" in (shown.description or "")
    assert fields(asked)["Reason"] == r"a \*repost\*"
    assert buttons(asked.response) == ["Confirm", "Cancel"]
    assert asked.response is not None

    done = await stage.admin.click(asked.response, label="Confirm")

    assert done.response is not None
    card = done.response.embeds[0]
    assert "**Corrected by -1.50 USD; 3.50 USD is owed now**" in (card.description or "")
    earnings = next(field.value for field in card.fields if field.name == "Earnings")
    assert earnings == "5.00 USD\ncorrected by -1.50 USD to **3.50 USD**\non 5,000 counted views"


async def test_a_correction_is_refused_with_what_to_do(stage: Stage, post: str) -> None:
    done = await stage.admin.slash(stage.channel, "post adjust", post=post, amount="-6", reason="why")
    assert said(done).startswith("Only 5.00 USD is owed for this post, so 6.00 USD cannot be taken away.")

    done = await stage.admin.slash(stage.channel, "post adjust", post=post, amount="6", reason="why")
    assert said(done) == "“6” has no sign, so it could mean more or less. Write it like `+6`."

    done = await stage.editor.slash(stage.channel, "post adjust", post=post, amount="+6", reason="why")
    assert said(done).startswith("This is for admins")


async def test_a_hold_is_shown_on_the_card_until_it_is_released(
    stage: Stage, post: str, clock: FixedClock
) -> None:
    held = await stage.editor.slash(stage.channel, "post hold", post=post, reason="music *rights*")
    listed = await stage.editor.slash(stage.channel, "post list")
    again = await stage.editor.slash(stage.channel, "post hold", post=post, reason="why")

    assert "**Post put on hold**" in (embed(held).description or "")
    moment = f"<t:{int(clock.now.timestamp())}:R>"
    assert (
        f"**On hold** {moment} by <@{stage.editor.id}>: music \\*rights\\*. It is not paid before "
        "`/post release`." in (fields(held)["Status"] or "")
    )
    assert "on hold" in (embed(listed).description or "")
    assert said(again).startswith("This post was put on hold <t:")

    released = await stage.editor.slash(stage.channel, "post release", post=post)

    assert "**Post released**" in (embed(released).description or "")
    assert "hold" not in (fields(released)["Status"] or "")
    twice = await stage.editor.slash(stage.channel, "post release", post=post)
    assert said(twice) == "This post is not on hold, so there is nothing to release."


async def test_a_post_that_still_runs_is_not_corrected(stage: Stage, source: FakeSource) -> None:
    await money.campaign(stage.bot.app)
    running = await hand_in(stage.bot.app, source, 5_000, tiktok(NOON))

    done = await stage.admin.slash(stage.channel, "post adjust", post=running, amount="+6", reason="why")

    assert said(done).startswith("A post that is “Active” cannot be corrected, for nothing is frozen yet.")
