"""The whole program without Discord, on simulated time: real clients, a real database, vendors that fail."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.domain.terms import Platform
from core.services import campaigns, creators
from core.services.app import App
from providers.fallback import Fallback
from tests.conftest import ADMIN
from tests.fakes import FixedClock
from tests.faults.vendors import Vendors

Chains = Callable[..., App]


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.fixture
def vendors(clock: FixedClock) -> Vendors:
    return Vendors(clock)


@pytest.fixture
async def summer(app: App) -> App:
    await campaigns.create(app, ADMIN, name="Summer")
    for platform in Platform:
        await creators.add(app, ADMIN, handle="anna", platform=platform, cpm="0.50", cap=500_000)
    return app


@pytest.fixture
def chained(summer: App, vendors: Vendors, clock: FixedClock) -> Chains:
    """The program with these sources of one platform, in this order."""

    def build(platform: Platform, *names: str) -> App:
        chain = Fallback(platform, [vendors.source(name) for name in names], clock)
        return replace(summer, sources={**summer.sources, platform: chain})

    return build
