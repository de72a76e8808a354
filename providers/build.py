"""Building what the settings ask for: one client a source, one chain a platform.

The clients are httpx over aiohttp's transport, which takes a quarter of the processor's time for a request.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport

from core.domain.ports import AccountChain, AccountSource, Clock, LinkExpander, PostSource, SourceChain
from core.domain.terms import Platform
from providers import embed, tikwm, ytdlp
from providers.accounts import AccountFallback
from providers.embed import InstagramEmbed
from providers.expand import USER_AGENT, ShortLinks
from providers.fallback import Fallback, Witness
from providers.hikerapi import HikerApi
from providers.hikerapi_accounts import HikerApiAccounts
from providers.keys import KeyedClient, Keys
from providers.oembed import OEmbed
from providers.pace import Turns
from providers.scrapecreators import ScrapeCreatorsInstagram, ScrapeCreatorsTikTok
from providers.scrapecreators_accounts import (
    ScrapeCreatorsInstagramAccounts,
    ScrapeCreatorsTikTokAccounts,
)
from providers.tikwm import Tikwm
from providers.tikwm_accounts import KEYLESS_PAGE_INTERVAL_S, TikwmAccounts
from providers.ytdlp import Program, YtDlp

IN_FLIGHT = 5
"""Requests to one vendor at the same time, unless a rate needs more."""
MOST_IN_FLIGHT = 100
"""Most of them at any rate."""
LATENCY_S = 5.0
"""How long an answer may take for a rate to be kept."""
EXPAND_TIMEOUT = httpx.Timeout(10.0)


@dataclass(frozen=True)
class Config:
    """What the sources need to know; keys None: not set, several are separated by commas.

    `rates` are requests a second for each key of a platform's first source; without: no rate.
    """

    order: Mapping[Platform, Sequence[str]]
    scrapecreators_key: str | None
    scrapecreators_url: str
    hikerapi_key: str | None
    hikerapi_url: str
    tikwm_key: str | None
    tikwm_url: str | None
    tiktok_url: str
    instagram_url: str
    rates: Mapping[Platform, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sources:
    """The sources in use, as chains and one by one, and lines for the log about those that are not.

    `rates` are requests a second over all keys, of platforms that have a rate.
    """

    chains: Mapping[Platform, SourceChain]
    singles: Mapping[Platform, Sequence[PostSource]]
    accounts: Mapping[Platform, AccountChain]
    pages: Mapping[Platform, AccountChain]
    links: LinkExpander
    notes: Sequence[str]
    clients: Sequence[httpx.AsyncClient]
    rates: Mapping[Platform, float]

    async def close(self) -> None:
        """Close every connection."""
        for client in self.clients:
            await client.aclose()


def build(config: Config, clock: Clock, *, has_ytdlp: bool | None = None) -> Sources:
    """Return the sources that the configuration names and has keys for.

    Args:
        has_ytdlp: whether yt-dlp is installed; None looks.
    """
    has_ytdlp = ytdlp.available() if has_ytdlp is None else has_ytdlp
    return _Builder(config, clock, has_ytdlp=has_ytdlp).build()


def in_flight(rate: float | None) -> int:
    """Return how many requests there are at the same time at so many a second."""
    return IN_FLIGHT if rate is None else max(IN_FLIGHT, min(math.ceil(rate * LATENCY_S), MOST_IN_FLIGHT))


class _Builder:
    def __init__(self, config: Config, clock: Clock, *, has_ytdlp: bool) -> None:
        self._config = config
        self._clock = clock
        self._has_ytdlp = has_ytdlp
        self._clients: list[httpx.AsyncClient] = []
        self._trusted = httpx.create_ssl_context(trust_env=False)  # made once: it reads every authority
        self._singles: dict[Platform, Sequence[PostSource]] = {}
        self._accounts: dict[Platform, list[AccountSource]] = {platform: [] for platform in Platform}
        self._notes: list[str] = []
        self._shared: httpx.AsyncClient | None = None
        self._program: Program | None = None
        self._rates = {platform: rate * self._first_keys(platform) for platform, rate in config.rates.items()}

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
        links = ShortLinks(expander, bases)
        accounts = {
            platform: AccountFallback(platform, sources, self._clock)
            for platform, sources in self._accounts.items()
        }
        return Sources(
            chains, self._singles, accounts, self._pages(), links, self._notes, self._clients, self._rates
        )

    def _first_keys(self, platform: Platform) -> int:
        """Return how many keys the platform's first source in use has; what needs none counts as one."""
        keyed = {"scrapecreators": self._config.scrapecreators_key, "hikerapi": self._config.hikerapi_key}
        for name in self._config.order[platform]:
            if name in keyed and keyed[name] is None:
                continue
            if name != ytdlp.NAME or self._has_ytdlp:
                return len(_each(self._config.tikwm_key if name == tikwm.NAME else keyed.get(name))) or 1
        return 1

    def _pages(self) -> Mapping[Platform, AccountChain]:
        """Return what gives pages of accounts with the same counts, of the same metric, as single posts.

        ScrapeCreators' Instagram pages and posts count by different metrics; tikwm's pages are slow.
        """
        return {
            platform: AccountFallback(platform, [source], self._clock, what="pages")
            for platform, sources in self._accounts.items()
            for source in sources
            if isinstance(source, ScrapeCreatorsTikTokAccounts | HikerApiAccounts)
        }

    def _chain(self, platform: Platform) -> Fallback:
        made: list[PostSource] = []
        for name in self._config.order[platform]:
            source = self._source(platform, name)
            if isinstance(source, str):
                self._notes.append(f"{platform.label}: {name} is passed over, {source}")
            else:
                made.append(source)
        if not made:
            self._notes.append(f"{platform.label}: no source is left, its posts cannot be read")
        self._singles[platform] = made
        witness = self._witness() if platform is Platform.TIKTOK and made else None
        return Fallback(platform, made, self._clock, witness=witness)

    def _source(self, platform: Platform, name: str) -> PostSource | str:
        """Return the source of that name, or why there is none."""
        makers: Mapping[tuple[Platform, str], Callable[[], PostSource | None]] = {
            (Platform.TIKTOK, "scrapecreators"): self._scrapecreators_tiktok,
            (Platform.TIKTOK, "tikwm"): self._tikwm,
            (Platform.TIKTOK, "ytdlp"): self._ytdlp,
            (Platform.INSTAGRAM, "hikerapi"): self._hikerapi,
            (Platform.INSTAGRAM, "scrapecreators"): self._scrapecreators_instagram,
            (Platform.INSTAGRAM, "embed"): self._embed,
            (Platform.INSTAGRAM, "ytdlp"): self._ytdlp,
        }
        maker = makers.get((platform, name))
        if maker is None:
            return "it is not part of this version"
        return maker() or (ytdlp.MISSING if name == ytdlp.NAME else f"{name.upper()}_API_KEY is not set")

    def _witness(self) -> Witness:
        """Return TikTok itself, which tells whether a post is there, though not its counters."""
        return OEmbed(self._client(self._config.tiktok_url, {})).exists

    def _embed(self) -> PostSource:
        return InstagramEmbed(self._client(self._config.instagram_url, embed.HEADERS))

    def _ytdlp(self) -> PostSource | None:
        """Return yt-dlp, of which both platforms share the few runs at once."""
        if not self._has_ytdlp:
            return None
        self._program = self._program or Program()
        return YtDlp(self._program)

    def _scrapecreators_tiktok(self) -> PostSource | None:
        client = self._scrapecreators()
        if client is None:
            return None
        self._accounts[Platform.TIKTOK].append(ScrapeCreatorsTikTokAccounts(client))
        return ScrapeCreatorsTikTok(client)

    def _scrapecreators_instagram(self) -> PostSource | None:
        client = self._scrapecreators()
        if client is None:
            return None
        self._accounts[Platform.INSTAGRAM].append(ScrapeCreatorsInstagramAccounts(client))
        return ScrapeCreatorsInstagram(client)

    def _scrapecreators(self) -> httpx.AsyncClient | None:
        """Return the one client of the vendor, for its limit is for both platforms together."""
        key = self._config.scrapecreators_key
        if key is not None and self._shared is None:
            self._shared = self._keyed("scrapecreators", self._config.scrapecreators_url, "x-api-key", key)
        return self._shared

    def _hikerapi(self) -> PostSource | None:
        key = self._config.hikerapi_key
        if key is None:
            return None
        client = self._keyed("hikerapi", self._config.hikerapi_url, "x-access-key", key)
        self._accounts[Platform.INSTAGRAM].append(HikerApiAccounts(client))
        return HikerApi(client)

    def _tikwm(self) -> PostSource:
        key, url = self._config.tikwm_key, self._config.tikwm_url
        if key is None:
            client = self._client(url or tikwm.KEYLESS_URL, {})
            door = Tikwm(client, path=tikwm.KEYLESS_PATH, interval_s=tikwm.KEYLESS_INTERVAL_S)
            return self._listing(door, Turns(KEYLESS_PAGE_INTERVAL_S))
        host = httpx.URL(url or tikwm.KEYED_URL).host
        listed = host if host.endswith(tikwm.GATEWAY) else tikwm.KEYED_HOST
        more = {"x-rapidapi-host": listed}
        client = self._keyed(tikwm.NAME, url or tikwm.KEYED_URL, "x-rapidapi-key", key, more)
        return self._listing(Tikwm(client, path=tikwm.KEYED_PATH))

    def _listing(self, door: Tikwm, turns: Turns | None = None) -> Tikwm:
        """Return the door, which lists accounts too."""
        self._accounts[Platform.TIKTOK].append(TikwmAccounts(door, turns))
        return door

    def _keyed(
        self, vendor: str, url: str, header: str, key: str, more: Mapping[str, str] | None = None
    ) -> httpx.AsyncClient:
        """Return a client that sends the vendor's key, or of several one after the other."""
        keys = _each(key)
        if len(keys) == 1:
            return self._client(url, {header: keys[0], **(more or {})})
        return self._client(url, more or {}, Keys(vendor, header, keys, self._clock))

    def _client(
        self, base_url: str, headers: Mapping[str, str], keys: Keys | None = None
    ) -> httpx.AsyncClient:
        most = max(IN_FLIGHT, sum(in_flight(rate) for rate in self._rates.values()))
        how: dict[str, Any] = {
            "base_url": base_url,
            "headers": dict(headers),
            "timeout": httpx.Timeout(35.0, connect=10.0, pool=None),
            "transport": AiohttpTransport(
                verify=self._trusted, limits=httpx.Limits(max_connections=most), trust_env=False
            ),
            "follow_redirects": False,
            "trust_env": False,
        }
        client = httpx.AsyncClient(**how) if keys is None else KeyedClient(keys, **how)
        self._clients.append(client)
        return client


def _each(keys: str | None) -> Sequence[str]:
    """Return the keys of a setting, none when it is not set."""
    return [] if keys is None else keys.split(",")
