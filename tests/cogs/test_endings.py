"""`/campaign archive`, `/creator remove` in Discord: what goes on is shown, then it is asked."""

import pytest

from tests.cogs.conftest import Stage, embed, fields, hand_in, said
from tests.fakes import FakeSource

pytestmark = [pytest.mark.usefixtures("summer"), pytest.mark.simcord(check_errors=False)]


async def test_archiving_shows_what_goes_on_and_asks(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)

    asked = await stage.admin.slash(stage.channel, "campaign archive")

    assert embed(asked).title == "Archive “Summer Launch”?"
    assert "1 post is counted to the end of the window" in (fields(asked)["What goes on"] or "")
    assert asked.response is not None
    await stage.admin.click(asked.response, label="Confirm")
    assert "Campaign archived" in (asked.response.embeds[0].description or "")
    reopened = await stage.admin.slash(stage.channel, "campaign reopen")
    assert "posts are taken in again" in (embed(reopened).description or "")


async def test_removing_can_be_called_off_and_confirmed(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    called_off = await stage.admin.slash(stage.channel, "creator remove", creator="anna")
    assert called_off.response is not None
    await stage.admin.click(called_off.response, label="Cancel")
    by = stage.admin

    asked = await by.slash(stage.channel, "creator remove", creator="anna")

    assert embed(asked).title == "Remove @anna?"
    assert asked.response is not None
    await by.click(asked.response, label="Confirm")
    assert "Creator removed. Posts already in are counted" in (asked.response.embeds[0].description or "")
    again = await by.slash(stage.channel, "creator show", creator="anna")
    assert "is not a creator of" in said(again)
