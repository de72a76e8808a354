"""Simulated weeks of an account that publishes at random: what came in is what was there to be found.

The account publishes in bursts, pins, hides, restores and deletes; the source is out for two days, breaks in
mid-listing, lists nothing for a while, and may not say what is pinned. Weather decides, by seed.
"""

import os
import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

import pytest

from core.domain.errors import SourceDownError
from core.domain.terms import Platform
from core.services import campaigns, creators, watch_rounds, watches
from core.services.app import App
from db import watches as rows
from tests.conftest import ADMIN
from tests.fakes import NOON, FixedClock
from tests.simulated import PlayedAccount, PlayedSource, Published

SEEDS = int(os.environ.get("SIMULATED_SEEDS", "2"))
STEP = timedelta(hours=1)
WEEKS = timedelta(days=24)
CALM = timedelta(days=3)
"""At the end nothing happens for so long: everything that is there has had its chance."""
OUTAGE = (timedelta(days=9), timedelta(days=11))
SURE = timedelta(hours=33)
"""Who is public so long while the source answers is found: a day's sweep, an interval, and a retry."""


@dataclass
class World:
    """The account, its source, and what is known of each post: how long it could be found in one go."""

    account: PlayedAccount
    source: PlayedSource
    chance: random.Random
    seen_for: dict[str, timedelta] = field(default_factory=dict)
    longest: dict[str, timedelta] = field(default_factory=dict)

    @classmethod
    def begin(cls, platform: Platform, chance: random.Random) -> Self:
        """Return a world in which the account has published for two weeks."""
        account = PlayedAccount(platform)
        for number in range(1, 40):
            account.publish(NOON - number * timedelta(hours=9))
        page_size, says_pinned = chance.choice([4, 8, 12]), chance.random() < 0.5
        return cls(account, PlayedSource(account, page_size=page_size, says_pinned=says_pinned), chance)

    def live(self, now: datetime) -> None:
        """Let an hour happen."""
        chance, posts = self.chance, self.account.posts
        if chance.random() < 0.12:
            for second in range(chance.choice([1, 1, 1, 2, 3, 12, 25])):
                self.account.publish(
                    now - timedelta(seconds=second * 7),
                    is_reel=chance.random() < 0.8,
                    is_hidden=chance.random() < 0.1,
                )
        if posts and chance.random() < 0.1:
            post = chance.choice(posts)
            post.is_pinned = not post.is_pinned and sum(each.is_pinned for each in posts) < 3
        if posts and chance.random() < 0.16:
            post = chance.choice(posts[-30:])
            post.is_hidden = not post.is_hidden

    def break_or_not(self, since: timedelta) -> bool:
        """Set the source's mood; return whether it tells the truth."""
        is_out = OUTAGE[0] <= since < OUTAGE[1]
        mood = self.chance.random()
        self.source.trouble = SourceDownError("out") if is_out or mood < 0.05 else None
        self.source.breaks_after = 1 if 0.05 <= mood < 0.15 else None
        self.source.is_empty = 0.15 <= mood < 0.2
        return not is_out

    def calm_down(self) -> None:
        """Let the source be well, and everything recent be public."""
        self.source.trouble, self.source.breaks_after, self.source.is_empty = None, None, False
        for post in self.account.posts[-50:]:
            post.is_hidden = False

    def note(self, *, is_up: bool) -> None:
        """Note how long each post has been there to be found without a break."""
        for post in self.account.posts:
            key = post.ref.platform_post_id
            if not is_up:
                continue  # time stands still
            self.seen_for[key] = (
                timedelta(0) if post.is_hidden else self.seen_for.get(key, timedelta(0)) + STEP
            )
            self.longest[key] = max(self.longest.get(key, timedelta(0)), self.seen_for[key])

    def must(self, since: datetime) -> set[str]:
        """Return the posts that were there long enough."""
        return {
            key
            for post in self._wanted(since)
            if self.longest.get(key := post.ref.platform_post_id, STEP) >= SURE
        }

    def may(self, since: datetime) -> set[str]:
        """Return the posts that were there at all."""
        return {post.ref.platform_post_id for post in self._wanted(since)}

    def _wanted(self, since: datetime) -> list[Published]:
        is_instagram = self.account.platform is Platform.INSTAGRAM
        return [
            post for post in self.account.posts if post.at >= since and (post.is_reel or not is_instagram)
        ]


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("platform", Platform)
async def test_what_came_in_is_what_was_there(
    app: App, clock: FixedClock, platform: Platform, seed: int
) -> None:
    world = World.begin(platform, random.Random(seed))  # noqa: S311  weather
    chance, watching = world.chance, replace(app, accounts={platform: world.source})
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=platform)
    added = await watches.add(
        watching, ADMIN, handle="anna", platform=platform, first_import=chance.choice([0, 5, 30])
    )
    since = added.card.since_at
    assert since is not None

    while (age := clock.now - NOON) < WEEKS:
        clock.now += STEP
        world.live(clock.now)
        is_up = world.break_or_not(age)
        await watch_rounds.run(watching, platform)
        world.note(is_up=is_up)
    world.calm_down()
    while clock.now - NOON < WEEKS + CALM:
        clock.now += STEP
        await watch_rounds.run(watching, platform)
        world.note(is_up=True)

    async with app.reads() as session:
        came_in = await rows.known_ids(session, 1, platform, world.may(NOON - WEEKS))
    assert world.must(since) - came_in == set()
    assert came_in - world.may(since) == set()
    assert len(came_in) > 60
