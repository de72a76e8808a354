"""What tests of the buttons under a post's card do again and again."""

import simcord

from core.domain.access import Caller
from core.services import posts
from core.services.shown import PostCard
from tests.cogs.conftest import Stage, said


async def shown(stage: Stage) -> simcord.ResponseMessage:
    """The card as an editor calls it up."""
    done = await stage.editor.slash(stage.channel, "post show", post="#1")
    assert done.response is not None
    return done.response


async def press(
    stage: Stage, card: simcord.ResponseMessage, label: str, **typed: str
) -> simcord.InteractionResult:
    form = await stage.editor.click(card, label=label)
    assert form.modal is not None, said(form)
    assert not form.deferred
    return await stage.editor.submit_modal(form, typed)


def numbers_of(message: simcord.ResponseMessage) -> dict[str | None, str | None]:
    return {field.name: field.value for field in message.embeds[0].fields}


async def now(stage: Stage, by: Caller) -> PostCard:
    return await posts.show(stage.bot.app, by, "#1")
