"""HikerAPI: what is read of accounts' pages and profiles."""

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
    MediaType,
    Outcome,
    Platform,
    PostRef,
    Profile,
    Reading,
)
from providers import hikerapi
from providers.hikerapi_accounts import HikerApiAccounts, parse_page, parse_profile
from tests.providers.asking import HIKERAPI, always, picture, saved
from tests.providers.asking_accounts import Parse, answers, asked_for, check_any, ids
from tests.providers.test_any_answer import JSON, places, replaced
from tests.providers.test_faults import FAULTS

ANNA = AccountRef(Platform.INSTAGRAM, "anna.example", "2900000001")


def page_of(*items: dict[str, Any], **page: Any) -> Any:
    """The saved page with these changes to copies of its second post, Anna's alone, and to itself."""
    body = saved("hikerapi/page")
    if items:
        media = body["response"]["items"][1]["media"]
        body["response"]["items"] = [{"media": media | item} for item in items]
    body["response"] |= page
    return body


def test_a_page_is_read_field_by_field() -> None:
    page = parse_page(saved("hikerapi/page"), ANNA)

    assert ids(page) == ["DbV7LgZsKG8", "DbTV2SAum6h", "DbQei8FCh7i"]
    assert page.posts[1].reading == Reading(
        ref=PostRef(Platform.INSTAGRAM, "DbTV2SAum6h"),
        source="hikerapi",
        counts=Counts(views=383_858, likes=15_407, comments=940),
        metric="ig_play_count",
        author=Author("anna.example", "2900000001", "Anna Example", picture("0208.jpg")),
        caption="A caption #made #up",
        thumbnail_url=picture("0206.jpg"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2026, 7, 27, 16, 0, 44, tzinfo=UTC),
    )
    assert [listed.is_pinned for listed in page.posts] == [False] * 3
    assert (page.next_cursor, page.has_views) == ("bWFkZS11cA==", True)


def test_posts_with_others_keep_their_own_authors() -> None:
    page = parse_page(saved("hikerapi/page"), ANNA)
    documented = parse_page(saved("hikerapi/page_documented"), ANNA)

    first = page.posts[0].reading
    assert (first.ref.handle, first.author.platform_user_id) == ("ben.example", "2900000002")
    assert [(one.handle, one.platform_user_id) for one in first.coauthors] == [
        ("anna.example", "2900000001"),
        ("cleo.example", "2900000003"),
    ]
    told = [
        [one.handle for one in (post.reading.author, *post.reading.coauthors)] for post in documented.posts
    ]
    assert told == [
        ["ben.example", "anna.example"],
        ["anna.example", "cleo.example", "dora.example"],
        ["anna.example", "emil.example"],
    ]


def test_a_single_post_names_who_it_is_with_too() -> None:
    body = saved(HIKERAPI.answer)
    body["media_or_ad"]["coauthor_producers"] = [{"pk": 2_900_000_003, "username": "Cleo.Example"}, 5, {}]

    reading = hikerapi.parse(body, HIKERAPI.ref)

    assert reading.coauthors == (Author("cleo.example", "2900000003"),)


def test_a_page_without_plays_has_unknown_views_and_marks_what_is_pinned() -> None:
    body = saved("hikerapi/page_of_all_posts")
    body["response"]["items"] = [{"media": post} for post in body["response"]["items"]]

    page = parse_page(body, ANNA)

    assert [listed.is_pinned for listed in page.posts] == [True, False, False]
    assert [listed.reading.counts.views for listed in page.posts] == [None] * 3
    assert not page.has_views


def test_hidden_likes_are_unknown_and_hide_nothing_else() -> None:
    page = parse_page(page_of({"like_and_view_counts_disabled": True, "like_count": 3}), ANNA)

    assert page.posts[0].reading.counts == Counts(views=383_858, likes=None, comments=940)


@pytest.mark.parametrize(
    "fault", [{"media_type": 3}, {"code": None}, {"code": "../x"}, {"comment_count": "1.2M"}, {"code": 5}]
)
def test_a_malformed_post_costs_itself_only(fault: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    body = page_of(fault, {"code": "DbTV2SAum6h"})
    body["response"]["items"].append(None)

    assert ids(parse_page(body, ANNA)) == ["DbTV2SAum6h"]
    assert len(caplog.records) == 1
    assert caplog.messages[0].startswith("hikerapi: listed posts left out: 2, ")


@pytest.mark.parametrize(
    ("more", "cursor", "asked", "expected"),
    [
        (True, "next==", None, "next=="),
        (True, "next==", "next==", None),
        (False, "next==", None, None),
        (None, "next==", None, "next=="),
        (True, None, None, None),
    ],
)
def test_the_next_page_is_known_or_there_is_none(
    more: Any, cursor: Any, asked: str | None, expected: str | None
) -> None:
    body = page_of(paging_info={"more_available": more}) | {"next_page_id": cursor}

    assert parse_page(body, ANNA, asked).next_cursor == expected


def test_a_profile_is_read_field_by_field() -> None:
    assert parse_profile(saved("hikerapi/profile"), ANNA) == Profile(
        source="hikerapi",
        author=Author("anna.example", "2900000001", "Anna Example", picture("0242.jpg")),
        bio="A text #made up",
        followers=8_643_561,
        posts=5_047,
        is_private=False,
    )


def test_pages_and_profiles_of_another_account_are_not_believed() -> None:
    for parse, name in ((parse_page, "page"), (parse_profile, "profile")):
        for account in (
            AccountRef(Platform.INSTAGRAM, "anna.example", "2900000009"),
            AccountRef(Platform.INSTAGRAM, "somebody.else"),
        ):
            with pytest.raises(MalformedError, match="another account"):
                parse(saved(f"hikerapi/{name}"), account)


def test_answers_without_a_user_or_a_page_are_refusals() -> None:
    with pytest.raises(PostGoneError):
        parse_profile({"status": "ok"}, ANNA)
    with pytest.raises(SourceDownError):
        parse_page(page_of(items=[], status="fail"), ANNA)


async def test_an_account_is_asked_for_by_its_id_which_its_handle_tells() -> None:
    body = saved("hikerapi/page") | saved("hikerapi/profile")
    new = AccountRef(Platform.INSTAGRAM, "anna.example")
    reels, who = "/v2/user/clips", ("/v2/user/by/username", {"username": "anna.example"})

    assert await asked_for(HikerApiAccounts, ANNA, None, body) == [(reels, {"user_id": "2900000001"})]
    assert await asked_for(HikerApiAccounts, new, "a==", body) == [
        who,
        (reels, {"user_id": "2900000001", "page_id": "a=="}),
    ]


async def test_a_private_account_is_not_asked_for_its_posts() -> None:
    body = saved("hikerapi/profile")
    body["user"]["is_private"] = True

    new = AccountRef(Platform.INSTAGRAM, "anna.example")
    page, _ = await answers(HikerApiAccounts, always(200, body), new)

    assert isinstance(page, PostGoneError)
    assert page.outcome is Outcome.PRIVATE


async def test_no_entries_are_an_empty_page_and_no_account_is_a_refusal() -> None:
    empty, _ = await answers(HikerApiAccounts, always(404, saved("hikerapi/error_404_entries")), ANNA)
    gone = await answers(HikerApiAccounts, always(404, saved("hikerapi/error_404_user")), ANNA)

    assert empty == AccountPage((), next_cursor=None, has_views=True, has_all_kinds=False)
    assert [type(error) for error in gone] == [PostGoneError, PostGoneError]


@pytest.mark.parametrize("fault", FAULTS)
async def test_trouble_is_typed(fault: str) -> None:
    handler, expected = FAULTS[fault]

    assert [type(error) for error in await answers(HikerApiAccounts, handler, ANNA)] == [expected, expected]


@settings(max_examples=150)
@given(data=st.data())
def test_anything_in_one_place_gives_a_page_a_profile_or_a_typed_error(data: st.DataObject) -> None:
    value = data.draw(JSON, label="value")
    parses: dict[str, Parse] = {"page": parse_page, "profile": parse_profile}
    for kind, parse in parses.items():
        body = saved(f"hikerapi/{kind}")
        path = data.draw(st.sampled_from(list(places(body))), label="path")
        check_any(replaced(body, path, value), value, parse, ANNA)
