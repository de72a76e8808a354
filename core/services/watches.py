"""Watched accounts: add, look at, pause, sync now, remove."""

import re
from collections.abc import Sequence

from core.domain.access import Caller
from core.domain.errors import (
    CampaignArchivedError,
    CompetitorIsCreatorError,
    NobodysAccountError,
    NumberRangeError,
    OtherAccountError,
    WatchExistsError,
    WatchNotChosenError,
    WatchPausedError,
    WatchStateError,
    WatchUnknownError,
)
from core.domain.handles import parse_handle
from core.domain.names import plain
from core.domain.terms import Author, Platform, WatchState
from core.domain.watching import IMPORTS, is_synced, next_sync
from core.services import campaigns, creators, syncs, traces
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.shown import Choice, Page
from core.services.shown_watches import Synced, WatchCard, WatchChanged
from db import campaigns as campaign_rows
from db import creators as creator_rows
from db import watches
from db.engine import Session
from db.models import Campaign, Creator, WatchedAccount

CHOICES = 25

Row = tuple[WatchedAccount, Campaign]


async def add(
    app: App,
    by: Caller,
    *,
    handle: str,
    platform: Platform,
    campaign: str | None = None,
    creator: str | None = None,
    first_import: int = 0,
    competitor: bool = False,
) -> WatchChanged:
    """Watch an account from now on and sync it once; it stays saved however that ends.

    Args:
        creator: whose account it is; None finds the creator by the handle.
        first_import: how many of the newest posts come in at first, one of `IMPORTS`.
        competitor: follow it as a competitor's, which is paid nothing.
    """
    name = parse_handle(handle, platform)
    if first_import not in IMPORTS:
        raise NumberRangeError("import", first_import, min(IMPORTS), max(IMPORTS))
    async with app.sessions.begin() as session:
        home = await campaigns.resolve(session, by, campaign)
        home = await campaign_rows.held(session, home.id)
        if not campaign_rows.is_active(home):
            raise CampaignArchivedError(home.name)
        owner = await _owner(session, by, home, name, platform, creator, competitor=competitor)
        watch = await _insert(session, app, by, home, owner, name, platform, first_import)
        after = f"@{name}, import {first_import}" + (", competitor" if owner is None else "")
        traces.by_command(session, app, by, "watch add", owner or home, after=after)
        watch_id, is_open = watch.id, await _is_synced(session, watch)
    synced = await syncs.sync(app, watch_id) if is_open else None
    return await _changed(app, "added", watch_id, synced)


async def listing(app: App, by: Caller, campaign: str | None = None, page: int = 1) -> Page[WatchCard]:
    """Return a page of watched accounts, of one campaign or of all."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, campaign)]
        total = await watches.count(session, ids)
        at = clamp(page, total)
        rows = await watches.stretch(session, ids, offset=offset(at), limit=PAGE_SIZE)
        return Page(await cards(session, rows), at, pages(total), total)


async def show(app: App, by: Caller, account: str, campaign: str | None = None) -> WatchCard:
    """Return one watched account."""
    async with app.reads() as session:
        return (await cards(session, [await resolve(session, by, account, campaign)]))[0]


async def pause(app: App, by: Caller, account: str, campaign: str | None = None) -> WatchChanged:
    """Sync the account no more until it is resumed; posts already in keep being counted."""
    return await _turn(app, by, account, campaign, WatchState.PAUSED, "paused")


async def resume(app: App, by: Caller, account: str, campaign: str | None = None) -> WatchChanged:
    """Sync the account again; what was published meanwhile comes in with the next sync."""
    return await _turn(app, by, account, campaign, WatchState.ACTIVE, "resumed")


async def remove(app: App, by: Caller, account: str, campaign: str | None = None) -> WatchChanged:
    """Watch the account no more; posts that came in stay."""
    return await _turn(app, by, account, campaign, WatchState.REMOVED, "removed")


async def sync(app: App, by: Caller, account: str, campaign: str | None = None) -> WatchChanged:
    """Sync the account now; refused while it or its creator is paused."""
    async with app.reads() as session:
        watch, home = await resolve(session, by, account, campaign)
        if not campaign_rows.is_active(home):
            raise CampaignArchivedError(home.name)
        if not await _is_synced(session, watch):
            raise WatchPausedError(watch.handle, by_creator=watch.state is WatchState.ACTIVE)
    synced = await syncs.sync(app, watch.id)
    await _trace_sync(app, by, watch, home, synced)
    return await _changed(app, "synced", watch.id, synced)


async def _trace_sync(
    app: App, by: Caller, watch: WatchedAccount, home: Campaign, synced: Synced | None
) -> None:
    """Leave a trace of a sync by hand; the posts it took in have theirs."""
    came_in = watch.imported + (0 if synced is None else synced.imported)
    ended = "no source may be asked now" if synced is None else f"the sync ended with {synced.outcome.value}"
    async with app.sessions.begin() as session:
        traces.by_command(
            session,
            app,
            by,
            "watch sync",
            home,
            before=f"@{watch.handle}, {watch.imported} posts came in",
            after=f"@{watch.handle}, {came_in} posts came in",
            reason=ended,
        )


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's watched accounts."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, None)]
        rows = await watches.search(session, ids, plain(typed).removeprefix("@"), CHOICES)
        return [
            Choice(f"@{watch.handle} · {watch.platform.label} · {home.name}", f"#{watch.id}")
            for watch, home in rows
        ]


async def resolve(session: Session, by: Caller, typed: str, campaign: str | None = None) -> Row:
    """Return the server's watched account that was named by `#id` or handle."""
    ids = [row.id for row in await campaigns.scope(session, by, campaign)]
    wanted = plain(typed)
    if re.fullmatch("#[0-9]{1,18}", wanted):
        found = await watches.find(session, ids, watch_id=int(wanted[1:]))
    else:
        found = await watches.find(session, ids, handle=wanted.removeprefix("@").lower())
    if not found:
        raise WatchUnknownError(wanted)
    if len(found) > 1:
        raise WatchNotChosenError(wanted)
    return found[0]


async def cards(session: Session, rows: Sequence[Row]) -> list[WatchCard]:
    """Return watched accounts as they are shown."""
    ids = {watch.creator_id for watch, _ in rows if watch.creator_id is not None}
    owners = await creator_rows.by_ids(session, ids)
    return [_card(watch, home, owners.get(watch.creator_id or 0)) for watch, home in rows]


async def _owner(
    session: Session,
    by: Caller,
    home: Campaign,
    handle: str,
    platform: Platform,
    typed: str | None,
    *,
    competitor: bool,
) -> Creator | None:
    """Return whose account it is, None for a competitor's; refuse what contradicts itself."""
    named = await creator_rows.of_author(session, [home.id], platform, Author(handle))
    if competitor:
        if named or typed is not None:
            raise CompetitorIsCreatorError(handle, platform, home.name)
        return None
    if typed is not None:
        owner, _ = await creators.resolve(session, by, typed, f"#{home.id}")
        if (owner.platform, owner.handle) != (platform, handle):
            raise OtherAccountError(handle, platform, owner.handle, owner.platform)
        return owner
    found = await creator_rows.find(session, [home.id], handle=handle)
    owned = [owner for owner, _ in found if owner.platform is platform]
    if not owned:
        raise NobodysAccountError(handle, platform, home.name)
    return owned[0]


async def _insert(
    session: Session,
    app: App,
    by: Caller,
    home: Campaign,
    owner: Creator | None,
    handle: str,
    platform: Platform,
    first_import: int,
) -> WatchedAccount:
    now = app.clock()
    watch = await watches.insert_new(
        session,
        campaign_id=home.id,
        creator_id=None if owner is None else owner.id,
        platform=platform,
        handle=handle,
        platform_user_id=None if owner is None else owner.platform_user_id,
        display_name=None if owner is None else owner.display_name,
        first_import=first_import,
        since_at=None if first_import else now.replace(microsecond=0),  # platforms tell whole seconds
        next_sync_at=next_sync(now, app.watch_interval, failures=1, jitter=0),  # the first is made here
        created_at=now,
        created_by=by.discord_id,
    )
    if watch is None:
        raise WatchExistsError(handle, platform, home.name)
    return watch


async def _turn(
    app: App, by: Caller, typed: str, campaign: str | None, to: WatchState, action: str
) -> WatchChanged:
    async with app.sessions.begin() as session:
        found, home = await resolve(session, by, typed, campaign)
        watch = await watches.locked(session, found.id)
        if watch.state is to:
            if to is WatchState.ACTIVE and not await _is_synced(session, watch):
                raise WatchPausedError(watch.handle, by_creator=True)
            raise WatchStateError(watch.handle, to)
        if watch.state is WatchState.REMOVED:
            raise WatchUnknownError(typed)
        before, after = f"@{watch.handle} {watch.state}", f"@{watch.handle} {to}"
        traces.by_command(session, app, by, f"watch {action}", home, before=before, after=after)
        watch.state = to
        if to is WatchState.ACTIVE:
            watch.next_sync_at = app.clock()
        await session.flush()
        return WatchChanged(action, (await cards(session, [(watch, home)]))[0])


async def _is_synced(session: Session, watch: WatchedAccount) -> bool:
    owners = await creator_rows.by_ids(session, {watch.creator_id or 0})
    owner = owners.get(watch.creator_id or 0)
    return is_synced(watch.state, None if owner is None else owner.state)


async def _changed(app: App, action: str, watch_id: int, synced: Synced | None) -> WatchChanged:
    async with app.reads() as session:
        watch = await session.get_one(WatchedAccount, watch_id)
        home = await session.get_one(Campaign, watch.campaign_id)
        return WatchChanged(action, (await cards(session, [(watch, home)]))[0], synced)


def _card(watch: WatchedAccount, home: Campaign, owner: Creator | None) -> WatchCard:
    return WatchCard(
        id=watch.id,
        handle=watch.handle,
        platform=watch.platform,
        display_name=watch.display_name,
        avatar_url=watch.avatar_url,
        campaign=home.name,
        campaign_is_active=campaign_rows.is_active(home),
        creator=None if owner is None else owner.handle,
        creator_state=None if owner is None else owner.state,
        mode=None if owner is None else owner.tracking_mode,
        state=watch.state,
        first_import=watch.first_import,
        since_at=watch.since_at,
        imported=watch.imported,
        synced_at=watch.synced_at,
        tried_at=watch.tried_at,
        last_outcome=watch.last_outcome,
        last_error=watch.last_error,
        failures=watch.failures,
        next_sync_at=watch.next_sync_at,
        created_by=watch.created_by,
        created_at=watch.created_at,
    )
