"""The secret in the address of a shared report: shown once, and kept as a hash only."""

import re
import secrets
from hashlib import sha256

TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return a token nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str | None:
    """Return what is kept of a token, SHA-256 in hexadecimal; None for text that is no token."""
    return sha256(token.encode()).hexdigest() if TOKEN.fullmatch(token) else None
