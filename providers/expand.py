"""Short links: one request to an allowlisted host, following redirects to allowlisted hosts only."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import httpx

from core.domain.errors import LinkExpiredError, SourceDownError
from core.domain.terms import Platform, ShortLink

HOPS = 5
HOSTS = {
    Platform.TIKTOK: frozenset(
        {"tiktok.com", "www.tiktok.com", "m.tiktok.com", "vm.tiktok.com", "vt.tiktok.com"}
    ),
    Platform.INSTAGRAM: frozenset({"instagram.com", "www.instagram.com", "m.instagram.com"}),
}
USER_AGENT = "facebookexternalhit/1.1"
"""What public downloaders send to be given the redirect itself (yt-dlp, read 2026-10)."""


class ShortLinks:
    """Expands short links; `base_urls` tells where a platform's hosts are asked (tests, proxies)."""

    def __init__(self, client: httpx.AsyncClient, base_urls: Mapping[Platform, str]) -> None:
        self._client = client
        self._base_urls = base_urls

    async def expand(self, link: ShortLink) -> str:
        """Return the link behind a short one.

        Raises `LinkExpiredError` when it leads to no post any more, `SourceDownError` when nobody answers.
        """
        url = link.url
        for _ in range(HOPS):
            target = await self._target(link.platform, url)
            if target is None:
                return url
            if not is_allowed(link.platform, target):
                raise LinkExpiredError(link.url)
            url = target
            if _is_home(url):
                raise LinkExpiredError(link.url)
            if _is_final(url):
                return url
        raise LinkExpiredError(link.url)

    async def _target(self, platform: Platform, url: str) -> str | None:
        """Return where one address redirects to, None when it does not."""
        try:
            async with self._client.stream("GET", self._asked(platform, url)) as response:
                found = response.headers.get("Location") if response.is_redirect else None
                status = response.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceDownError(f"the short link cannot be expanded ({type(error).__name__})") from error
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS:
            raise SourceDownError(f"the short link cannot be expanded ({status})")
        if status >= httpx.codes.BAD_REQUEST:
            raise LinkExpiredError(url)
        return None if found is None else urljoin(url, found)

    def _asked(self, platform: Platform, url: str) -> str:
        """Return the address to ask: the real one, or its path at another base."""
        base, parts = self._base_urls.get(platform), urlsplit(url)
        if base is None or urlsplit(base).hostname in HOSTS[platform]:
            return url
        return base.rstrip("/") + parts.path


def is_allowed(platform: Platform, url: str) -> bool:
    """Whether an address is of the platform itself, with nothing before or behind the host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc.lower() in HOSTS[platform]


def _is_home(url: str) -> bool:
    return urlsplit(url).path in {"", "/"}


def _is_final(url: str) -> bool:
    """Whether the address names a post, so that nobody need be asked further."""
    return any(part in urlsplit(url).path for part in ("/video/", "/photo/", "/reel/", "/p/", "/v/"))
