"""A web made by a test, for short links to be expanded over."""

from collections.abc import Callable, Mapping

import httpx

from core.domain.terms import Platform, ShortLink
from providers.expand import ShortLinks

TIKTOK, INSTAGRAM = Platform.TIKTOK, Platform.INSTAGRAM
VIDEO = "https://www.tiktok.com/@anna/video/7463250363559218474"
REEL = "https://www.instagram.com/reel/DF5s0duxDts/"
CODE = "https://vm.tiktok.com/ZMabc12/"
BASES = {TIKTOK: "https://www.tiktok.com", INSTAGRAM: "https://www.instagram.com"}

Web = Callable[[httpx.Request], httpx.Response]


class Asked:
    """Expands over a web made by the test, and keeps the addresses that were asked."""

    def __init__(self, web: Web, bases: Mapping[Platform, str] = BASES) -> None:
        self.web, self.bases = web, bases
        self.urls: list[str] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.urls.append(str(request.url))
        return self.web(request)

    async def expand(self, url: str, platform: Platform = TIKTOK) -> str:
        async with httpx.AsyncClient(transport=httpx.MockTransport(self.answer)) as client:
            return await ShortLinks(client, self.bases).expand(ShortLink(platform, url))


def redirects(steps: Mapping[str, str], status: int = 302) -> Web:
    """Return a web in which each address leads to another, and all others are pages."""

    def web(request: httpx.Request) -> httpx.Response:
        target = steps.get(str(request.url))
        if target is None:
            return httpx.Response(200)
        return httpx.Response(status, headers=[(b"Location", target.encode())])

    return web
