"""Keys of the API, as they leave the services."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.access import Caller
from core.domain.api_keys import Access


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A key; `last_used_at` is to the minute (None: never), `revoked_at` says that it opens nothing more."""

    id: int
    label: str
    access: Access
    created_at: datetime
    created_by: int
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: int | None


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A key that was just made; `key` is told this once, and `address` is where it is used."""

    card: KeyCard
    key: str
    address: str


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """A key that would be revoked; it is done when the prompt is confirmed."""

    prompt_id: int
    card: KeyCard


@dataclass(frozen=True, slots=True)
class KeyRevoked:
    """A key that was just revoked."""

    card: KeyCard


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who asks by a key that works, and what it may do."""

    key_id: int
    by: Caller
    access: Access
