"""An account that is played, and the program that watches it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.terms import Platform
from core.services import campaigns, creators
from core.services.app import App
from tests.conftest import ADMIN
from tests.simulated import PlayedAccount, PlayedSource

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def anna() -> PlayedAccount:
    return PlayedAccount(Platform.TIKTOK)


@pytest.fixture
def listing(anna: PlayedAccount) -> PlayedSource:
    return PlayedSource(anna)


@pytest.fixture
async def watching(app: App, listing: PlayedSource) -> App:
    """The program with a campaign whose creator is Anna; her account can be listed."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)
    return replace(app, accounts=dict.fromkeys(Platform, listing))
