"""The buttons under a post's card, and the forms they open."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

import discord
from discord import ui

from cogs import post_chart, words
from cogs.checks import app_of, require
from cogs.errors import OpensForm, Reply, SafeModal, answer, replace
from cogs.notes import NoteForm
from core.domain.access import Caller, Role
from core.domain.deals import TIER_NAME_LIMIT
from core.domain.errors import (
    NoReadingError,
    NotCountingError,
    PostStatusError,
    ReferencePostError,
    TermsMissingError,
    UserError,
    ViewsPublicError,
)
from core.domain.lifecycle import OPEN, UNDECIDED
from core.domain.money import format_cpm
from core.domain.terms import Outcome, PostStatus
from core.domain.tracking import counts
from core.domain.whole_numbers import parse_whole
from core.services import notes, posts, verdicts
from core.services.app import App
from core.services.shown import PostCard, PostChanged, PostPlan
from core.services.shown_notes import Note

Result = PostChanged | PostPlan
Show = Callable[[Result], Reply]
Typed = Mapping[str, str]

SHORT = 30
"""Characters of the longest number."""
LINE = 50
"""Characters of the longest input of one line: a tier's name."""
PLACEHOLDER_LIMIT = 100


class Action(StrEnum):
    """What a button does; named as the command that does the same."""

    SET_CPM = "set-cpm"
    SET_VIEWS = "set-views"
    FINALIZE = "finalize"
    REJECT = "reject"
    UNREJECT = "unreject"
    NOTE = "note"


TEMPLATE = rf"vl:act:(?P<action>{'|'.join(Action)}):(?P<post>[0-9]{{1,18}})"
STATUSES = {
    Action.SET_CPM: OPEN,
    Action.SET_VIEWS: UNDECIDED,
    Action.FINALIZE: UNDECIDED,
    Action.REJECT: OPEN,
    Action.UNREJECT: frozenset({PostStatus.REJECTED}),
}
STYLES = {Action.FINALIZE: discord.ButtonStyle.success, Action.REJECT: discord.ButtonStyle.danger}


def allowed(card: PostCard) -> Sequence[Action]:
    """Return what makes sense on a post as it is, in the order of its buttons."""
    return [action for action in Action if why_not(action, card) is None]


def why_not(action: Action, card: PostCard) -> UserError | None:
    """Return why an action makes no sense on a post as it is; None when it does."""
    if action is Action.NOTE:
        return None
    if card.status is None:
        return ReferencePostError(card.id)
    if card.status not in STATUSES[action]:
        return PostStatusError(action.value, card.status)
    if not counts(card.tracking):
        return NotCountingError(card.id, card.tracking)
    if action is Action.FINALIZE:
        return _why_not_finalize(card)
    is_public = action is Action.SET_VIEWS and card.last_outcome is Outcome.OK
    return ViewsPublicError() if is_public else None


def _why_not_finalize(card: PostCard) -> UserError | None:
    missing = [name for name, value in (("cpm", card.cpm), ("cap", card.cap_views)) if value is None]
    if missing:
        return TermsMissingError(missing)
    return NoReadingError(card.last_outcome) if card.counts.views is None else None


def role_for(action: Action, card: PostCard, now: datetime) -> Role:
    """Return the role an action needs: before the window's end only admins finalize."""
    is_open = card.window_ends_at is not None and now < card.window_ends_at
    return Role.ADMIN if action is Action.FINALIZE and is_open else Role.EDITOR


@dataclass(frozen=True)
class Field:
    """An input of a form; `name` is the option of the command that means the same."""

    name: str
    label: str
    most: int = SHORT
    is_required: bool = False
    placeholder: str | None = None

    def input(self) -> ui.TextInput[ui.View]:
        """Return it empty."""
        return ui.TextInput(
            custom_id=self.name,
            style=discord.TextStyle.paragraph if self.most > LINE else discord.TextStyle.short,
            placeholder=self.placeholder,
            required=self.is_required,
            max_length=self.most,
        )


def fields(action: Action, card: PostCard) -> Sequence[Field]:
    """Return what an action asks for."""
    match action:
        case Action.SET_CPM:
            cpm = None if card.cpm is None else format_cpm(card.cpm, card.currency)
            cap = None if card.cap_views is None else f"{card.cap_views} views"
            by_hand = [
                Field("cpm", words.CPM_LABEL, placeholder=words.kept_when_empty(cpm, "0.50")),
                Field("cap", words.CAP_LABEL, placeholder=words.kept_when_empty(cap, "500000")),
            ]
            return [_tier_field(card), *by_hand] if card.tiers else by_hand
        case Action.SET_VIEWS:
            return [
                Field("views", words.VIEWS_LABEL, is_required=True, placeholder="12345"),
                Field("note", words.AUDIT_NOTE_LABEL, verdicts.REASON_LIMIT, is_required=True),
            ]
        case _:
            is_required = action is not Action.UNREJECT
            return [Field("reason", words.REASON_LABEL, verdicts.REASON_LIMIT, is_required=is_required)]


def _tier_field(card: PostCard) -> Field:
    names = words.clean(", ".join(card.tiers), PLACEHOLDER_LIMIT)
    return Field("tier", words.TIER_LABEL, TIER_NAME_LIMIT, placeholder=names)


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


DEEDS: Mapping[Action, Callable[[App, Caller, str, Typed], Awaitable[Result]]] = {
    Action.SET_CPM: _set_cpm,
    Action.SET_VIEWS: _set_views,
    Action.FINALIZE: _finalize,
    Action.REJECT: _reject,
    Action.UNREJECT: _unreject,
}


async def renewed(app: App, by: Caller, done: PostChanged, show: Show) -> Reply:
    """Return what takes the place of a card after an action: the card as it is then, with its picture."""
    return await post_chart.added(app, by, show(done), done.card.id)


class ActionForm(SafeModal):
    """Asks for what an action needs, and does it."""

    def __init__(self, action: Action, card: PostCard, show: Show) -> None:
        super().__init__(title=words.form_title(words.ACTIONS[action], card.id))
        self.action, self.post, self.show = action, f"#{card.id}", show
        self.inputs = {field.name: (field.label, field.input()) for field in fields(action, card)}
        for label, component in self.inputs.values():
            self.add_item(ui.Label(text=label, component=component))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer()
        by, app = await require(interaction, Role.EDITOR), app_of(interaction)
        typed = {name: component.value.strip() for name, (_, component) in self.inputs.items()}
        result = await DEEDS[self.action](app, by, self.post, typed)
        if isinstance(result, PostPlan):
            await answer(interaction, self.show(result))  # the card stays, should nothing come of it
        else:
            await replace(interaction, await renewed(app, by, result, self.show))


class ActionButton(OpensForm, ui.DynamicItem[ui.Button[ui.View]], template=TEMPLATE):
    """Opens the form of an action on a post; what comes of it is shown by whoever knows the card."""

    def __init__(self, action: Action, post_id: int) -> None:
        style = STYLES.get(action, discord.ButtonStyle.secondary)
        custom_id = f"vl:act:{action}:{post_id}"
        super().__init__(ui.Button(label=words.ACTIONS[action], style=style, custom_id=custom_id))
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
        await interaction.response.send_modal(await self._form(app, by, card))

    async def _form(self, app: App, by: Caller, card: PostCard) -> SafeModal:
        if self.action is not Action.NOTE:
            return ActionForm(self.action, card, self.show)
        note = await notes.of_post(app, by, f"#{card.id}")
        return NoteForm(words.form_title(words.NOTE, card.id), note, self._save_note)

    async def _save_note(self, app: App, by: Caller, note: Note, text: str) -> Reply:
        return await renewed(app, by, await notes.write_post(app, by, note, text), self.show)

    @staticmethod
    def show(result: Result) -> Reply:
        """Return a result as the command shows it."""
        raise NotImplementedError
