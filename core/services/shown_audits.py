"""Audit entries, as they leave the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.services.shown import Page


@dataclass(frozen=True, slots=True)
class Audited:
    """Who did what to what, and why. `actor` is a Discord id; None: the rule.

    `campaign`, `creator` (a handle) and `post_id` say what it was done to, as far as it was one of those.
    """

    id: int
    at: datetime
    actor: int | None
    action: str
    campaign: str | None
    creator: str | None
    post_id: int | None
    before: str
    after: str
    reason: str
    api_key: str | None = None  # the key of the API it was done by, such as `#3 CRM sync`; None: none


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """Which entries of the server are meant; None: any.

    Attributes:
        actor: the Discord id of who did it.
        kind: the first word of the action: `post` for everything that a `/post …` command does.
    """

    campaign_id: int | None = None
    actor: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Audits:
    """One screen of entries, newest first; `kinds` says how many there are of each kind."""

    wanted: AuditWanted
    page: Page[Audited]
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AuditFile:
    """Entries as a table for spreadsheets, newest first: `rows` of the `total` that were meant."""

    content: bytes
    rows: int
    total: int
