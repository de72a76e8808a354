"""What the services hand to the cogs, as in the middle of a campaign."""

from datetime import timedelta
from decimal import Decimal

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
from core.services.shown import (
    CampaignCard,
    CreatorCard,
    PostCard,
    Submitted,
)
from tests.fakes import NOON

REF = PostRef(Platform.TIKTOK, "7301234567890123456", "anna")
TERMS = Terms(Decimal("0.50"), 500_000)
POST = PostCard(
    id=12,
    ref=REF,
    campaign="Summer Launch",
    currency="USD",
    handle="anna",
    kind=PostKind.INTERNAL,
    status=PostStatus.ACTIVE,
    status_reason="handed in",
    status_at=NOON,
    needs_person=False,
    tracking=TrackingStatus.DIRECT_ADD,
    availability=Availability.LIVE,
    counts=Counts(views=320_000, likes=10, comments=None, shares=0),
    metric="play_count",
    source="tikwm",
    is_exact=True,
    read_at=NOON,
    change=Counts(views=1_000, likes=-2),
    checked_at=NOON,
    last_outcome=Outcome.OK,
    last_error=None,
    next_check_at=NOON + timedelta(hours=6),
    published_at=NOON,
    submitted_at=NOON,
    submitted_by=13,
    window_ends_at=NOON + timedelta(days=7),
    minimum_views=1_000,
    cpm=TERMS.cpm,
    cap_views=TERMS.cap_views,
    counted_views=None,
    earned_minor=None,
    estimate_minor=16_000,
    caption="look",
    thumbnail_url="https://cdn.example/t.jpg?x=1",
    notes=None,
)
CAMPAIGN = CampaignCard(
    id=1,
    name="Summer Launch",
    slug="summer-launch",
    currency="USD",
    state=CampaignState.ACTIVE,
    window_days=7,
    minimum_views=1_000,
    max_age_days=7,
    cpm=None,
    cap_views=None,
    budget_minor=None,
    home_guild_id=100_000_000_000_000_001,
    guild_ids=[],
    creators=1,
    posts={PostStatus.ACTIVE: 2},
    earned_minor=0,
)
CREATOR = CreatorCard(
    id=3,
    handle="anna",
    platform=Platform.TIKTOK,
    display_name="Anna",
    state=CreatorState.ACTIVE,
    discord_id=None,
    campaign="Summer Launch",
    currency="USD",
    terms=None,
    deal_version=None,
    window_days=7,
    has_own_window=False,
    minimum_views=1_000,
    has_own_minimum=True,
    tracking_mode=TrackingMode.AUTO,
    posts=0,
    earned_minor=0,
)
ADDED = Submitted(12, REF, "anna", "Summer Launch", "USD", Counts(views=5), None, NOON, 1_000, TERMS)
