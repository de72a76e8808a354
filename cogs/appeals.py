"""Appeals: the member's button and form, and the team's screen, buttons and message."""

import logging
import re
from typing import Any, Self

import discord
from discord import ui

from cogs import (
    appeal_messages,
    render_appeals,
    render_notes,
    render_post_plans,
    render_posts,
    words,
    words_appeals,
)
from cogs.checks import app_of, caller, require
from cogs.dismissing import Dismiss
from cogs.errors import NOBODY, LastingView, OpensForm, Reply, SafeItem, SafeModal, answer, replace
from cogs.say import many, of_server, say, speaking
from core.domain.access import Caller, Role
from core.domain.appeals import TEXT_LEAST, TEXT_MOST, AppealVerdict, Offered
from core.domain.errors import AppealFileError
from core.services import appeals, confirmations, verdicts
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from core.services.shown_appeals import AppealCard, Appealed

log = logging.getLogger(__name__)

STYLES = {
    AppealVerdict.ACCEPTED: discord.ButtonStyle.success,
    AppealVerdict.DENIED: discord.ButtonStyle.danger,
}
DECIDE = rf"vl:appeal:(?P<verdict>{'|'.join(AppealVerdict)}):(?P<appeal>[0-9]{{1,18}})"
CONFIRM = r"vl:appeal:yes:(?P<prompt>[0-9]{1,18}):(?P<appeal>[0-9]{1,18})"


class AppealForm(SafeModal):
    """Asks the member why the rejection is wrong, and for a file."""

    def __init__(self, post_id: int) -> None:
        super().__init__(title=say(words_appeals.TITLE))
        self.post_id = post_id
        self.text: ui.TextInput[ui.View] = ui.TextInput(
            custom_id="text",
            style=discord.TextStyle.paragraph,
            min_length=TEXT_LEAST,
            max_length=TEXT_MOST,
        )
        self.file: ui.FileUpload[ui.View] = ui.FileUpload(
            custom_id="file", required=False, min_values=0, max_values=1
        )
        meaning, file = say(words_appeals.TEXT_MEANING), say(words_appeals.FILE_MEANING)
        self.add_item(ui.Label(text=say(words_appeals.TEXT), description=meaning, component=self.text))
        self.add_item(ui.Label(text=say(words_appeals.FILE), description=file, component=self.file))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer()
        by, app = await require(interaction, Role.CREATOR), app_of(interaction)
        sent = next(iter(self.file.values), None)
        offered = None if sent is None else Offered(sent.filename, sent.content_type, sent.size)
        await appeals.check(app, by, self.post_id, offered)
        file = None if sent is None else await _read(sent)
        made = await appeals.make(app, by, self.post_id, self.text.value, offered)
        is_kept = await publish(interaction.client, app, made, file)
        told = render_appeals.made(self.post_id, has_file=file is not None, is_kept=is_kept)
        await answer(interaction, Reply(embeds=[told]))


class AppealButton(
    OpensForm, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:appeal:new:(?P<post>[0-9]{1,18})"
):
    """Opens the form, for the member whose post it is."""

    def __init__(self, post_id: int) -> None:
        super().__init__(ui.Button(label=say(words_appeals.APPEAL), custom_id=f"vl:appeal:new:{post_id}"))
        self.post_id = post_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["post"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.CREATOR)
        await appeals.check(app_of(interaction), by, self.post_id)
        await interaction.response.send_modal(AppealForm(self.post_id))


class ReasonForm(SafeModal):
    """Asks why an appeal is accepted or denied, and decides about it or asks once more."""

    def __init__(self, verdict: AppealVerdict, appeal_id: int) -> None:
        super().__init__(title=say(words_appeals.FORM[verdict]))
        self.verdict, self.appeal_id = verdict, appeal_id
        self.reason: ui.TextInput[ui.View] = ui.TextInput(
            custom_id="reason", style=discord.TextStyle.paragraph, max_length=verdicts.REASON_LIMIT
        )
        self.add_item(ui.Label(text=say(words_appeals.REASON), component=self.reason))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer()
        by, app = await require(interaction, Role.EDITOR), app_of(interaction)
        if self.verdict is AppealVerdict.DENIED:
            card = await appeals.deny(app, by, self.appeal_id, self.reason.value)
            reply = Reply(embeds=[render_appeals.card(card)])
        else:
            reply = accepted(self.appeal_id, await appeals.accept(app, by, self.appeal_id, self.reason.value))
        await answer(interaction, reply)
        await renew(interaction, by, self.appeal_id)


class DecideButton(OpensForm, ui.DynamicItem[ui.Button[ui.View]], template=DECIDE):
    """Opens the form about an appeal, for those who may decide about it."""

    def __init__(self, verdict: AppealVerdict, appeal_id: int) -> None:
        custom_id = f"vl:appeal:{verdict}:{appeal_id}"
        label, style = say(words_appeals.DECIDE[verdict]), STYLES[verdict]
        super().__init__(ui.Button(label=label, style=style, custom_id=custom_id))
        self.verdict, self.appeal_id = verdict, appeal_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(AppealVerdict(match["verdict"]), int(match["appeal"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        await appeals.to_decide(app_of(interaction), by, self.appeal_id)
        await interaction.response.send_modal(ReasonForm(self.verdict, self.appeal_id))


class ConfirmAccept(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=CONFIRM):
    """Accepts an appeal as it was shown."""

    def __init__(self, prompt_id: int, appeal_id: int) -> None:
        style, custom_id = discord.ButtonStyle.danger, f"vl:appeal:yes:{prompt_id}:{appeal_id}"
        super().__init__(ui.Button(label=say(words.CONFIRM), style=style, custom_id=custom_id))
        self.prompt_id, self.appeal_id = prompt_id, appeal_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["prompt"]), int(match["appeal"]))

    async def press(self, interaction: discord.Interaction) -> None:
        app, by = app_of(interaction), await caller(interaction)
        done = await confirmations.confirm(app, by, self.prompt_id)
        assert isinstance(done, PostChanged)
        await replace(interaction, accepted(self.appeal_id, done))
        await renew(interaction, by, self.appeal_id)


class OpenAppeals(
    SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:appeals:(?P<page>[0-9]{1,9})(?P<turn>t?)"
):
    """Shows open appeals: an answer of its own, or in the place of the screen it turns."""

    def __init__(self, page: int, label: str, *, turns: bool = False, disabled: bool = False) -> None:
        custom_id = f"vl:appeals:{page}{'t' * turns}"
        super().__init__(ui.Button(label=label, custom_id=custom_id, disabled=disabled))
        self.page, self.turns = page, turns

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["page"]), say(words_appeals.APPEALS), turns=bool(match["turn"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        reply = await screen(app_of(interaction), by, self.page)
        await (replace if self.turns else answer)(interaction, reply)


DYNAMIC_ITEMS = (AppealButton, DecideButton, ConfirmAccept, OpenAppeals)


async def screen(app: App, by: Caller, page: int = 1) -> Reply:
    """Return the open appeal on a screen, the oldest on the first, with what can be done about it."""
    found = await appeals.screen(app, by, page)
    if not found.items:
        return Reply(say(words_appeals.NOTHING_OPEN))
    view = _decide(found.items[0])
    if found.pages > 1:
        view.add_item(_turn(found.number - 1, say(words.PREVIOUS), found.pages))
        view.add_item(_turn(found.number + 1, say(words.NEXT), found.pages))
    said = many(
        found.total,
        "**{count} appeal** open, the oldest first.",
        "**{count} appeals** open, the oldest first.",
    )
    return Reply(said, [render_appeals.card(each) for each in found.items], view)


def accepted(appeal_id: int, result: PostChanged | PostPlan) -> Reply:
    """Return what accepting an appeal did, or the question whether to."""
    if isinstance(result, PostChanged):
        files = render_notes.files(result.card.notes)
        return Reply(embeds=[render_posts.changed(result)], files=files)
    view = LastingView()
    view.add_item(ConfirmAccept(result.prompt_id, appeal_id))
    view.add_item(Dismiss(result.prompt_id))
    return Reply(embeds=[render_post_plans.plan(result)], view=view)


async def publish(client: discord.Client, app: App, made: Appealed, file: discord.File | None) -> bool:
    """Tell the team of an appeal, with its file; return whether that worked.

    Without it the appeal is in the inbox and on the board all the same.
    """
    if made.channel_id is None:
        return False
    try:
        channel = client.get_partial_messageable(made.channel_id, guild_id=made.guild_id)
        parts: dict[str, Any] = {} if file is None else {"file": file}
        with speaking(of_server(client, made.guild_id)):
            parts |= {"embed": render_appeals.card(made.card), "view": _decide(made.card)}
        sent = await channel.send(allowed_mentions=NOBODY, **parts)
    except Exception:
        log.exception("The message about appeal %s could not be sent", made.card.id)
        return False
    name = None if file is None else file.filename
    await appeals.published(app, made.card.id, made.channel_id, sent.id, name)
    return True


async def renew(interaction: discord.Interaction, by: Caller, appeal_id: int) -> None:
    """Have the team's message say how an appeal ended; while it is open, nothing changes."""
    app = app_of(interaction)
    card = await appeals.show(app, by, appeal_id)
    if card.ended is None or card.place is None:
        return
    try:
        await appeal_messages.put(interaction.client, app, card, card.place)
    except Exception:
        log.exception("The message about appeal %s could not be edited; it is tried again", appeal_id)


async def _read(sent: discord.Attachment) -> discord.File:
    """Return the file as it can be sent on."""
    try:
        return await sent.to_file()
    except Exception as error:
        log.warning("A file of an appeal could not be read", exc_info=True)
        raise AppealFileError("unread") from error


def _decide(card: AppealCard) -> LastingView:
    view = LastingView()
    for verdict in AppealVerdict:
        view.add_item(DecideButton(verdict, card.id))
    return view


def _turn(page: int, label: str, pages: int) -> OpenAppeals:
    return OpenAppeals(max(0, page), label, turns=True, disabled=not 1 <= page <= pages)
