"""TikTok's oEmbed as a witness: there, gone, or nobody tells; never an error."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.terms import Platform, PostRef
from providers.oembed import ANSWER_LIMIT, OEmbed, judge
from tests.providers.asking import BASE, Handler, always, saved
from tests.providers.test_any_answer import JSON
from tests.providers.test_faults import FAULTS

VIDEO = PostRef(Platform.TIKTOK, "6718335390845095173", "anna.example")
BARE = PostRef(Platform.TIKTOK, "6718335390845095173")
OTHER = PostRef(Platform.TIKTOK, "6718335390845095174", "anna.example")
OWN = saved("oembed/error_400")


def video(**changes: Any) -> bytes:
    """Return the saved answer with other fields; `...` takes one out."""
    body = saved("oembed/video") | changes
    return json.dumps({name: value for name, value in body.items() if value is not Ellipsis}).encode()


async def ask(handler: Handler, ref: PostRef = VIDEO) -> bool | None:
    async with httpx.AsyncClient(base_url=BASE, transport=httpx.MockTransport(handler)) as client:  # type: ignore[arg-type]  # it takes both kinds
        return await OEmbed(client).exists(ref)


async def test_a_post_that_is_there_is_asked_for_by_address() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=saved("oembed/video"))

    assert await ask(handler) is True
    assert [request.url.path for request in asked] == ["/oembed"]
    assert asked[0].url.params["url"] == VIDEO.url


@pytest.mark.parametrize(
    ("content", "ref", "expected"),
    [
        (video(), VIDEO, True),
        (video(), BARE, True),
        (video(embed_product_id=6718335390845095173), VIDEO, True),
        (video(embed_product_id=...), VIDEO, True),
        (video(embed_product_id=..., author_unique_id="Anna.Example"), VIDEO, True),
        (video(embed_product_id=...), BARE, None),
        (video(embed_product_id=..., author_unique_id="bob.example"), VIDEO, None),
        (video(embed_product_id=..., author_unique_id=...), VIDEO, None),
        (video(embed_product_id=..., author_unique_id=...), BARE, None),
        (video(), OTHER, None),
        (json.dumps(OWN).encode(), VIDEO, None),
        (b"", VIDEO, None),
        (b"{}", VIDEO, None),
        (b"[]", VIDEO, None),
        (b"<html>Please wait...</html>", VIDEO, None),
    ],
)
def test_a_good_answer_testifies_only_to_what_it_names(
    content: bytes, ref: PostRef, expected: bool | None
) -> None:
    assert judge(200, content, ref) is expected


@pytest.mark.parametrize("status", [400, 404])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", False),
        (b" \n", False),
        (b'{"code": STATUS, "message": "Something went wrong"}', False),
        (b'{"status_code": STATUS, "message": "Video not found"}', None),
        (b'{"code": STATUS, "message": "Not found"}', False),
        (b'{"code": 403, "message": "Something went wrong"}', None),
        (b'{"code": STATUS}', None),
        (b'{"message": "Something went wrong"}', None),
        (b'{"detail": "Not Found"}', None),
        (b"<html>400 Bad Request</html>", None),
        (b"null", None),
        (b"[]", None),
    ],
)
def test_gone_is_believed_in_the_platforms_own_words_only(
    status: int, content: bytes, expected: bool | None
) -> None:
    assert judge(status, content.replace(b"STATUS", str(status).encode()), VIDEO) is expected


@pytest.mark.parametrize("status", [400, 404])
def test_without_the_author_the_address_may_be_what_is_refused(status: int) -> None:
    assert judge(status, b"", BARE) is None


@pytest.mark.parametrize("status", [201, 204, 301, 302, 401, 403, 408, 410, 429, 500, 503])
def test_every_other_status_tells_nothing(status: int) -> None:
    assert judge(status, b"", VIDEO) is None
    assert judge(status, video(), VIDEO) is None


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "404 without a body"])
async def test_trouble_tells_nothing_and_is_no_error(fault: str) -> None:
    assert await ask(FAULTS[fault][0]) is None


async def test_an_empty_refusal_is_the_platforms() -> None:
    assert await ask(always(400)) is False


async def test_an_endless_refusal_is_not() -> None:
    assert await ask(always(400, content=b" " * (ANSWER_LIMIT + 1))) is None


async def test_a_question_ends_at_its_deadline() -> None:
    async def handler(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(base_url=BASE, transport=httpx.MockTransport(handler)) as client:
        assert await OEmbed(client, deadline_s=0).exists(VIDEO) is None


@given(status=st.sampled_from([200, 400, 404, 429, 500]), body=JSON)
def test_any_json_is_judged(status: int, body: Any) -> None:
    assert judge(status, json.dumps(body).encode(), VIDEO) in {True, False, None}


@settings(max_examples=50, deadline=None)
@given(status=st.integers(200, 599), content=st.binary(min_size=1))
async def test_any_bytes_are_judged(status: int, content: bytes) -> None:
    told = await ask(always(status, content=content))

    assert told is None or (told is False and not content.strip())
