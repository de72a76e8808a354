"""The first campaign from `/setup`: made as by the command, and a mistake costs no typing."""

from decimal import Decimal
from typing import Any

import pytest
import simcord
from sqlalchemy import func, select

from core.domain.access import Caller, Role
from core.services import campaigns, servers
from db.models import Campaign
from tests.cogs.conftest import Bot, Stage, buttons, said
from tests.conftest import HOME

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord

TYPED = {
    "name": "Summer *x*",
    "cpm": "0,50",
    "minimum_views": "2 000",
    "currency": "eur",
    "window_days": "10",
}


async def opened(stage: Stage) -> simcord.InteractionResult:
    """The empty form."""
    done = await stage.admin.slash(stage.channel, "setup")
    assert done.response is not None
    form = await stage.admin.click(done.response, label="Create first campaign")
    assert form.modal is not None
    return form


def held(form: simcord.InteractionResult) -> dict[str, Any]:
    """What the inputs of a form hold."""
    assert form.modal is not None
    inputs = [label["component"] for label in form.modal["components"]]
    return {each["custom_id"]: each["value"] for each in inputs if each.get("value")}


async def made(stage: Stage) -> int:
    async with stage.bot.app.reads() as session:
        return await session.scalar(select(func.count()).select_from(Campaign)) or 0


async def test_the_form_makes_a_campaign_and_the_screen_shows_it_done(stage: Stage) -> None:
    form = await opened(stage)
    done = await stage.admin.submit_modal(form, TYPED | {"cpm": "0.50"})

    card = await campaigns.show(stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN), None)
    assert (card.name, card.currency, card.minimum_views, card.window_days) == ("Summer *x*", "EUR", 2000, 10)
    assert card.cpm == Decimal("0.5")
    assert held(form) == {}
    assert done.response is not None
    assert "✅ First campaign" in [field.name for field in done.response.embeds[0].fields]
    assert buttons(done.response) == ["Weekly digest"]
    (told,) = done.followups
    assert told.embeds[0].title == r"Summer \*x\*"
    assert "`/campaign edit cap:` sets it" in told.content


async def test_only_a_name_is_needed(stage: Stage) -> None:
    done = await stage.admin.submit_modal(await opened(stage), {"name": "Summer"})

    card = await campaigns.show(stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN), None)
    assert (card.currency, card.minimum_views, card.window_days, card.cpm) == ("USD", 1000, 7, None)
    assert done.followups[0].content == ""


async def test_after_a_mistake_the_form_comes_back_as_it_was_typed_after_a_restart_too(stage: Stage) -> None:
    refused = await stage.admin.submit_modal(await opened(stage), TYPED)
    assert refused.followups[0].content.startswith("“0,50” has a comma")
    assert await made(stage) == 0
    await stage.env.restart_bot(Bot(stage.bot.app))

    again = await stage.admin.click(refused.followups[1], label="Correct it")
    assert held(again) == TYPED
    done = await stage.admin.submit_modal(again, TYPED | {"cpm": "0.50"})

    assert await made(stage) == 1
    assert done.response is not None
    assert done.response.embeds[0].title == "Setup"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"minimum_views": "many"}, "`minimum_views` is “many”, which is not a whole number."),
        ({"window_days": "91"}, "`window_days` is 91. Choose a number from 1 to 90."),
        ({"currency": "€"}, "“€” is not a currency code."),
        ({"name": " \t "}, "`name` is empty."),
    ],
)
async def test_each_mistake_has_its_sentence(stage: Stage, wrong: dict[str, str], sentence: str) -> None:
    done = await stage.admin.submit_modal(await opened(stage), TYPED | {"cpm": "0.50"} | wrong)

    assert done.followups[0].content.startswith(sentence)
    assert done.followups[1].content.startswith("What you typed is kept")
    assert await made(stage) == 0


async def test_a_name_that_is_taken_is_refused_like_by_the_command(stage: Stage) -> None:
    form = await opened(stage)
    await stage.admin.slash(stage.channel, "campaign create", name="Summer")

    done = await stage.admin.submit_modal(form, {"name": "summer"})
    command = await stage.admin.slash(stage.channel, "campaign create", name="summer")

    assert done.followups[0].content == said(command)
    assert await made(stage) == 1


async def test_form_and_buttons_are_for_admins_and_a_draft_for_its_writer(stage: Stage) -> None:
    app, by = stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN)
    leads = stage.guild.create_role("leads")
    await servers.choose_role(app, by, Role.ADMIN, leads.id)
    boss = stage.guild.add_member(stage.env.create_user("boss"), roles=[leads])
    screen = (await boss.slash(stage.channel, "setup")).response
    assert screen is not None
    form = await boss.click(screen, label="Create first campaign")
    refused = await stage.admin.submit_modal(await opened(stage), TYPED)
    await servers.choose_role(app, by, Role.ADMIN, None)

    late = await boss.submit_modal(form, TYPED)
    pressed = await boss.click(screen, label="Create first campaign")

    assert [said(late), said(pressed)] == [said(pressed)] * 2
    assert said(late).startswith("This is for admins")
    assert len(late.followups) == 1
    assert refused.followups[1].components
    assert await made(stage) == 0
