"""The inbox in Discord: what a screen shows, and what comes of choosing, pressing and taking back."""

from decimal import Decimal

import pytest
import simcord

from core.domain.access import Caller
from core.domain.terms import Platform
from core.domain.tracking import Review
from core.services import campaigns, creators, decisions, posts, reviews
from db.models import Post, Server
from tests.cogs.conftest import Bot, Stage, said
from tests.cogs.waiting import COLLEAGUE, EXCLUDED, FOREIGN, INCLUDED, PENDING, copied, fill, tracked
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


async def opened(stage: Stage, **options: str) -> simcord.ResponseMessage:
    done = await stage.editor.slash(stage.channel, "inbox", **options)
    assert done.response is not None
    assert done.response.ephemeral
    return done.response


def menus(message: simcord.ResponseMessage) -> dict[str, list[str]]:
    """The menus of a message by id, each with what it offers."""
    found = [item for row in message.components for item in row["components"] if "options" in item]
    return {item["custom_id"]: [option["value"] for option in item["options"]] for item in found}


def pressable(message: simcord.ResponseMessage) -> list[str]:
    rows = [row for row in message.components if "options" not in row["components"][0]]
    return [item["label"] for row in rows for item in row["components"] if not item.get("disabled")]


async def test_a_screen_says_what_waits_and_what_it_would_come_to(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    await fill(
        stage.bot.app, summer, source, 2, caption="*hi* @everyone", thumbnail_url="https://cdn.example/t.jpg"
    )
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Post, 1)).cap_views = 1_000_000
        (await session.get_one(Post, 1)).cpm = Decimal("0.50")

    message = await opened(stage)

    assert message.content == "**2 posts** wait for review, newest first."
    newest, oldest = message.embeds
    assert newest.title == "#2 · @anna on TikTok"
    assert newest.thumbnail.url == "https://cdn.example/t.jpg"
    assert newest.footer.text == "Summer Launch"
    lines = (oldest.description or "").split("\n")
    assert lines[0] == "**5,000 views** · 10 likes · 2 comments · 1 share"
    assert lines[1].startswith("from `fake` <t:")
    assert lines[2].startswith("Published <t:")
    assert lines[3] == "If approved: ~2.50 USD so far"
    assert lines[5] == "\\*hi\\* @\u200beveryone"
    assert "If approved: terms are not set" in (newest.description or "")
    assert menus(message) == {
        "vl:inbox:include:0:0:1": ["#2", "#1"],
        "vl:inbox:exclude:0:0:1": ["#2", "#1"],
    }
    assert pressable(message) == []


async def test_an_empty_inbox_says_so(stage: Stage, summer: Caller) -> None:
    message = await opened(stage, campaign="Summer Launch")

    assert message.content.startswith("Nothing waits for review here.")
    assert (message.embeds, message.components) == ([], [])


async def test_twenty_five_fit_a_screen_and_the_rest_is_a_page_away_after_a_restart(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    await fill(stage.bot.app, summer, source, 27)
    message = await opened(stage, campaign="Summer Launch")
    assert message.content.endswith("newest first. Page 1 of 2.")
    assert [one.title for one in message.embeds][8:] == ["#19 · @anna on TikTok", "16 more"]
    assert (message.embeds[9].description or "").count("\n") == 15
    assert menus(message)["vl:inbox:include:1:0:1"] == [f"#{number}" for number in range(27, 2, -1)]
    assert pressable(message) == ["Next"]
    await stage.env.restart_bot(Bot(stage.bot.app))

    await stage.editor.click(message, label="Next")

    assert message.content.endswith("Page 2 of 2.")
    assert menus(message)["vl:inbox:include:1:0:2"] == ["#2", "#1"]
    assert pressable(message) == ["Previous"]


async def test_many_are_approved_and_taken_back_after_a_restart(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 3)
    message = await opened(stage)
    await stage.env.restart_bot(Bot(app))

    await stage.editor.select(message, ["#1", "#3"], custom_id="vl:inbox:include:0:0:1")

    assert await tracked(app, 3) == [INCLUDED, PENDING, INCLUDED]
    assert message.content == "**Approved:** `#1`, `#3`.\n**1 post** waits for review, newest first."
    assert menus(message)["vl:inbox:exclude:0:0:1"] == ["#2"]
    assert pressable(message) == ["Undo"]
    await stage.env.restart_bot(Bot(app))
    await stage.editor.click(message, label="Undo")
    assert await tracked(app, 3) == [PENDING] * 3
    assert message.content.startswith("**Put back:** `#1`, `#3`.\n**3 posts** wait")
    assert pressable(message) == []


async def test_the_last_one_leaves_undo_behind(stage: Stage, summer: Caller, source: FakeSource) -> None:
    await fill(stage.bot.app, summer, source, 1)
    message = await opened(stage)

    await stage.editor.select(message, ["#1"], custom_id="vl:inbox:exclude:0:0:1")

    assert message.content.startswith("**Excluded:** `#1`.\nNothing waits for review here.")
    assert (menus(message), pressable(message)) == ({}, ["Undo"])


async def test_the_second_of_two_people_is_told_who_was_first(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 2)
    old = await opened(stage)
    await reviews.review_all(app, COLLEAGUE, Review.EXCLUDE, ["#1"])

    await stage.editor.select(old, ["#1", "#2"], custom_id="vl:inbox:include:0:0:1")

    done, told, *_ = old.content.split("\n")
    assert done == "**Approved:** `#2`."
    assert told.startswith(f"`#1` is excluded already, decided by <@{COLLEAGUE.discord_id}> <t:")
    assert await tracked(app, 2) == [EXCLUDED, INCLUDED]


async def test_money_is_told_before_it_is_frozen_and_undo_after_that_says_why_not(
    stage: Stage, summer: Caller, source: FakeSource, clock: FixedClock
) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 1, window_ends_at=NOON)
    async with app.sessions.begin() as session:
        post = await session.get_one(Post, 1)
        post.cpm, post.cap_views = Decimal("0.50"), 1_000
    message = await opened(stage)
    assert "If approved: **0.50 USD** at once, on 5,000 views" in (message.embeds[0].description or "")

    await stage.editor.select(message, ["#1"], custom_id="vl:inbox:include:0:0:1")
    assert "In a moment 1 post will be finalized for **0.50 USD**; until then Undo works." in message.content
    await decisions.decide_due(app)
    await stage.editor.click(message, label="Undo")

    assert message.content.startswith("`#1` is “Finalized”, so whether it counts")
    assert (await posts.show(app, summer, "#1")).earned_minor == 50


async def test_a_forged_post_of_another_server_is_refused(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 1)
    await campaigns.create(app, FOREIGN, name="Theirs")
    async with app.sessions.begin() as session:
        mine = await session.get_one(Post, 1)
        session.add(copied(mine, campaign_id=2))
    message = await opened(stage)
    forged = ["#2", "2", "#99999999999999999999", "<@1>"]
    stored = stage.env.backend.get_message(stage.channel.id, message.id)
    menu = stored.components[0]["components"][0]
    menu["options"] += [{"label": value, "value": value} for value in forged]
    menu["max_values"] = 5

    await stage.editor.select(message, forged, custom_id="vl:inbox:include:0:0:1")

    assert message.content.count("No post of this server matches") == 4
    assert await tracked(app, 2) == [PENDING, PENDING]


async def test_a_screen_of_another_server_shows_nothing_of_it(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    app = stage.bot.app
    await campaigns.create(app, FOREIGN, name="Theirs")
    await fill(app, summer, source, 27)
    message = await opened(stage)
    stored = stage.env.backend.get_message(stage.channel.id, message.id)
    stored.components[-1]["components"][1]["custom_id"] = "vl:inbox:page:2:0:1"

    done = await stage.editor.click(message, label="Next")

    assert said(done).startswith("There is no campaign")


async def test_a_role_that_is_gone_opens_and_decides_nothing(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 27)
    message = await opened(stage)
    async with app.sessions.begin() as session:
        chosen = await session.get_one(Server, HOME)
        chosen.editor_role_id = None

    done = [
        await stage.editor.select(message, ["#27"], custom_id="vl:inbox:include:0:0:1"),
        await stage.editor.click(message, label="Next"),
        await stage.editor.slash(stage.channel, "inbox"),
    ]

    for each in done:
        assert said(each).startswith("This is for editors")
    assert PENDING in await tracked(app, 1)


async def test_another_person_undoes_nothing(stage: Stage, summer: Caller, source: FakeSource) -> None:
    app = stage.bot.app
    await fill(app, summer, source, 1)
    message = await opened(stage)
    await stage.editor.select(message, ["#1"], custom_id="vl:inbox:include:0:0:1")
    stage.env.backend.get_message(stage.channel.id, message.id).flags = 0  # as if all could see it

    done = await stage.admin.click(message, label="Undo")

    assert done.followups[0].content.startswith("This question was put to somebody else.")
    assert await tracked(app, 1) == [INCLUDED]


async def test_the_screen_is_narrowed_to_a_creator_and_stays_so(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    app = stage.bot.app
    await creators.add(app, summer, handle="ben", platform=Platform.TIKTOK)
    await fill(app, summer, source, 3)
    async with app.sessions.begin() as session:
        (await session.get_one(Post, 2)).creator_id = 2
    message = await opened(stage)
    assert menus(message)["vl:inbox:of:0:0:1"] == ["0", "1", "2"]

    await stage.editor.select(message, ["2"], custom_id="vl:inbox:of:0:0:1")
    assert message.content == "**1 post** of one creator waits for review, newest first."
    assert [one.title for one in message.embeds] == ["#2 · @ben on TikTok"]
    await stage.editor.select(message, ["#2"], custom_id="vl:inbox:include:0:2:1")
    assert message.content.endswith("Nothing of this creator waits for review.")
    await stage.editor.select(message, ["0"], custom_id="vl:inbox:of:0:2:1")

    assert message.content == "**2 posts** wait for review, newest first."
