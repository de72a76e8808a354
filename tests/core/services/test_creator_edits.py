"""Creators' rules change for posts to come, and nothing else."""

import pytest

from core.domain import errors
from core.domain.access import Caller, Role
from core.domain.terms import Platform, TrackingMode
from core.services import campaigns, creator_edits, creators, posts, submissions
from core.services.app import App
from db.records import AuditEntry
from tests.conftest import ADMIN
from tests.core.services.acting import count
from tests.fakes import NOON, FakeSource, reading, tiktok


@pytest.fixture
async def summer(app: App) -> App:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    return app


async def test_what_is_given_changes(summer: App) -> None:
    done = await creator_edits.edit(
        summer, ADMIN, "anna", discord_id=9, window_days=3, minimum_views=50, mode=TrackingMode.SELECTIVE
    )

    card = done.card
    assert (card.discord_id, card.window_days, card.minimum_views) == (9, 3, 50)
    assert card.tracking_mode is TrackingMode.SELECTIVE
    again = (await creator_edits.edit(summer, ADMIN, "anna", minimum_views=60)).card
    assert (again.discord_id, again.window_days, again.minimum_views) == (9, 3, 60)


async def test_posts_already_in_keep_their_rules(summer: App, source: FakeSource) -> None:
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))
    await submissions.track(summer, ADMIN, ref.url)
    before = await posts.show(summer, ADMIN, ref.url)

    done = await creator_edits.edit(summer, ADMIN, "anna", window_days=1, minimum_views=1)
    others = await creator_edits.edit(summer, ADMIN, "anna", discord_id=5)

    assert (done.kept, others.kept) == (1, 0)
    assert await posts.show(summer, ADMIN, ref.url) == before


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, errors.NothingToChangeError),
        ({"window_days": 0}, errors.NumberRangeError),
        ({"minimum_views": -1}, errors.NumberRangeError),
    ],
)
async def test_what_is_refused(summer: App, changes: dict[str, int], refusal: type[errors.UserError]) -> None:
    with pytest.raises(refusal):
        await creator_edits.edit(summer, ADMIN, "anna", **changes)  # type: ignore[arg-type]  # by name


async def test_what_is_so_already_is_no_change_and_leaves_no_trace(summer: App) -> None:
    await creator_edits.edit(summer, ADMIN, "anna", minimum_views=50)
    traces = await count(summer, AuditEntry)

    same = await creator_edits.edit(summer, ADMIN, "anna", minimum_views=50, mode=TrackingMode.AUTO)
    partly = await creator_edits.edit(summer, ADMIN, "anna", minimum_views=50, window_days=3)

    assert (same.action, same.card.minimum_views) == ("unchanged", 50)
    assert (partly.action, partly.card.window_days) == ("edited", 3)
    assert await count(summer, AuditEntry) == traces + 1


async def test_another_servers_creator_cannot_be_named(summer: App) -> None:
    elsewhere = Caller(2, 5, Role.ADMIN)
    await campaigns.create(summer, elsewhere, name="Other")

    with pytest.raises(errors.CreatorUnknownError):
        await creator_edits.edit(summer, elsewhere, "#1", minimum_views=1)
