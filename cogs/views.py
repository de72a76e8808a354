"""Buttons and menus. They know everything from their ids and the database, so they survive a restart."""

import dataclasses
import re
from typing import Any, Self, assert_never

import discord
from discord import ui

from cogs import (
    actions,
    inbox,
    post_actions,
    post_chart,
    render_api_keys,
    render_campaigns,
    render_deals,
    render_endings,
    render_inbox,
    render_intake,
    render_ledger,
    render_notes,
    render_payouts,
    render_post_plans,
    render_posts,
    render_privacy,
    words,
)
from cogs.checks import app_of, caller, number_of, require
from cogs.dismissing import Dismiss
from cogs.errors import LastingView, Reply, SafeItem, answer, replace
from cogs.explain import ExplainButton
from cogs.lists import OwnLetters, PageButton
from cogs.say import say
from core.domain.access import Caller, Role
from core.domain.terms import Outcome
from core.services import confirmations, posts, submissions
from core.services.app import App
from core.services.shown import (
    CampaignChanged,
    CampaignPrompt,
    CreatorChanged,
    Intake,
    PostCard,
    PostChanged,
    PostLooked,
    PostPlan,
)
from core.services.shown_api_keys import KeyRevoked
from core.services.shown_deals import DealPlan, DealSet
from core.services.shown_endings import EndPlan
from core.services.shown_ledger import Adjusted, AdjustPlan
from core.services.shown_payouts import PayoutChanged, PayoutPlan, VoidPlan
from core.services.shown_privacy import Forgotten

OPTIONS_LIMIT = 25


class Confirm(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:yes:(?P<prompt>[0-9]{1,18})"):
    """Does what a plan said."""

    def __init__(self, prompt_id: int) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(ui.Button(label=say(words.CONFIRM), style=style, custom_id=f"vl:yes:{prompt_id}"))
        self.prompt_id = prompt_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["prompt"]))

    async def press(self, interaction: discord.Interaction) -> None:
        app, by = app_of(interaction), await caller(interaction)
        done = await confirmations.confirm(app, by, self.prompt_id)
        await replace(interaction, await confirmed(app, by, done))


class ChooseCampaign(
    SafeItem, ui.DynamicItem[ui.Select[ui.View]], template=r"vl:campaign:(?P<prompt>[0-9]{1,18})"
):
    """Hands in the links of a question to the campaign that is chosen."""

    def __init__(self, prompt_id: int, select: ui.Select[ui.View]) -> None:
        super().__init__(select)
        self.prompt_id = prompt_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(int(match["prompt"]), item)

    async def press(self, interaction: discord.Interaction) -> None:
        by, chosen = await caller(interaction), number_of(self.item.values[0])
        done = await submissions.submit_chosen(app_of(interaction), by, self.prompt_id, chosen)
        await answer(interaction, intake(done))
        await interaction.edit_original_response(view=None)


class Refresh(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:refresh:(?P<post>[0-9]{1,18})"):
    """Looks at a post now."""

    def __init__(self, post_id: int, label: str = "") -> None:
        super().__init__(ui.Button(label=label or say(words.REFRESH), custom_id=f"vl:refresh:{post_id}"))
        self.post_id = post_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["post"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        app = app_of(interaction)
        reply = post_looked(await posts.refresh(app, by, f"#{self.post_id}"))
        await replace(interaction, await post_chart.added(app, by, reply, self.post_id))


class Act(post_actions.ActionButton, template=post_actions.TEMPLATE):
    """Opens the form of an action, and shows what comes of it with the buttons that make sense then."""

    @staticmethod
    def show(result: post_actions.Result) -> Reply:
        return adjust_plan(result) if isinstance(result, AdjustPlan) else post_result(result)


class ReviewOnCard(inbox.CardButton, template=inbox.ON_CARD):
    """Approves or excludes the post of a card, and shows the card as it is then."""

    @staticmethod
    async def show(app: App, by: Caller, done: PostChanged | PostPlan) -> Reply:
        return await with_picture(app, by, done)


DYNAMIC_ITEMS = (Confirm, Dismiss, ChooseCampaign, Refresh, Act, ReviewOnCard, PageButton, OwnLetters)


def post(card: PostCard) -> Reply:
    """Return a post with what can be done at once."""
    return Reply(
        embeds=[render_posts.card(card)], view=_post_buttons(card), files=render_notes.files(card.notes)
    )


def post_looked(looked: PostLooked) -> Reply:
    """Return a post that was looked at now, and how that went."""
    said = words.looked(looked.outcome, looked.refreshes_left)
    return dataclasses.replace(post(looked.card), content=said)


def post_result(result: PostChanged | PostPlan) -> Reply:
    """Return what an action did, or the question whether to do it."""
    if isinstance(result, PostPlan):
        return post_plan(result)
    return Reply(
        embeds=[render_posts.changed(result)],
        view=_post_buttons(result.card),
        files=render_notes.files(result.card.notes),
    )


async def with_picture(app: App, by: Caller, result: PostChanged | PostPlan) -> Reply:
    """Return what an action did with the picture of the post's history, or the question whether to do it."""
    reply = post_result(result)
    return reply if isinstance(result, PostPlan) else await post_chart.added(app, by, reply, result.card.id)


def post_plan(plan: PostPlan) -> Reply:
    """Return what an action on a post would do, and ask."""
    is_review = plan.action in render_inbox.PLANNED
    return asked(plan.prompt_id, render_inbox.plan(plan) if is_review else render_post_plans.plan(plan))


def deal_plan(plan: DealPlan) -> Reply:
    """Return what another version of a deal would do, and ask."""
    return asked(plan.prompt_id, render_deals.plan(plan))


def deal_result(result: DealPlan | DealSet) -> Reply:
    """Return what a change of a deal did, or the question whether to do it."""
    return deal_plan(result) if isinstance(result, DealPlan) else deal_set(result)


def deal_set(done: DealSet) -> Reply:
    """Return a creator whose deal is in force now."""
    return Reply(embeds=[render_campaigns.deal_set(done)], files=render_campaigns.creator_files(done.card))


def payout_plan(plan: PayoutPlan | VoidPlan) -> Reply:
    """Return what a payout or its undoing would record, and ask."""
    if isinstance(plan, VoidPlan):
        return asked(plan.prompt_id, render_payouts.void_plan(plan))
    return asked(plan.prompt_id, render_payouts.plan(plan))


def payout_changed(done: PayoutChanged) -> Reply:
    """Return a payout that was recorded or voided."""
    return Reply(embeds=[render_payouts.changed(done)])


def end_plan(plan: EndPlan) -> Reply:
    """Return what archiving or removing would do, and ask."""
    return asked(plan.prompt_id, render_endings.plan(plan))


def adjust_plan(plan: AdjustPlan) -> Reply:
    """Return what a correction would do, and ask."""
    return asked(plan.prompt_id, render_ledger.plan(plan))


async def confirmed(app: App, by: Caller, done: confirmations.Done) -> Reply:
    """Return what was done."""
    if isinstance(done, PostChanged):
        return await with_picture(app, by, done)
    if isinstance(done, Adjusted):
        shown = render_posts.card(done.card, render_ledger.headline(done))
        files = render_notes.files(done.card.notes)
        reply = Reply(embeds=[shown], view=_post_buttons(done.card), files=files)
        return await post_chart.added(app, by, reply, done.card.id)
    return _without_picture(done)


def _without_picture(done: DealSet | confirmations.Rest) -> Reply:
    match done:
        case PayoutChanged():
            return payout_changed(done)
        case DealSet():
            return deal_set(done)
        case CampaignChanged():
            return Reply(embeds=[render_campaigns.campaign_changed(done)])
        case CreatorChanged():
            return Reply(embeds=[render_campaigns.creator_changed(done)])
        case Forgotten():
            return Reply(embeds=[render_privacy.forgotten(done)])
        case KeyRevoked():
            return Reply(embeds=[render_api_keys.revoked(done.card)])
        case _:
            assert_never(done)


def intake(done: Intake) -> Reply:
    """Return what became of pasted links, and ask for the campaign where several fit."""
    view = None if done.prompt is None else _campaign_menu(done.prompt)
    shown, files = render_intake.intake(done)
    return Reply(embeds=[shown], view=view, files=files)


def _post_buttons(card: PostCard) -> LastingView:
    is_fine = card.last_outcome in {None, Outcome.OK}
    view = LastingView()
    view.add_item(Refresh(card.id, say(words.REFRESH) if is_fine else say(words.RETRY)))
    for action in actions.allowed(card):
        view.add_item(Act(action, card.id))
    for review in inbox.offered(card):
        view.add_item(ReviewOnCard(review, card.tracking, card.id))
    view.add_item(ExplainButton(card.id))
    return view


def asked(prompt_id: int, shown: discord.Embed) -> Reply:
    """Return a question with its two answers."""
    view = LastingView()
    view.add_item(Confirm(prompt_id))
    view.add_item(Dismiss(prompt_id))
    return Reply(embeds=[shown], view=view)


def _campaign_menu(prompt: CampaignPrompt) -> LastingView:
    options = [
        discord.SelectOption(label=words.clean(name, 100) or f"#{campaign_id}", value=str(campaign_id))
        for campaign_id, name in prompt.campaigns[:OPTIONS_LIMIT]
    ]
    select: ui.Select[ui.View] = ui.Select(
        custom_id=f"vl:campaign:{prompt.prompt_id}", placeholder=say(words.CHOOSE_CAMPAIGN), options=options
    )
    view = LastingView()
    view.add_item(ChooseCampaign(prompt.prompt_id, select))
    return view
