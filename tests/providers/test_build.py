"""Which sources are built, for whom, with which headers, and what is said about the others."""

from dataclasses import replace

import httpx
import pytest

from core.domain.errors import UnsupportedError
from core.domain.terms import Platform, PostRef
from providers.build import IN_FLIGHT, Config, Sources, build
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
UNKNOWN = [
    f"TikTok: ytdlp is passed over, {ABSENT}",
    f"Instagram: embed is passed over, {ABSENT}",
    f"Instagram: ytdlp is passed over, {ABSENT}",
]


def made(**changes: object) -> Sources:
    return build(replace(PLAIN, **changes), FixedClock())  # type: ignore[arg-type]  # the test names the fields


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
            "",
            {
                f"TikTok: scrapecreators is passed over, {NO_SC}",
                f"Instagram: hikerapi is passed over, {NO_HIKER}",
                f"Instagram: scrapecreators is passed over, {NO_SC}",
                "Instagram: no source is left, its posts cannot be read",
            },
        ),
        (
            {"scrapecreators_key": KEY},
            "scrapecreators,tikwm",
            "scrapecreators",
            {f"Instagram: hikerapi is passed over, {NO_HIKER}"},
        ),
        (
            {"hikerapi_key": KEY},
            "tikwm",
            "hikerapi",
            {
                f"TikTok: scrapecreators is passed over, {NO_SC}",
                f"Instagram: scrapecreators is passed over, {NO_SC}",
            },
        ),
        (
            {"scrapecreators_key": KEY, "hikerapi_key": KEY, "tikwm_key": KEY},
            "scrapecreators,tikwm",
            "hikerapi,scrapecreators",
            set(),
        ),
    ],
)
async def test_sources_with_keys_are_built_and_the_others_noted(
    keys: dict[str, str], tiktok: str, instagram: str, notes: set[str]
) -> None:
    sources = made(**keys)

    assert (sources.chains[TIKTOK].name, sources.chains[INSTAGRAM].name) == (tiktok, instagram)
    assert sorted(sources.notes) == sorted([*UNKNOWN, *notes])
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
    sources = made()

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

    assert [(client.follow_redirects, client.trust_env) for client in sources.clients] == [(False, False)] * 4
    await sources.close()


async def test_closing_closes_every_client() -> None:
    sources = made(scrapecreators_key=KEY, hikerapi_key=KEY)

    await sources.close()

    assert len(sources.clients) == 4
    assert all(client.is_closed for client in sources.clients)
