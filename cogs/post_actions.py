"""The buttons under a post's card, and the forms they open."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

import discord
from discord import ui

from cogs import post_chart, words, words_actions
from cogs.actions import NEEDS, Action, role_for, why_not
from cogs.checks import app_of, require
from cogs.errors import OpensForm, Reply, SafeModal, answer, replace
from cogs.notes import NoteForm
from cogs.post_forms import fields
from cogs.say import say
from core.domain.access import Caller, Role
from core.domain.whole_numbers import parse_whole
from core.services import adjustments, holds, notes, posts, verdicts
from core.services.app import App
from core.services.shown import PostCard, PostChanged, PostPlan
from core.services.shown_ledger import AdjustPlan
from core.services.shown_notes import Note

Result = PostChanged | PostPlan | AdjustPlan
Show = Callable[[Result], Reply]
Typed = Mapping[str, str]

TEMPLATE = rf"vl:act:(?P<action>{'|'.join(Action)}):(?P<post>[0-9]{{1,18}})"
STYLES = {Action.FINALIZE: discord.ButtonStyle.success, Action.REJECT: discord.ButtonStyle.danger}


async def _set_cpm(app: App, by: Caller, post: str, typed: Typed) -> Result:
    cap = parse_whole("cap", typed["cap"]) if typed["cap"] else None
    return await verdicts.set_cpm(app, by, post, typed["cpm"] or None, cap, typed.get("tier") or None)


async def _set_views(app: App, by: Caller, post: str, typed: Typed) -> Result:
    return await verdicts.set_views(app, by, post, parse_whole("views", typed["views"]), typed["note"])


async def _finalize(app: App, by: Caller, post: str, typed: Typed) -> Result:
    return await verdicts.plan_finalize(app, by, post, typed["reason"])


async def _reject(app: App, by: Caller, post: str, typed: Typed) -> Result:
    return await verdicts.plan_reject(app, by, post, typed["reason"])


async def _unreject(app: App, by: Caller, post: str, typed: Typed) -> Result:
    return await verdicts.unreject(app, by, post, typed["reason"] or None)


async def _hold(app: App, by: Caller, post: str, typed: Typed) -> Result:
    return await holds.hold(app, by, post, typed["reason"])


async def _adjust(app: App, by: Caller, post: str, typed: Typed) -> Result:
    return await adjustments.plan_adjust(app, by, post, typed["amount"], typed["reason"])


DEEDS: Mapping[Action, Callable[[App, Caller, str, Typed], Awaitable[Result]]] = {
    Action.SET_CPM: _set_cpm,
    Action.SET_VIEWS: _set_views,
    Action.FINALIZE: _finalize,
    Action.REJECT: _reject,
    Action.UNREJECT: _unreject,
    Action.HOLD: _hold,
    Action.ADJUST: _adjust,
}
"""What the forms do. A release has none: there is nothing to ask."""


async def renewed(app: App, by: Caller, done: PostChanged, show: Show) -> Reply:
    """Return what takes the place of a card after an action: the card as it is then, with its picture."""
    return await post_chart.added(app, by, show(done), done.card.id)


class ActionForm(SafeModal):
    """Asks for what an action needs, and does it."""

    def __init__(self, action: Action, card: PostCard, show: Show) -> None:
        super().__init__(title=words_actions.form_title(words_actions.ACTIONS[action], card.id))
        self.action, self.post, self.show = action, f"#{card.id}", show
        self.inputs = {field.name: (field.label, field.input()) for field in fields(action, card)}
        for label, component in self.inputs.values():
            self.add_item(ui.Label(text=say(label), component=component))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer()
        by, app = await require(interaction, NEEDS.get(self.action, Role.EDITOR)), app_of(interaction)
        typed = {name: component.value.strip() for name, (_, component) in self.inputs.items()}
        result = await DEEDS[self.action](app, by, self.post, typed)
        if isinstance(result, PostChanged):
            await replace(interaction, await renewed(app, by, result, self.show))
        else:
            await answer(interaction, self.show(result))  # the card stays, should nothing come of it


class ActionButton(OpensForm, ui.DynamicItem[ui.Button[ui.View]], template=TEMPLATE):
    """Opens the form of an action on a post; what comes of it is shown by whoever knows the card."""

    def __init__(self, action: Action, post_id: int) -> None:
        style = STYLES.get(action, discord.ButtonStyle.secondary)
        custom_id = f"vl:act:{action}:{post_id}"
        super().__init__(
            ui.Button(label=say(words_actions.ACTIONS[action]), style=style, custom_id=custom_id)
        )
        self.action, self.post_id = action, post_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(Action(match["action"]), int(match["post"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by, app = await require(interaction, Role.EDITOR), app_of(interaction)
        card = await posts.show(app, by, f"#{self.post_id}")
        refused = why_not(self.action, card)
        if refused is not None:
            raise refused
        await require(interaction, role_for(self.action, card, app.clock()))
        if self.action is Action.RELEASE:
            await interaction.response.defer()
            done = await holds.release(app, by, f"#{card.id}")
            await replace(interaction, await renewed(app, by, done, self.show))
        else:
            await interaction.response.send_modal(await self._form(app, by, card))

    async def _form(self, app: App, by: Caller, card: PostCard) -> SafeModal:
        if self.action is not Action.NOTE:
            return ActionForm(self.action, card, self.show)
        note = await notes.of_post(app, by, f"#{card.id}")
        return NoteForm(words_actions.form_title(words.NOTE, card.id), note, self._save_note)

    async def _save_note(self, app: App, by: Caller, note: Note, text: str) -> Reply:
        return await renewed(app, by, await notes.write_post(app, by, note, text), self.show)

    @staticmethod
    def show(result: Result) -> Reply:
        """Return a result as the command shows it."""
        raise NotImplementedError
