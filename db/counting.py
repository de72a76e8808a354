"""The condition for posts that take part in something: the one rule, as the database asks it."""

from collections import defaultdict
from collections.abc import Collection
from itertools import product

from sqlalchemy import ColumnElement, false, or_

from core.domain.lifecycle import OPEN
from core.domain.terms import PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Use, takes_part
from db.indexes import COUNTING, among, said
from db.models import Post

STATUSES = (None, *PostStatus)
IS_OPEN = said(Post.kind, PostKind.INTERNAL) & among(Post.tracking, COUNTING) & among(Post.status, OPEN)
"""Posts that take part in money and are not decided for good, in the words of the index that holds them."""


def taking_part(use: Use) -> ColumnElement[bool]:
    """Return the condition for posts that take part, as the one rule for single posts has it."""
    alike: defaultdict[tuple[PostKind, frozenset[PostStatus | None]], list[TrackingStatus]]
    alike = defaultdict(list)
    for kind, tracking in product(PostKind, TrackingStatus):
        statuses = frozenset(status for status in STATUSES if takes_part(use, kind, tracking, status))
        alike[kind, statuses].append(tracking)
    conditions = [
        (Post.kind == kind) & Post.tracking.in_(trackings) & _has_status(statuses)
        for (kind, statuses), trackings in alike.items()
        if statuses
    ]
    return or_(false(), *conditions)


def _has_status(statuses: Collection[PostStatus | None]) -> ColumnElement[bool]:
    named = Post.status.in_([status for status in PostStatus if status in statuses])
    return or_(named, Post.status.is_(None)) if None in statuses else named
