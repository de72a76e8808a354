"""What a version of a deal does to open posts: foreseen, and done."""

from collections.abc import Sequence

from core.domain.deals import Agreement, Followed, followed
from core.domain.earnings import complete_terms, earnings_minor
from core.domain.terms import PostStatus, Terms
from core.services import decisions
from core.services.shown_deals import DealEffect
from db.models import Campaign, Post


def of(posts: Sequence[Post], home: Campaign, before: Agreement | None, after: Agreement) -> DealEffect:
    """Return what following `after` instead of `before` does to these posts."""
    then = {post.id: _followed(post, after) for post in posts}
    waiting = [post for post in posts if then[post.id].terms is not None and _waits_for_terms(post)]
    others = [post for post in posts if post not in waiting and then[post.id].terms != _terms(post)]
    changing = [post for post in others if then[post.id].terms is not None]
    losing = [post for post in others if then[post.id].terms is None]
    return DealEffect(
        changing=len(changing),
        losing=len(losing),
        keeping=sum(then[post.id].is_kept and not _is_kept(post, before) for post in posts),
        finalizing=len(waiting),
        finalizing_minor=sum(_earns(post, then[post.id].terms, home) for post in waiting),
        now_minor=_now_minor(changing, home),
        then_minor=sum(_earns(post, then[post.id].terms, home) for post in changing),
        losing_minor=sum(_earns(post, _terms(post), home) for post in losing),
        unread=sum(_views(post) is None and decisions.takes_money(post) for post in others),
    )


def _now_minor(changing: Sequence[Post], home: Campaign) -> int | None:
    with_terms = [post for post in changing if _terms(post) is not None]
    return sum(_earns(post, _terms(post), home) for post in with_terms) if with_terms else None


def follow(post: Post, deal_id: int, agreed: Agreement) -> None:
    """Give an open post the terms it has under a deal; one whose tier is not in it keeps what it has."""
    has = _followed(post, agreed)
    if not has.is_kept:
        post.cpm = None if has.terms is None else has.terms.cpm
        post.cap_views = None if has.terms is None else has.terms.cap_views
        post.deal_id = deal_id


def is_to_finalize(post: Post) -> bool:
    """Whether a post waited for the terms it has now."""
    return _waits_for_terms(post) and _terms(post) is not None


def _followed(post: Post, agreed: Agreement) -> Followed:
    return followed(agreed, tier=post.tier, copied=_terms(post))


def _is_kept(post: Post, before: Agreement | None) -> bool:
    return before is not None and _followed(post, before).is_kept


def _waits_for_terms(post: Post) -> bool:
    return post.status is PostStatus.PENDING_CPM and decisions.takes_money(post)


def _terms(post: Post) -> Terms | None:
    return complete_terms(post.cpm, post.cap_views)


def _views(post: Post) -> int | None:
    return post.views if post.counted_views is None else post.counted_views


def _earns(post: Post, terms: Terms | None, home: Campaign) -> int:
    """Return what a post adds to a sum: nothing without terms or views, or while it does not count."""
    views = _views(post) if decisions.takes_money(post) else None
    return 0 if views is None or terms is None else earnings_minor(views, terms, home.currency)
