"""What people type as names, texts and numbers."""

import re
import unicodedata
from hashlib import sha256

from core.domain.errors import NumberRangeError, TextLengthError

SLUG_LIMIT = 50


def slugify(name: str) -> str:
    """Return a name for addresses and comparisons: `Summer Launch` becomes `summer-launch`.

    A name without any letter or digit of ASCII keeps apart from others by a digest.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_LIMIT].strip("-")
    return slug or f"campaign-{sha256(name.strip().encode(errors='replace')).hexdigest()[:8]}"


def check_text(name: str, text: str, limit: int) -> str:
    """Return the text stripped, without control characters other than newline and tab.

    Raises `TextLengthError` if nothing is left, or more than `limit` characters.
    """
    kept = "".join(char for char in text if char in "\n\t" or not _is_control(char)).strip()
    if not 0 < len(kept) <= limit:
        raise TextLengthError(name, len(kept), limit)
    return kept


def plain(typed: str) -> str:
    """Return what was typed to find something, without control characters and the space around it."""
    return "".join(char for char in typed if not _is_control(char)).strip()


def is_pseudonym(discord_id: int | None) -> bool:
    """Whether it stands for a member who was forgotten; Discord's own ids are above zero."""
    return discord_id is not None and discord_id < 0


def check_range(name: str, value: int, low: int, high: int) -> int:
    """Return the value; raise `NumberRangeError` outside `low` to `high`, both inclusive."""
    if not low <= value <= high:
        raise NumberRangeError(name, value, low, high)
    return value


def _is_control(char: str) -> bool:
    """Whether it is a control character or half of a pair, which no database takes."""
    return unicodedata.category(char) in {"Cc", "Cs"}
