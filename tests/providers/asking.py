"""Saved answers, and sources that are asked over a transport made by the test."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from core.domain.errors import SourceError
from core.domain.ports import PostSource
from core.domain.terms import Platform, PostRef, Reading
from providers import hikerapi, scrapecreators, tikwm
from providers.hikerapi import HikerApi
from providers.http import Classify
from providers.scrapecreators import ScrapeCreatorsInstagram, ScrapeCreatorsTikTok
from providers.tikwm import Tikwm

ANSWERS = Path(__file__).parent / "answers"
KEY = "a-key-that-nobody-may-see"
BASE = "https://vendor.example"

Handler = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


@dataclass(frozen=True)
class Vendor:
    """One source with a post, a saved good answer about it and the answer's reader."""

    id: str
    make: Callable[[httpx.AsyncClient], PostSource]
    parse: Callable[[Any, PostRef], Reading]
    classify: Classify
    ref: PostRef
    answer: str
    key_header: str


SC_TIKTOK = Vendor(
    "scrapecreators-tiktok",
    ScrapeCreatorsTikTok,
    scrapecreators.parse_tiktok,
    scrapecreators.classify,
    PostRef(Platform.TIKTOK, "7463250363559218474", "anna.example"),
    "scrapecreators/tiktok_video",
    "x-api-key",
)
SC_INSTAGRAM = Vendor(
    "scrapecreators-instagram",
    ScrapeCreatorsInstagram,
    scrapecreators.parse_instagram,
    scrapecreators.classify,
    PostRef(Platform.INSTAGRAM, "DF5s0duxDts"),
    "scrapecreators/instagram_reel",
    "x-api-key",
)
TIKWM = Vendor(
    "tikwm",
    lambda client: Tikwm(client, path=tikwm.KEYED_PATH),
    tikwm.parse,
    tikwm.classify,
    PostRef(Platform.TIKTOK, "7495372137511783687", "anna.example"),
    "tikwm/video",
    "x-rapidapi-key",
)
HIKERAPI = Vendor(
    "hikerapi",
    HikerApi,
    hikerapi.parse,
    hikerapi.classify,
    PostRef(Platform.INSTAGRAM, "DbV7LgZsKG8"),
    "hikerapi/reel",
    "x-access-key",
)
VENDORS = (SC_TIKTOK, SC_INSTAGRAM, TIKWM, HIKERAPI)


def saved(name: str) -> Any:
    """Return a saved answer, anew each time."""
    return json.loads((ANSWERS / f"{name}.json").read_text())


def picture(name: str) -> str:
    """Return the address of a picture as the saved answers have it."""
    return f"https://pictures.example/{name}?x-expires=1790000000&x-signature=made-up"


async def fetch(vendor: Vendor, handler: Handler) -> Reading:
    """Return what the vendor's source makes of what the handler answers."""
    async with httpx.AsyncClient(
        base_url=BASE,
        headers={vendor.key_header: KEY},
        transport=httpx.MockTransport(handler),  # type: ignore[arg-type]  # it takes both kinds
    ) as client:
        return await vendor.make(client).fetch_post(vendor.ref)


async def trouble(vendor: Vendor, handler: Handler) -> SourceError:
    """Return the error of a fetch that must not succeed."""
    try:
        reading = await fetch(vendor, handler)
    except SourceError as error:
        return error
    raise AssertionError(f"no error but {reading}")


def always(status: int, body: Any = None, **response: Any) -> Handler:
    """Return a handler with one answer for everything; `body` is sent as JSON unless None."""
    if body is not None:
        response["json"] = body
    return lambda request: httpx.Response(status, **response)
