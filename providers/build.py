"""Building what the settings ask for: one client a source, one chain a platform."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from core.domain.ports import Clock, LinkExpander, PostSource, SourceChain
from core.domain.terms import Platform
from providers import tikwm
from providers.expand import USER_AGENT, ShortLinks
from providers.fallback import Fallback
from providers.hikerapi import HikerApi
from providers.scrapecreators import ScrapeCreatorsInstagram, ScrapeCreatorsTikTok
from providers.tikwm import Tikwm

IN_FLIGHT = 5
"""Requests to one vendor at the same time."""
EXPAND_TIMEOUT = httpx.Timeout(10.0)


@dataclass(frozen=True)
class Config:
    """What the sources need to know; keys None: not set."""

    order: Mapping[Platform, Sequence[str]]
    scrapecreators_key: str | None
    scrapecreators_url: str
    hikerapi_key: str | None
    hikerapi_url: str
    tikwm_key: str | None
    tikwm_url: str | None
    tiktok_url: str
    instagram_url: str


@dataclass(frozen=True)
class Sources:
    """The sources in use, as chains and one by one, and lines for the log about those that are not."""

    chains: Mapping[Platform, SourceChain]
    singles: Mapping[Platform, Sequence[PostSource]]
    links: LinkExpander
    notes: Sequence[str]
    clients: Sequence[httpx.AsyncClient]

    async def close(self) -> None:
        """Close every connection."""
        for client in self.clients:
            await client.aclose()


def build(config: Config, clock: Clock) -> Sources:
    """Return the sources that the configuration names and has keys for."""
    return _Builder(config, clock).build()


class _Builder:
    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._clients: list[httpx.AsyncClient] = []
        self._singles: dict[Platform, Sequence[PostSource]] = {}
        self._notes: list[str] = []
        self._shared: httpx.AsyncClient | None = None

    def build(self) -> Sources:
        chains = {platform: self._chain(platform) for platform in Platform}
        expander = httpx.AsyncClient(
            timeout=EXPAND_TIMEOUT, trust_env=False, headers={"User-Agent": USER_AGENT}
        )
        self._clients.append(expander)
        bases = {
            Platform.TIKTOK: self._config.tiktok_url,
            Platform.INSTAGRAM: self._config.instagram_url,
        }
        return Sources(chains, self._singles, ShortLinks(expander, bases), self._notes, self._clients)

    def _chain(self, platform: Platform) -> Fallback:
        makers: Mapping[tuple[Platform, str], Callable[[], PostSource | None]] = {
            (Platform.TIKTOK, "scrapecreators"): self._scrapecreators_tiktok,
            (Platform.TIKTOK, "tikwm"): self._tikwm,
            (Platform.INSTAGRAM, "hikerapi"): self._hikerapi,
            (Platform.INSTAGRAM, "scrapecreators"): self._scrapecreators_instagram,
        }
        made: list[PostSource] = []
        for name in self._config.order[platform]:
            maker = makers.get((platform, name))
            source = maker() if maker else None
            if source is not None:
                made.append(source)
            else:
                why = f"{name.upper()}_API_KEY is not set" if maker else "it is not part of this version"
                self._notes.append(f"{platform.label}: {name} is passed over, {why}")
        if not made:
            self._notes.append(f"{platform.label}: no source is left, its posts cannot be read")
        self._singles[platform] = made
        return Fallback(platform, made, self._clock)

    def _scrapecreators_tiktok(self) -> PostSource | None:
        client = self._scrapecreators()
        return None if client is None else ScrapeCreatorsTikTok(client)

    def _scrapecreators_instagram(self) -> PostSource | None:
        client = self._scrapecreators()
        return None if client is None else ScrapeCreatorsInstagram(client)

    def _scrapecreators(self) -> httpx.AsyncClient | None:
        """Return the one client of the vendor, for its limit is for both platforms together."""
        key = self._config.scrapecreators_key
        if key is not None and self._shared is None:
            self._shared = self._client(self._config.scrapecreators_url, {"x-api-key": key})
        return self._shared

    def _hikerapi(self) -> PostSource | None:
        key = self._config.hikerapi_key
        if key is None:
            return None
        return HikerApi(self._client(self._config.hikerapi_url, {"x-access-key": key}))

    def _tikwm(self) -> PostSource:
        key, url = self._config.tikwm_key, self._config.tikwm_url
        if key is None:
            client = self._client(url or tikwm.KEYLESS_URL, {})
            return Tikwm(client, path=tikwm.KEYLESS_PATH, interval_s=tikwm.KEYLESS_INTERVAL_S)
        host = httpx.URL(url or tikwm.KEYED_URL).host
        listed = host if host.endswith(tikwm.GATEWAY) else tikwm.KEYED_HOST
        headers = {"x-rapidapi-key": key, "x-rapidapi-host": listed}
        return Tikwm(self._client(url or tikwm.KEYED_URL, headers), path=tikwm.KEYED_PATH)

    def _client(self, base_url: str, headers: Mapping[str, str]) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            base_url=base_url,
            headers=dict(headers),
            timeout=httpx.Timeout(35.0, connect=10.0, pool=None),
            limits=httpx.Limits(max_connections=IN_FLIGHT),
            follow_redirects=False,
            trust_env=False,
        )
        self._clients.append(client)
        return client
