"""Reading the pages and profiles of accounts: what all vendors' listings have in common."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.domain.errors import MalformedError, PostGoneError, SourceError
from core.domain.handles import is_handle
from core.domain.terms import (
    AccountPage,
    AccountRef,
    Author,
    Listed,
    MediaType,
    Platform,
    PostRef,
)
from providers import hikerapi
from providers.hikerapi import ReadId
from providers.values import LARGEST_ID, dig, handle, identity, mapping, text

log = logging.getLogger(__name__)

CURSOR_LIMIT = 1000
IDS = {
    Platform.TIKTOK: re.compile(r"[1-9][0-9]{0,19}"),
    Platform.INSTAGRAM: re.compile(r"[A-Za-z0-9_-]{1,64}"),
}
YES_OR_NO = {"1": True, "true": True, "0": False, "false": False}
PINNED = ("timeline_pinned_user_ids", "clips_tab_pinned_user_ids")


def listing(body: Any, name: str) -> Sequence[Any]:
    """Return the items of a page, none where null is written; raise `MalformedError` if there is no list."""
    found = mapping(body).get(name)
    if name not in body or not isinstance(found, list | None):
        raise MalformedError(f"{name} is no list")
    return found or []


@dataclass(frozen=True, slots=True)
class Gathered:
    """The posts of a page that could be read, and how many could not."""

    posts: tuple[Listed, ...]
    unread: int = 0


def gather(items: Iterable[Any], read: Callable[[Any], Listed], source: str) -> Gathered:
    """Return the posts of a page, each once; one that cannot be read or shown costs itself only."""
    posts: dict[str, Listed] = {}
    faults: list[SourceError] = []
    for item in items:
        try:
            found = read(item)
        except PostGoneError:
            continue
        except SourceError as error:
            faults.append(error)
            continue
        posts.setdefault(found.reading.ref.platform_post_id, found)
    if faults:
        log.warning("%s: listed posts left out: %d, the first because %s", source, len(faults), faults[0])
    return Gathered(tuple(posts.values()), len(faults))


def make_page(found: Gathered, next_cursor: str | None) -> AccountPage:
    """Return the page. Where no post that should have views has any, zeros say nothing: they are unknown."""
    counted = [post.reading for post in found.posts if _should_have_views(post)]
    has_views = not counted or any(reading.counts.views for reading in counted)
    shown = found.posts if has_views else tuple(_without_views(post) for post in found.posts)
    return AccountPage(shown, next_cursor, has_views, found.unread)


def check_owner(account: AccountRef, posts: Sequence[Listed]) -> None:
    """Raise `MalformedError` when the posts tell whose they are and none is the account's."""
    known = account.platform_user_id
    owners = [owner for post in posts for owner in (post.reading.author, *post.reading.coauthors)]
    told = {owner.platform_user_id if known else owner.handle for owner in owners} - {None}
    if told and (known or account.handle) not in told:
        raise MalformedError("the page is another account's")


def onward(asked: str | None, found: Any, *, more: bool | None, is_empty: bool) -> str | None:
    """Return what brings the next page; None on the last, or when it would bring the same page again.

    An empty page is the last one, unless the source says that there is more behind it.
    """
    is_last = more is False or (more is None and is_empty)
    cursor = _cursor(found)
    return None if is_last or cursor == asked else cursor


def listed_media(
    post: Mapping[str, Any], owner_id: str | None, source: str, read_id: ReadId = identity
) -> Listed:
    """Read a listed Instagram post; `owner_id` says whose page it is on, None when nobody knows."""
    ref = listed_ref(Platform.INSTAGRAM, text(post.get("code")), dig(post, "user", "username"))
    pinners = {str(pinner) for name in PINNED for pinner in _plain(post.get(name))}
    is_pinned = bool(pinners) if owner_id is None else owner_id in pinners
    is_reel = post.get("product_type") == "clips"
    return Listed(hikerapi.read_post(post, ref, source, read_id), is_pinned, is_reel)


def listed_ref(platform: Platform, post_id: str | None, author: Any) -> PostRef:
    """Return how a listed post is named; raise `MalformedError` when its id can be none."""
    if post_id is None or not IDS[platform].fullmatch(post_id):
        raise MalformedError("a post without a usable id")
    name = handle(author)
    return PostRef(platform, post_id, name if name and is_handle(name, platform) else None)


def is_other(account: AccountRef, told: Author) -> bool:
    """Whether what is told is certainly another account; the id decides where both sides know it."""
    if account.platform_user_id is None or told.platform_user_id is None:
        return told.handle not in {None, account.handle}
    return told.platform_user_id != account.platform_user_id


def check_profile(account: AccountRef, told: Author) -> None:
    """Raise `MalformedError` unless the profile has an id and is certainly the account's."""
    known = account.platform_user_id
    is_same = told.platform_user_id == known if known else told.handle == account.handle
    if told.platform_user_id is None or not is_same:
        raise MalformedError("the profile is another account's")


def flag(value: Any) -> bool | None:
    """Return a yes or no, None for anything else; vendors write 1 and 0, true and false."""
    if isinstance(value, int):
        return bool(value) if value in {0, 1} else None
    return YES_OR_NO.get(value) if isinstance(value, str) else None


def _should_have_views(post: Listed) -> bool:
    return post.reading.ref.platform is Platform.TIKTOK or post.reading.media_type is MediaType.VIDEO


def _without_views(post: Listed) -> Listed:
    counts = replace(post.reading.counts, views=None)
    return replace(post, reading=replace(post.reading, counts=counts, metric=None))


def _cursor(value: Any) -> str | None:
    """Return a cursor as text; vendors write texts and numbers, and 0 or nothing where there is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 < value <= LARGEST_ID else None
    found = text(value, CURSOR_LIMIT + 1)
    is_usable = found == value and found is not None and len(found) <= CURSOR_LIMIT
    return found if is_usable and found not in {"0", "-1"} else None


def _plain(values: Any) -> Sequence[str | int]:
    found = values if isinstance(values, list) else []
    return [value for value in found if isinstance(value, str | int)]
