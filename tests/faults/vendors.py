"""The vendors at the edge of the wire, in simulated time: good answers, and every way in which they fail."""

import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any, get_args

import httpx

from core.domain.ports import Clock, PostSource
from core.domain.terms import Platform, PostRef
from providers.embed import InstagramEmbed
from providers.hikerapi import HikerApi
from providers.scrapecreators import ScrapeCreatorsInstagram, ScrapeCreatorsTikTok
from providers.tikwm import KEYED_PATH, Tikwm
from tests.standins import source_posts
from tests.standins.source_faults import ERRORS, HTML, Lie, Refusal, Vendor, bent
from tests.standins.source_posts import Count, StandInPost

POST_ID = re.compile(r"/(?:p|reel|video)/([\w-]+)|^([0-9]+)$")
LOGIN = "https://www.instagram.com/accounts/login/?next=/p/x/"
WRITERS: dict[str, Callable[[source_posts.Reading], Any]] = {
    "scrapecreators tiktok": source_posts.scrapecreators_tiktok,
    "scrapecreators instagram": source_posts.scrapecreators_instagram,
    "tikwm": source_posts.tikwm,
    "hikerapi": source_posts.hikerapi,
    "instagram": source_posts.instagram_embed,
}
REFUSALS, LIES = get_args(Refusal), get_args(Lie)
NO_VIEWS = {"play_count", "ig_play_count", "video_play_count"}


class Vendors:
    """What the vendors hold and how they fail: `faults` by source, or by source and post id."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.posts: dict[str, StandInPost] = {}
        self.faults: dict[tuple[str, str | None], str] = {}
        self.asked: list[tuple[str, str]] = []

    def add(self, ref: PostRef, published_at: datetime, views: Count, handle: str = "anna") -> StandInPost:
        texts = (handle, "1001", "Anna", "look at this")
        post = StandInPost(
            ref.platform.value, ref.platform_post_id, *texts, published_at, views, 10, 2, 1, 0, "video"
        )
        self.posts[ref.platform_post_id] = post
        return post

    def source(self, name: str) -> PostSource:
        """The program's own client of a vendor, on our wire."""
        client = httpx.AsyncClient(
            base_url="https://vendor.example",
            transport=httpx.MockTransport(lambda request: self._answer(name, request)),
        )
        made: dict[str, Callable[[], PostSource]] = {
            "scrapecreators tiktok": lambda: ScrapeCreatorsTikTok(client),
            "scrapecreators instagram": lambda: ScrapeCreatorsInstagram(client),
            "tikwm": lambda: Tikwm(client, path=KEYED_PATH),
            "hikerapi": lambda: HikerApi(client),
            "instagram": lambda: InstagramEmbed(client, interval_s=0),
        }
        return made[name]()

    def _answer(self, name: str, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        found = POST_ID.search(query.get("code", "") or query.get("url", "") or request.url.path)
        post_id = query.get("code") or (found[1] or found[2] if found else "")
        self.asked.append((name, post_id))
        fault = self.faults.get((name, post_id)) or self.faults.get((name, None))
        post = self.posts.get(post_id)
        if post is None or post.gone:
            return refusal(name, "404")
        good = WRITERS[name](post.read(self.clock()))
        if fault is not None:
            return failed(name, fault, good)
        return httpx.Response(200, html=good) if isinstance(good, str) else httpx.Response(200, json=good)


def failed(name: str, fault: str, good: dict[str, Any]) -> httpx.Response:
    if fault in BROKEN:
        raise BROKEN[fault]
    if fault == "429 later":
        return refusal(name, "429", later_s=1_800)
    if fault in REFUSALS:
        return refusal(name, fault)
    if fault in LIES:
        return httpx.Response(200, content=json.dumps(bent(good, fault)))
    return SPOILT[fault](good)


class Drip(httpx.AsyncByteStream):
    """A body that begins and never ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"status"'
        raise httpx.ReadTimeout("the rest never came")


def refusal(name: str, kind: str, later_s: int | None = None) -> httpx.Response:
    vendor: Vendor = "scrapecreators" if name.startswith("scrapecreators") else name  # type: ignore[assignment]  # the other names are vendors
    status, body = ERRORS[vendor][kind]
    return httpx.Response(status, json=body, headers={"Retry-After": str(later_s)} if later_s else None)


def with_views(body: Any, change: Callable[[Any], Any]) -> Any:
    """The answer with something else in the place of its views."""
    if isinstance(body, dict):
        return {
            name: change(value) if name in NO_VIEWS else with_views(value, change)
            for name, value in body.items()
        }
    return [with_views(each, change) for each in body] if isinstance(body, list) else body


def half(good: dict[str, Any]) -> httpx.Response:
    text = json.dumps(good)
    return httpx.Response(200, content=text[: len(text) // 2])


BROKEN = {"timeout": httpx.ReadTimeout("no byte came"), "reset": httpx.ReadError("cut")}
SPOILT: dict[str, Callable[[dict[str, Any]], httpx.Response]] = {
    "drip": lambda good: httpx.Response(200, stream=Drip()),
    "redirect": lambda good: httpx.Response(302, headers={"Location": LOGIN}),
    "403": lambda good: httpx.Response(403, html=HTML),
    "html": lambda good: httpx.Response(200, html=HTML),
    "empty": lambda good: httpx.Response(200, content=b""),
    "null": lambda good: httpx.Response(200, json=None),
    "list": lambda good: httpx.Response(200, json=[]),
    "truncated": half,
    "types": lambda good: httpx.Response(200, json=with_views(good, lambda value: [value])),
    "unknown": lambda good: httpx.Response(200, json=with_views(good, lambda value: None)),
}
OF_PAGES = (*BROKEN, "drip", "redirect", "403", "html", "empty", "null", "list", *REFUSALS, "429 later")
"""What can go wrong with a page that is read as text."""
FAULTS = (*BROKEN, *SPOILT, *REFUSALS, "429 later", *LIES)
SOURCES = {
    Platform.TIKTOK: ("scrapecreators tiktok", "tikwm"),
    Platform.INSTAGRAM: ("hikerapi", "scrapecreators instagram"),
}
