"""Short links: one request to an allowlisted host, following redirects to allowlisted hosts only."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import httpx

from core.domain.errors import LinkError, LinkExpiredError, SourceDownError
from core.domain.links import parse_link
from core.domain.terms import Platform, PostRef, ShortLink

HOPS = 5
"""Most addresses that are asked for one link."""
DEADLINE_S = 20.0
"""Longest time one link may take in all."""
HOSTS = {
    Platform.TIKTOK: frozenset(
        {
            "tiktok.com",
            "www.tiktok.com",
            "m.tiktok.com",
            "vm.tiktok.com",
            "vt.tiktok.com",
            "www.tiktokv.com",
        }
    ),
    Platform.INSTAGRAM: frozenset(
        {
            "instagram.com",
            "www.instagram.com",
            "m.instagram.com",
            "instagr.am",
            "www.instagr.am",
        }
    ),
}
USER_AGENT = "facebookexternalhit/1.1"
"""What public downloaders send to be given the redirect itself (yt-dlp, read 2026-10)."""
EXPIRED = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})
LOGIN_PATHS = ("/login", "/accounts/login")


class ShortLinks:
    """Expands short links; `base_urls` tells where a platform's hosts are asked (tests, proxies)."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_urls: Mapping[Platform, str],
        *,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._client = client
        self._base_urls = base_urls
        self._deadline_s = deadline_s

    async def expand(self, link: ShortLink) -> str:
        """Return the link behind a short one, without its query.

        Raises `LinkExpiredError` when it leads to no post any more, `SourceDownError` when nobody tells.
        """
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._follow(link)
        except TimeoutError as error:
            raise SourceDownError("the short link cannot be expanded (timed out)") from error

    async def _follow(self, link: ShortLink) -> str:
        url = link.url
        for _ in range(HOPS):
            if not is_allowed(link.platform, url):
                raise LinkExpiredError(link.url)
            if urlsplit(url).path.startswith(LOGIN_PATHS):
                raise SourceDownError("the short link cannot be expanded (log-in page)")
            location = await self._location(link, url)
            if location is None:
                return _end(url)
            url = _target(url, location)
            bare = url.partition("?")[0].partition("#")[0]
            if is_allowed(link.platform, bare) and _names_a_post(bare):
                return bare
        raise LinkExpiredError(link.url)

    async def _location(self, link: ShortLink, url: str) -> str | None:
        """Return where one address redirects to, None when it does not."""
        try:
            async with self._client.stream("GET", self._asked(link.platform, url)) as response:
                found = response.headers.get("Location") if response.is_redirect else None
                status = response.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceDownError(f"the short link cannot be expanded ({type(error).__name__})") from error
        if status in EXPIRED:
            raise LinkExpiredError(link.url)
        if status >= httpx.codes.BAD_REQUEST:
            raise SourceDownError(f"the short link cannot be expanded ({status})")
        return found

    def _asked(self, platform: Platform, url: str) -> str:
        """Return the address to ask: the real one, or its path at another base."""
        base, parts = self._base_urls.get(platform), urlsplit(url)
        if base is None or urlsplit(base).hostname in HOSTS[platform]:
            return url
        return base.rstrip("/") + parts.path


def is_allowed(platform: Platform, url: str) -> bool:
    """Whether an address is a page of the platform itself, with nothing before or behind the host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_home = parts.path in {"", "/"}
    return parts.scheme == "https" and parts.netloc.lower() in HOSTS[platform] and not is_home


def _target(url: str, location: str) -> str:
    """Return where a redirect leads, by HTTPS; empty when it is no address."""
    try:
        target = urljoin(url, location)
    except ValueError:
        return ""
    return f"https://{target[7:]}" if target[:7].lower() == "http://" else target


def _end(url: str) -> str:
    """Return the last address, which redirects no further; raise `SourceDownError` when it tells nothing."""
    try:
        is_short = isinstance(parse_link(url), ShortLink)
    except LinkError:
        return url
    if is_short:
        raise SourceDownError("the short link cannot be expanded (no redirect)")
    return url


def _names_a_post(url: str) -> bool:
    """Whether nobody need be asked further."""
    try:
        return isinstance(parse_link(url), PostRef)
    except LinkError:
        return False
