"""Creators: add, look at, pause."""

import re
from collections.abc import Mapping, Sequence

from core.domain.access import Caller
from core.domain.deals import Agreement
from core.domain.errors import (
    CreatorExistsError,
    CreatorIsCompetitorError,
    CreatorNotChosenError,
    CreatorStateError,
    CreatorUnknownError,
    NothingToChangeError,
)
from core.domain.handles import parse_handle
from core.domain.money import parse_cpm
from core.domain.names import check_range, plain
from core.domain.terms import MAX_TYPED_VIEWS, CreatorState, Platform, Terms, TrackingMode
from core.domain.tracking import Standing
from core.services import bindings, campaigns, opening, totals, traces
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.shown import Choice, CreatorCard, CreatorChanged, Page
from core.services.totals import Totals
from db import campaigns as campaign_rows
from db import creators, deals, watches
from db import totals as total_rows
from db.engine import Session
from db.models import Campaign, Creator
from db.money import Deal

CHOICES = 25


async def add(
    app: App,
    by: Caller,
    *,
    handle: str,
    platform: Platform,
    campaign: str | None = None,
    discord_id: int | None = None,
    cpm: str | None = None,
    cap: int | None = None,
    window_days: int | None = None,
    minimum_views: int | None = None,
    mode: TrackingMode | None = None,
) -> CreatorChanged:
    """Add an account to a campaign, with a deal when CPM and cap are given."""
    now = app.clock()
    name = parse_handle(handle, platform)
    own = own_rules(window_days, minimum_views)
    async with app.sessions.begin() as session:
        home = await campaigns.resolve(session, by, campaign)
        home = await campaign_rows.held(session, home.id)
        terms = None if cpm is None and cap is None else parse_terms(home.currency, cpm, cap)
        if await watches.competitor(session, home.id, platform, name) is not None:
            raise CreatorIsCompetitorError(name, platform, home.name)
        creator = await creators.insert_new(
            session,
            campaign_id=home.id,
            platform=platform,
            handle=name,
            discord_id=discord_id,
            tracking_mode=mode or TrackingMode.AUTO,
            created_at=now,
            created_by=by.discord_id,
            **own,
        )
        if creator is None:
            raise CreatorExistsError(name, platform, home.name)
        await _begin(session, app, by, home, creator, terms)
        return CreatorChanged("added", (await cards(session, [(creator, home)]))[0])


async def _begin(
    session: Session, app: App, by: Caller, home: Campaign, creator: Creator, terms: Terms | None
) -> None:
    """Give a new creator its deal and its trace, and the member who proved the account before."""
    if terms is not None:
        await deals.add(session, creator.id, Agreement(terms), now=app.clock(), actor=by.discord_id)
    agreed = "no deal" if terms is None else f"{terms.cpm} up to {terms.cap_views}"
    after = f"@{creator.handle} on {creator.platform.label}, {agreed}"
    traces.by_command(session, app, by, "creator add", creator, after=after)
    await bindings.recall(session, app, home, creator)


async def listing(app: App, by: Caller, campaign: str | None, page: int = 1) -> Page[CreatorCard]:
    """Return a page of creators, of one campaign or of all."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, campaign)]
        total = await creators.count(session, ids)
        at = clamp(page, total)
        rows = await creators.stretch(session, ids, offset=offset(at), limit=PAGE_SIZE)
        return Page(await cards(session, rows), at, pages(total), total)


async def show(app: App, by: Caller, creator: str, campaign: str | None = None) -> CreatorCard:
    """Return one creator."""
    async with app.reads() as session:
        return (await cards(session, [await resolve(session, by, creator, campaign)]))[0]


async def pause(app: App, by: Caller, creator: str, campaign: str | None = None) -> CreatorChanged:
    """Take in no new posts of the creator; posts already in keep being counted."""
    return await _turn(app, by, creator, campaign, CreatorState.PAUSED, "paused")


async def resume(app: App, by: Caller, creator: str, campaign: str | None = None) -> CreatorChanged:
    """Take in the creator's new posts again."""
    return await _turn(app, by, creator, campaign, CreatorState.ACTIVE, "resumed")


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's creators."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, None)]
        rows = await creators.search(session, ids, plain(typed).removeprefix("@"), CHOICES)
        return [
            Choice(f"@{creator.handle} · {creator.platform.label} · {home.name}", f"#{creator.id}")
            for creator, home in rows
        ]


async def resolve(
    session: Session, by: Caller, typed: str, campaign: str | None = None
) -> tuple[Creator, Campaign]:
    """Return the server's creator that was named by `#id` or handle."""
    scope = await campaigns.scope(session, by, campaign)
    ids = [row.id for row in scope]
    wanted = plain(typed)
    if re.fullmatch("#[0-9]{1,18}", wanted):
        found = await creators.find(session, ids, creator_id=int(wanted[1:]))
    else:
        found = await creators.find(session, ids, handle=wanted.removeprefix("@").lower())
    if not found:
        raise CreatorUnknownError(wanted, None, scope[0].name if len(scope) == 1 else None)
    if len(found) > 1:
        raise CreatorNotChosenError(wanted)
    return found[0]


async def cards(session: Session, rows: Sequence[tuple[Creator, Campaign]]) -> list[CreatorCard]:
    """Return creators as they are shown, with the terms in force and their totals."""
    ids = [creator.id for creator, _ in rows]
    in_force = await deals.in_force(session, ids)
    agreed = await deals.agreements(session, in_force.values())
    of_posts = totals.by_owner(await total_rows.of_creators(session, ids))
    return [
        _card(creator, home, in_force.get(creator.id), agreed, of_posts.get(creator.id, Totals()))
        for creator, home in rows
    ]


def _card(
    creator: Creator, home: Campaign, deal: Deal | None, agreed: Mapping[int, Agreement], of_posts: Totals
) -> CreatorCard:
    own_window, own_minimum = creator.window_days, creator.minimum_views
    return CreatorCard(
        id=creator.id,
        handle=creator.handle,
        platform=creator.platform,
        display_name=creator.display_name,
        state=creator.state,
        discord_id=creator.discord_id,
        campaign=home.name,
        currency=home.currency,
        terms=opening.terms_in_force(deal, home)[0],
        deal_version=None if deal is None else deal.version,
        tiers=() if deal is None else agreed[deal.id].tiers,
        window_days=home.window_days if own_window is None else own_window,
        has_own_window=own_window is not None,
        minimum_views=home.minimum_views if own_minimum is None else own_minimum,
        has_own_minimum=own_minimum is not None,
        tracking_mode=creator.tracking_mode,
        posts=of_posts.standings[Standing.COUNTS],
        waiting=of_posts.standings[Standing.WAITS],
        excluded=of_posts.standings[Standing.EXCLUDED],
        rejected=of_posts.standings[Standing.REJECTED],
        earned_minor=of_posts.earned_minor,
        notes=creator.notes,
    )


def parse_terms(currency: str, cpm: str | None, cap: int | None) -> Terms:
    """Read complete terms as typed; both halves are needed."""
    if cpm is None or cap is None:
        raise NothingToChangeError(["cpm", "cap"])
    return Terms(parse_cpm(cpm, currency), check_range("cap", cap, 1, MAX_TYPED_VIEWS))


async def _turn(
    app: App, by: Caller, typed: str, campaign: str | None, to: CreatorState, action: str
) -> CreatorChanged:
    async with app.sessions.begin() as session:
        found, home = await resolve(session, by, typed, campaign)
        creator = await creators.by_id(session, found.id)
        if creator.state is to:
            raise CreatorStateError(creator.handle, to)
        traces.by_command(
            session, app, by, f"creator {action}", creator, before=creator.state.value, after=to.value
        )
        creator.state = to
        await session.flush()
        return CreatorChanged(action, (await cards(session, [(creator, home)]))[0])


def own_rules(window_days: int | None, minimum_views: int | None) -> dict[str, int]:
    """Return the rules that are given, checked; what is not given stays the campaign's."""
    own: dict[str, int] = {}
    if window_days is not None:
        own["window_days"] = check_range("window_days", window_days, *campaigns.WINDOW_DAYS)
    if minimum_views is not None:
        own["minimum_views"] = check_range("minimum_views", minimum_views, 0, MAX_TYPED_VIEWS)
    return own
