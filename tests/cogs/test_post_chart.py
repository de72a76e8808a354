"""The card shows the history as a picture, and is shown without it when it must be."""

import io
from typing import Any

import discord
import pytest
import simcord
from PIL import Image
from sqlalchemy import text

from cogs import post_chart, views
from cogs.errors import Reply
from core.domain.access import Caller
from core.domain.errors import SourceDownError
from core.domain.terms import PostStatus
from db.models import Post
from tests.cogs.cards import POST
from tests.cogs.conftest import REF, Stage, embed, fields, hand_in, said
from tests.conftest import ADMIN
from tests.fakes import FakeSource, FixedClock, reading

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]


def shown(result: simcord.InteractionResult) -> list[str]:
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    return [attachment.filename for attachment in message.attachments]


async def picture(result: simcord.InteractionResult) -> Image.Image:
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    return Image.open(io.BytesIO(await message.attachments[0].read()))


async def test_the_card_shows_the_history(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)

    done = await stage.editor.slash(stage.channel, "post show", post="#1")

    assert shown(done) == ["history.png"]
    assert "history.png" in (embed(done).image.url or "")
    assert (await picture(done)).size[0] == 800


async def test_a_post_that_was_never_read_has_no_picture(stage: Stage, source: FakeSource) -> None:
    source.tell(REF, SourceDownError("time-out"))
    await stage.anna.slash(stage.channel, "submit-post", url=REF.url)

    done = await stage.editor.slash(stage.channel, "post show", post="#1")

    assert shown(done) == []
    assert embed(done).image.url is None
    assert "the source gave no answer" in (fields(done)["Last look"] or "")


async def test_refreshing_renews_the_picture(stage: Stage, source: FakeSource, clock: FixedClock) -> None:
    source.tell(REF, SourceDownError("time-out"))
    await stage.anna.slash(stage.channel, "submit-post", url=REF.url)
    card = await stage.editor.slash(stage.channel, "post show", post="#1")
    assert card.response is not None
    source.tell(REF, reading(REF, 5_000))

    first = await stage.editor.click(card.response, label="Retry")
    before = (await picture(first)).tobytes()
    clock.advance(hours=6)
    source.tell(REF, reading(REF, 9_000))
    second = await stage.editor.slash(stage.channel, "post refresh", post="#1")

    assert shown(first) == shown(second) == ["history.png"], "one picture, which takes the place of the other"
    assert (await picture(second)).tobytes() != before
    assert said(second).startswith("The numbers are fresh.")


async def test_a_fault_of_the_picture_costs_the_picture_alone(
    stage: Stage, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    await hand_in(stage, source)
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Post, 1)).status = PostStatus.FINALIZED
        await session.execute(text("DROP TABLE audit_entries"))  # which only the history asks

    done = await stage.editor.slash(stage.channel, "post show", post="#1")

    assert "Views: 1,234" in (fields(done)["Numbers"] or "")
    assert shown(done) == []
    reference = said(done).split("`")[1]
    assert said(done).startswith("The chart could not be drawn; everything else on this card is complete.")
    assert f"reference {reference}: no chart of post 1" in caplog.text
    assert "no such table" in caplog.text


async def test_what_the_reply_holds_already_stays(stage: Stage, source: FakeSource, summer: Caller) -> None:
    await hand_in(stage, source)
    card = views.post(POST)
    notes: Any = discord.File(io.BytesIO(b"notes"), "notes.md")
    reply = Reply("hello", [*card.embeds, discord.Embed(title="second")], card.view, [notes])

    done = await post_chart.added(stage.bot.app, summer, reply, 1)

    assert (done.content, done.view, [file.filename for file in done.files]) == (
        "hello",
        card.view,
        ["notes.md", "history.png"],
    )
    assert [shown.image.url for shown in done.embeds] == ["attachment://history.png", None]
    assert reply.embeds[0].image.url is None, "what was given is left as it was"


async def test_no_picture_of_another_servers_post(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    stranger = Caller(ADMIN.guild_id + 1, ADMIN.discord_id, ADMIN.role)

    done = await post_chart.added(stage.bot.app, stranger, views.post(POST), 1)

    assert list(done.files) == []
    assert "could not be drawn" in done.content
