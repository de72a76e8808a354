"""ScrapeCreators: what is read of accounts' pages and profiles, and what its refusals mean."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import MalformedError, PostGoneError, SourceDownError
from core.domain.terms import (
    AccountPage,
    AccountRef,
    Author,
    Counts,
    Listed,
    MediaType,
    Outcome,
    Platform,
    PostRef,
    Profile,
    Reading,
)
from providers.scrapecreators import parse_instagram
from providers.scrapecreators_accounts import (
    ScrapeCreatorsInstagramAccounts,
    ScrapeCreatorsTikTokAccounts,
    parse_instagram_page,
    parse_instagram_profile,
    parse_tiktok_page,
    read_tiktok_profile,
)
from providers.values import written_id
from tests.providers.asking import always, picture, saved
from tests.providers.asking_accounts import Make, Parse, answers, asked_for, check_any, ids
from tests.providers.test_any_answer import JSON, places, replaced
from tests.providers.test_faults import FAULTS

TIKTOK = AccountRef(Platform.TIKTOK, "anna.example", "6800000000000000001")
INSTAGRAM = AccountRef(Platform.INSTAGRAM, "anna.example", "2700000001")
SOURCES: dict[str, tuple[Make, AccountRef]] = {
    "tiktok": (ScrapeCreatorsTikTokAccounts, TIKTOK),
    "instagram": (ScrapeCreatorsInstagramAccounts, INSTAGRAM),
}
BOTH = pytest.mark.parametrize("name", SOURCES)
PROFILES = {
    "tiktok": lambda body, account: read_tiktok_profile(body, account, "scrapecreators", written_id),
    "instagram": parse_instagram_profile,
}
PAGES = {"tiktok": parse_tiktok_page, "instagram": parse_instagram_page}


def tiktok_profile(body: Any, account: AccountRef) -> Profile:
    return read_tiktok_profile(body, account, "scrapecreators", written_id)


def tiktok(*items: dict[str, Any], **page: Any) -> Any:
    """The saved TikTok page with these changes to copies of its post, and to itself."""
    body = saved("scrapecreators/tiktok_page")
    if items:
        body["aweme_list"] = [body["aweme_list"][0] | item for item in items]
    return body | page


def instagram(*items: dict[str, Any], **page: Any) -> Any:
    """The saved Instagram page with these changes to copies of its post, and to itself."""
    body = saved("scrapecreators/instagram_page")
    if items:
        body["items"] = [body["items"][0] | item for item in items]
    return body | page


def test_a_tiktok_page_is_read_field_by_field() -> None:
    page = parse_tiktok_page(saved("scrapecreators/tiktok_page"), TIKTOK)

    reading = Reading(
        ref=PostRef(Platform.TIKTOK, "7470969622276164906"),
        source="scrapecreators",
        counts=Counts(views=141_567, likes=18_651, comments=152, shares=237, saves=274),
        metric="play_count",
        author=Author("anna.example", "6800000000000000001", "Anna Example", picture("0101.webp")),
        caption="A caption #made #up",
        thumbnail_url=None,
        media_type=MediaType.VIDEO,
        published_at=datetime(2025, 2, 13, 18, 18, 3, tzinfo=UTC),
    )
    assert page == AccountPage((Listed(reading),), next_cursor="1738435195000", has_views=True)
    assert page.posts[0].reading.ref.handle == "anna.example"


def test_an_instagram_page_is_read_field_by_field() -> None:
    page = parse_instagram_page(saved("scrapecreators/instagram_page"), INSTAGRAM)

    reading = Reading(
        ref=PostRef(Platform.INSTAGRAM, "DH3tWudxIKB"),
        source="scrapecreators",
        counts=Counts(views=35_499, likes=387, comments=12),
        metric="ig_play_count",
        author=Author("anna.example", "2700000001", "Anna Example", picture("0133.jpg")),
        caption="A caption #made #up",
        thumbnail_url=picture("0136.jpg"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2025, 3, 31, 16, 29, 30, tzinfo=UTC),
    )
    listed = Listed(reading, is_reel=True)
    assert page == AccountPage((listed,), "3599731065704772932_2700000001", has_views=True)


def test_trimmed_pages_are_read_too() -> None:
    tiktok_page = parse_tiktok_page(saved("scrapecreators/tiktok_page_trimmed"), TIKTOK)
    instagram_page = parse_instagram_page(saved("scrapecreators/instagram_page_trimmed"), INSTAGRAM)

    assert tiktok_page.posts[0].reading.counts == Counts(559_925, 59_605, 587, 3_424, 1_565)
    assert instagram_page.posts[0].reading.counts == Counts(2_643, 29, 7)
    assert tiktok_page.next_cursor == "1748286476000"
    assert instagram_page.next_cursor == "3639831059405682409_2700000001"


def test_profiles_are_read_field_by_field() -> None:
    assert tiktok_profile(saved("scrapecreators/tiktok_profile"), TIKTOK) == Profile(
        source="scrapecreators",
        author=Author("anna.example", "6800000000000000001", "Anna Example", picture("0121.jpeg")),
        bio="A text #made up",
        followers=4_100_000,
        posts=2_017,
        is_private=False,
    )
    assert parse_instagram_profile(saved("scrapecreators/instagram_profile"), INSTAGRAM) == Profile(
        source="scrapecreators",
        author=Author("anna.example", "2700000001", "Anna Example", picture("0152.jpg")),
        bio="A text #made up",
        followers=25_116,
        posts=71,
        is_private=False,
    )


def test_pinned_posts_are_marked_by_whom_they_are_pinned_for() -> None:
    first = {"aweme_id": "7470969622276164907", "is_top": 1}
    tops = parse_tiktok_page(tiktok(first, {}), TIKTOK)
    mine = {"code": "DH3tWudxIK1", "timeline_pinned_user_ids": ["2700000001"]}
    clip = {"code": "DH3tWudxIK2", "clips_tab_pinned_user_ids": [2700000001]}
    others = {"code": "DH3tWudxIK3", "timeline_pinned_user_ids": ["2700000009"]}
    pins = parse_instagram_page(instagram(mine, clip, others, {}), INSTAGRAM)

    assert [listed.is_pinned for listed in tops.posts] == [True, False]
    assert [listed.is_pinned for listed in pins.posts] == [True, True, False, False]


def test_a_post_with_somebody_keeps_its_own_author() -> None:
    ben = {"pk": "2700000002", "username": "Ben.Example", "full_name": "Ben Example"}
    anna = {"pk": "2700000001", "username": "Anna.Example"}
    body = instagram({"code": "DH3tWudxIK1", "user": ben, "coauthor_producers": [anna, {"pk": 27}, None]}, {})

    page = parse_instagram_page(body, INSTAGRAM)

    reading = page.posts[0].reading
    assert reading.author == Author("ben.example", "2700000002", "Ben Example")
    assert reading.coauthors == (Author("anna.example", "2700000001"),)
    assert (reading.ref.handle, ids(page)) == ("ben.example", ["DH3tWudxIK1", "DH3tWudxIKB"])
    alone = instagram({"user": ben})
    assert ids(parse_instagram_page(alone, INSTAGRAM)) == ["DH3tWudxIKB"]
    with pytest.raises(MalformedError, match="another account"):
        parse_instagram_page(alone | {"user": None}, INSTAGRAM)


def test_a_single_post_names_who_it_is_with_too() -> None:
    body = saved("scrapecreators/instagram_reel")
    post = body["data"]["xdt_shortcode_media"]
    post["coauthor_producers"] = [{"id": "2700000002", "username": "Ben.Example"}, {"id": 27}]

    reading = parse_instagram(body, PostRef(Platform.INSTAGRAM, post["shortcode"]))

    assert reading.coauthors == (Author("ben.example", "2700000002"),)


@pytest.mark.parametrize("nothing", [[], None])
def test_an_empty_page_is_empty_but_a_page_without_a_list_is_malformed(nothing: Any) -> None:
    assert parse_tiktok_page(tiktok(aweme_list=nothing, has_more=0), TIKTOK) == AccountPage((), None, True)
    assert parse_instagram_page(instagram(items=nothing), INSTAGRAM).posts == ()
    for name, parse in PAGES.items():
        with pytest.raises(MalformedError, match="no list"):
            parse({"success": True, "credits_charged": 1, "posts": []}, SOURCES[name][1])


def test_nothing_of_a_private_account_or_after_a_failure_is_not_an_empty_page() -> None:
    body = instagram(items=[])
    body["user"]["is_private"] = True

    with pytest.raises(PostGoneError) as caught:
        parse_instagram_page(body, INSTAGRAM)

    assert caught.value.outcome is Outcome.PRIVATE
    with pytest.raises(SourceDownError):
        parse_tiktok_page(tiktok(aweme_list=None, status_code=2053), TIKTOK)
    with pytest.raises(SourceDownError):
        parse_instagram_page(instagram(items=[], status="fail"), INSTAGRAM)


def test_posts_that_are_gone_or_there_twice_are_left_out_quietly(caplog: pytest.LogCaptureFixture) -> None:
    gone = {"aweme_id": "7470969622276164907", "status": {"is_delete": True}}

    page = parse_tiktok_page(tiktok({}, gone, {}), TIKTOK)

    assert ids(page) == ["7470969622276164906"]
    assert not caplog.records


def test_photos_without_views_say_nothing_about_a_page() -> None:
    page = parse_instagram_page(instagram({"media_type": 1, "play_count": 0, "ig_play_count": 0}), INSTAGRAM)

    assert page.has_views
    assert page.posts[0].reading.counts.views is None


def test_a_page_or_profile_of_another_account_is_not_believed() -> None:
    other_tiktok = AccountRef(Platform.TIKTOK, "anna.example", "6800000000000000002")
    other_instagram = AccountRef(Platform.INSTAGRAM, "anna.example", "2700000002")
    nameless = [AccountRef(platform, "ben.example") for platform in Platform]
    for tiktok_account, instagram_account in [(other_tiktok, other_instagram), nameless]:
        cases: list[tuple[Parse, str, AccountRef]] = [
            (parse_tiktok_page, "tiktok_page", tiktok_account),
            (tiktok_profile, "tiktok_profile", tiktok_account),
            (parse_instagram_page, "instagram_page", instagram_account),
            (parse_instagram_profile, "instagram_profile", instagram_account),
        ]
        for parse, name, account in cases:
            with pytest.raises(MalformedError, match="another account"):
                parse(saved(f"scrapecreators/{name}"), account)


def test_an_account_is_known_by_its_id_under_another_handle_and_by_its_handle_before() -> None:
    for handle, user_id in [("anna.before", "6800000000000000001"), ("anna.example", None)]:
        account = AccountRef(Platform.TIKTOK, handle, user_id)
        assert parse_tiktok_page(saved("scrapecreators/tiktok_page"), account).posts
        profile = tiktok_profile(saved("scrapecreators/tiktok_profile"), account)
        assert profile.author.platform_user_id == TIKTOK.platform_user_id


@pytest.mark.parametrize("user_id", [None, "", "0", 6_800_000_000_000_000_001])
def test_a_profile_without_an_exact_id_is_malformed(user_id: Any) -> None:
    body = saved("scrapecreators/tiktok_profile")
    body["user"]["id"] = user_id

    with pytest.raises(MalformedError):
        tiktok_profile(body, AccountRef(Platform.TIKTOK, "anna.example"))


async def test_only_documented_parameters_are_asked_for() -> None:
    tiktok_body, instagram_body = saved("scrapecreators/tiktok_page"), saved("scrapecreators/instagram_page")
    new = AccountRef(Platform.TIKTOK, "anna.example")

    assert await asked_for(ScrapeCreatorsTikTokAccounts, new, None, tiktok_body) == [
        ("/v3/tiktok/profile/videos", {"handle": "anna.example", "sort_by": "latest"})
    ]
    known = {"handle": "anna.example", "user_id": "6800000000000000001", "sort_by": "latest"}
    assert await asked_for(ScrapeCreatorsTikTokAccounts, TIKTOK, "17", tiktok_body) == [
        ("/v3/tiktok/profile/videos", known | {"max_cursor": "17"})
    ]
    assert await asked_for(ScrapeCreatorsInstagramAccounts, INSTAGRAM, "1_2", instagram_body) == [
        ("/v2/instagram/user/posts", {"handle": "anna.example", "next_max_id": "1_2"})
    ]


@BOTH
@pytest.mark.parametrize("fault", FAULTS)
async def test_trouble_is_typed(name: str, fault: str) -> None:
    handler, expected = FAULTS[fault]

    assert [type(error) for error in await answers(SOURCES[name][0], handler, SOURCES[name][1])] == [
        expected,
        expected,
    ]


@BOTH
async def test_an_account_that_is_not_there_is_gone(name: str) -> None:
    make, account = SOURCES[name]
    said = {"success": False, "error": "not_found", "message": "Account doesn't exist"}

    for status in (404, 200):
        errors = await answers(make, always(status, said), account)
        assert {type(error) for error in errors} == {PostGoneError}
    with pytest.raises(PostGoneError):
        parse_instagram_profile({"success": True, "data": {"user": None}}, INSTAGRAM)


@BOTH
@settings(max_examples=150)
@given(data=st.data())
def test_anything_in_one_place_gives_a_page_a_profile_or_a_typed_error(
    name: str, data: st.DataObject
) -> None:
    account = SOURCES[name][1]
    value = data.draw(JSON, label="value")
    for kind, parse in (("page", PAGES[name]), ("profile", PROFILES[name])):
        body = saved(f"scrapecreators/{name}_{kind}")
        path = data.draw(st.sampled_from(list(places(body))), label="path")
        check_any(replaced(body, path, value), value, parse, account)
