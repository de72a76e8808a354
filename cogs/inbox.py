"""The inbox: posts that wait for a person, and what a person says about them.

Menus and buttons know from their ids where they are, so a screen works after a restart, and when it is old.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs import render_inbox, words, words_appeals
from cogs.appeals import OpenAppeals
from cogs.checks import app_of, caller, needs, require
from cogs.choices import options
from cogs.errors import LastingView, Reply, SafeItem, answer
from cogs.errors import replace as put
from cogs.say import say
from core.domain.access import Caller, Role
from core.domain.terms import TrackingStatus
from core.domain.tracking import Review, counts
from core.services import inbox, inclusion, reviews
from core.services.app import App
from core.services.shown import PostCard, PostChanged, PostPlan
from core.services.shown_reviews import Inbox, Reviews

WHERE = r"(?P<campaign>[0-9]{1,18}):(?P<creator>[0-9]{1,18}):(?P<page>[0-9]{1,9})"
VERBS = "|".join(Review)
ON_CARD = rf"vl:review:(?P<verb>{VERBS}):(?P<seen>{'|'.join(TrackingStatus)}):(?P<post>[0-9]{{1,19}})"
STYLES = {Review.INCLUDE: discord.ButtonStyle.success, Review.EXCLUDE: discord.ButtonStyle.danger}


@dataclass(frozen=True)
class Where:
    """Which screen of the inbox; campaign and creator 0: all of them."""

    campaign: int = 0
    creator: int = 0
    page: int = 1

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """Read what `str` wrote into an id."""
        return cls(int(match["campaign"]), int(match["creator"]), int(match["page"]))

    def __str__(self) -> str:
        """Return it as ids carry it."""
        return f"{self.campaign}:{self.creator}:{self.page}"


async def screen(app: App, by: Caller, where: Where = Where(), done: Reviews | None = None) -> Reply:
    """Return a screen of the inbox as it is now, below what was done just before."""
    campaign = f"#{where.campaign}" if where.campaign else None
    return shown(await inbox.screen(app, by, campaign, where.creator or None, where.page), done)


class ReviewMenu(
    SafeItem, ui.DynamicItem[ui.Select[ui.View]], template=rf"vl:inbox:(?P<verb>{VERBS}):{WHERE}"
):
    """Approves or excludes the posts that are chosen, at once."""

    def __init__(self, review: Review, where: Where, select: ui.Select[ui.View]) -> None:
        super().__init__(select)
        self.review, self.where = review, where

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(Review(match["verb"]), Where.read(match), item)

    async def press(self, interaction: discord.Interaction) -> None:
        by, app = await require(interaction, Role.EDITOR), app_of(interaction)
        done = await reviews.review_all(app, by, self.review, self.item.values)
        await put(interaction, await screen(app, by, self.where, done))


class CreatorMenu(SafeItem, ui.DynamicItem[ui.Select[ui.View]], template=rf"vl:inbox:of:{WHERE}"):
    """Shows the posts of one creator, or of all."""

    def __init__(self, where: Where, select: ui.Select[ui.View]) -> None:
        super().__init__(select)
        self.where = where

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(Where.read(match), item)

    async def press(self, interaction: discord.Interaction) -> None:
        by, app = await require(interaction, Role.EDITOR), app_of(interaction)
        chosen = re.fullmatch("[0-9]{1,18}", self.item.values[0])
        where = Where(self.where.campaign, int(chosen[0]) if chosen else 0)
        await put(interaction, await screen(app, by, where))


class TurnPage(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=rf"vl:inbox:page:{WHERE}"):
    """Turns to a screen of the inbox."""

    def __init__(self, where: Where, *, label: str = "", disabled: bool = False) -> None:
        custom_id = f"vl:inbox:page:{where}"
        super().__init__(ui.Button(label=label or None, custom_id=custom_id, disabled=disabled))
        self.where = where

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(Where.read(match))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        await put(interaction, await screen(app_of(interaction), by, self.where))


class Undo(
    SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=rf"vl:inbox:undo:(?P<prompt>[0-9]{{1,18}}):{WHERE}"
):
    """Takes back what was done on the screen before."""

    def __init__(self, prompt_id: int, where: Where) -> None:
        super().__init__(ui.Button(label=say(words.UNDO), custom_id=f"vl:inbox:undo:{prompt_id}:{where}"))
        self.prompt_id, self.where = prompt_id, where

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["prompt"]), Where.read(match))

    async def press(self, interaction: discord.Interaction) -> None:
        by, app = await require(interaction, Role.EDITOR), app_of(interaction)
        done = await reviews.undo(app, by, self.prompt_id)
        await put(interaction, await screen(app, by, self.where, done))


class CardButton(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=ON_CARD):
    """Lets the post of a card count, or not, as the command does; who draws the answer is said by `show`."""

    def __init__(self, review: Review, seen: TrackingStatus, post_id: int) -> None:
        super().__init__(
            ui.Button(
                label=say(words.REVIEWS[review]),
                style=STYLES[review],
                custom_id=f"vl:review:{review}:{seen}:{post_id}",
            )
        )
        self.review, self.seen, self.post_id = review, seen, post_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(Review(match["verb"]), TrackingStatus(match["seen"]), int(match["post"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by, app = await require(interaction, Role.EDITOR), app_of(interaction)
        act = inclusion.include if self.review is Review.INCLUDE else inclusion.exclude
        done = await act(app, by, f"#{self.post_id}", self.seen)
        await put(interaction, await self.show(app, by, done))

    @staticmethod
    async def show(app: App, by: Caller, done: PostChanged | PostPlan) -> Reply:
        """Return what was done, or the question, as the command shows it."""
        raise NotImplementedError


DYNAMIC_ITEMS = (ReviewMenu, CreatorMenu, TurnPage, Undo)


class InboxCommand(commands.Cog):
    """`/inbox`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @options
    @needs(Role.EDITOR)
    async def inbox(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Approve or exclude posts that wait for review, of one campaign or of all."""
        await interaction.response.defer(ephemeral=True)
        found = await inbox.screen(self.app, await caller(interaction), campaign)
        await answer(interaction, shown(found))


def offered(card: PostCard) -> Sequence[Review]:
    """Return how the post of a card can be reviewed: both ways while it waits, else the other way round."""
    if card.status is not None and card.status.is_frozen:
        return []
    if card.tracking is TrackingStatus.PENDING_REVIEW:
        return list(Review)
    return [Review.EXCLUDE if counts(card.tracking) else Review.INCLUDE]


def shown(found: Inbox, done: Reviews | None = None) -> Reply:
    """Return a screen below what was done just before, with what can be done on it."""
    view = _view(found, None if done is None else done.prompt_id)
    return Reply(
        render_inbox.content(found, done), render_inbox.embeds(found), view if view.children else None
    )


def _view(found: Inbox, undo_id: int | None) -> LastingView:
    """Return what can be done on a screen: at most three menus and a row of buttons."""
    view = LastingView()
    where = Where(found.campaign_id or 0, found.creator_id or 0, found.page.number)
    if found.page.items:
        view.add_item(_review_menu(Review.INCLUDE, found, where))
        view.add_item(_review_menu(Review.EXCLUDE, found, where))
    if len(found.creators) > 1 or found.creator_id is not None:
        view.add_item(_creator_menu(found, where))
    if found.page.pages > 1:
        before, after = replace(where, page=where.page - 1), replace(where, page=where.page + 1)
        view.add_item(TurnPage(before, label=say(words.PREVIOUS), disabled=where.page == 1))
        view.add_item(TurnPage(after, label=say(words.NEXT), disabled=where.page == found.page.pages))
    if undo_id is not None:
        view.add_item(Undo(undo_id, where))
    if found.appeals:
        view.add_item(OpenAppeals(1, f"{say(words_appeals.APPEALS)} ({words.number(found.appeals)})"))
    return view


def _review_menu(review: Review, found: Inbox, where: Where) -> ReviewMenu:
    offered = [render_inbox.option(item) for item in found.page.items]
    select: ui.Select[ui.View] = ui.Select(
        custom_id=f"vl:inbox:{review}:{where}",
        placeholder=f"{say(words.REVIEWS[review])}…",
        max_values=len(offered),
        options=offered,
    )
    return ReviewMenu(review, where, select)


def _creator_menu(found: Inbox, where: Where) -> CreatorMenu:
    everybody = discord.SelectOption(
        label=say(words.ALL_CREATORS), value="0", default=found.creator_id is None
    )
    offered = [render_inbox.creator_option(each, found.creator_id) for each in found.creators]
    select: ui.Select[ui.View] = ui.Select(
        custom_id=f"vl:inbox:of:{where}", placeholder=say(words.CHOOSE_CREATOR), options=[everybody, *offered]
    )
    return CreatorMenu(where, select)
