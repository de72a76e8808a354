"""Proofs of ownership as they leave the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.proofs import ProofOutcome
from core.domain.terms import Outcome, Platform


class Bound(StrEnum):
    """What a proof means for an account of a campaign."""

    YOURS = "yours"  # bound to the member who proved it
    TAKEN = "taken"  # bound to another member: an admin decides
    OTHER = "other"  # the campaign's account had this handle, and is another one


@dataclass(frozen=True, slots=True)
class Binding:
    """A campaign that has the account, or one of its handle."""

    campaign: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A member's proof of an account.

    Attributes:
        looked_at: when the profile was looked at last; None: not yet.
        last_outcome: how that look ended; ok: the bio was read.
        outcome: how the proof ended; None while it goes on.
        bindings: what it means in the server's campaigns; empty while it goes on.
    """

    id: int
    platform: Platform
    handle: str
    code: str
    expires_at: datetime
    looked_at: datetime | None
    last_outcome: Outcome | None
    outcome: ProofOutcome | None
    bindings: Sequence[Binding] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """A proof that has ended, and where its member is told; in English when no language is known."""

    card: LinkCard
    reply_token: str
    language: str | None = None
