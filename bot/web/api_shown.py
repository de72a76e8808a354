"""From what the services show to what the API answers."""

from decimal import Decimal
from typing import Any

from bot.web.api_models import (
    AnalyticsOut,
    CampaignOut,
    ChangeOut,
    CountsOut,
    CreatorOut,
    DayOut,
    DueOut,
    DueVideoOut,
    EarnerOut,
    FiguresOut,
    Money,
    ReadingOut,
    ShareOut,
    Terms,
    TierOut,
    TopOut,
    VideoOut,
    exact,
)
from core.domain import metrics
from core.domain.earnings import complete_terms
from core.domain.terms import Terms as DomainTerms
from core.services.shown import CampaignCard
from core.services.shown_analytics import Analytics, TopPost
from core.services.shown_api import DueOf, Look, Member, Video
from core.services.shown_payouts import DuePost


def campaign(card: CampaignCard) -> CampaignOut:
    """Return a campaign."""
    currency = card.currency
    return CampaignOut(
        id=str(card.id),
        name=card.name,
        slug=card.slug,
        state=card.state,
        currency=currency,
        window_days=card.window_days,
        minimum_views=card.minimum_views,
        max_age_days=card.max_age_days,
        default_cpm=_exact(card.cpm),
        default_cap_views=card.cap_views,
        budget=Money.of(card.budget_minor, currency),
        minimum_payout=Money.of(card.minimum_payout_minor, currency),
        earned=money(card.earned_minor, currency),
        creators=card.creators,
        videos=dict(card.posts),
        videos_waiting=card.waiting,
        description=card.notes,
    )


def creator(member: Member) -> CreatorOut:
    """Return a creator."""
    card = member.card
    return CreatorOut(
        id=str(card.id),
        campaign_id=str(member.campaign_id),
        handle=card.handle,
        platform=card.platform,
        display_name=card.display_name,
        state=card.state,
        discord_id=_id(card.discord_id),
        tracking_mode=card.tracking_mode,
        terms=_terms(card.terms, card.currency),
        tiers=[
            TierOut(name=tier.name, terms=terms(tier.terms, card.currency), requirement=tier.requirement)
            for tier in card.tiers
        ],
        window_days=card.window_days,
        minimum_views=card.minimum_views,
        videos=card.posts,
        videos_waiting=card.waiting,
        videos_rejected=card.rejected,
        earned=money(card.earned_minor, card.currency),
        description=card.notes,
    )


def video(shown: Video) -> VideoOut:
    """Return a video."""
    card, currency = shown.card, shown.card.currency
    is_final = card.earned_minor is not None
    return VideoOut(
        id=str(card.id),
        campaign_id=str(shown.campaign_id),
        creator_id=_id(shown.creator_id),
        kind=card.kind,
        platform=card.ref.platform,
        platform_post_id=card.ref.platform_post_id,
        url=card.ref.url,
        handle=card.handle,
        caption=card.caption,
        thumbnail_url=card.thumbnail_url,
        media_type=shown.media_type,
        tracking_status=card.tracking,
        status=card.status,
        status_reason=card.status_reason,
        availability=card.availability,
        metric=card.metric,
        source=card.source,
        is_exact=card.is_exact,
        last_scraped_at=card.read_at,
        last_checked_at=card.checked_at,
        last_outcome=card.last_outcome,
        published_at=card.published_at,
        submitted_at=card.submitted_at,
        window_ends_at=card.window_ends_at,
        minimum_views=card.minimum_views,
        counted_views=card.counted_views,
        terms=_terms(complete_terms(card.cpm, card.cap_views), currency),
        tier=card.tier,
        estimate=Money.of(card.estimate_minor, currency),
        earned=Money.of(card.earned_minor, currency),
        adjusted=Money.of(shown.adjusted_minor if is_final else None, currency),
        is_on_hold=card.held_at is not None,
        description=card.notes,
        **CountsOut.told(card.counts),
    )


def reading(look: Look) -> ReadingOut:
    """Return what was read of a video."""
    return ReadingOut(
        taken_at=look.at,
        source=look.source,
        metric=look.metric,
        is_exact=look.is_exact,
        is_manual=look.is_manual,
        is_counted=look.is_counted,
        **CountsOut.told(look.counts),
    )


def due(shown: DueOf) -> DueOut:
    """Return a creator's next payout."""
    found, payee = shown.due, shown.due.payee
    return DueOut(
        creator_id=str(payee.creator_id),
        campaign_id=str(shown.campaign_id),
        handle=payee.handle,
        platform=payee.platform,
        discord_id=_id(payee.discord_id),
        standing=found.standing,
        amount=money(found.amount_minor, payee.currency),
        minimum=Money.of(found.minimum_minor, payee.currency),
        videos=[_due_video(post, payee.currency) for post in found.posts],
    )


def _due_video(post: DuePost, currency: str) -> DueVideoOut:
    return DueVideoOut(
        video_id=str(post.post_id),
        url=post.ref.url,
        share=post.share,
        counted_views=post.views,
        terms=terms(DomainTerms(post.cpm, post.cap_views), currency),
        decided_at=post.decided_at,
        published_at=post.published_at,
        earned=money(post.earned_minor, currency),
        adjusted=money(post.adjusted_minor, currency),
        settled=money(post.settled_minor, currency),
        amount=money(post.amount_minor, currency),
    )


def analytics(found: Analytics) -> AnalyticsOut:
    """Return figures."""
    earners = [earner for leading in found.earners.values() for earner in leading]
    return AnalyticsOut(
        since=found.since,
        timezone=found.zone,
        figures=_figures(found.now),
        change=None if found.change is None else _change(found.change),
        oldest_reading_at=found.oldest_at,
        videos_never_read=found.unread,
        days=[
            DayOut(first=span.first, last=span.last, views_gained=gained)
            for span, gained in zip(found.spans, found.gained, strict=True)
        ],
        by_status=[_share(share) for share in found.statuses],
        by_platform=[_share(share) for share in found.platforms],
        by_creator=[_share(share) for share in found.creators],
        top_videos=[_top(post) for post in found.top],
        top_earners=[
            EarnerOut(handle=earner.handle, earned=money(earner.amount_minor, earner.currency))
            for earner in earners
        ],
    )


def _figures(found: metrics.Summary) -> FiguresOut:
    return FiguresOut(
        videos=found.videos,
        creators=found.creators,
        views=found.views,
        videos_with_unknown_views=found.unknown,
        average_views=found.average,
        engagement_rate=_exact(found.engagement),
    )


def _change(found: metrics.Change) -> ChangeOut:
    return ChangeOut(
        videos=_exact(found.videos),
        creators=_exact(found.creators),
        views=_exact(found.views),
        average_views=_exact(found.average),
        engagement_rate=_exact(found.engagement),
    )


def _share(found: metrics.Share[Any]) -> ShareOut:
    return ShareOut(key=None if found.key is None else str(found.key), videos=found.posts, views=found.views)


def _top(post: TopPost) -> TopOut:
    return TopOut(
        video_id=str(post.id),
        url=post.ref.url,
        handle=post.handle,
        views_gained=post.gained,
        engagement_rate=_exact(post.engagement),
        is_exact=post.is_exact,
        **CountsOut.told(post.counts),
    )


def money(minor: int, currency: str) -> Money:
    """Return minor units as an amount."""
    found = Money.of(minor, currency)
    assert found is not None
    return found


def terms(found: DomainTerms, currency: str) -> Terms:
    """Return what is paid."""
    return Terms(cpm=exact(found.cpm), currency=currency, cap_views=found.cap_views)


def _terms(found: DomainTerms | None, currency: str) -> Terms | None:
    return None if found is None else terms(found, currency)


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else exact(number)


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)
