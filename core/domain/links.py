"""Links: what people paste becomes the identity of a post, or a refusal that says why.

Forms as seen in the wild and in the tests of public downloaders, read 2026-10.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

from core.domain.errors import LinkTooLongError, NotALinkError, NotAPostError, OtherSiteError
from core.domain.handles import RESERVED, is_handle
from core.domain.terms import Platform, PostRef, ShortLink

LINK_LIMIT = 2000
"""Characters of the longest text that is read as one link."""

SHORT_HOSTS = frozenset({"vm.tiktok.com", "vt.tiktok.com"})
TIKTOK_HOSTS = frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com", "www.tiktokv.com"})
INSTAGRAM_HOSTS = frozenset(
    {"instagram.com", "www.instagram.com", "m.instagram.com", "instagr.am", "www.instagr.am"}
)
UNWRAP_HOST = "l.instagram.com"
TIKTOK_MIRRORS = ("vxtiktok.com", "tnktok.com", "tfxktok.com")
INSTAGRAM_MIRRORS = ("ddinstagram.com", "kkinstagram.com", "vxinstagram.com", "eeinstagram.com")
MIRROR_PREFIXES = {"": "www.", "d.": "www.", "g.": "www."}
MIRROR_PREFIXES |= {own: own for own in ("www.", "m.", "vm.", "vt.")}
"""Discord embed mirrors: their subdomain, and the real site's in its place."""

TIKTOK_ID = r"(?P<id>[1-9][0-9]{0,19})"
"""No leading zeros: one post has one identity."""
TIKTOK_POST = re.compile(
    rf"/(?:@(?P<handle>[^/]*)/|(?:i18n/)?share/)?(?:video|photo)/{TIKTOK_ID}"
    rf"|/(?:v|embed|embed/v2|player/v1)/{TIKTOK_ID.replace('id', 'id2')}(?:\.html)?"
)
TIKTOK_SHORT = re.compile(r"/t/[A-Za-z0-9_-]+")
SHORT_CODE = re.compile(r"/[A-Za-z0-9_-]+")
INSTAGRAM_POST = re.compile(
    r"(?:/(?P<handle>[^/]+))?/(?:p|reel|reels|tv)/(?P<code>[A-Za-z0-9_-]+)"
    r"(?:/embed(?:/captioned)?|/c/[0-9]+)?"
)
INSTAGRAM_SHARE = re.compile(r"/share/(?:(?:p|reel)/)?[A-Za-z0-9_-]+")
INSTAGRAM_AUDIO = re.compile(r"/reels/audio(?:/.*)?", re.DOTALL)
INSTAGRAM_OTHER = {"stories": "story", "s": "story", "explore": "page"}

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PRIVATE_TAIL = 28
"""A private account's shortcode carries this many characters more."""
INSTAGRAM_EPOCH_MS = 1_314_220_021_721
ESTIMATE_TOLERANCE = timedelta(days=3)
"""How far a believable time of publication may be from the id's."""
EARLIEST, LATEST = datetime(2010, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

TOKEN = re.compile(r"[^\s,<>|]+")
HOST_LIKE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#:@].*)?", re.IGNORECASE)
ENDINGS = ".,;:!?…"
WRAPPING = "<>\"'`*|()[]\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2069\ufeff"
"""What chats, sentences and clipboards put around a link, invisible characters among them."""
MARKDOWN = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?\s*\)")


@dataclass(frozen=True, slots=True)
class _Address:
    host: str
    path: str
    query: str


def parse_link(text: str, platform: Platform | None = None) -> PostRef | ShortLink:
    """Return the post that a link names, or a short link to expand.

    Args:
        platform: where it is known, a bare TikTok id or Instagram shortcode is taken too.

    Raises a `LinkError` for everything else.
    """
    if len(text) > LINK_LIMIT:
        raise LinkTooLongError(len(text))
    typed = _undressed(text)
    bare = None if platform is None else _bare(typed, platform)
    return bare or _read(_address(typed))


def split_links(text: str) -> list[str]:
    """Return the links in a text in their order, each once."""
    words = TOKEN.findall(MARKDOWN.sub(r" \1 ", text))
    bare = [_undressed(word) for word in words]
    return list(dict.fromkeys(word for word in bare if "://" in word or HOST_LIKE.fullmatch(word)))


def published_estimate(ref: PostRef) -> datetime | None:
    """Return the time a post's id was made, aware UTC: seconds to minutes, rarely hours before publication.

    None when the id carries no believable time.
    """
    if ref.platform is Platform.TIKTOK:
        seconds = float(int(ref.platform_post_id) >> 32)
    else:
        seconds = ((shortcode_to_pk(ref.platform_post_id) >> 23) + INSTAGRAM_EPOCH_MS) / 1000
    is_believable = EARLIEST.timestamp() <= seconds < LATEST.timestamp()
    if not is_believable or len(ref.platform_post_id) < 10:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def is_believable(published_at: datetime | None, ref: PostRef) -> bool:
    """Whether a source's time of publication agrees with the post's id; scheduled posts differ by hours."""
    if published_at is None:
        return False
    estimate = published_estimate(ref)
    return estimate is None or abs(published_at - estimate) <= ESTIMATE_TOLERANCE


def shortcode_to_pk(code: str) -> int:
    """Return the media id that an Instagram shortcode spells."""
    pk = 0
    for char in code:
        pk = pk * 64 + ALPHABET.index(char)
    return pk


def pk_to_shortcode(pk: int) -> str:
    """Return the shortcode of an Instagram media id, a positive number."""
    code = ""
    while pk > 0:
        pk, rest = divmod(pk, 64)
        code = ALPHABET[rest] + code
    return code


def _undressed(text: str) -> str:
    """Return the text without what chats and sentences put around a link."""
    typed = text.strip()
    markdown = MARKDOWN.fullmatch(typed.rstrip(ENDINGS))
    typed = markdown.group(1) if markdown else typed
    return typed.strip(WRAPPING).rstrip(ENDINGS + WRAPPING)


def _bare(typed: str, platform: Platform) -> PostRef | None:
    if platform is Platform.TIKTOK and re.fullmatch(r"[1-9][0-9]{14,19}", typed):
        return PostRef(platform, typed)
    if platform is Platform.INSTAGRAM and re.fullmatch(r"[A-Za-z0-9_-]{5,60}", typed):
        return PostRef(platform, _public(typed))
    return None


def _address(typed: str) -> _Address:
    if re.search(r"\s|\\", typed) or not typed.isprintable() or not HOST_LIKE.fullmatch(typed):
        raise NotALinkError(typed[:100])
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    except ValueError as error:
        raise NotALinkError(typed[:100]) from error
    host = parts.netloc.lower()
    path = re.sub(r"/+", "/", unquote(parts.path)).rstrip("/")
    return _Address(_original(host), path, parts.query)


def _original(host: str) -> str:
    """Return the real site of an embed mirror, any other host as it is."""
    for mirrors, site in ((TIKTOK_MIRRORS, "tiktok.com"), (INSTAGRAM_MIRRORS, "instagram.com")):
        for mirror in mirrors:
            prefix = host.removesuffix(mirror)
            if prefix != host and prefix in MIRROR_PREFIXES:
                return MIRROR_PREFIXES[prefix] + site
    return host


def _read(address: _Address, *, unwrap: bool = True) -> PostRef | ShortLink:
    if address.host in SHORT_HOSTS:
        return _short(Platform.TIKTOK, SHORT_CODE, address)
    if address.host in TIKTOK_HOSTS:
        return _tiktok(address)
    if address.host in INSTAGRAM_HOSTS:
        return _instagram(address)
    if address.host == UNWRAP_HOST and unwrap:
        target = parse_qs(address.query).get("u", [""])[0]
        return _read(_address(_undressed(target)), unwrap=False)
    raise OtherSiteError(address.host[:100])


def _short(platform: Platform, form: re.Pattern[str], address: _Address) -> ShortLink:
    if not form.fullmatch(address.path):
        raise NotAPostError(platform, "page")
    return ShortLink(platform, f"https://{address.host}{address.path}/")


def _tiktok(address: _Address) -> PostRef | ShortLink:
    if TIKTOK_SHORT.fullmatch(address.path):
        return _short(Platform.TIKTOK, TIKTOK_SHORT, address)
    found = TIKTOK_POST.fullmatch(address.path)
    if found is None:
        _refuse_tiktok(address.path)
    handle = found["handle"] or ""
    is_name = is_handle(handle, Platform.TIKTOK) and not handle.isdecimal()
    return PostRef(Platform.TIKTOK, found["id"] or found["id2"], handle.lower() if is_name else None)


def _refuse_tiktok(path: str) -> NoReturn:
    if re.fullmatch(r"/@[^/]+/live", path):
        raise NotAPostError(Platform.TIKTOK, "live")
    if re.fullmatch(r"/@[^/]+", path):
        raise NotAPostError(Platform.TIKTOK, "profile")
    raise NotAPostError(Platform.TIKTOK, "audio" if path.startswith("/music/") else "page")


def _instagram(address: _Address) -> PostRef | ShortLink:
    if INSTAGRAM_SHARE.fullmatch(address.path):
        return _short(Platform.INSTAGRAM, INSTAGRAM_SHARE, address)
    found = INSTAGRAM_POST.fullmatch(address.path)
    if found is None or INSTAGRAM_AUDIO.fullmatch(address.path):
        _refuse_instagram(address.path)
    handle = found["handle"] or ""
    is_name = is_handle(handle, Platform.INSTAGRAM)
    if handle and not is_name:
        _refuse_instagram(address.path)
    return PostRef(Platform.INSTAGRAM, _public(found["code"]), handle.lower() if is_name else None)


def _refuse_instagram(path: str) -> NoReturn:
    parts = path.strip("/").split("/")
    if INSTAGRAM_AUDIO.fullmatch(path):
        raise NotAPostError(Platform.INSTAGRAM, "audio")
    if parts[0] in INSTAGRAM_OTHER:
        raise NotAPostError(Platform.INSTAGRAM, INSTAGRAM_OTHER[parts[0]])
    is_profile = parts[0] not in RESERVED and (len(parts) == 1 or parts[1] == "reels")
    raise NotAPostError(Platform.INSTAGRAM, "profile" if is_profile and parts[0] else "page")


def _public(code: str) -> str:
    return code[:-PRIVATE_TAIL] if len(code) > PRIVATE_TAIL else code
