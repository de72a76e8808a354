"""What leaves the services: frozen values, named for what they show or for what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from core.domain.budget import Spending
from core.domain.deals import Tier
from core.domain.errors import UserError
from core.domain.terms import (
    Availability,
    CampaignState,
    Counts,
    CreatorState,
    Outcome,
    Platform,
    PostKind,
    PostRef,
    PostStatus,
    Terms,
    TrackingMode,
    TrackingStatus,
)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `number` counts from 1, `pages` is at least 1."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion while typing: what is shown, and what is handed in."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class BudgetCard:
    """Where a campaign's money stands.

    Attributes:
        percent: how much of the budget is committed; None: there is no budget.
        untold: percentages of warnings that are not sent yet, the oldest first.
        trouble: why the oldest of them could not be sent, None: it was not tried in vain.
        has_channel: whether the server has chosen where warnings go.
    """

    spent: Spending
    percent: int | None = None
    untold: tuple[int, ...] = ()
    trouble: str | None = None
    has_channel: bool = True


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign with its rules and where it stands."""

    id: int
    name: str
    slug: str
    currency: str
    state: CampaignState
    window_days: int
    minimum_views: int
    max_age_days: int
    cpm: Decimal | None
    cap_views: int | None
    budget_minor: int | None
    home_guild_id: int
    guild_ids: Sequence[int]  # further servers where posts may be submitted
    creators: int
    posts: Mapping[PostStatus, int]  # those that count, and the rejected ones
    earned_minor: int  # sum of frozen earnings
    notes: str | None = None
    waiting: int = 0  # posts that wait for review
    excluded: int = 0
    minimum_payout_minor: int | None = None  # None: any sum is paid
    money: BudgetCard | None = None  # in a card of its own; in lists None
    shows_amounts: bool = False  # whether anyone may see what creators earned


@dataclass(frozen=True, slots=True)
class CreatorCard:
    """A creator with the terms in force."""

    id: int
    handle: str
    platform: Platform
    display_name: str | None
    state: CreatorState
    discord_id: int | None
    campaign: str
    currency: str
    terms: Terms | None
    deal_version: int | None  # None: the campaign's terms, or none
    window_days: int
    has_own_window: bool
    minimum_views: int
    has_own_minimum: bool
    tracking_mode: TrackingMode
    posts: int  # that count
    earned_minor: int
    notes: str | None = None
    waiting: int = 0  # posts that wait for review
    excluded: int = 0
    rejected: int = 0
    tiers: Sequence[Tier] = ()  # of a tiered deal


@dataclass(frozen=True, slots=True)
class PostCard:
    """All there is to see of a post."""

    id: int
    ref: PostRef
    campaign: str
    currency: str
    handle: str | None
    kind: PostKind
    status: PostStatus | None
    status_reason: str
    status_at: datetime
    is_spared: bool  # unrejected: the rule rejects it no more
    needs_person: bool  # no counted reading and the grace is over
    tracking: TrackingStatus
    availability: Availability
    counts: Counts
    metric: str | None
    source: str | None
    is_exact: bool
    read_at: datetime | None
    change: Counts | None  # since the look before, of the same metric; None: nothing to compare
    checked_at: datetime | None
    last_outcome: Outcome | None
    last_error: str | None
    next_check_at: datetime | None
    published_at: datetime | None
    submitted_at: datetime
    submitted_by: int
    came_in_by: str  # the command, or `watch`
    reviewed_by: int | None
    reviewed_at: datetime | None
    window_ends_at: datetime | None
    minimum_views: int
    cpm: Decimal | None
    cap_views: int | None
    counted_views: int | None
    earned_minor: int | None  # frozen
    estimate_minor: int | None  # what the views shown would earn; None when unknown or final
    caption: str | None
    thumbnail_url: str | None
    notes: str | None
    hold_reason: str | None = None  # these three: None, the post is not on hold
    held_by: int | None = None
    held_at: datetime | None = None
    adjusted_minor: int = 0  # corrections after finalization, in a card of its own; in lists 0
    tier: str | None = None  # of the creator's deal, picked by a person
    tiers: Sequence[str] = ()  # what can be picked, in a card of its own; in lists none


@dataclass(frozen=True, slots=True)
class Submitted:
    """A post that was taken in. `trouble` is why its views are unknown; None: they are known."""

    post_id: int
    ref: PostRef
    handle: str
    campaign: str
    currency: str
    counts: Counts
    trouble: Outcome | None
    window_ends_at: datetime
    minimum_views: int
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """What became of one pasted link."""

    link: str
    result: Submitted | UserError


@dataclass(frozen=True, slots=True)
class CampaignPrompt:
    """Links that could go to several campaigns: the person chooses."""

    prompt_id: int
    links: Sequence[str]
    campaigns: Sequence[tuple[int, str]]  # id, name


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of everything that was pasted."""

    rows: Sequence[IntakeRow]
    prompt: CampaignPrompt | None = None


@dataclass(frozen=True, slots=True)
class PostPlan:
    """What an action on a post would do; it is done when the prompt is confirmed.

    `action` is the command's name, `reject` say; `earned_minor` is what would be frozen, None: nothing.
    """

    prompt_id: int
    action: str
    card: PostCard
    reason: str
    terms: Terms | None
    views: int | None
    earned_minor: int | None
    tier: str | None = None  # whose terms they are
    above_percent: int | None = None  # what it brings the campaign to, of its budget; None: not above it


@dataclass(frozen=True, slots=True)
class PostChanged:
    """An action on a post that is done; `action` is the command's name."""

    action: str
    card: PostCard
    before: PostStatus | None
    above_percent: int | None = None  # what other terms brought the campaign to; None: not above its budget


@dataclass(frozen=True, slots=True)
class PostLooked:
    """A manual refresh: the card as it is now, and how the look ended."""

    card: PostCard
    outcome: Outcome
    refreshes_left: int


@dataclass(frozen=True, slots=True)
class CampaignChanged:
    """A campaign after `action`: created, edited, unchanged, allowed, blocked, note, note-removed.

    `kept` counts the open posts that keep the rules they came in with; 0 too when no such rule changed.
    """

    action: str
    card: CampaignCard
    server_id: int | None = None
    kept: int = 0


@dataclass(frozen=True, slots=True)
class CreatorChanged:
    """A creator after `action`: added, edited, unchanged, paused, resumed, note, note-removed.

    `kept` is as in `CampaignChanged`.
    """

    action: str
    card: CreatorCard
    kept: int = 0
