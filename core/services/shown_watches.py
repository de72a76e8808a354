"""Watched accounts as they leave the services."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.terms import CreatorState, Outcome, Platform, TrackingMode, WatchState


@dataclass(frozen=True, slots=True)
class WatchCard:
    """A watched account with how its syncs go; without a creator it is a competitor's.

    `imported` counts the posts that came in by watching.
    """

    id: int
    handle: str
    platform: Platform
    display_name: str | None
    avatar_url: str | None
    campaign: str
    campaign_is_active: bool
    creator: str | None
    creator_state: CreatorState | None
    mode: TrackingMode | None
    state: WatchState
    first_import: int
    since_at: datetime | None
    imported: int
    synced_at: datetime | None
    tried_at: datetime | None
    last_outcome: Outcome | None
    last_error: str | None
    failures: int
    next_sync_at: datetime
    created_by: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Synced:
    """How a sync ended: `outcome` is ok when it was complete, else `error` says why not.

    Attributes:
        imported: posts that came in.
        pages: pages that were read.
        waiting: how many of the posts wait for review.
        late: how many posts came in when their counting window, and the grace after it, was over.
    """

    outcome: Outcome
    imported: int
    waiting: int
    pages: int
    error: str | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class WatchChanged:
    """A watched account after `action`: added, paused, resumed, removed, synced; None: no sync was made."""

    action: str
    card: WatchCard
    synced: Synced | None = None
