"""tikwm: what is read of accounts' pages and profiles, and where a page ends."""

import logging
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import MalformedError, PostGoneError, SourceBusyError, SourceError
from core.domain.ports import AccountSource
from core.domain.terms import (
    AccountRef,
    Author,
    Counts,
    MediaType,
    Platform,
    PostRef,
    Profile,
    Reading,
)
from providers.pace import Turns
from providers.tikwm import KEYED_PATH, KEYLESS_PATH, Tikwm
from providers.tikwm_accounts import TikwmAccounts, parse_page, parse_profile
from tests.providers.asking import always, picture, saved
from tests.providers.asking_accounts import Make, Parse, answers, asked_for, check_any, ids, over
from tests.providers.test_any_answer import JSON, places, replaced
from tests.providers.test_faults import FAULTS

ANNA = AccountRef(Platform.TIKTOK, "anna.example", "7100000000000000001")


def keyed(client: httpx.AsyncClient) -> AccountSource:
    return TikwmAccounts(Tikwm(client, path=KEYED_PATH))


def keyless(client: httpx.AsyncClient) -> AccountSource:
    return TikwmAccounts(Tikwm(client, path=KEYLESS_PATH))


def paged(*items: dict[str, Any], **page: Any) -> Any:
    """The saved page with these changes to copies of its first post, and to itself."""
    body = saved("tikwm/page")
    if items:
        body["data"]["videos"] = [body["data"]["videos"][0] | item for item in items]
    body["data"] |= page
    return body


def test_a_page_is_read_field_by_field() -> None:
    page = parse_page(saved("tikwm/page"), ANNA)

    assert page.posts[0].reading == Reading(
        ref=PostRef(Platform.TIKTOK, "7495372137511783687"),
        source="tikwm",
        counts=Counts(views=184_033, likes=18_551, comments=466, shares=2_994, saves=1_998),
        metric="play_count",
        author=Author("anna.example", "7100000000000000001", "Anna Example", picture("0064.jpeg")),
        caption="A caption #made #up",
        thumbnail_url=picture("0058.jpeg"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2025, 4, 20, 12, 32, 4, tzinfo=UTC),
    )
    assert page.posts[1].reading.counts == Counts(views=7_064, likes=324, comments=14)
    assert page.posts[0].reading.ref.handle == "anna.example"
    assert (len(page.posts), page.next_cursor, page.has_views) == (2, "1639312724000", True)


def test_a_profile_is_read_field_by_field() -> None:
    assert parse_profile(saved("tikwm/profile"), ANNA) == Profile(
        source="tikwm",
        author=Author("anna.example", "7100000000000000001", "Anna Example", picture("0303.jpeg")),
        bio="A text #made up",
        followers=207_900,
        posts=191,
        is_private=False,
    )


@pytest.mark.parametrize(("told", "bio"), [("", ""), (None, None), (7, None), ("\x00hi", "hi")])
def test_an_empty_bio_is_empty_and_one_that_is_not_told_is_unknown(told: Any, bio: str | None) -> None:
    answer = saved("tikwm/profile")
    answer["data"]["user"]["signature"] = told

    assert parse_profile(answer, ANNA).bio == bio


def test_posts_without_ids_cannot_be_listed() -> None:
    page = parse_page(saved("tikwm/page_2021"), ANNA)

    assert (page.posts, page.next_cursor) == ((), "1639312724000")


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"video_id": 7495372137511783687}, ["7495372137511783687"]),
        ({"video_id": None, "id": "17"}, ["17"]),
        ({"video_id": "v14044g50000", "id": "17"}, []),
        ({"video_id": "0", "id": None}, []),
        ({"video_id": "../17"}, []),
    ],
)
def test_ids_of_posts_are_digits(named: dict[str, Any], expected: list[str]) -> None:
    assert ids(parse_page(paged(named), ANNA)) == expected


@pytest.mark.parametrize(
    ("top", "is_pinned"), [(1, True), (True, True), ("1", True), (0, False), (None, False)]
)
def test_pinned_posts_are_marked(top: Any, is_pinned: bool) -> None:
    assert parse_page(paged({"is_top": top}), ANNA).posts[0].is_pinned is is_pinned


def test_what_can_be_no_handle_is_not_put_into_addresses() -> None:
    page = parse_page(paged({"author": {"id": ANNA.platform_user_id, "unique_id": "a/../b"}}), ANNA)

    assert page.posts[0].reading.ref.handle is None


def test_a_post_without_plays_is_listed_with_unknown_views() -> None:
    body = paged({"video_id": "17"}, {})
    del body["data"]["videos"][0]["play_count"]

    page = parse_page(body, ANNA)

    assert [listed.reading.counts.views for listed in page.posts] == [None, 184_033]


def test_a_cover_that_discord_does_not_show_gives_way() -> None:
    cover = "https://pictures.example/cover.heic?x=1"

    page = parse_page(
        paged({"cover": cover}, {"video_id": "17", "cover": cover, "origin_cover": cover}), ANNA
    )

    assert [listed.reading.thumbnail_url for listed in page.posts] == [picture("0060.jpeg"), None]


@pytest.mark.parametrize(
    ("given", "asked", "expected"),
    [
        ({"hasMore": True, "cursor": "1639312724000"}, None, "1639312724000"),
        ({"hasMore": 1, "cursor": 1639312724000}, "1748286476000", "1639312724000"),
        ({"hasMore": True, "cursor": 1639312724000}, "1639312724000", None),
        ({"hasMore": False, "cursor": "1639312724000"}, None, None),
        ({"hasMore": 0, "cursor": "1639312724000"}, None, None),
        ({"hasMore": "0", "cursor": "1639312724000"}, None, None),
        ({"hasMore": None, "cursor": "1639312724000"}, None, "1639312724000"),
        ({"hasMore": True, "cursor": 0}, None, None),
        ({"hasMore": True, "cursor": "0"}, None, None),
        ({"hasMore": True, "cursor": -1}, None, None),
        ({"hasMore": True, "cursor": None}, None, None),
        ({"hasMore": True, "cursor": ""}, None, None),
        ({"hasMore": True, "cursor": True}, None, None),
        ({"hasMore": True, "cursor": 1.5}, None, None),
        ({"hasMore": True, "cursor": "a\x00"}, None, None),
        ({"hasMore": True, "cursor": "a" * 1001}, None, None),
        ({"hasMore": True, "cursor": "9", "videos": []}, None, "9"),
        ({"hasMore": True, "cursor": "9", "videos": []}, "9", None),
        ({"hasMore": False, "cursor": "9", "videos": []}, None, None),
        ({"hasMore": None, "cursor": "9", "videos": []}, None, None),
    ],
)
def test_the_next_page_is_known_or_there_is_none(given: Any, asked: str | None, expected: str | None) -> None:
    assert parse_page(paged(**given), ANNA, asked).next_cursor == expected


@pytest.mark.parametrize(
    ("views", "expected", "has_views"),
    [
        ([5, 0], [5, 0], True),
        ([5, None], [5, None], True),
        ([0, 0], [None, None], False),
        ([0], [None], False),
        ([None, -1], [None, None], False),
    ],
)
def test_a_page_on_which_nothing_has_views_gives_none(views: Any, expected: Any, has_views: bool) -> None:
    items = [{"video_id": str(number), "play_count": value} for number, value in enumerate(views, 1)]

    page = parse_page(paged(*items), ANNA)

    assert [listed.reading.counts.views for listed in page.posts] == expected
    assert [listed.reading.metric is None for listed in page.posts] == [count is None for count in expected]
    assert page.has_views is has_views


def test_a_malformed_post_costs_itself_only_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    page = parse_page(paged({"play_count": "1.2M"}, {"video_id": None}, {"video_id": "17"}), ANNA)

    said = "tikwm: listed posts left out: 2, the first because play_count is no count"
    assert ids(page) == ["17"]
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [(logging.WARNING, said)]


def test_pages_and_profiles_of_another_account_are_not_believed() -> None:
    for account in (
        AccountRef(Platform.TIKTOK, "anna.example", "7100000000000000002"),
        AccountRef(Platform.TIKTOK, "ben.example"),
    ):
        with pytest.raises(MalformedError, match="another account"):
            parse_page(saved("tikwm/page"), account)
        with pytest.raises(MalformedError, match="another account"):
            parse_profile(saved("tikwm/profile"), account)


@pytest.mark.parametrize(
    ("make", "account", "path", "whose"),
    [
        (keyless, ANNA, "/api/user/posts", {"unique_id": "anna.example"}),
        (keyed, ANNA, "/user/posts", {"user_id": "7100000000000000001"}),
        (keyed, AccountRef(Platform.TIKTOK, "anna.example"), "/user/posts", {"unique_id": "anna.example"}),
    ],
)
async def test_only_documented_parameters_are_asked_for(
    make: Make, account: AccountRef, path: str, whose: dict[str, str]
) -> None:
    body = saved("tikwm/page")

    assert await asked_for(make, account, None, body) == [(path, whose | {"count": "35"})]
    assert await asked_for(make, account, "17", body) == [(path, whose | {"count": "35", "cursor": "17"})]


async def test_pages_and_other_requests_keep_their_distances() -> None:
    waits: dict[str, list[float]] = {"door": [], "pages": []}

    def sleeper(name: str) -> Any:
        async def sleep(seconds: float) -> None:
            waits[name].append(round(seconds, -1))

        return sleep

    def handler(request: httpx.Request) -> httpx.Response:
        name = "page" if request.url.path.endswith("posts") else "profile"
        return httpx.Response(200, json=saved(f"tikwm/{name}"))

    async with over(handler) as client:
        door = Tikwm(client, path=KEYLESS_PATH, interval_s=100, sleep=sleeper("door"))
        source = TikwmAccounts(door, Turns(1000, sleeper("pages")))
        await source.fetch_page(ANNA)
        await source.fetch_profile(ANNA)
        await source.fetch_page(ANNA)

    assert waits == {"door": [0, 100, 100], "pages": [0, 1000]}


@pytest.mark.parametrize("fault", FAULTS)
async def test_trouble_is_typed(fault: str) -> None:
    handler, expected = FAULTS[fault]

    assert [type(error) for error in await answers(keyless, handler, ANNA)] == [expected, expected]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("unique_id is invalid", PostGoneError),
        ("Get userinfo is failed! Please check unique_id.", PostGoneError),
        ("Free Api Limit: 1 request/second.", SourceBusyError),
    ],
)
async def test_what_failures_mean(said: str, expected: type[SourceError]) -> None:
    errors = await answers(keyless, always(200, {"code": -1, "msg": said}), ANNA)

    assert [type(error) for error in errors] == [expected, expected]


@settings(max_examples=150)
@given(data=st.data())
def test_anything_in_one_place_gives_a_page_a_profile_or_a_typed_error(data: st.DataObject) -> None:
    value = data.draw(JSON, label="value")
    parses: dict[str, Parse] = {"page": parse_page, "profile": parse_profile}
    for kind, parse in parses.items():
        body = saved(f"tikwm/{kind}")
        path = data.draw(st.sampled_from(list(places(body))), label="path")
        check_any(replaced(body, path, value), value, parse, ANNA)
