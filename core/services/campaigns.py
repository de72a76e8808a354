"""Campaigns: make, look at, change, and say where posts may be submitted."""

import re
from collections.abc import Sequence
from typing import Any

from core.domain.access import Caller
from core.domain.budget import parse_budget
from core.domain.errors import (
    CampaignExistsError,
    CampaignNotChosenError,
    CampaignUnknownError,
    CurrencyInUseError,
    HomeServerError,
    IdFormatError,
    NoCampaignError,
    NothingToChangeError,
    ServerListedError,
)
from core.domain.money import parse_cpm, parse_currency
from core.domain.names import check_range, check_text, slugify
from core.domain.payouts import parse_minimum
from core.domain.terms import MAX_TYPED_VIEWS
from core.services import budgets, traces
from core.services.app import App
from core.services.campaign_cards import card, cards
from core.services.pages import cut
from core.services.shown import CampaignCard, CampaignChanged, Choice, Page
from db import campaigns, posts
from db.engine import Session
from db.models import Campaign

NAME_LIMIT = 80
WINDOW_DAYS = (1, 90)
DEFAULT_CURRENCY = "USD"
DEFAULT_WINDOW_DAYS = 7
DEFAULT_MINIMUM_VIEWS = 1000
INTAKE_RULES = frozenset({"window_days", "minimum_views", "default_cpm", "default_cap_views"})
"""What a post takes over when it comes in, and keeps."""
CHANGEABLE = "name currency window_days minimum_views cpm cap budget minimum_payout shows_amounts".split()


async def create(
    app: App,
    by: Caller,
    *,
    name: str,
    currency: str | None = None,
    window_days: int | None = None,
    minimum_views: int | None = None,
    cpm: str | None = None,
    cap: int | None = None,
    budget: str | None = None,
    minimum_payout: str | None = None,
) -> CampaignChanged:
    """Make a campaign of the caller's server."""
    now = app.clock()
    code = parse_currency(currency or DEFAULT_CURRENCY)
    rules = {"window_days": DEFAULT_WINDOW_DAYS, "minimum_views": DEFAULT_MINIMUM_VIEWS}
    rules |= _rules(code, window_days, minimum_views, cpm, cap, budget, minimum_payout)
    naming = _naming(name)
    async with app.sessions.begin() as session:
        campaign = await campaigns.insert_new(
            session,
            guild_id=by.guild_id,
            currency=code,
            created_at=now,
            created_by=by.discord_id,
            **naming,
            **rules,
        )
        if campaign is None:
            raise CampaignExistsError(naming["name"], naming["slug"])
        traces.by_command(session, app, by, "campaign create", campaign, after=_said(naming | rules))
        return CampaignChanged("created", await card(session, campaign))


async def edit(
    app: App,
    by: Caller,
    *,
    campaign: str | None,
    name: str | None = None,
    currency: str | None = None,
    window_days: int | None = None,
    minimum_views: int | None = None,
    cpm: str | None = None,
    cap: int | None = None,
    budget: str | None = None,
    minimum_payout: str | None = None,
    shows_amounts: bool | None = None,
) -> CampaignChanged:
    """Change what is given and not so already. Posts taken in before keep window, minimum and terms."""
    async with app.sessions.begin() as session:
        row = await campaigns.locked(session, (await resolve(session, by, campaign)).id)
        code = row.currency if currency is None else parse_currency(currency)
        given = _rules(code, window_days, minimum_views, cpm, cap, budget, minimum_payout)
        if name is not None:
            given |= await _renaming(session, row, name)
        if currency is not None:
            given |= await _recoining(session, row, code)
        if shows_amounts is not None:
            given["shows_amounts"] = shows_amounts
        if not given:
            raise NothingToChangeError(CHANGEABLE)
        return await _put(session, app, by, row, given)


async def listing(app: App, by: Caller, page: int = 1) -> Page[CampaignCard]:
    """Return a page of the server's campaigns."""
    async with app.reads() as session:
        rows = await campaigns.of_guild(session, by.guild_id)
        return cut(await cards(session, rows), page)


async def show(app: App, by: Caller, campaign: str | None) -> CampaignCard:
    """Return one campaign of the server; a lone one needs no name."""
    async with app.reads() as session:
        return await card(session, await resolve(session, by, campaign))


async def allow_server(
    app: App, by: Caller, *, server_id: str, campaign: str | None = None
) -> CampaignChanged:
    """Let posts be submitted from a further server."""
    async with app.sessions.begin() as session:
        row = await resolve(session, by, campaign)
        guild_id = _snowflake(server_id)
        if guild_id == row.guild_id or not await campaigns.allow(session, row.id, guild_id):
            raise ServerListedError(guild_id, allowed=True)
        traces.by_command(session, app, by, "campaign allow-server", row, after=str(guild_id))
        return CampaignChanged("allowed", await card(session, row), guild_id)


async def block_server(
    app: App, by: Caller, *, server_id: str, campaign: str | None = None
) -> CampaignChanged:
    """Take a further server's permission away again."""
    async with app.sessions.begin() as session:
        row = await resolve(session, by, campaign)
        guild_id = _snowflake(server_id)
        if guild_id == row.guild_id:
            raise HomeServerError(row.name)
        if not await campaigns.block(session, row.id, guild_id):
            raise ServerListedError(guild_id, allowed=False)
        traces.by_command(session, app, by, "campaign block-server", row, before=str(guild_id))
        return CampaignChanged("blocked", await card(session, row), guild_id)


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's campaigns."""
    async with app.reads() as session:
        return _suggest(await campaigns.of_guild(session, by.guild_id), typed)


async def submit_choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the campaigns that take in posts from this server."""
    async with app.reads() as session:
        rows = await campaigns.usable_in(session, by.guild_id)
        return _suggest([row for row in rows if campaigns.is_active(row)], typed)


async def usable_choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the campaigns that can be used in this server."""
    async with app.reads() as session:
        return _suggest(await campaigns.usable_in(session, by.guild_id), typed)


async def resolve(session: Session, by: Caller, typed: str | None) -> Campaign:
    """Return the server's campaign that was named; a lone one is the default."""
    return pick(await campaigns.of_guild(session, by.guild_id), typed)


async def scope(session: Session, by: Caller, typed: str | None) -> Sequence[Campaign]:
    """Return the campaign that was named, or all of the server when none was."""
    rows = await campaigns.of_guild(session, by.guild_id)
    return rows if typed is None else [pick(rows, typed)]


def pick(rows: Sequence[Campaign], typed: str | None) -> Campaign:
    """Return the one that was named by `#id`, name or slug, or the only one."""
    if not rows:
        raise NoCampaignError
    if typed is None and len(rows) > 1:
        raise CampaignNotChosenError([row.name for row in rows])
    if typed is None:
        return rows[0]
    by_id = {f"#{row.id}": row for row in rows}
    by_slug = {row.slug: row for row in rows}
    found = by_id.get(typed.strip()) or by_slug.get(slugify(typed))
    if found is None:
        raise CampaignUnknownError(typed)
    return found


def _naming(name: str) -> dict[str, str]:
    kept = check_text("name", name, NAME_LIMIT)
    return {"name": kept, "slug": slugify(kept)}


async def _renaming(session: Session, row: Campaign, name: str) -> dict[str, str]:
    naming = _naming(name)
    if await campaigns.slug_taken(session, row.guild_id, naming["slug"], but=row.id):
        raise CampaignExistsError(naming["name"], naming["slug"])
    return naming


async def _recoining(session: Session, row: Campaign, code: str) -> dict[str, str]:
    if code != row.currency and await campaigns.has_money(session, row):
        raise CurrencyInUseError(row.name, row.currency)
    return {"currency": code}


async def _put(session: Session, app: App, by: Caller, row: Campaign, to: dict[str, Any]) -> CampaignChanged:
    """Change what is not so already; tell how many open posts keep what they came in with."""
    changes = {field: value for field, value in to.items() if getattr(row, field) != value}
    if not changes:
        return CampaignChanged("unchanged", await card(session, row))
    before = {field: getattr(row, field) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    if "budget_minor" in changes:
        await budgets.warn_anew(session, row)
    traces.by_command(session, app, by, "campaign edit", row, before=_said(before), after=_said(changes))
    await session.flush()
    kept = await posts.count_open(session, posts.Filter([row.id])) if INTAKE_RULES & changes.keys() else 0
    return CampaignChanged("edited", await card(session, row), kept=kept)


def _rules(
    currency: str,
    window_days: int | None,
    minimum_views: int | None,
    cpm: str | None,
    cap: int | None,
    budget: str | None,
    minimum_payout: str | None,
) -> dict[str, Any]:
    """Return the columns for what was given, each checked."""
    given: dict[str, Any] = {}
    if window_days is not None:
        given["window_days"] = check_range("window_days", window_days, *WINDOW_DAYS)
    if minimum_views is not None:
        given["minimum_views"] = check_range("minimum_views", minimum_views, 0, MAX_TYPED_VIEWS)
    if cpm is not None:
        given["default_cpm"] = parse_cpm(cpm, currency)
    if cap is not None:
        given["default_cap_views"] = check_range("cap", cap, 1, MAX_TYPED_VIEWS)
    if budget is not None:
        given["budget_minor"] = parse_budget(budget, currency)
    if minimum_payout is not None:
        given["minimum_payout_minor"] = parse_minimum(minimum_payout, currency)
    return given


def _snowflake(text: str) -> int:
    if not re.fullmatch(r"[0-9]{15,20}", text.strip()) or int(text) >= 2**63:
        raise IdFormatError(text)
    return int(text)


def _suggest(rows: Sequence[Campaign], typed: str) -> list[Choice]:
    wanted = typed.casefold().strip()
    return [Choice(row.name, f"#{row.id}") for row in rows if wanted in row.name.casefold()]


def _said(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())
