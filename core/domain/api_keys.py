"""Keys of the HTTP API: shown once, and kept as a hash only."""

import re
import secrets
from enum import StrEnum
from hashlib import sha256

KEY_BYTES = 32
PREFIX = "vl_"
KEY = re.compile(r"vl_[0-9a-f]{64}")


class Scope(StrEnum):
    """What a request of the API needs."""

    READ = "read"
    WRITE = "write"


class Access(StrEnum):
    """What a key was made for; who may write may read, too."""

    READ = "read"
    WRITE = "read write"

    def allows(self, scope: Scope) -> bool:
        """Whether a key of this kind may do what needs the scope."""
        return scope.value in self.value.split()


def new_key() -> str:
    """Return a key nobody can guess."""
    return PREFIX + secrets.token_hex(KEY_BYTES)


def digest_of(key: str) -> str | None:
    """Return what is kept of a key, SHA-256 in hexadecimal; None for text that is no key."""
    return sha256(key.encode()).hexdigest() if KEY.fullmatch(key) else None
