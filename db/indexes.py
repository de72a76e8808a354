"""What posts are looked up by, and the conditions of indexes that hold some posts only.

A reading of a post writes to every index that holds the post: those of what is rare hold nothing else. The
planners of both databases take such an index only for a condition that says the same in the same words, so
these conditions are spelled out, with the words themselves in the statement, and in one order.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, literal, text
from sqlalchemy.orm import InstrumentedAttribute

from core.domain.lifecycle import OPEN, UNDECIDED
from core.domain.terms import TrackingStatus
from core.domain.tracking import counts

COUNTING = frozenset(status for status in TrackingStatus if counts(status))


def among(column: InstrumentedAttribute[Any], words: Collection[StrEnum]) -> ColumnElement[bool]:
    """Return the condition that a column is one of these words, as an index says it."""
    return column.in_([literal(word, column.type, literal_execute=True) for word in sorted(words)])


def said(column: InstrumentedAttribute[Any], word: StrEnum) -> ColumnElement[bool]:
    """Return the condition that a column is this word, as an index says it."""
    return column == literal(word, column.type, literal_execute=True)


def _some(where: str) -> dict[str, Any]:
    return {"sqlite_where": text(where), "postgresql_where": text(where)}


def _among(column: str, words: Collection[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(word.value) for word in sorted(words))})"


_BORN = "coalesce(published_at, submitted_at)"
_COUNTS = f"kind = 'internal' AND {_among('tracking', COUNTING)}"
_OPEN = f"{_COUNTS} AND {_among('status', OPEN)}"
_WAITS = f"kind = 'internal' AND tracking = 'pending_review' AND {_among('status', UNDECIDED)}"
_WHETHER = ("kind", "tracking")  # SQLite looks at them again, which would take it to the post itself
ENDING = text(f"{_among('status', UNDECIDED)} AND needs_person = false AND next_check_at IS NOT NULL")
"""Posts that are looked at first once their window has ended."""
POSTS_BY = (
    Index("ix_posts_due", "platform", "next_check_at", "id"),
    Index(
        "ix_posts_ending",
        *("platform", "window_ends_at", "id"),
        sqlite_where=ENDING,
        postgresql_where=ENDING,
    ),
    Index("ix_posts_author", "platform", "author_handle", "next_check_at"),
    Index("ix_posts_campaign_id", "campaign_id", "id"),
    Index("ix_posts_born", "campaign_id", text(_BORN), "id"),
    Index("ix_posts_creator_id", "creator_id"),
    Index("ix_posts_identity", "platform", "platform_post_id"),
    Index(
        "ix_posts_open",
        *("status", "window_ends_at", "id", "campaign_id", "status_at", "needs_person", *_WHETHER),
        **_some(_OPEN),
    ),
    Index("ix_posts_open_in", "campaign_id", "status", "window_ends_at", **_some(_OPEN)),
    Index(
        "ix_posts_waiting",
        *("campaign_id", "creator_id", "published_at", "submitted_at", *_WHETHER, "status"),
        **_some(_WAITS),
    ),
    Index("ix_posts_held", "campaign_id", "held_at", **_some("held_at IS NOT NULL")),
    Index(
        "ix_posts_references",
        *("campaign_id", "published_at", "id", *_WHETHER, "status"),
        **_some("kind = 'reference'"),
    ),
    Index("ix_posts_payout_id", "payout_id", **_some("payout_id IS NOT NULL")),
)
"""The indexes of posts, beside their keys."""
