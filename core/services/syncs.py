"""Syncs: reading a watched account's pages back to what is known, and taking in what is new.

A sync that ends early moves no mark, so the next one reads again what it may have missed; a day's first sync
goes back over everything that may still count, for posts come back that were hidden or held up.
"""

import logging
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.errors import MalformedError, NobodyAskedError, PostGoneError, SourceDownError, SourceError
from core.domain.ports import Gate
from core.domain.terms import AccountPage, AccountRef, Author, Listed, Outcome, Reading, WatchState
from core.domain.watching import (
    UNMARKED,
    Progress,
    first_import,
    has_passed,
    has_reached,
    is_sweep,
    is_synced,
    is_wanted,
    next_sync,
    published_at,
    reaches_to,
)
from core.services import findings
from core.services.app import App
from core.services.findings import WatchEndedError
from core.services.gates import LocalGate
from core.services.readings import ERROR_LIMIT
from core.services.shown_watches import Synced
from db import campaigns, creators, watches
from db.engine import Session
from db.models import Creator, WatchedAccount

log = logging.getLogger(__name__)

PAGE_LIMIT = 200
"""Most pages one sync reads; no account publishes so much in a month."""
FIRST_PAGES = 20
"""Most pages that the newest posts are looked for on; on Instagram others than reels lie between."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync is to do; `first_import` matters while `progress.since_at` is not set."""

    watch_id: int
    campaign_id: int
    account: AccountRef
    is_competitor: bool
    progress: Progress
    back: timedelta  # how far back a sweep goes
    first_import: int
    has_known: bool  # whether posts of the account were seen before
    created_at: datetime
    started_at: datetime
    gate: Gate


@dataclass(slots=True)
class Seen:
    """What a sync has seen so far."""

    pages: int = 0
    unread: int = 0
    newest_at: datetime | None = None
    owner: Author | None = None
    imported: int = 0
    waiting: int = 0
    late: int = 0

    def add(self, plan: Plan, page: AccountPage) -> None:
        """Take note of a page."""
        self.pages += 1
        self.unread += page.unread
        times = [time for each in page.posts if (time := published_at(each.reading)) is not None]
        past = [time for time in times if time <= plan.started_at]
        self.newest_at = max([*past, self.newest_at] if self.newest_at else past, default=None)
        authors = [author for each in page.posts for author in each.reading.authors]
        self.owner = self.owner or next((each for each in authors if _is_owner(plan.account, each)), None)


async def sync(app: App, watch_id: int, gate: Gate | None = None) -> Synced | None:
    """Sync an account now and keep how it ended; None when no source may be asked at the moment.

    An account that is not watched any more is left as it is.

    Args:
        gate: what its requests go through; None: a person waits, so they go past the line, at the same pace.
    """
    plan = await _plan(app, watch_id, gate)
    if plan is None:
        return Synced(Outcome.OK, 0, 0, 0)
    seen = Seen()
    try:
        await _read(app, plan, seen)
    except NobodyAskedError:
        return None
    except WatchEndedError:
        return Synced(Outcome.OK, seen.imported, seen.waiting, seen.pages, late=seen.late)
    except SourceError as error:
        return await _finish(app, plan, seen, error)
    except Exception as error:
        log.exception("Syncing account %s failed", watch_id)
        return await _finish(app, plan, seen, SourceDownError(f"a fault of ours: {type(error).__name__}"))
    return await _finish(app, plan, seen, None)


async def _plan(app: App, watch_id: int, gate: Gate | None) -> Plan | None:
    """Return what a sync is to do; None when the account is not watched now."""
    async with app.reads() as session:
        watch = await session.get_one(WatchedAccount, watch_id)
        home = (await campaigns.by_ids(session, [watch.campaign_id]))[watch.campaign_id]
        creator = (await creators.by_ids(session, [watch.creator_id or 0])).get(watch.creator_id or 0)
    is_open = is_synced(watch.state, None if creator is None else creator.state)
    if not (is_open and campaigns.is_active(home)):
        return None
    own_window = None if creator is None else creator.window_days
    return Plan(
        watch_id=watch.id,
        campaign_id=watch.campaign_id,
        account=_account(watch, creator),
        is_competitor=creator is None,
        progress=Progress(watch.since_at, watch.known_to, watch.swept_at),
        back=timedelta(days=home.window_days if own_window is None else own_window) + app.schedule.grace,
        first_import=watch.first_import,
        has_known=watch.imported > 0 or watch.known_to is not None,
        created_at=watch.created_at.replace(microsecond=0),  # platforms tell whole seconds
        started_at=app.clock(),
        gate=LocalGate(app.pacing[watch.platform]) if gate is None else gate,
    )


def _account(watch: WatchedAccount, creator: Creator | None) -> AccountRef:
    """Return the account as it is known best: a creator's readings may know more than the last sync."""
    if creator is None:
        return AccountRef(watch.platform, watch.handle, watch.platform_user_id)
    return AccountRef(watch.platform, creator.handle, creator.platform_user_id or watch.platform_user_id)


async def _read(app: App, plan: Plan, seen: Seen) -> None:
    """Read pages as far back as needed, and take in what is new."""
    if plan.progress.since_at is None:
        await _read_first(app, plan, seen)
        return
    down_to = reaches_to(plan.progress, plan.started_at, plan.back)
    is_over = has_passed if is_sweep(plan.progress, plan.started_at) else has_reached
    async for page in _pages(app, plan, seen):
        recent = [each for each in page.posts if _is_since(each, plan.progress.since_at)]
        await _take_in(app, plan, seen, recent)
        if is_over(page.posts, down_to):
            return


async def _read_first(app: App, plan: Plan, seen: Seen) -> None:
    """Take in an account's newest posts, as many as asked for, and all since it is watched.

    While there are none, how far back it is watched stays open, and the next sync is a first one again.
    """
    listed: list[Listed] = []
    async for page in _pages(app, plan, seen):
        listed += [each for each in page.posts if is_wanted(each)]
        is_enough = sum(not each.is_pinned for each in listed) >= plan.first_import + UNMARKED
        if (is_enough and has_reached(page.posts, plan.created_at)) or seen.pages >= FIRST_PAGES:
            break
    newest = first_import(listed, plan.first_import)
    since = [each for each in listed if _is_since(each, plan.created_at) and each not in newest]
    times = [time for each in newest if (time := published_at(each.reading)) is not None]
    if times or seen.pages >= FIRST_PAGES:
        await _take_in(app, plan, seen, [*newest, *since], since_at=min([*times, plan.created_at]))


def _is_since(listed: Listed, since_at: datetime) -> bool:
    time = published_at(listed.reading)
    return time is None or time >= since_at


async def _pages(app: App, plan: Plan, seen: Seen) -> AsyncIterator[AccountPage]:
    """Yield page after page until the listing ends; raise a `SourceError` when it cannot be the truth."""
    cursor, before = None, set[str]()
    while True:
        async with plan.gate.turn(1):
            page = await app.accounts[plan.account.platform].fetch_page(plan.account, cursor)
        seen.add(plan, page)
        if not page.posts and page.next_cursor is None and seen.pages == 1:
            await _check_empty(app, plan, page)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return
        if cursor in before or seen.pages >= PAGE_LIMIT:
            raise MalformedError(f"the listing does not end after {seen.pages} pages")
        before.add(cursor)


async def _check_empty(app: App, plan: Plan, page: AccountPage) -> None:
    """Raise a `SourceError` unless the account itself says that it has no posts."""
    async with plan.gate.turn(1):
        profile = await app.accounts[plan.account.platform].fetch_profile(plan.account)
    if profile.is_private:
        raise PostGoneError("the account is private", Outcome.PRIVATE)
    if profile.posts == 0 or not (plan.has_known or page.has_all_kinds):
        return
    if profile.posts is not None:
        raise SourceDownError(f"the listing is empty, but the profile counts {profile.posts:,} posts")
    if plan.has_known or plan.progress.since_at is None:
        raise SourceDownError("the listing is empty, and nobody says whether that is true")


async def _take_in(
    app: App, plan: Plan, seen: Seen, listed: Sequence[Listed], since_at: datetime | None = None
) -> None:
    """Take in the posts that watching is for and that the campaign does not have, in one transaction."""
    by_id = {each.reading.ref.platform_post_id: each.reading for each in listed if is_wanted(each)}
    own = not plan.is_competitor
    async with app.reads() as session:
        known = await watches.known_ids(session, plan.campaign_id, plan.account.platform, by_id, own=own)
    new: list[Reading] = [reading for post_id, reading in by_id.items() if post_id not in known]
    if not new and since_at is None:
        return
    async with app.sessions.begin() as session:
        found = await findings.take_in(session, app, plan.watch_id, new, since_at)
    seen.imported += found.imported
    seen.waiting += found.waiting
    seen.late += found.late
    seen.unread += found.failed


async def _finish(app: App, plan: Plan, seen: Seen, error: SourceError | None) -> Synced:
    """Keep how a sync ended, and when the next one is due."""
    outcome, said = _verdict(error, seen)
    async with app.sessions.begin() as session:
        watch = await watches.locked(session, plan.watch_id)
        watch.tried_at, watch.last_outcome, watch.last_error = app.clock(), outcome, said
        if error is None:
            _move_marks(watch, plan, seen, app.clock())
        watch.failures = 0 if error is None else watch.failures + 1
        if seen.owner is not None and watch.state is not WatchState.REMOVED:
            await _know_owner(session, watch, seen.owner)
        watch.next_sync_at = next_at(app, watch.failures)
    ended = Outcome.OK if error is None else outcome
    return Synced(ended, seen.imported, seen.waiting, seen.pages, said, seen.late)


def next_at(app: App, failures: int) -> datetime:
    """Return when an account is synced next that failed so often in a row."""
    jitter = random.random()  # noqa: S311  spreads load, guards nothing
    return next_sync(app.clock(), app.watch_interval, failures, jitter)


def _verdict(error: SourceError | None, seen: Seen) -> tuple[Outcome, str | None]:
    if error is not None:
        return error.outcome, str(error)[:ERROR_LIMIT]
    if seen.unread:
        posts = "1 listed post" if seen.unread == 1 else f"{seen.unread:,} listed posts"
        return Outcome.MALFORMED, f"{posts} could not be read"
    return Outcome.OK, None


def _move_marks(watch: WatchedAccount, plan: Plan, seen: Seen, now: datetime) -> None:
    """Note how far a complete sync has come."""
    known = [time for time in (watch.known_to, seen.newest_at) if time is not None]
    watch.known_to, watch.synced_at = max(known, default=None), now
    if is_sweep(plan.progress, plan.started_at):
        watch.swept_at = plan.started_at


async def _know_owner(session: Session, watch: WatchedAccount, owner: Author) -> None:
    """Take over what the listing says of the account; a new handle only where no other account has it."""
    watch.platform_user_id = owner.platform_user_id or watch.platform_user_id
    watch.display_name = owner.name or watch.display_name
    watch.avatar_url = owner.avatar_url or watch.avatar_url
    if owner.handle is None or owner.handle == watch.handle:
        return
    others = await watches.find(session, [watch.campaign_id], handle=owner.handle)
    if not any(other.platform is watch.platform for other, _ in others):
        watch.handle = owner.handle


def _is_owner(account: AccountRef, author: Author) -> bool:
    if account.platform_user_id is not None and author.platform_user_id is not None:
        return account.platform_user_id == author.platform_user_id
    return author.handle == account.handle
