"""Short links: where they lead, and what stands in the way."""

import asyncio

import httpx
import pytest

from core.domain.errors import LinkExpiredError, SourceDownError
from core.domain.links import parse_link
from core.domain.terms import Platform, ShortLink
from providers.expand import HOPS, ShortLinks
from tests.providers.web import BASES, CODE, INSTAGRAM, REEL, TIKTOK, VIDEO, Asked, redirects


@pytest.mark.parametrize(
    ("platform", "short", "target"),
    [
        (TIKTOK, CODE, VIDEO),
        (TIKTOK, "https://vt.tiktok.com/ZSabc12/", VIDEO),
        (TIKTOK, "https://www.tiktok.com/t/ZTabc12/", VIDEO),
        (TIKTOK, "https://tiktok.com/t/ZTabc12/", "https://www.tiktok.com/@anna/photo/7463250363559218474"),
        (TIKTOK, "https://vm.tiktok.com/ZMabc12/", "https://m.tiktok.com/v/7463250363559218474.html"),
        (TIKTOK, "https://www.tiktokv.com/t/ZTabc12/", VIDEO),
        (INSTAGRAM, "https://www.instagram.com/share/reel/BAabc12/", REEL),
        (INSTAGRAM, "https://www.instagram.com/share/p/BAabc12/", "https://www.instagram.com/p/DF5s0duxDts/"),
        (INSTAGRAM, "https://www.instagram.com/share/BAabc12/", "https://www.instagram.com/tv/DF5s0duxDts/"),
        (INSTAGRAM, "https://instagr.am/share/BAabc12/", "https://www.instagram.com/reels/DF5s0duxDts/"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_short_link_leads_to_its_post_in_one_request(
    platform: Platform, short: str, target: str, status: int
) -> None:
    asked = Asked(redirects({short: f"{target}?_r=1&u=somebody#top"}, status))

    assert await asked.expand(short, platform) == target
    assert asked.urls == [short]


@pytest.mark.parametrize("short", ["vm.tiktok.com/ZMabc12", "instagr.am/share/p/X1", "www.tiktokv.com/t/Z1"])
async def test_every_short_link_that_is_taken_is_asked_for(short: str) -> None:
    link = parse_link(short)
    assert isinstance(link, ShortLink)
    target = VIDEO if link.platform is TIKTOK else REEL
    asked = Asked(redirects({link.url: target}))

    assert await asked.expand(link.url, link.platform) == target


async def test_a_share_link_that_moves_within_the_platform_is_followed_to_its_post() -> None:
    first, second = (
        "https://instagram.com/share/reel/BAabc12/",
        "https://www.instagram.com/share/reel/BAabc12/",
    )
    asked = Asked(redirects({first: second, second: REEL}))

    assert await asked.expand(first, INSTAGRAM) == REEL
    assert asked.urls == [first, second]


async def test_a_relative_location_stays_on_the_host() -> None:
    asked = Asked(redirects({CODE: "/t/ZTabc12/", "https://vm.tiktok.com/t/ZTabc12/": VIDEO}))

    assert await asked.expand(CODE) == VIDEO


async def test_plain_http_is_asked_by_https() -> None:
    asked = Asked(
        redirects({CODE: "http://www.tiktok.com/t/ZTabc12/", "https://www.tiktok.com/t/ZTabc12/": VIDEO})
    )

    assert await asked.expand(CODE) == VIDEO
    assert asked.urls == [CODE, "https://www.tiktok.com/t/ZTabc12/"]


async def test_a_redirect_without_an_address_tells_nothing() -> None:
    with pytest.raises(SourceDownError, match="no redirect"):
        await Asked(lambda request: httpx.Response(302)).expand(CODE)


async def test_a_page_that_is_no_post_is_returned_as_it_is() -> None:
    asked = Asked(redirects({CODE: "https://www.tiktok.com/@anna"}))

    assert await asked.expand(CODE) == "https://www.tiktok.com/@anna"


@pytest.mark.parametrize(
    "target", ["https://www.tiktok.com/?_r=1", "https://www.tiktok.com", "https://www.tiktok.com/", "/"]
)
async def test_a_link_that_leads_home_has_expired(target: str) -> None:
    asked = Asked(redirects({CODE: target}))

    with pytest.raises(LinkExpiredError) as caught:
        await asked.expand(CODE)

    assert caught.value.url == CODE
    assert asked.urls == [CODE]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_link_that_is_not_found_has_expired(status: int) -> None:
    between = "https://www.tiktok.com/t/ZTabc12/"
    steps = {CODE: httpx.Response(302, headers={"Location": between}), between: httpx.Response(status)}
    asked = Asked(lambda request: steps[str(request.url)])

    with pytest.raises(LinkExpiredError) as caught:
        await asked.expand(CODE)

    assert caught.value.url == CODE


@pytest.mark.parametrize("status", [400, 401, 403, 408, 429, 451, 500, 502, 503])
async def test_a_link_that_is_not_answered_has_not_expired(status: int) -> None:
    asked = Asked(lambda request: httpx.Response(status))

    with pytest.raises(SourceDownError, match=str(status)):
        await asked.expand(CODE)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
async def test_a_broken_connection_is_no_expiry(error: type[httpx.HTTPError]) -> None:
    def web(request: httpx.Request) -> httpx.Response:
        raise error("it went wrong")

    with pytest.raises(SourceDownError, match=error.__name__):
        await Asked(web).expand(CODE)


@pytest.mark.parametrize(
    ("platform", "short"), [(TIKTOK, CODE), (INSTAGRAM, "https://www.instagram.com/share/reel/BAabc12/")]
)
async def test_a_page_instead_of_a_redirect_tells_nothing(platform: Platform, short: str) -> None:
    asked = Asked(redirects({}))

    with pytest.raises(SourceDownError, match="no redirect"):
        await asked.expand(short, platform)


@pytest.mark.parametrize(
    ("platform", "short", "login"),
    [
        (TIKTOK, CODE, "https://www.tiktok.com/login?redirect_url=x"),
        (
            INSTAGRAM,
            "https://www.instagram.com/share/p/X1/",
            "/accounts/login/?next=%2Freel%2FDF5s0duxDts%2F",
        ),
    ],
)
async def test_a_log_in_page_tells_nothing_and_is_not_asked_for(
    platform: Platform, short: str, login: str
) -> None:
    asked = Asked(redirects({short: login}))

    with pytest.raises(SourceDownError, match="log-in"):
        await asked.expand(short, platform)

    assert asked.urls == [short]


async def test_a_loop_ends() -> None:
    asked = Asked(redirects({CODE: CODE}))

    with pytest.raises(LinkExpiredError):
        await asked.expand(CODE)

    assert asked.urls == [CODE] * HOPS


@pytest.mark.parametrize(("length", "found"), [(HOPS, True), (HOPS + 1, False)])
async def test_a_chain_has_five_links_at_most(length: int, *, found: bool) -> None:
    urls = [f"https://vm.tiktok.com/Z{number}/" for number in range(length)]
    asked = Asked(redirects(dict(zip(urls, [*urls[1:], VIDEO], strict=True))))

    if found:
        assert await asked.expand(urls[0]) == VIDEO
    else:
        with pytest.raises(LinkExpiredError):
            await asked.expand(urls[0])

    assert asked.urls == urls[:HOPS]


async def test_a_link_that_hangs_is_given_up() -> None:
    async def web(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(transport=httpx.MockTransport(web)) as client:
        with pytest.raises(SourceDownError, match="timed out"):
            await ShortLinks(client, BASES, deadline_s=0).expand(ShortLink(TIKTOK, CODE))


async def test_another_base_is_asked_for_the_path_and_its_redirects_are_judged_alike() -> None:
    base = "http://127.0.0.1:8099"
    asked = Asked(
        redirects({f"{base}/ZMabc12/": "https://vm.tiktok.com/Z2/", f"{base}/Z2/": VIDEO}),
        {TIKTOK: f"{base}/", INSTAGRAM: base},
    )

    assert await asked.expand(CODE) == VIDEO
    assert asked.urls == [f"{base}/ZMabc12/", f"{base}/Z2/"]
