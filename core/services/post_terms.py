"""Terms that a person gives one post: CPM and cap by hand, or a tier of the creator's deal."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.access import Caller
from core.domain.deals import Agreement
from core.domain.earnings import complete_terms
from core.domain.errors import (
    NothingToChangeError,
    NotTieredError,
    PlanChangedError,
    TierUnknownError,
    TierWithTermsError,
)
from core.domain.money import format_cpm, parse_cpm
from core.domain.names import check_range
from core.domain.terms import MAX_TYPED_VIEWS, Terms
from core.services import creators, posts
from core.services.app import App
from core.services.shown import Choice
from db import deals
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Post


@dataclass(frozen=True, slots=True)
class Given:
    """What a post is given; of terms by hand a half may still be missing."""

    cpm: Decimal | None
    cap_views: int | None
    tier: str | None = None
    deal_id: int | None = None

    @property
    def terms(self) -> Terms | None:
        """Both halves, or None."""
        return complete_terms(self.cpm, self.cap_views)

    @property
    def said(self) -> str:
        """What it is as traces tell it."""
        return said(self.cpm, self.cap_views, self.tier)

    @property
    def is_own(self) -> bool:
        """Whether deals do not touch it: complete terms by hand."""
        return self.tier is None and self.terms is not None

    def is_on(self, post: Post) -> bool:
        """Whether the post has exactly this already, from the same deal or by hand as well."""
        has = Given(post.cpm, post.cap_views, post.tier, post.deal_id)
        return has == self and post.has_own_terms is self.is_own

    def put_on(self, post: Post) -> None:
        """Give it to the post."""
        post.cpm, post.cap_views, post.tier, post.deal_id = self.cpm, self.cap_views, self.tier, self.deal_id
        post.has_own_terms = self.is_own


def said(cpm: Decimal | None, cap_views: int | None, tier: str | None) -> str:
    """Return a post's terms as traces tell them."""
    return f"{cpm} up to {cap_views}" if tier is None else f"{tier}: {cpm} up to {cap_views}"


async def chosen(
    session: Session, post: Post, home: Campaign, cpm: str | None, cap: int | None, tier: str | None
) -> Given:
    """Return what was typed; the half of CPM and cap that was not stays as it is. The post is locked."""
    if tier is not None and (cpm is not None or cap is not None):
        raise TierWithTermsError
    if tier is not None:
        return await _of_tier(session, post, tier)
    if cpm is None and cap is None:
        _, agreed = await deals.of_creator(session, post.creator_id or 0)
        raise NothingToChangeError(["cpm", "cap", *(["tier"] if agreed and agreed.tiers else [])])
    return Given(
        post.cpm if cpm is None else parse_cpm(cpm, home.currency),
        post.cap_views if cap is None else check_range("cap", cap, 1, MAX_TYPED_VIEWS),
    )


async def as_shown(session: Session, post: Post, terms: Terms, tier: str | None) -> Given:
    """Return what a person confirmed. Raises `PlanChangedError` when the deal has no such tier any more."""
    if tier is None:
        return Given(terms.cpm, terms.cap_views)
    try:
        return await _of_tier(session, post, tier)
    except (NotTieredError, TierUnknownError) as error:
        raise PlanChangedError from error


async def _of_tier(session: Session, post: Post, name: str) -> Given:
    """Return a tier of the deal in force. A change of deal waits for the post, which is locked."""
    deal, agreed = await deals.of_creator(session, post.creator_id or 0)
    if deal is None or agreed is None or not agreed.tiers:
        handles = await post_rows.creator_handles(session, [post])
        raise NotTieredError(handles[post.creator_id or 0])
    tier = agreed.tier(name)
    return Given(tier.terms.cpm, tier.terms.cap_views, tier.name, deal.id)


async def choices_of_post(app: App, by: Caller, typed: str, post: str) -> list[Choice]:
    """Suggest the tiers that a post can be given."""
    async with app.reads() as session:
        row, home = await posts.resolve(session, by, post)
        _, agreed = await deals.of_creator(session, row.creator_id or 0)
        return _choices(agreed, home, typed)


async def choices_of_creator(app: App, by: Caller, typed: str, creator: str) -> list[Choice]:
    """Suggest the tiers of a creator."""
    async with app.reads() as session:
        row, home = await creators.resolve(session, by, creator)
        _, agreed = await deals.of_creator(session, row.id)
        return _choices(agreed, home, typed)


def _choices(agreed: Agreement | None, home: Campaign, typed: str) -> list[Choice]:
    wanted = typed.strip().casefold()
    tiers = () if agreed is None else agreed.tiers
    return [
        Choice(
            f"{tier.name} · {format_cpm(tier.terms.cpm, home.currency)}, up to {tier.terms.cap_views:,}",
            tier.name,
        )
        for tier in tiers
        if wanted in tier.name.casefold()
    ]
