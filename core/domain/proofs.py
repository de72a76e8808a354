"""Proofs of ownership: codes for a profile's bio, how they are found there, and when to look."""

import unicodedata
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import StrEnum

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""What codes are made of: nothing that looks like something else, and no vowels, so no word comes out."""
LENGTH = 5
LIFE = timedelta(minutes=10)
"""How long a profile is looked at for one code."""
EVERY = timedelta(seconds=20)
"""How long after one look at a profile the next one is due."""
CODES = 5
"""How many of a member's latest codes for an account are accepted."""
CODES_FOR = timedelta(days=1)
"""How long a code is accepted after it was made."""
KEPT = timedelta(days=30)
"""How long a proved account binds creators that are added later; handles change hands."""
BIO_LIMIT = 10_000
"""Characters of a bio that are looked at; no platform allows so many."""
DROPPED = ("C", "M", "P", "Z")
"""Kinds of characters that are looked past: controls, zero-width ones, marks, dashes, spaces."""


class ProofOutcome(StrEnum):
    """How a proof ended."""

    PROVED = "proved"
    EXPIRED = "expired"  # the time was over, and no look had found a code


def new_code(choose: Callable[[str], str]) -> str:
    """Return a code such as `vl-7K3QM`.

    Args:
        choose: picks one character of a text by lot.
    """
    return "vl-" + "".join(choose(ALPHABET) for _ in range(LENGTH))


def holds(bio: str, codes: Collection[str]) -> bool:
    """Whether one of the codes stands anywhere in the bio, however it is spaced and in whatever case."""
    seen = _folded(bio[:BIO_LIMIT])
    return any(_folded(code) in seen for code in codes)


def outcome_of(*, is_found: bool, now: datetime, expires_at: datetime) -> ProofOutcome | None:
    """Return how a proof ends with a look, None while it goes on; a code found late is found."""
    if is_found:
        return ProofOutcome.PROVED
    return ProofOutcome.EXPIRED if now >= expires_at else None


def next_look(now: datetime, expires_at: datetime) -> datetime:
    """Return when a profile is looked at next: the last time when the code's time is over."""
    return min(now + EVERY, expires_at) if now < expires_at else now + EVERY


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if unicodedata.category(char)[0] not in DROPPED).casefold()
