"""Receipts: who may see them."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from core.domain.access import Caller, Role
from core.domain.errors import PostUnknownError
from core.domain.terms import Platform
from core.services import campaigns, creators, explaining, submissions
from core.services.app import App
from db.models import Creator
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import REF, hand_in
from tests.fakes import NOON, FakeSource, reading

AWAY = 200_000_000_000_000_002
BEN = Caller(HOME, 100_000_000_000_000_014, Role.CREATOR)


@pytest.fixture(autouse=True)
async def campaign(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)


async def bind(app: App, discord_id: int | None) -> None:
    async with app.sessions.begin() as session:
        await session.execute(update(Creator).where(Creator.id == 1).values(discord_id=discord_id))


async def test_a_post_is_explained_to_whose_it_is(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, 5_000)
    handed_in_by = await explaining.explain(app, ANNA, post)
    by_link = await explaining.explain(app, ANNA, REF.url)
    with pytest.raises(PostUnknownError) as strange:
        await explaining.explain(app, BEN, post)
    await bind(app, BEN.discord_id)

    bound = await explaining.explain(app, BEN, post)
    with pytest.raises(PostUnknownError):
        await explaining.explain(app, ANNA, post)  # it is somebody else's account

    assert handed_in_by.post == by_link.post == bound.post
    assert strange.value.text == post


async def test_who_tracked_a_post_for_a_creator_is_not_its_creator(app: App, source: FakeSource) -> None:
    source.tell(REF, reading(REF, 5_000, published_at=NOON))
    await submissions.track(app, EDITOR, REF.url)

    with pytest.raises(PostUnknownError):
        await explaining.explain(app, replace(EDITOR, role=Role.CREATOR), "#1")


async def test_other_servers_see_nothing_unless_it_is_their_own(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, 5_000)
    for role in Role:
        with pytest.raises(PostUnknownError):
            await explaining.explain(app, Caller(AWAY, BEN.discord_id, role), post)
        with pytest.raises(PostUnknownError):
            await explaining.explain(app, Caller(AWAY, ANNA.discord_id, role), post)
    await campaigns.allow_server(app, ADMIN, server_id=str(AWAY))

    for role in Role:
        found = await explaining.explain(app, Caller(AWAY, ANNA.discord_id, role), post)
        assert found.post.id == 1
        with pytest.raises(PostUnknownError):
            await explaining.explain(app, Caller(AWAY, BEN.discord_id, role), post)


async def test_unknown_posts_and_strangers_posts_are_refused_alike(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, 5_000)

    for typed in (post, "#99", REF.url, REF.platform_post_id, "7" * 19, "nonsense", ""):
        with pytest.raises(PostUnknownError) as refused:
            await explaining.explain(app, BEN, typed)
        assert refused.value.text == typed


async def test_suggestions_are_what_may_be_seen(app: App, source: FakeSource) -> None:
    await hand_in(app, source, 5_000)

    async def offered(by: Caller, typed: str = "") -> list[str]:
        return [choice.value for choice in await explaining.choices(app, by, typed)]

    assert await offered(EDITOR, "anna") == ["#1"]
    assert await offered(ANNA) == ["#1"]
    assert await offered(ANNA, "look at") == ["#1"]
    assert await offered(ANNA, "%") == []
    assert await offered(BEN) == []
    await bind(app, BEN.discord_id)
    assert (await offered(ANNA), await offered(BEN)) == ([], ["#1"])
