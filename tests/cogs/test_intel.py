"""Competitors' posts in Discord: the form, the list, the comparison with its picture."""

from datetime import timedelta

import pytest
import simcord

from core.domain.access import Caller
from core.domain.errors import PostGoneError
from core.domain.terms import Platform
from core.services import intel, refresh
from db.models import Server
from tests.cogs.conftest import Bot, Stage, buttons, embed, hand_in, said
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]
BOB = tiktok(NOON - timedelta(hours=2), 1, "bob")


async def filled(stage: Stage, text: str) -> simcord.InteractionResult:
    form = await stage.editor.slash(stage.channel, "intel track")
    return await stage.editor.submit_modal(form, {"links": text, "more": ""})


async def test_the_form_follows_many_links_row_by_row(stage: Stage, source: FakeSource) -> None:
    mine = tiktok(NOON, 5, "anna")
    source.tell(BOB, reading(BOB, 500, handle="bob", user_id="7"))
    source.tell(mine, reading(mine, 500))

    done = await filled(stage, f"{BOB.url}\n{mine.url}\nhello\n{BOB.url}")

    lines = (embed(done).description or "").split("\n")
    assert embed(done).title == "1 of 3 links added"
    assert "**added**: `#1` @bob in Summer Launch, 500 views" in lines[0]
    assert "**a creator's own (@anna)**: @anna on TikTok is a creator of “Summer Launch”" in lines[1]
    assert "**not a post link**" in lines[2]


async def test_views_nobody_could_read_are_unknown_and_never_zero(stage: Stage, source: FakeSource) -> None:
    source.tell(BOB, PostGoneError("404"))

    done = await filled(stage, BOB.url)

    assert "views unknown (the platform does not find the post" in (embed(done).description or "")


async def test_handing_in_a_competitors_post_is_answered_clearly(stage: Stage, source: FakeSource) -> None:
    source.tell(BOB, reading(BOB, 500, handle="bob", user_id="7"))
    await filled(stage, BOB.url)

    done = await stage.anna.slash(stage.channel, "submit-post", url=BOB.url)

    text = embed(done).description or ""
    assert "**unknown creator (@bob)**" in text
    assert "Active" not in text


async def test_the_list_turns_its_pages_after_a_restart(stage: Stage, source: FakeSource) -> None:
    refs = [tiktok(NOON - timedelta(hours=serial), serial, "bob") for serial in range(1, 13)]
    for ref in refs:
        source.tell(ref, reading(ref, 500, handle="bob", user_id="7"))
    await filled(stage, "\n".join(ref.url for ref in refs))
    first = await stage.editor.slash(stage.channel, "intel list", campaign="summer launch")
    assert first.response is not None
    assert buttons(first.response) == ["Next"]
    assert "**@bob** on TikTok, by link, Summer Launch" in (embed(first).description or "")
    assert "500 views · engagement 2.60 % · published <t:" in (embed(first).description or "")
    assert "· from `fake` (`play_count`) <t:" in (embed(first).description or "")
    await stage.env.restart_bot(Bot(stage.bot.app))

    second = await stage.editor.click(first.response, label="Next")

    assert embed(second).footer.text == "Page 2 of 2 · 12 in all"


async def test_nothing_tracked_says_what_to_do(stage: Stage) -> None:
    shown = await stage.editor.slash(stage.channel, "intel show")
    listed = await stage.editor.slash(stage.channel, "intel list")

    for done in (shown, listed):
        assert "`/intel track` follows competitors' posts by link" in (embed(done).description or "")
    assert shown.response is not None
    assert not shown.response.attachments


async def test_the_comparison_has_numbers_and_a_picture(
    stage: Stage, source: FakeSource, clock: FixedClock
) -> None:
    await hand_in(stage, source)
    source.tell(BOB, reading(BOB, 500, handle="bob", user_id="7"))
    await filled(stage, BOB.url)
    clock.advance(hours=22)
    source.tell(BOB, reading(BOB, 800, handle="bob", user_id="7"))
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)

    done = await stage.editor.slash(stage.channel, "intel show", campaign="Summer Launch", days=1)

    shown = embed(done)
    assert "**Own posts** · 1 post\nmedian 1,234" in (shown.description or "")
    assert "after 1 day **800** (1 of 1)" in (shown.description or "")
    assert shown.footer.text is not None
    assert "2 of 2 posts have a reading within 12 hours" in shown.footer.text
    assert done.response is not None
    assert [each.filename for each in done.response.attachments] == ["comparison.png"]


async def test_an_editor_who_lost_the_role_cannot_send_the_form(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    form = await stage.editor.slash(stage.channel, "intel track")
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).editor_role_id = None

    done = await stage.editor.submit_modal(form, {"links": BOB.url, "more": ""})

    assert said(done).startswith("This is for editors")
    assert (await intel.listing(stage.bot.app, summer)).total == 0
