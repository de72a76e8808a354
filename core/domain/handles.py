"""Handles: what a platform lets an account be called."""

import re
from urllib.parse import urlsplit

from core.domain.errors import HandleError
from core.domain.terms import Platform

TIKTOK_HANDLE = re.compile(r"[A-Za-z0-9_.]{2,24}(?<!\.)")
INSTAGRAM_HANDLE = re.compile(r"(?!.*\.\.)(?!\.)[A-Za-z0-9._]{1,30}(?<!\.)")
RESERVED = frozenset(
    """
    p tv reel reels stories explore share s accounts direct about developer legal api graphql web oembed
    challenge emails directory topics privacy terms
    """.split()
)
"""First parts of Instagram addresses that are never handles."""
PROFILE_HOSTS = {
    Platform.TIKTOK: frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com"}),
    Platform.INSTAGRAM: frozenset({"instagram.com", "www.instagram.com", "m.instagram.com"}),
}

PROFILE_PATH = {
    Platform.TIKTOK: re.compile(r"/(@[^/]+)/?"),
    Platform.INSTAGRAM: re.compile(r"/([^/]+)/?(?:reels/?)?"),
}


def parse_handle(text: str, platform: Platform) -> str:
    """Return the handle in lower case, from `@handle`, `handle` or the profile's address.

    Raises `HandleError`.
    """
    typed = text.strip()
    bare = _from_profile(typed, platform) if "/" in typed else typed
    handle = bare.removeprefix("@")
    if not is_handle(handle, platform):
        raise HandleError(text[:100], platform)
    return handle.lower()


def is_handle(text: str, platform: Platform) -> bool:
    """Whether the platform lets an account be called so."""
    if platform is Platform.TIKTOK:
        return TIKTOK_HANDLE.fullmatch(text) is not None
    return INSTAGRAM_HANDLE.fullmatch(text) is not None and text.lower() not in RESERVED


def _from_profile(typed: str, platform: Platform) -> str:
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    except ValueError:
        return ""
    found = PROFILE_PATH[platform].fullmatch(parts.path)
    is_profile = found is not None and parts.netloc.lower() in PROFILE_HOSTS[platform]
    return found[1] if found and is_profile else ""
