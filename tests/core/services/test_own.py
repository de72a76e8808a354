"""What a member sees of their posts and accounts: all that is theirs, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.access import Caller
from core.domain.errors import NotRegisteredError, PostUnknownError
from core.domain.terms import CreatorState, Platform, PostStatus, TrackingMode
from core.services import (
    campaigns,
    creator_edits,
    creators,
    deals,
    holds,
    notes,
    own,
    submissions,
    watches,
)
from core.services.app import App
from db.models import Creator
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.paying import adjust, campaign_with, finalized, pay
from tests.fakes import NOON, FakeAccounts, FakeSource, FixedClock, reading, tiktok

BEN = Caller(HOME, 100_000_000_000_000_014)
AWAY = Caller(200_000_000_000_000_002, ANNA.discord_id)


@pytest.fixture(autouse=True)
async def summer(app: App) -> None:
    await campaign_with(app, "anna", "ben")
    await creator_edits.edit(app, ADMIN, "anna", discord_id=ANNA.discord_id)
    await creator_edits.edit(app, ADMIN, "ben", discord_id=BEN.discord_id)


async def track(
    app: App, source: FakeSource, hours_ago: int, views: int | None = 5, handle: str = "anna"
) -> None:
    ref = tiktok(NOON - timedelta(hours=hours_ago), 1, handle)
    source.tell(ref, reading(ref, views, handle=handle, user_id=None))
    await submissions.track(app, ADMIN, ref.url, "Summer")


async def test_posts_are_the_members_own_the_newest_publication_first(app: App, source: FakeSource) -> None:
    for hours_ago in (5, 1, 9, 2, 3, 4, 6, 7, 8):
        await track(app, source, hours_ago)
    await track(app, source, 1, handle="ben")

    first, second = await own.list_posts(app, ANNA), await own.list_posts(app, ANNA, 2)

    assert (first.pages, first.total) == (2, 9)
    published = [each.card.published_at for each in (*first.items, *second.items)]
    assert published == [NOON - timedelta(hours=hours) for hours in range(1, 10)]
    assert {each.card.handle for each in first.items} == {"anna"}


async def test_a_member_without_an_account_here_is_told_so(app: App, source: FakeSource) -> None:
    await track(app, source, 1)

    for nobody in (AWAY, EDITOR):
        for asking in (
            own.list_posts(app, nobody),
            own.list_accounts(app, nobody),
            own.show_post(app, nobody, 1),
        ):
            with pytest.raises(NotRegisteredError):
                await asking
    await campaigns.allow_server(app, ADMIN, server_id=str(AWAY.guild_id))
    assert (await own.list_posts(app, AWAY)).total == 1


async def test_anothers_post_is_unknown(app: App, source: FakeSource) -> None:
    await track(app, source, 1, handle="ben")

    with pytest.raises(PostUnknownError):
        await own.show_post(app, ANNA, 1)
    assert (await own.show_post(app, BEN, 1)).card.handle == "ben"


async def test_what_was_paid_and_what_is_still_owed_is_told(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    (post,) = await finalized(app, source, clock, [450_000])
    await pay(app, "anna")
    await adjust(app, post, 500)

    (listed,) = (await own.list_posts(app, ANNA)).items

    assert (listed.card.status, listed.card.earned_minor) == (PostStatus.PAID, 22_500)
    assert (listed.card.adjusted_minor, listed.balance_minor) == (500, 500)
    assert listed.payment is not None
    assert (listed.payment.reference, listed.payment.paid_at) == ("TX-1", clock.now)
    shown = await own.show_post(app, ANNA, 1)
    assert (shown.payment, shown.balance_minor) == (listed.payment, 500)
    assert shown.card.adjusted_minor == 500


async def test_a_hold_is_told_with_its_reason_and_nothing_that_is_for_the_team(
    app: App, source: FakeSource
) -> None:
    await track(app, source, 1)
    await holds.hold(app, EDITOR, "#1", "no rights to the song")
    await notes.write_post(app, EDITOR, await notes.of_post(app, EDITOR, "#1"), "difficult person")

    for seen in ((await own.list_posts(app, ANNA)).items[0], await own.show_post(app, ANNA, 1)):
        assert seen.card.hold_reason == "no rights to the song"
        assert (seen.card.notes, seen.card.held_by, seen.card.reviewed_by) == (None, None, None)


async def test_accounts_tell_terms_state_and_watching(app: App, source: FakeSource) -> None:
    app = replace(app, accounts=dict.fromkeys(Platform, FakeAccounts(source)))
    await watches.add(app, EDITOR, handle="anna", platform=Platform.TIKTOK)
    await deals.add_tier(app, ADMIN, "anna", name="Base", cpm="0.20", cap=600_000, requirement="with sound")
    await creator_edits.edit(app, ADMIN, "anna", mode=TrackingMode.SELECTIVE)
    await creators.pause(app, ADMIN, "anna")

    (account,) = (await own.list_accounts(app, ANNA)).items

    assert (account.card.state, account.card.tracking_mode) == (CreatorState.PAUSED, TrackingMode.SELECTIVE)
    assert [(tier.name, tier.requirement) for tier in account.card.tiers] == [("Base", "with sound")]
    assert (account.is_open, account.is_known) == (True, False)
    assert [watch.handle for watch in account.watches] == ["anna"]


async def test_a_removed_account_and_a_known_one(app: App, source: FakeSource) -> None:
    async with app.sessions.begin() as session:
        row = await session.get_one(Creator, 1)
        row.state, row.platform_user_id = CreatorState.REMOVED, "1001"

    (account,) = (await own.list_accounts(app, ANNA)).items

    assert (account.card.state, account.is_known, list(account.watches)) == (CreatorState.REMOVED, True, [])
    assert account.card.terms is not None  # the campaign's own
