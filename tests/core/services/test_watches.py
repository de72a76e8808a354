"""Watched accounts: who may be watched, what is refused, and what lists show."""

import asyncio
from dataclasses import replace

import pytest

from core.domain import errors
from core.domain.access import Caller, Role
from core.domain.terms import Outcome, Platform, TrackingMode, WatchState
from core.services import campaigns, creators, posts, watches
from core.services.app import App
from tests.conftest import ADMIN, EDITOR
from tests.fakes import NOON
from tests.simulated import PlayedAccount, PlayedSource

ELSEWHERE = Caller(200_000_000_000_000_002, 5, Role.ADMIN)
TIKTOK, INSTAGRAM = Platform.TIKTOK, Platform.INSTAGRAM


@pytest.fixture
def source_of_accounts() -> PlayedSource:
    return PlayedSource(
        PlayedAccount(TIKTOK), PlayedAccount(TIKTOK, "rival", "77"), PlayedAccount(INSTAGRAM, "anna", "5")
    )


@pytest.fixture
async def summer(app: App, source_of_accounts: PlayedSource) -> App:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=TIKTOK, mode=TrackingMode.SELECTIVE)
    return replace(app, accounts=dict.fromkeys(Platform, source_of_accounts))


async def test_an_account_is_found_to_be_its_creators(summer: App) -> None:
    added = await watches.add(summer, EDITOR, handle="https://www.tiktok.com/@Anna", platform=TIKTOK)

    card = added.card
    assert (card.handle, card.creator, card.mode) == ("anna", "anna", TrackingMode.SELECTIVE)
    assert (card.created_by, card.state, card.since_at) == (EDITOR.discord_id, WatchState.ACTIVE, NOON)


async def test_a_competitors_posts_have_no_creator_status_or_money(
    summer: App, source_of_accounts: PlayedSource
) -> None:
    source_of_accounts.accounts[1].publish(NOON)

    added = await watches.add(summer, ADMIN, handle="rival", platform=TIKTOK, first_import=5, competitor=True)

    assert (added.card.creator, added.card.imported) == (None, 1)
    (post,) = (await posts.listing(summer, ADMIN)).items
    assert (post.status, post.window_ends_at, post.cpm, post.estimate_minor) == (None, None, None, None)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"handle": "nobody", "platform": TIKTOK}, errors.NobodysAccountError),
        ({"handle": "anna", "platform": INSTAGRAM}, errors.NobodysAccountError),
        ({"handle": "anna", "platform": INSTAGRAM, "creator": "anna"}, errors.OtherAccountError),
        ({"handle": "ben", "platform": TIKTOK, "creator": "anna"}, errors.OtherAccountError),
        ({"handle": "anna", "platform": TIKTOK, "creator": "nobody"}, errors.CreatorUnknownError),
        ({"handle": "anna", "platform": TIKTOK, "competitor": True}, errors.CompetitorIsCreatorError),
        (
            {"handle": "rival", "platform": TIKTOK, "competitor": True, "creator": "anna"},
            errors.CompetitorIsCreatorError,
        ),
        ({"handle": "@everyone hi", "platform": TIKTOK}, errors.HandleError),
        ({"handle": "anna", "platform": TIKTOK, "first_import": 7}, errors.NumberRangeError),
        ({"handle": "anna", "platform": TIKTOK, "campaign": "Winter"}, errors.CampaignUnknownError),
    ],
)
async def test_what_is_refused_saves_nothing(
    summer: App, values: dict[str, object], refusal: type[errors.UserError]
) -> None:
    with pytest.raises(refusal):
        await watches.add(summer, ADMIN, **values)  # type: ignore[arg-type]  # by name, as a table

    assert (await watches.listing(summer, ADMIN)).total == 0


async def test_an_account_is_watched_once_a_campaign(summer: App) -> None:
    adding = [watches.add(summer, ADMIN, handle="anna", platform=TIKTOK) for _ in range(5)]
    results = await asyncio.gather(*adding, return_exceptions=True)

    refused = [result for result in results if isinstance(result, BaseException)]
    assert [type(error) for error in refused] == [errors.WatchExistsError] * 4
    assert (await watches.listing(summer, ADMIN)).total == 1


async def test_a_removed_account_can_be_watched_again(summer: App) -> None:
    first = await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)
    await watches.remove(summer, ADMIN, f"#{first.card.id}")
    with pytest.raises(errors.WatchUnknownError):
        await watches.show(summer, ADMIN, "anna")

    again = await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)

    assert again.card.id != first.card.id


async def test_a_watched_competitor_cannot_become_a_creator(summer: App) -> None:
    await watches.add(summer, ADMIN, handle="rival", platform=TIKTOK, competitor=True)

    with pytest.raises(errors.CreatorIsCompetitorError):
        await creators.add(summer, ADMIN, handle="rival", platform=TIKTOK)


async def test_states_change_once(summer: App) -> None:
    await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)
    with pytest.raises(errors.WatchStateError):
        await watches.resume(summer, ADMIN, "anna")
    paused = await watches.pause(summer, ADMIN, "@Anna")
    with pytest.raises(errors.WatchStateError):
        await watches.pause(summer, ADMIN, "anna")
    with pytest.raises(errors.WatchPausedError) as refusal:
        await watches.sync(summer, ADMIN, "anna")

    assert paused.card.state is WatchState.PAUSED
    assert not refusal.value.by_creator


async def test_a_paused_creators_account_is_saved_but_not_synced(
    summer: App, source_of_accounts: PlayedSource
) -> None:
    await creators.pause(summer, ADMIN, "anna")

    added = await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)
    with pytest.raises(errors.WatchPausedError) as refusal:
        await watches.sync(summer, ADMIN, "anna")

    assert (added.synced, source_of_accounts.asked) == (None, [])
    assert refusal.value.by_creator


async def test_while_its_creator_is_paused_resuming_an_active_account_says_so(summer: App) -> None:
    await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)
    await creators.pause(summer, ADMIN, "anna")

    with pytest.raises(errors.WatchPausedError) as refusal:
        await watches.resume(summer, ADMIN, "anna")

    assert refusal.value.by_creator


async def test_syncing_by_hand_brings_in_what_is_new(summer: App, source_of_accounts: PlayedSource) -> None:
    await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)
    source_of_accounts.accounts[0].publish(NOON)

    done = await watches.sync(summer, EDITOR, "anna")

    assert done.synced is not None
    assert (done.synced.outcome, done.synced.imported, done.synced.waiting) == (Outcome.OK, 1, 1)


async def test_other_servers_see_and_touch_nothing(summer: App) -> None:
    added = await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)
    await campaigns.create(summer, ELSEWHERE, name="Other")

    for use_case in (watches.show, watches.pause, watches.resume, watches.remove, watches.sync):
        for typed in ("anna", f"#{added.card.id}"):
            with pytest.raises(errors.WatchUnknownError):
                await use_case(summer, ELSEWHERE, typed)
    assert (await watches.listing(summer, ELSEWHERE)).total == 0
    assert await watches.choices(summer, ELSEWHERE, "") == []


async def test_suggestions_name_account_and_campaign(summer: App) -> None:
    added = await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)

    (choice,) = await watches.choices(summer, ADMIN, "@an")

    assert (choice.label, choice.value) == ("@anna · TikTok · Summer", f"#{added.card.id}")


async def test_one_handle_in_two_campaigns_must_be_chosen(summer: App) -> None:
    await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK)
    await campaigns.create(summer, ADMIN, name="Winter")
    await creators.add(summer, ADMIN, handle="anna", platform=TIKTOK, campaign="Winter")
    await watches.add(summer, ADMIN, handle="anna", platform=TIKTOK, campaign="Winter")

    with pytest.raises(errors.WatchNotChosenError):
        await watches.show(summer, ADMIN, "anna")
    assert (await watches.show(summer, ADMIN, "anna", "Winter")).campaign == "Winter"
