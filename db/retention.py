"""Removing what is needed no more, so many rows at once. Nothing that money rests on is touched here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Update,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from core.domain.retention import TOLD_ONCE
from core.domain.terms import CreatorState
from db.engine import Session
from db.models import Creator, Post, WatchedAccount
from db.proof_rows import Proof
from db.records import AuditEntry, ManualRefreshes, Notice, Prompt, Run

REMOVED = "creator remove"
"""The audit's word for it."""
PROFILE = ("display_name", "avatar_url", "notes")
"""What goes from a creator who was removed long ago."""
DETAILS = ("author_name", "author_avatar_url", "caption", "thumbnail_url", "notes")
"""What goes from their posts."""


async def messages(session: Session, before: datetime, most: int) -> int:
    """Remove messages and notices that were sent, or given up, before a moment; return how many."""
    is_over = func.coalesce(Notice.sent_at, Notice.given_up_at, type_=Notice.made_at.type) < before
    is_told_once = Notice.key.is_not(None) & Notice.topic.in_(TOLD_ONCE)
    found = select(Notice.id).where(is_over, ~is_told_once).order_by(Notice.id).limit(most)
    return await _done(session, delete(Notice).where(Notice.id.in_(found)))


async def told_once(session: Session, before: datetime, most: int) -> int:
    """Leave of messages that are told once only that they were; return of how many."""
    is_over = func.coalesce(Notice.sent_at, Notice.given_up_at, type_=Notice.made_at.type) < before
    is_whole = Notice.key.is_not(None) & Notice.topic.in_(TOLD_ONCE) & Notice.member_id.is_not(None)
    found = select(Notice.id).where(is_over, is_whole).order_by(Notice.id).limit(most)
    blank: dict[str, Any] = {"args": {}, "member_id": None, "creator_id": None, "last_error": None}
    return await _done(session, update(Notice).where(Notice.id.in_(found)).values(**blank))


async def questions(session: Session, before: datetime, most: int) -> int:
    """Remove questions that nobody answered; return how many."""
    found = select(Prompt.id).where(Prompt.asked_at < before).limit(most)
    return await _done(session, delete(Prompt).where(Prompt.id.in_(found)))


async def codes(session: Session, before: datetime, most: int) -> int:
    """Remove codes that were made before a moment and have ended; return how many."""
    found = select(Proof.id).where(Proof.made_at < before, Proof.done_at.is_not(None)).limit(most)
    return await _done(session, delete(Proof).where(Proof.id.in_(found)))


async def refreshes(session: Session, before: datetime, most: int) -> int:
    """Remove the counts of refreshes by hand of UTC days before that of a moment; return how many."""
    whole = tuple_(ManualRefreshes.guild_id, ManualRefreshes.day)
    is_old = ManualRefreshes.day < before.date().isoformat()
    found = select(ManualRefreshes.guild_id, ManualRefreshes.day).where(is_old).limit(most)
    return await _done(session, delete(ManualRefreshes).where(whole.in_(found)))


async def runs(session: Session, before: datetime, most: int) -> int:
    """Remove passes of loops that began before a moment; return how many."""
    found = select(Run.id).where(Run.started_at < before).order_by(Run.id).limit(most)
    return await _done(session, delete(Run).where(Run.id.in_(found)))


async def left(session: Session, before: datetime, after_id: int, most: int) -> Sequence[int]:
    """Return creators who were removed before a moment and of whom something personal is there, by id."""
    was_removed = exists().where(
        AuditEntry.creator_id == Creator.id, AuditEntry.action == REMOVED, AuditEntry.at < before
    )
    of_posts = exists().where(
        Post.creator_id == Creator.id, Post.next_check_at.is_(None), _is_there(Post, DETAILS)
    )
    query = select(Creator.id).where(
        Creator.id > after_id,
        Creator.state == CreatorState.REMOVED,
        was_removed,
        or_(_is_there(Creator, PROFILE), of_posts),
    )
    return (await session.scalars(query.order_by(Creator.id).limit(most))).all()


async def strip(session: Session, creator_id: int) -> None:
    """Remove name, pictures, captions and notes of a creator and of posts that are read no more."""
    is_theirs = (Post.creator_id == creator_id) & Post.next_check_at.is_(None)
    whose = {
        Creator: (Creator.id == creator_id, PROFILE),
        Post: (is_theirs, DETAILS),
        WatchedAccount: (
            WatchedAccount.creator_id == creator_id,
            ("display_name", "avatar_url", "last_error"),
        ),
    }
    for model, (where, columns) in whose.items():
        blank = update(model).where(where).values(dict.fromkeys(columns))
        await session.execute(blank, execution_options={"synchronize_session": False})


def _is_there(model: type[Creator | Post], columns: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(getattr(model, column).is_not(None) for column in columns))


async def _done(session: Session, change: Delete | Update) -> int:
    result = await session.execute(change, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount
