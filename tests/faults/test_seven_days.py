"""Seven days and the grace after them, with every fault at random: nothing is decided but on the truth."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.domain.earnings import earnings_minor
from core.domain.terms import Availability, Platform, PostRef, PostStatus, Terms
from core.services import decisions, refresh, submissions
from core.services.app import App
from db.engine import Session
from db.models import Post, Snapshot
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN
from tests.fakes import NOON, FixedClock, instagram, tiktok
from tests.faults.conftest import Chains
from tests.faults.vendors import FAULTS, SOURCES, Vendors

WINDOW = timedelta(days=7)
AFTER = timedelta(hours=56)
STEP = timedelta(minutes=30)
POSTS = 8
MINIMUM = 1_000
LIES_ABOUT_VIEWS = ("unknown", "negative")  # "no public views": an answer, though an empty one
GONE = 2
"""The serial of the one post that is really taken down, on the third day."""


def truth(serial: int) -> Callable[[datetime], int]:
    """Views that grow by the minute; the odd posts never reach the minimum."""

    def views(now: datetime) -> int:
        minutes = int((now - NOON).total_seconds() // 60)
        return minutes * serial if serial % 2 == 0 else minutes // 60

    return views


def weather(chance: random.Random, vendors: Vendors, refs: list[PostRef], platform: Platform) -> None:
    """New faults for the next half hour: of one post at one source, or of a whole source.

    A post that is there is denied by the primary alone: two sources that agree on a lie are believed.
    """
    primary, backup = SOURCES[platform]
    for name in (primary, backup):
        for key in [key for key in vendors.faults if key[0] == name]:
            del vendors.faults[key]
        faults = [fault for fault in FAULTS if name == primary or fault != "404"]
        if chance.random() < 0.4:
            vendors.faults[name, None] = chance.choice([fault for fault in faults if fault != "404"])
        for ref in refs:
            if chance.random() < 0.5:
                vendors.faults[name, ref.platform_post_id] = chance.choice(faults)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("platform", Platform)
async def test_seven_days_of_every_fault_decide_nothing_wrongly(
    chained: Chains, vendors: Vendors, clock: FixedClock, platform: Platform, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  weather
    app = chained(platform, *SOURCES[platform])
    make = tiktok if platform is Platform.TIKTOK else instagram
    refs = [make(NOON, serial) for serial in range(1, POSTS + 1)]
    for serial, ref in enumerate(refs, 1):
        vendors.add(ref, NOON, truth(serial))
    await submissions.track(app, ADMIN, "\n".join(ref.url for ref in refs))
    seen_gone: set[str] = set()

    while clock.now < NOON + WINDOW + AFTER:
        clock.now += STEP
        vendors.posts[refs[GONE - 1].platform_post_id].gone = clock.now > NOON + timedelta(days=3)
        weather(chance, vendors, refs, platform)
        await refresh.run_round(app, platform)
        await decisions.decide_due(app)
        seen_gone |= await gone(app)

    assert seen_gone <= {refs[GONE - 1].platform_post_id}
    await check_snapshots(app, refs)
    statuses = await check_decisions(app, refs)
    assert statuses[PostStatus.PAID] == 0
    assert statuses[PostStatus.FINALIZED] >= 2  # the weather is bad, not hopeless
    assert statuses[PostStatus.REJECTED] >= 2


async def gone(app: App) -> set[str]:
    async with app.reads() as session:
        query = select(Post.platform_post_id).where(Post.availability == Availability.GONE)
        return set(await session.scalars(query))


async def check_snapshots(app: App, refs: list[PostRef]) -> None:
    """Every stored count is what the platform showed at that moment, or unknown."""
    async with app.reads() as session:
        views = {post.id: truth_of(post, refs) for post in await all_of(session)}
        known = [row for row in await session.scalars(select(Snapshot)) if row.views is not None]
    wrong = [(row.post_id, row.taken_at) for row in known if row.views != views[row.post_id](row.taken_at)]
    assert wrong == []


async def check_decisions(app: App, refs: list[PostRef]) -> Counter[PostStatus | None]:
    """Each decision rests on a true reading near the window's end; whoever has none waits for a person."""
    end = NOON + WINDOW
    async with app.reads() as session:
        rows = await all_of(session)
        counted = {snapshot.id: snapshot for snapshot in await session.scalars(select(Snapshot))}
        entries = {entry.post_id: entry for entry in await session.scalars(select(LedgerEntry))}
        decided = await session.scalars(select(AuditEntry).where(AuditEntry.action == "decision"))
        reasons = {entry.post_id: entry.reason for entry in decided}
    for post in rows:
        views = truth_of(post, refs)
        if post.status is PostStatus.AWAITING_MEASUREMENT:
            assert post.needs_person
            assert post.counted_snapshot_id is None
            continue
        snapshot = counted[post.counted_snapshot_id or 0]
        assert end - timedelta(hours=24) <= snapshot.taken_at <= end + timedelta(hours=48)
        assert snapshot.views == post.counted_views == views(snapshot.taken_at)
        assert (post.status is PostStatus.REJECTED) == (snapshot.views < MINIMUM)
        assert f"{snapshot.views:,} views" in reasons[post.id]
        if post.status is PostStatus.FINALIZED:
            assert post.cpm is not None
            assert post.cap_views is not None
            terms = Terms(post.cpm, post.cap_views)
            assert entries[post.id].amount_minor == earnings_minor(snapshot.views, terms, "USD")
    assert set(entries) == {post.id for post in rows if post.status is PostStatus.FINALIZED}
    return Counter(post.status for post in rows)


def truth_of(post: Post, refs: list[PostRef]) -> Callable[[datetime], int]:
    return truth(refs.index(PostRef(post.platform, post.platform_post_id)) + 1)


async def all_of(session: Session) -> list[Post]:
    return list(await session.scalars(select(Post).order_by(Post.id)))
