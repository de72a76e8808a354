"""Campaigns and creators: make, find, change, and see only one's own."""

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.errors import (
    CampaignExistsError,
    CampaignNotChosenError,
    CampaignUnknownError,
    CreatorExistsError,
    CreatorNotChosenError,
    CreatorStateError,
    CreatorUnknownError,
    CurrencyError,
    CurrencyInUseError,
    HandleError,
    HomeServerError,
    IdFormatError,
    MoneyFormatError,
    NoCampaignError,
    NothingToChangeError,
    NumberRangeError,
    PostUnknownError,
    ServerListedError,
    TextLengthError,
)
from core.domain.terms import CreatorState, Platform, PostStatus, TrackingMode
from core.services import access, campaigns, creators, posts, submissions
from core.services.app import App
from db.models import Server
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, HOME
from tests.fakes import NOON, FakeSource, reading, tiktok

STRANGER = Caller(300_000_000_000_000_003, 1, Role.ADMIN)


async def test_a_campaign_has_the_documented_defaults(app: App) -> None:
    card = (await campaigns.create(app, ADMIN, name="Summer Launch")).card

    assert (card.slug, card.currency, card.window_days, card.minimum_views) == (
        "summer-launch",
        "USD",
        7,
        1_000,
    )
    assert (card.max_age_days, card.cpm, card.cap_views, card.guild_ids) == (7, None, None, [])


async def test_a_name_is_taken_once_a_server(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch")
    await campaigns.create(app, STRANGER, name="Summer Launch")

    with pytest.raises(CampaignExistsError):
        await campaigns.create(app, ADMIN, name="summer  LAUNCH!")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": " "}, TextLengthError),
        ({"name": "x" * 81}, TextLengthError),
        ({"currency": "EURO"}, CurrencyError),
        ({"window_days": 0}, NumberRangeError),
        ({"window_days": 91}, NumberRangeError),
        ({"minimum_views": -1}, NumberRangeError),
        ({"cpm": "0,50"}, MoneyFormatError),
        ({"cap": 0}, NumberRangeError),
        ({"budget": "-5"}, MoneyFormatError),
    ],
)
async def test_bad_values_are_refused_and_nothing_is_made(
    app: App, given: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await campaigns.create(app, ADMIN, **{"name": "Summer", **given})  # type: ignore[arg-type]  # the table's point

    with pytest.raises(NoCampaignError):
        await campaigns.show(app, ADMIN, None)


async def test_a_lone_campaign_is_the_default_and_two_must_be_named(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    assert (await campaigns.show(app, ADMIN, None)).name == "Summer"
    await campaigns.create(app, ADMIN, name="Winter")

    with pytest.raises(CampaignNotChosenError):
        await campaigns.show(app, ADMIN, None)
    with pytest.raises(CampaignUnknownError):
        await campaigns.show(app, ADMIN, "Spring")
    assert [(await campaigns.show(app, ADMIN, typed)).name for typed in ("winter", "#1")] == [
        "Winter",
        "Summer",
    ]


async def test_another_server_sees_nothing(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))
    await submissions.track(app, ADMIN, ref.url)

    assert (await campaigns.listing(app, STRANGER)).total == 0
    assert (await posts.listing(app, STRANGER)).total == 0
    for attempt in (
        campaigns.show(app, STRANGER, "#1"),
        creators.pause(app, STRANGER, "#1"),
        posts.show(app, STRANGER, "#1"),
        posts.refresh(app, STRANGER, ref.url),
    ):
        with pytest.raises((NoCampaignError, CreatorUnknownError, PostUnknownError)):
            await attempt


async def test_editing_changes_what_is_given_only(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50")

    card = (await campaigns.edit(app, ADMIN, campaign=None, name="Autumn", cap=9)).card

    assert (card.name, card.slug, str(card.cpm), card.cap_views) == ("Autumn", "autumn", "0.50", 9)
    with pytest.raises(NothingToChangeError):
        await campaigns.edit(app, ADMIN, campaign=None)


async def test_whether_anyone_sees_amounts_is_chosen_with_a_trace(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    assert not (await campaigns.show(app, ADMIN, None)).shows_amounts

    shown = (await campaigns.edit(app, ADMIN, campaign=None, shows_amounts=True)).card
    hidden = (await campaigns.edit(app, ADMIN, campaign=None, shows_amounts=False)).card

    assert (shown.shows_amounts, hidden.shows_amounts) == (True, False)
    async with app.reads() as session:
        entries = await session.scalars(select(AuditEntry).where(AuditEntry.action == "campaign edit"))
        assert [(each.before, each.after) for each in entries] == [
            ("shows_amounts=False", "shows_amounts=True"),
            ("shows_amounts=True", "shows_amounts=False"),
        ]


async def test_renaming_onto_another_campaign_is_refused(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await campaigns.create(app, ADMIN, name="Winter")

    with pytest.raises(CampaignExistsError):
        await campaigns.edit(app, ADMIN, campaign="Winter", name="SUMMER")


async def test_the_currency_stays_once_a_sum_is_set_in_it(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    assert (await campaigns.edit(app, ADMIN, campaign=None, currency="eur")).card.currency == "EUR"
    await campaigns.edit(app, ADMIN, campaign=None, cpm="0.50", cap=9)

    with pytest.raises(CurrencyInUseError):
        await campaigns.edit(app, ADMIN, campaign=None, currency="USD")


async def test_servers_are_allowed_and_blocked_once(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    other = "200000000000000002"

    allowed = await campaigns.allow_server(app, ADMIN, server_id=other)
    with pytest.raises(ServerListedError):
        await campaigns.allow_server(app, ADMIN, server_id=other)
    blocked = await campaigns.block_server(app, ADMIN, server_id=other)
    with pytest.raises(ServerListedError):
        await campaigns.block_server(app, ADMIN, server_id=other)

    assert (allowed.card.guild_ids, blocked.card.guild_ids) == ([int(other)], [])
    with pytest.raises(HomeServerError):
        await campaigns.block_server(app, ADMIN, server_id=str(HOME))
    for wrong in ("abc", "12", "9" * 20, "\u0661" * 18):
        with pytest.raises(IdFormatError):
            await campaigns.allow_server(app, ADMIN, server_id=wrong)


async def test_a_creator_is_one_account_of_one_platform(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    card = (await creators.add(app, ADMIN, handle="@Anna", platform=Platform.TIKTOK, window_days=3)).card
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, mode=TrackingMode.SELECTIVE)

    assert (card.handle, card.window_days, card.has_own_window, card.minimum_views) == (
        "anna",
        3,
        True,
        1_000,
    )
    with pytest.raises(CreatorExistsError):
        await creators.add(app, ADMIN, handle="ANNA", platform=Platform.TIKTOK)
    with pytest.raises(CreatorNotChosenError):
        await creators.show(app, ADMIN, "anna")
    with pytest.raises(HandleError):
        await creators.add(app, ADMIN, handle="@everyone **x**", platform=Platform.TIKTOK)


async def test_half_a_deal_is_refused(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")

    with pytest.raises(NothingToChangeError):
        await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50")
    assert (await creators.listing(app, ADMIN, None)).total == 0


async def test_pausing_twice_is_said(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)

    assert (await creators.pause(app, ADMIN, "anna")).card.state is CreatorState.PAUSED
    with pytest.raises(CreatorStateError):
        await creators.pause(app, ADMIN, "anna")
    assert (await creators.resume(app, ADMIN, "@anna")).card.state is CreatorState.ACTIVE


async def test_lists_are_paged_and_suggestions_search(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer 100%")
    for number in range(23):
        await creators.add(app, ADMIN, handle=f"anna_{number:02}", platform=Platform.TIKTOK)

    pages = [await creators.listing(app, ADMIN, None, page) for page in (1, 3, 99)]

    assert [(page.number, page.pages, len(page.items)) for page in pages] == [
        (1, 3, 10),
        (3, 3, 3),
        (3, 3, 3),
    ]
    assert [choice.value for choice in await campaigns.choices(app, ADMIN, "100%")] == ["#1"]
    assert len(await creators.choices(app, ADMIN, "@anna_1")) == 10
    assert await creators.choices(app, ADMIN, "a%a") == []


async def test_posts_are_found_by_number_link_and_platform_id(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5))
    await submissions.track(app, ADMIN, ref.url)

    for typed in ("#1", "1", ref.url, ref.platform_post_id):
        assert (await posts.show(app, ADMIN, typed)).ref == ref
    for typed in ("#2", "nothing", "https://example.com", "9" * 30, ""):
        with pytest.raises(PostUnknownError):
            await posts.show(app, ADMIN, typed)
    assert [choice.value for choice in await posts.choices(app, ADMIN, "look at")] == ["#1"]
    assert (await posts.listing(app, ADMIN, status=PostStatus.REJECTED)).total == 0
    assert (await posts.listing(app, ADMIN, creator="anna")).total == 1


async def test_roles_come_from_the_permission_or_the_servers_chosen_roles(app: App) -> None:
    async with app.sessions.begin() as session:
        session.add(Server(guild_id=HOME, admin_role_id=7, editor_role_id=8))

    async def role(guild_id: int, roles: list[int], *, manages: bool = False) -> Role:
        caller = await access.caller(
            app, guild_id=guild_id, discord_id=ANNA.discord_id, manages_server=manages, role_ids=roles
        )
        return caller.role

    assert await role(HOME, []) is Role.CREATOR
    assert await role(HOME, [8]) is Role.EDITOR
    assert await role(HOME, [8, 7]) is Role.ADMIN
    assert await role(HOME, [], manages=True) is Role.ADMIN
    assert await role(HOME + 1, [7, 8]) is Role.CREATOR
