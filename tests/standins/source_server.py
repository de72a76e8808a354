"""The vendors and platforms on loopback: ScrapeCreators, tikwm, HikerAPI, TikTok's and Instagram's pages.

All answer at one address, for their paths differ: give `url` as every base address. The shapes and error
bodies are those recorded from the vendors, reduced to what matters.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from aiohttp import web
from discord.utils import utcnow

from tests.standins.discord_state import Bell
from tests.standins.source_answers import plain, refusal, spoilt, tiktok_id
from tests.standins.source_faults import ERRORS, Kind, SourceFault, Vendor
from tests.standins.source_posts import (
    Count,
    Json,
    Media,
    Platform,
    Reading,
    StandInPost,
    hikerapi,
    hikerapi_page,
    instagram_embed,
    scrapecreators_instagram,
    scrapecreators_page,
    scrapecreators_tiktok,
    tiktok_oembed,
    tikwm,
)

PAGE = 10
"""Posts on a page of an account."""
INSTAGRAM_CODE = re.compile(r"/(?:p|reels?|tv)/([\w-]+)")


@dataclass(frozen=True)
class Asked:
    """One question: to whom, about which post, when (monotonic seconds)."""

    vendor: Vendor
    post_id: str
    at: float = field(default_factory=time.monotonic)


class SourceStandIn:
    """Answers about the posts that were added; `latency_s` is how long each answer takes.

    `clock` is what counters that grow with time are asked with.
    """

    def __init__(
        self, key: str = "test-key", *, latency_s: float = 0, clock: Callable[[], datetime] = utcnow
    ) -> None:
        self.key = key
        self.latency_s = latency_s
        self.clock = clock
        self.posts: dict[str, StandInPost] = {}
        self.links: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.url = ""
        self._faults: dict[Vendor, list[SourceFault]] = {}
        self._bell = Bell()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        for path, handler in self._routes().items():
            app.router.add_get(path, handler)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def add_post(
        self,
        platform: Platform,
        post_id: str,
        *,
        handle: str = "anna.dances",
        user_id: str = "6659752019493208069",
        name: str = "Anna",
        caption: str = "Made up #summer",
        published_at: datetime | None = None,
        views: Count = 1000,
        likes: Count = 100,
        comments: Count = 10,
        shares: Count = 5,
        saves: Count = 2,
        media: Media = "video",
    ) -> StandInPost:
        """A post by its TikTok id or Instagram shortcode; published a day ago when not said."""
        published = published_at or self.clock() - timedelta(days=1)
        texts = (handle, user_id, name, caption)
        post = StandInPost(platform, post_id, *texts, published, views, likes, comments, shares, saves, media)
        self.posts[post_id] = post
        return post

    def add_link(self, path: str, target: str) -> None:
        """Lets a short link (`/t/CODE`, `/share/reel/CODE`, `/CODE`) lead to a canonical address."""
        self.links[path.strip("/")] = target

    def fail(
        self,
        vendor: Vendor,
        kind: Kind,
        times: int | None = None,
        *,
        post_id: str | None = None,
        retry_after_s: int = 1,
    ) -> None:
        """Lets the vendor fail, `times` None until `heal`."""
        self._faults.setdefault(vendor, []).append(SourceFault(kind, times, post_id, retry_after_s))

    def heal(self, vendor: Vendor | None = None) -> None:
        for name in [vendor] if vendor else list(self._faults):
            self._faults.pop(name, None)

    async def wait_asked(self, count: int, timeout_s: float = 20) -> list[Asked]:
        """Until that many questions have come, in all."""
        await self._bell.until(
            lambda: len(self.asked) >= count, timeout_s, lambda: f"{count} questions, but {len(self.asked)}"
        )
        return self.asked

    def _routes(self) -> dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]]:
        return {
            "/v2/tiktok/video": self._scrapecreators_tiktok,
            "/v3/tiktok/profile/videos": self._tiktok_page,
            "/v2/user/clips": self._instagram_page,
            "/v1/instagram/post": self._scrapecreators_instagram,
            "/api/": self._tikwm,
            "/api": self._tikwm,
            "/v2/media/info/by/code": self._hikerapi,
            "/oembed": self._oembed,
            "/p/{code}/embed/captioned/": self._embed,
            "/reel/{code}/embed/captioned/": self._embed,
            "/": self._tikwm,
            "/{path:.+}": self._link,
        }

    async def _scrapecreators_tiktok(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(
            request, "scrapecreators", tiktok_id(request), scrapecreators_tiktok, "x-api-key"
        )

    async def _scrapecreators_instagram(self, request: web.Request) -> web.StreamResponse:
        found = INSTAGRAM_CODE.search(request.query.get("url", ""))
        code = found[1] if found else ""
        return await self._answer(request, "scrapecreators", code, scrapecreators_instagram, "x-api-key")

    async def _tikwm(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, "tikwm", tiktok_id(request), tikwm)

    async def _hikerapi(self, request: web.Request) -> web.StreamResponse:
        code = request.query.get("code", "")
        return await self._answer(request, "hikerapi", code, hikerapi, "x-access-key")

    async def _tiktok_page(self, request: web.Request) -> web.StreamResponse:
        cursor = int(request.query.get("max_cursor", 0))
        mine = self._of("tiktok", request.query.get("user_id"), request.query.get("handle"))
        return await self._page(request, "scrapecreators", "x-api-key", mine, cursor, scrapecreators_page)

    async def _instagram_page(self, request: web.Request) -> web.StreamResponse:
        cursor = int(request.query.get("page_id", 0))
        mine = self._of("instagram", request.query.get("user_id"), None)
        return await self._page(request, "hikerapi", "x-access-key", mine, cursor, hikerapi_page)

    def _of(self, platform: Platform, user_id: str | None, handle: str | None) -> list[StandInPost]:
        """The account's posts, newest first."""
        mine = [
            post
            for post in self.posts.values()
            if post.platform == platform
            and (post.user_id == user_id or (not user_id and post.handle == handle))
        ]
        return sorted((post for post in mine if not post.gone), key=lambda post: post.published_at)[::-1]

    async def _page(
        self,
        request: web.Request,
        vendor: Vendor,
        key_header: str,
        mine: list[StandInPost],
        cursor: int,
        write: Callable[[list[Reading], int], Json],
    ) -> web.StreamResponse:
        page, more = mine[cursor : cursor + PAGE], cursor + PAGE if len(mine) > cursor + PAGE else 0

        def written(_: Reading) -> Json:
            return write([post.read(self.clock()) for post in page], more)

        if not mine:
            self._note(vendor, "page")
            return refusal(vendor, "404")
        return await self._answer(request, vendor, "page", written, key_header, mine[0])

    async def _oembed(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, "tiktok", tiktok_id(request), tiktok_oembed)

    async def _embed(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, "instagram", request.match_info["code"], instagram_embed)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        path = request.path.strip("/")
        vendor: Vendor = "instagram" if path.startswith("share/") else "tiktok"
        self._note(vendor, path)
        fault = self._fault(vendor, path)
        if fault is not None:
            return await self._fail(request, vendor, fault, {})
        home = "https://www.instagram.com/" if vendor == "instagram" else "https://www.tiktok.com/?_r=1"
        return web.Response(status=301, headers={"Location": self.links.get(path, home)})

    async def _answer(
        self,
        request: web.Request,
        vendor: Vendor,
        post_id: str,
        write: Callable[[Reading], Json | str],
        key_header: str | None = None,
        account_post: StandInPost | None = None,
    ) -> web.StreamResponse:
        self._note(vendor, post_id)
        if self.latency_s:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), self.latency_s)
        if key_header and request.headers.get(key_header) != self.key:
            return refusal(vendor, "401")
        post = account_post or self.posts.get(post_id)
        fault = self._fault(vendor, post_id)
        if fault is not None:
            return await self._fail(request, vendor, fault, write(post.read(self.clock())) if post else {})
        if post is None or post.gone:
            return refusal(vendor, "404")
        return plain(write(post.read(self.clock())))

    async def _fail(
        self, request: web.Request, vendor: Vendor, fault: SourceFault, body: Json | str
    ) -> web.StreamResponse:
        if fault.kind == "timeout":
            await self._closing.wait()
            return web.Response(status=504)
        if fault.kind == "reset":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.kind in ERRORS[vendor]:
            return refusal(vendor, fault.kind, fault.retry_after_s)
        return spoilt(body, fault.kind)

    def _fault(self, vendor: Vendor, post_id: str) -> SourceFault | None:
        return next((fault for fault in self._faults.get(vendor, []) if fault.take(post_id)), None)

    def _note(self, vendor: Vendor, post_id: str) -> None:
        self.asked.append(Asked(vendor, post_id))
        self._bell.ring()
