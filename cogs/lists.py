"""Lists page by page. Where a person is in a list is kept in the buttons, so it survives a restart."""

import dataclasses
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

import discord
from discord import ui

from cogs import (
    exports,
    own,
    render_api_keys,
    render_campaigns,
    render_intel,
    render_own,
    render_own_accounts,
    render_own_earnings,
    render_payouts,
    render_posts,
    render_reports,
    render_watches,
    report_menus,
    words,
    words_board,
)
from cogs.checks import app_of, member_of, require
from cogs.errors import LastingView, Reply, SafeItem, replace
from cogs.say import say
from core.domain.access import Caller, Role
from core.domain.errors import StalePromptError
from core.domain.needs import Need
from core.domain.terms import PostStatus
from core.services import (
    api_keys,
    campaigns,
    creators,
    dues,
    intel,
    letters,
    payouts,
    posts,
    reports,
    watches,
)
from core.services import own as own_rows
from core.services import own_earnings as own_sums
from core.services.app import App
from core.services.shown import Page

List = Callable[..., Awaitable[Reply]]


async def campaign_list(app: App, by: Caller, page: int = 1) -> Reply:
    """Return one screen of the server's campaigns."""
    found = await campaigns.listing(app, by, page)
    return _paged("campaigns", found, render_campaigns.campaigns(found))


async def creator_list(app: App, by: Caller, page: int = 1, campaign: str = "") -> Reply:
    """Return one screen of creators; `campaign` empty means all."""
    within = await _campaign_id(app, by, campaign)
    found = await creators.listing(app, by, within or None, page)
    return _paged("creators", found, render_campaigns.creators(found), within)


async def post_list(
    app: App, by: Caller, page: int = 1, campaign: str = "", status: str = "", creator: str = ""
) -> Reply:
    """Return one screen of posts; what is empty does not narrow the list."""
    within = await _campaign_id(app, by, campaign)
    whose = await _creator_id(app, by, creator, within)
    wanted = member_of(PostStatus, status) if status else None
    found = await posts.listing(app, by, within or None, wanted, whose or None, page)
    return _paged("posts", found, render_posts.listing(found), within, status, whose)


async def need_list(app: App, by: Caller, page: int = 1, need: str = Need.UNDECIDED) -> Reply:
    """Return one screen of posts that need a person for a reason, those that wait the longest first."""
    found = await posts.needing(app, by, Need(need), page)
    shown = render_posts.listing(found, words_board.OPEN[Need(need)], words_board.NONE_LEFT)
    return _paged("needs", found, shown, need)


async def watch_list(app: App, by: Caller, page: int = 1, campaign: str = "") -> Reply:
    """Return one screen of watched accounts; `campaign` empty means all."""
    within = await _campaign_id(app, by, campaign)
    found = await watches.listing(app, by, within or None, page)
    return _paged("watches", found, render_watches.listing(found), within)


async def intel_list(app: App, by: Caller, page: int = 1, campaign: str = "") -> Reply:
    """Return one screen of competitors' posts; `campaign` empty means all."""
    within = await _campaign_id(app, by, campaign)
    found = await intel.listing(app, by, within or None, page)
    return _paged("intel", found, render_intel.listing(found), within)


async def ready_list(app: App, by: Caller, page: int = 1, campaign: str = "") -> Reply:
    """Return one screen of creators who are owed something; `campaign` empty means all."""
    within = await _campaign_id(app, by, campaign)
    found = await dues.ready(app, by, within or None, page)
    shown = _paged("ready", found.page, render_payouts.ready(found), within)
    return exports.with_statements(shown, [due.payee for due in found.page.items])


async def payout_list(app: App, by: Caller, page: int = 1, campaign: str = "") -> Reply:
    """Return one screen of payouts; `campaign` empty means all."""
    within = await _campaign_id(app, by, campaign)
    found = await payouts.history(app, by, within or None, page)
    shown = _paged("payouts", found, render_payouts.history(found), within)
    return exports.with_statements(shown, [card.payee for card in found.items])


async def report_list(app: App, by: Caller, page: int = 1) -> Reply:
    """Return one screen of shared reports."""
    found = await reports.listing(app, by, page)
    return report_menus.with_revoking(_paged("reports", found, render_reports.listing(found)), by, found)


async def key_list(app: App, by: Caller, page: int = 1) -> Reply:
    """Return one screen of keys of the API."""
    found = await api_keys.listing(app, by, page)
    return _paged("api-keys", found, render_api_keys.listing(found))


async def own_posts(app: App, by: Caller, page: int = 1) -> Reply:
    """Return one screen of the person's own posts, with a menu that opens one."""
    found = await own_rows.list_posts(app, by, page)
    return own.with_posts(_paged("my-posts", found, render_own.listing(found)), found.items)


async def own_earnings(app: App, by: Caller, page: int = 1) -> Reply:
    """Return one screen of what the person earns."""
    found = await own_sums.earnings(app, by, page)
    return _paged("my-earnings", found.page, render_own_earnings.earnings(found))


async def own_accounts(app: App, by: Caller, page: int = 1) -> Reply:
    """Return one screen of the person's own accounts."""
    found = await own_rows.list_accounts(app, by, page)
    are_told = await letters.own_are_wanted(app, by)
    made, files = render_own_accounts.listing(found, are_told=are_told)
    shown = _paged("my-accounts", found, made)
    view = shown.view or LastingView()
    view.add_item(OwnLetters(found.number, wanted=not are_told))
    return dataclasses.replace(shown, view=view, files=files)


LISTS: Mapping[str, List] = {
    "campaigns": campaign_list,
    "creators": creator_list,
    "posts": post_list,
    "needs": need_list,
    "watches": watch_list,
    "intel": intel_list,
    "ready": ready_list,
    "payouts": payout_list,
    "reports": report_list,
    "api-keys": key_list,
    "my-posts": own_posts,
    "my-earnings": own_earnings,
    "my-accounts": own_accounts,
}
OWN = {"my-posts", "my-earnings", "my-accounts"}
"""Lists for anyone: they hold what is the person's own."""
NEEDS = dict.fromkeys(OWN, Role.CREATOR) | {"api-keys": Role.ADMIN}
"""Who may turn the pages of a list; of the others, editors."""


async def _campaign_id(app: App, by: Caller, typed: str) -> str:
    """Return what was typed as `#id`, which is short and outlives a new name."""
    return f"#{(await campaigns.show(app, by, typed)).id}" if typed else ""


async def _creator_id(app: App, by: Caller, typed: str, campaign: str) -> str:
    return f"#{(await creators.show(app, by, typed, campaign or None)).id}" if typed else ""


class PageButton(
    SafeItem,
    ui.DynamicItem[ui.Button[ui.View]],
    template=rf"vl:page:(?P<list>{'|'.join(LISTS)}):(?P<page>[0-9]{{1,9}}):(?P<args>.*)",
):
    """Turns to a page of a list."""

    def __init__(self, name: str, page: int, args: str, *, label: str = "", disabled: bool = False) -> None:
        custom_id = f"vl:page:{name}:{page}:{args}"
        super().__init__(ui.Button(label=label or None, custom_id=custom_id, disabled=disabled))
        self.name, self.page, self.args = name, page, args

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["list"], int(match["page"]), match["args"])

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, NEEDS.get(self.name, Role.EDITOR))
        args = self.args.split(",") if self.args else []
        try:
            turned = LISTS[self.name](app_of(interaction), by, self.page, *args)
        except TypeError as error:  # called with more than the list takes, it has not begun
            raise StalePromptError from error
        await replace(interaction, await turned)


class OwnLetters(
    SafeItem,
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"vl:my:letters:(?P<verb>stop|resume):(?P<page>[0-9]{1,9})",
):
    """Stops the messages about a member's posts, or turns them on again, under the list of their accounts."""

    def __init__(self, page: int, *, wanted: bool) -> None:
        verb = "resume" if wanted else "stop"
        label = say(render_own_accounts.RESUME if wanted else render_own_accounts.STOP)
        super().__init__(ui.Button(label=label, custom_id=f"vl:my:letters:{verb}:{page}"))
        self.page, self.wanted = page, wanted

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["page"]), wanted=match["verb"] == "resume")

    async def press(self, interaction: discord.Interaction) -> None:
        by, app = await require(interaction, Role.CREATOR), app_of(interaction)
        await letters.choose_own(app, by, wanted=self.wanted)
        await replace(interaction, await own_accounts(app, by, self.page))


def _paged(name: str, found: Page[Any], shown: discord.Embed, *args: str) -> Reply:
    """Return a screen with its buttons; a list of one screen has none."""
    if found.pages == 1:
        return Reply(embeds=[shown])
    view = LastingView()
    kept, at = ",".join(args), found.number
    view.add_item(PageButton(name, at - 1, kept, label=say(words.PREVIOUS), disabled=at == 1))
    view.add_item(PageButton(name, at + 1, kept, label=say(words.NEXT), disabled=at == found.pages))
    return Reply(embeds=[shown], view=view)
