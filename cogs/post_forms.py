"""What the forms under a post's card ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import ui

from cogs import quantities, words, words_actions
from cogs.actions import Action
from cogs.say import grouped
from core.domain.deals import TIER_NAME_LIMIT
from core.domain.money import format_cpm
from core.services import verdicts
from core.services.shown import PostCard

SHORT = 30
"""Characters of the longest number."""
LINE = 50
"""Characters of the longest input of one line: a tier's name."""
PLACEHOLDER_LIMIT = 100


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
            cpm = None if card.cpm is None else grouped(format_cpm(card.cpm, card.currency))
            cap = None if card.cap_views is None else quantities.views(card.cap_views)
            by_hand = [
                Field("cpm", words_actions.CPM_LABEL, placeholder=words_actions.kept_when_empty(cpm, "0.50")),
                Field(
                    "cap", words_actions.CAP_LABEL, placeholder=words_actions.kept_when_empty(cap, "500000")
                ),
            ]
            return [_tier_field(card), *by_hand] if card.tiers else by_hand
        case Action.SET_VIEWS:
            return [
                Field("views", words_actions.VIEWS_LABEL, is_required=True, placeholder="12345"),
                Field("note", words_actions.AUDIT_NOTE_LABEL, verdicts.REASON_LIMIT, is_required=True),
            ]
        case Action.ADJUST:
            amount = Field(
                "amount",
                words_actions.AMOUNT_LABEL,
                is_required=True,
                placeholder=words.either(["+5", "-5.00"]),
            )
            return [amount, _reason(is_required=True)]
        case _:
            return [_reason(is_required=action is not Action.UNREJECT)]


def _reason(*, is_required: bool) -> Field:
    return Field("reason", words_actions.REASON_LABEL, verdicts.REASON_LIMIT, is_required=is_required)


def _tier_field(card: PostCard) -> Field:
    names = words.clean(", ".join(card.tiers), PLACEHOLDER_LIMIT)
    return Field("tier", words_actions.TIER_LABEL, TIER_NAME_LIMIT, placeholder=names)
