"""Which sources are built, for whom, with which headers, and what is said about the others."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from core.domain.errors import UnsupportedError
from core.domain.terms import Platform, PostRef
from providers import embed, ytdlp
from providers.build import IN_FLIGHT, Config, Sources, build, in_flight
from providers.keys import KeyedClient
from tests.fakes import FixedClock
from tests.providers.asking import KEY

TIKTOK, INSTAGRAM = Platform.TIKTOK, Platform.INSTAGRAM
PLAIN = Config(
    order={
        TIKTOK: ("scrapecreators", "tikwm", "ytdlp"),
        INSTAGRAM: ("hikerapi", "scrapecreators", "embed", "ytdlp"),
    },
    scrapecreators_key=None,
    scrapecreators_url="https://api.scrapecreators.com",
    hikerapi_key=None,
    hikerapi_url="https://api.hikerapi.com",
    tikwm_key=None,
    tikwm_url=None,
    tiktok_url="https://www.tiktok.com",
    instagram_url="https://www.instagram.com",
)
ABSENT = "it is not part of this version"
NO_SC, NO_HIKER = "SCRAPECREATORS_API_KEY is not set", "HIKERAPI_API_KEY is not set"
NO_PROGRAM = "yt-dlp is not installed (pip install 'viewledger[ytdlp]')"
WITHOUT_PROGRAM = [
    f"TikTok: ytdlp is passed over, {NO_PROGRAM}",
    f"Instagram: ytdlp is passed over, {NO_PROGRAM}",
]


def made(*, has_ytdlp: bool = False, **changes: Any) -> Sources:
    return build(replace(PLAIN, **changes), FixedClock(), has_ytdlp=has_ytdlp)


def client_of(sources: Sources, host: str) -> httpx.AsyncClient:
    """Return the only client of a host."""
    found = [client for client in sources.clients if client.base_url.host == host]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("keys", "tiktok", "instagram", "notes"),
    [
        (
            {},
            "tikwm",
            "embed",
            {
                f"TikTok: scrapecreators is passed over, {NO_SC}",
                f"Instagram: hikerapi is passed over, {NO_HIKER}",
                f"Instagram: scrapecreators is passed over, {NO_SC}",
            },
        ),
        (
            {"scrapecreators_key": KEY},
            "scrapecreators,tikwm",
            "scrapecreators,embed",
            {f"Instagram: hikerapi is passed over, {NO_HIKER}"},
        ),
        (
            {"hikerapi_key": KEY},
            "tikwm",
            "hikerapi,embed",
            {
                f"TikTok: scrapecreators is passed over, {NO_SC}",
                f"Instagram: scrapecreators is passed over, {NO_SC}",
            },
        ),
        (
            {"scrapecreators_key": KEY, "hikerapi_key": KEY, "tikwm_key": KEY},
            "scrapecreators,tikwm",
            "hikerapi,scrapecreators,embed",
            set(),
        ),
    ],
)
async def test_sources_with_keys_are_built_and_the_others_noted(
    keys: dict[str, Any], tiktok: str, instagram: str, notes: set[str]
) -> None:
    sources = made(**keys)

    assert (sources.chains[TIKTOK].name, sources.chains[INSTAGRAM].name) == (tiktok, instagram)
    assert sorted(sources.notes) == sorted([*WITHOUT_PROGRAM, *notes])
    await sources.close()


async def test_the_order_is_the_settings() -> None:
    sources = made(order={TIKTOK: ("tikwm", "scrapecreators"), INSTAGRAM: ()}, scrapecreators_key=KEY)

    assert [state.name for state in sources.chains[TIKTOK].states()] == ["tikwm", "scrapecreators"]
    assert sources.notes == ["Instagram: no source is left, its posts cannot be read"]
    await sources.close()


async def test_a_source_of_the_other_platform_is_passed_over() -> None:
    sources = made(order={TIKTOK: ("hikerapi",), INSTAGRAM: ("tikwm",)}, hikerapi_key=KEY, tikwm_key=KEY)

    assert sources.notes == [
        f"TikTok: hikerapi is passed over, {ABSENT}",
        "TikTok: no source is left, its posts cannot be read",
        f"Instagram: tikwm is passed over, {ABSENT}",
        "Instagram: no source is left, its posts cannot be read",
    ]
    await sources.close()


async def test_a_platform_without_sources_says_so_for_every_post() -> None:
    sources = made(order={TIKTOK: (), INSTAGRAM: ("hikerapi",)})

    with pytest.raises(UnsupportedError, match="no source for Instagram is configured"):
        await sources.chains[INSTAGRAM].fetch_post(PostRef(INSTAGRAM, "DF5s0duxDts"))

    await sources.close()


async def test_no_note_shows_a_key() -> None:
    sources = made(scrapecreators_key=KEY, hikerapi_key=KEY, tikwm_key=KEY)

    assert KEY not in "".join(sources.notes)
    await sources.close()


@pytest.mark.parametrize(
    ("host", "header"), [("api.scrapecreators.com", "x-api-key"), ("api.hikerapi.com", "x-access-key")]
)
async def test_keys_go_in_the_vendors_own_header_to_the_vendor_alone(host: str, header: str) -> None:
    sources = made(scrapecreators_key=f"{KEY}-api.scrapecreators.com", hikerapi_key=f"{KEY}-api.hikerapi.com")

    client = client_of(sources, host)

    assert client.headers[header] == f"{KEY}-{host}"
    for other in sources.clients:
        assert other is client or f"{KEY}-{host}" not in str(other.headers.raw)
    await sources.close()


async def test_both_platforms_share_one_client_of_a_vendor_and_so_its_limit() -> None:
    sources = made(scrapecreators_key=KEY)

    assert client_of(sources, "api.scrapecreators.com").base_url == "https://api.scrapecreators.com"
    assert IN_FLIGHT == 5
    await sources.close()


async def test_tikwm_without_a_key_has_its_own_door_and_sends_none() -> None:
    sources = made()

    client = client_of(sources, "www.tikwm.com")

    assert not [name for name in client.headers if "key" in name or "rapidapi" in name]
    await sources.close()


@pytest.mark.parametrize(
    ("url", "host", "listed"),
    [
        (None, "tiktok-scraper7.p.rapidapi.com", "tiktok-scraper7.p.rapidapi.com"),
        ("http://127.0.0.1:8099", "127.0.0.1", "tiktok-scraper7.p.rapidapi.com"),
        (
            "https://tiktok-video-no-watermark2.p.rapidapi.com",
            "tiktok-video-no-watermark2.p.rapidapi.com",
            "tiktok-video-no-watermark2.p.rapidapi.com",
        ),
    ],
)
async def test_tikwm_with_a_key_goes_through_the_gateway(url: str | None, host: str, listed: str) -> None:
    sources = made(tikwm_key=KEY, tikwm_url=url)

    client = client_of(sources, host)

    assert client.headers["x-rapidapi-key"] == KEY
    assert client.headers["x-rapidapi-host"] == listed
    await sources.close()


@pytest.mark.parametrize("key", [None, KEY])
async def test_another_base_is_asked_instead(key: str | None) -> None:
    sources = made(tikwm_key=key, tikwm_url="http://127.0.0.1:8099/tikwm")

    assert client_of(sources, "127.0.0.1").base_url == "http://127.0.0.1:8099/tikwm/"
    await sources.close()


async def test_no_client_follows_redirects_or_heeds_the_environment() -> None:
    sources = made(scrapecreators_key=KEY, hikerapi_key=KEY, tikwm_key=KEY)

    assert [(client.follow_redirects, client.trust_env) for client in sources.clients] == [(False, False)] * 6
    await sources.close()


async def test_closing_closes_every_client() -> None:
    sources = made(scrapecreators_key=KEY, hikerapi_key=KEY)

    await sources.close()

    assert len(sources.clients) == 6
    assert all(client.is_closed for client in sources.clients)


@pytest.mark.parametrize("platform", list(Platform))
async def test_ytdlp_is_the_last_resort_where_it_is_installed(platform: Platform) -> None:
    sources = made(has_ytdlp=True, scrapecreators_key=KEY, hikerapi_key=KEY)

    assert [state.name for state in sources.chains[platform].states()][-1] == "ytdlp"
    assert sources.notes == []
    await sources.close()


async def test_whether_ytdlp_is_installed_is_looked_for() -> None:
    sources = build(PLAIN, FixedClock())

    assert (WITHOUT_PROGRAM[0] in sources.notes) is not ytdlp.available()
    await sources.close()


async def test_embed_needs_no_key_and_asks_the_platform_itself_as_a_browser() -> None:
    sources = made(order={TIKTOK: (), INSTAGRAM: ("embed",)}, instagram_url="http://127.0.0.1:8099/instagram")

    client = client_of(sources, "127.0.0.1")

    assert client.base_url == "http://127.0.0.1:8099/instagram/"
    assert client.headers["User-Agent"] == embed.HEADERS["User-Agent"]
    assert sources.notes == ["TikTok: no source is left, its posts cannot be read"]
    await sources.close()


async def test_the_witness_is_asked_at_tiktok_itself() -> None:
    sources = made(tiktok_url="http://127.0.0.1:8099")

    assert client_of(sources, "127.0.0.1").base_url == "http://127.0.0.1:8099"
    await sources.close()


async def test_without_a_source_there_is_no_witness() -> None:
    sources = made(order={TIKTOK: (), INSTAGRAM: ()})

    assert len(sources.clients) == 1
    await sources.close()


async def test_of_several_keys_none_is_sent_unless_in_its_turn() -> None:
    sources = made(scrapecreators_key="first,second", hikerapi_key=KEY)

    client = client_of(sources, "api.scrapecreators.com")

    assert isinstance(client, KeyedClient)
    assert client.keys.texts == ("first", "second")
    assert "x-api-key" not in client.headers
    assert not isinstance(client_of(sources, "api.hikerapi.com"), KeyedClient)
    await sources.close()


@pytest.mark.parametrize(
    ("changes", "has_ytdlp", "tiktok", "instagram"),
    [
        ({}, False, 2, 0.5),  # open doors count as one key
        ({"scrapecreators_key": "a,b,c"}, False, 6, 1.5),
        ({"scrapecreators_key": "a,b", "hikerapi_key": "a,b,c,d"}, False, 4, 2),
        ({"tikwm_key": "a,b,c"}, False, 6, 0.5),
        ({"order": {TIKTOK: ("ytdlp", "tikwm"), INSTAGRAM: ()}, "tikwm_key": "a,b"}, True, 2, 0.5),
        ({"order": {TIKTOK: ("ytdlp", "tikwm"), INSTAGRAM: ()}, "tikwm_key": "a,b"}, False, 4, 0.5),
    ],
)
async def test_a_rate_counts_for_each_key_of_the_first_source_in_use(
    changes: dict[str, Any], tiktok: float, instagram: float, *, has_ytdlp: bool
) -> None:
    sources = made(rates={TIKTOK: 2.0, INSTAGRAM: 0.5}, has_ytdlp=has_ytdlp, **changes)

    assert sources.rates == {TIKTOK: tiktok, INSTAGRAM: instagram}
    await sources.close()


@pytest.mark.parametrize(
    ("rate", "at_once"), [(None, 5), (0.001, 5), (1, 5), (1.01, 6), (10, 50), (20, 100), (1_000, 100)]
)
def test_as_many_requests_are_under_way_as_a_rate_needs(rate: float | None, at_once: int) -> None:
    assert in_flight(rate) == at_once
