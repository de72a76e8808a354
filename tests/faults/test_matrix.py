"""Source x fault: what is stored, what becomes of the post, and that its neighbours were updated."""

from datetime import timedelta
from itertools import product

import pytest

from core.domain.terms import Availability, Outcome, Platform, PostRef, PostStatus
from core.services import posts, refresh, submissions
from core.services.app import App
from core.services.shown import PostCard
from tests.conftest import ADMIN
from tests.fakes import NOON, FixedClock, instagram, tiktok
from tests.faults.conftest import Chains
from tests.faults.vendors import FAULTS, OF_PAGES, SOURCES, Vendors

KNOWN, NOW_THERE = 1_000, 2_000
LATER = timedelta(hours=7)
CLOSING = ("401", "402", "429", "429 later")
"""Faults after which a source is left alone for a while; without another the neighbours wait too."""
OUTCOMES = {
    "404": Outcome.NOT_FOUND,
    "429": Outcome.RATE_LIMITED,
    "429 later": Outcome.RATE_LIMITED,
    "list": Outcome.MALFORMED,
    "types": Outcome.MALFORMED,
    "missing": Outcome.MALFORMED,
    "huge": Outcome.MALFORMED,
    "wrong_id": Outcome.MALFORMED,
    "strings": Outcome.OK,
    "unknown": Outcome.HIDDEN,
    "negative": Outcome.HIDDEN,
}
"""What each fault is stored as; the others are no answer at all. A number written as text is a number."""
DIFFERENT = {
    ("tikwm", "402"): Outcome.RATE_LIMITED,  # the day's limit is a message of its own
    ("hikerapi", "missing"): Outcome.HIDDEN,  # a photo has no such field either
    ("scrapecreators instagram", "missing"): Outcome.HIDDEN,
}
PLATFORMS = {name: platform for platform, names in SOURCES.items() for name in names}


def refs(platform: Platform) -> list[PostRef]:
    make = tiktok if platform is Platform.TIKTOK else instagram
    return [make(NOON, serial) for serial in range(1, 4)]


async def take_in(app: App, vendors: Vendors, platform: Platform) -> list[PostRef]:
    """Three posts that are known with their numbers, and have more by now."""
    three = refs(platform)
    for ref in three:
        vendors.add(ref, NOON, KNOWN)
    taken = await submissions.track(app, ADMIN, "\n".join(ref.url for ref in three))
    assert [type(row.result).__name__ for row in taken.rows] == ["Submitted"] * 3
    for post in vendors.posts.values():
        post.views = NOW_THERE
    return three


async def cards(app: App, three: list[PostRef]) -> list[PostCard]:
    return [await posts.show(app, ADMIN, ref.url) for ref in three]


@pytest.mark.parametrize(("name", "fault"), list(product(PLATFORMS, FAULTS)))
async def test_a_fault_at_the_only_source_costs_one_post_its_new_numbers(
    chained: Chains, vendors: Vendors, clock: FixedClock, name: str, fault: str
) -> None:
    platform = PLATFORMS[name]
    app = chained(platform, name)
    three = await take_in(app, vendors, platform)
    vendors.faults[name, three[1].platform_post_id] = fault
    clock.now = NOON + LATER

    await refresh.run_round(app, platform)

    first, faulty, last = await cards(app, three)
    outcome = DIFFERENT.get((name, fault), OUTCOMES.get(fault, Outcome.UNAVAILABLE))
    assert faulty.last_outcome is outcome
    assert faulty.counts.views == (NOW_THERE if outcome is Outcome.OK else KNOWN)
    assert faulty.availability is (Availability.DOUBTED if fault == "404" else Availability.LIVE)
    assert faulty.status is PostStatus.ACTIVE
    assert faulty.next_check_at is not None
    if fault in CLOSING:
        vendors.faults.clear()
        clock.advance(hours=7)
        await refresh.run_round(app, platform)
        first, faulty, last = await cards(app, three)
        assert faulty.counts.views == NOW_THERE
    assert [first.counts.views, last.counts.views] == [NOW_THERE, NOW_THERE]


@pytest.mark.parametrize("fault", OF_PAGES)
async def test_a_page_that_fails_proves_nothing_about_its_post(
    chained: Chains, vendors: Vendors, clock: FixedClock, fault: str
) -> None:
    app = chained(Platform.INSTAGRAM, "instagram")
    three = await take_in(app, vendors, Platform.INSTAGRAM)
    vendors.faults["instagram", three[1].platform_post_id] = fault
    clock.now = NOON + LATER

    await refresh.run_round(app, Platform.INSTAGRAM)

    first, faulty, last = await cards(app, three)
    is_busy = fault in {"401", "429", "429 later"}  # Instagram's 401 says: please wait a few minutes
    assert faulty.last_outcome is (Outcome.RATE_LIMITED if is_busy else Outcome.UNAVAILABLE)
    assert (faulty.counts.views, faulty.availability) == (KNOWN, Availability.LIVE)
    if not is_busy:
        assert [first.counts.views, last.counts.views] == [NOW_THERE, NOW_THERE]


@pytest.mark.parametrize(("platform", "fault"), list(product(Platform, FAULTS)))
async def test_a_fault_at_the_primary_is_made_up_for_by_the_backup(
    chained: Chains, vendors: Vendors, clock: FixedClock, platform: Platform, fault: str
) -> None:
    primary, backup = SOURCES[platform]
    app = chained(platform, primary, backup)
    three = await take_in(app, vendors, platform)
    vendors.faults[primary, None] = fault
    clock.now = NOON + LATER

    await refresh.run_round(app, platform)

    seen = await cards(app, three)
    assert [card.counts.views for card in seen] == [NOW_THERE] * 3
    answered = primary if fault == "strings" else backup
    assert {card.source for card in seen} == {answered.split()[0]}
    assert {card.availability for card in seen} == {Availability.LIVE}


@pytest.mark.parametrize("platform", Platform)
async def test_lower_numbers_are_recorded_as_they_are(
    chained: Chains, vendors: Vendors, clock: FixedClock, platform: Platform
) -> None:
    app = chained(platform, *SOURCES[platform])
    three = await take_in(app, vendors, platform)
    vendors.posts[three[1].platform_post_id].views = 900
    clock.now = NOON + LATER

    await refresh.run_round(app, platform)

    seen = (await cards(app, three))[1]
    assert (seen.counts.views, seen.change and seen.change.views) == (900, -100)


async def test_another_metric_is_named_and_not_compared(
    chained: Chains, vendors: Vendors, clock: FixedClock
) -> None:
    app = chained(Platform.INSTAGRAM, *SOURCES[Platform.INSTAGRAM])
    three = await take_in(app, vendors, Platform.INSTAGRAM)
    vendors.faults["hikerapi", None] = "500"
    clock.now = NOON + LATER

    await refresh.run_round(app, Platform.INSTAGRAM)

    for card in await cards(app, three):
        assert (card.source, card.metric, card.change) == ("scrapecreators", "video_play_count", None)
