"""Where a list goes on: the last id that was seen, in text that belongs to one list and no other."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

ID_BYTES, SEAL_BYTES = 8, 10
CURSOR = re.compile(r"[A-Za-z0-9_-]{24}")
"""Eighteen bytes, which need no padding."""


def cursor_of(last_id: int, of: str) -> str:
    """Return the cursor that follows an id, above 0, of the list that `of` names with all its filters."""
    head = last_id.to_bytes(ID_BYTES, "big")
    return urlsafe_b64encode(head + _seal(head, of)).decode()


def read_cursor(cursor: str, of: str) -> int | None:
    """Return the id the list goes on after; None for text that is no cursor of this list.

    The seal keeps mistakes out, and nobody from anything: what a list may show is not in its cursor.
    """
    if not CURSOR.fullmatch(cursor):
        return None
    told = urlsafe_b64decode(cursor)
    head, seal = told[:ID_BYTES], told[ID_BYTES:]
    last_id = int.from_bytes(head, "big", signed=True)
    return last_id if seal == _seal(head, of) and last_id > 0 else None


def _seal(head: bytes, of: str) -> bytes:
    return sha256(of.encode() + b"\0" + head).digest()[:SEAL_BYTES]
