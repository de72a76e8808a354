"""The language of the last command of a member with an account is kept, and goes with the member."""

from core.domain.access import Caller, Role
from core.domain.terms import Platform
from core.services import campaigns, creators, languages
from core.services.app import App
from db import erasing
from db import languages as rows
from tests.conftest import HOME

ANNA, STRANGER = 11, 12
ADMIN = Caller(HOME, 1, Role.ADMIN)


async def known(app: App, discord_id: int) -> str | None:
    async with app.reads() as session:
        return await rows.of_member(session, discord_id)


async def with_anna(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, discord_id=ANNA)


async def test_the_last_language_is_kept(app: App) -> None:
    await with_anna(app)

    for language in ("de", "de", "es"):
        await languages.spoke(app, ANNA, language)

    assert await known(app, ANNA) == "es"


async def test_nothing_is_kept_of_somebody_without_an_account(app: App) -> None:
    await with_anna(app)

    await languages.spoke(app, STRANGER, "de")

    assert await known(app, STRANGER) is None


async def test_it_goes_with_the_member(app: App) -> None:
    await with_anna(app)
    await languages.spoke(app, ANNA, "de")

    async with app.sessions.begin() as session:
        await erasing.erase_member(session, ANNA, -5)

    assert await known(app, ANNA) is None
