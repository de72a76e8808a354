"""Removing what is personal about a member; everything else stays where it is, the ledger untouched."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from core.domain.lifecycle import OPEN
from core.domain.terms import CreatorState, TrackingStatus, WatchState
from db.appeal_rows import Appeal
from db.creators import escaped
from db.engine import Session
from db.models import Campaign, Creator, Post, WatchedAccount
from db.money import LedgerEntry
from db.personal import HANDED_IN, OWN_ACTS
from db.proof_rows import Proof
from db.records import AuditEntry, MemberLanguage, MutedMember, Notice, Prompt
from db.rows import all_rows

GONE = "forgotten"
PERSONAL = (
    "author_id author_name author_avatar_url caption thumbnail_url notes last_error next_check_at"
).split()
"""What goes from a post; without a next check it is never read again."""
AS_IT_IS = {"synchronize_session": False}
TEXTS = (AuditEntry.before, AuditEntry.after, AuditEntry.reason)


async def accounts(session: Session, discord_id: int) -> Sequence[tuple[Creator, Campaign]]:
    """Return the member's accounts in all servers."""
    query = select(Creator, Campaign).join(Campaign, Campaign.id == Creator.campaign_id)
    query = query.where(Creator.discord_id == discord_id).order_by(Creator.id)
    return [(row[0], row[1]) for row in await all_rows(session, query)]


async def drop_own(session: Session, discord_id: int) -> None:
    """Remove the member's proofs and open questions; one that is being answered ends by that."""
    await session.execute(delete(Proof).where(Proof.discord_id == discord_id))
    asked = select(Prompt.id).where(Prompt.actor == discord_id).with_for_update(skip_locked=True)
    ids = (await session.scalars(asked)).all()
    await session.execute(delete(Prompt).where(Prompt.id.in_(ids)))


async def drop_questions(session: Session, discord_id: int, action: str) -> None:
    """Take back what the member was asked before about the same."""
    await session.execute(delete(Prompt).where(Prompt.actor == discord_id, Prompt.action == action))


async def lock(session: Session, creator_ids: Collection[int]) -> None:
    """Lock posts, watched accounts and creators, so that nothing comes in or is decided meanwhile."""
    for model, whose in (
        (Post, Post.creator_id.in_(creator_ids)),
        (WatchedAccount, WatchedAccount.creator_id.in_(creator_ids)),
        (Creator, Creator.id.in_(creator_ids)),
    ):
        await session.execute(select(model.id).where(whose).order_by(model.id).with_for_update())


async def running(session: Session, creator_ids: Collection[int]) -> tuple[int, datetime | None]:
    """Return how many posts are not decided and not excluded, and when the last of their windows ends."""
    query = select(func.count(), func.max(Post.window_ends_at)).where(
        Post.creator_id.in_(creator_ids),
        Post.status.in_(OPEN),
        Post.tracking != TrackingStatus.EXCLUDED,
    )
    row = (await session.execute(query)).one()
    return row[0], row[1]


async def owed(session: Session, creator_ids: Collection[int]) -> Mapping[str, int]:
    """Return what is owed, by currency, of accounts or posts whose ledger does not come to zero."""
    total = func.sum(LedgerEntry.amount_minor)
    query = select(LedgerEntry.currency, total).where(LedgerEntry.creator_id.in_(creator_ids))
    query = query.group_by(LedgerEntry.currency, LedgerEntry.creator_id, LedgerEntry.post_id)
    found: dict[str, int] = {}
    for currency, amount in await session.execute(query.having(total != 0)):
        found[currency] = found.get(currency, 0) + int(amount)
    return found


async def erase_posts(session: Session, creator_id: int, handles: Collection[str]) -> None:
    """Remove what posts of a creator say of the person, and was told of them; look at them no more."""
    await session.execute(delete(Notice).where(Notice.creator_id == creator_id))
    theirs, name = Post.creator_id == creator_id, name_of(creator_id)
    for handle in sorted(handles, key=len, reverse=True):
        await _replace(session, Post, theirs, [Post.status_reason], f"@{handle}", f"@{name}")
    blank = dict.fromkeys(PERSONAL)
    await session.execute(
        update(Post).where(theirs).values(author_handle=name, **blank), execution_options=AS_IT_IS
    )


async def erase_watches(session: Session, creator_id: int) -> None:
    """End the watching of a creator's account."""
    await session.execute(
        update(WatchedAccount)
        .where(WatchedAccount.creator_id == creator_id)
        .values(
            state=WatchState.REMOVED,
            handle=name_of(creator_id),
            platform_user_id=None,
            display_name=None,
            avatar_url=None,
            last_error=None,
        )
    )


def erase_creator(creator: Creator, pseudonym: int) -> None:
    """Remove what a creator says of the person; the row stays, for the ledger refers to it."""
    creator.handle, creator.platform_user_id = name_of(creator.id), None
    creator.display_name = creator.avatar_url = creator.notes = None
    creator.state, creator.discord_id = CreatorState.REMOVED, pseudonym


async def erase_traces(session: Session, creator: Creator, handles: Collection[str]) -> None:
    """Remove handles, account ids and notes from the audit entries about a creator and their account."""
    about = AuditEntry.creator_id == creator.id
    told = or_(AuditEntry.action == "account", AuditEntry.action.endswith(" note"))
    blank = update(AuditEntry).where(about, told).values(before=GONE, after=GONE)
    await session.execute(blank, execution_options=AS_IT_IS)
    for handle in sorted(handles, key=len, reverse=True):
        await _replace(session, AuditEntry, about, TEXTS, f"@{handle}", f"@{name_of(creator.id)}")
        await _name_in_watches(session, creator, handle)
    if creator.platform_user_id is not None:
        await _replace(session, AuditEntry, about, TEXTS, creator.platform_user_id, GONE)


async def handles_of(session: Session, creator: Creator) -> set[str]:
    """Return every handle that is known of a creator's account."""
    authors = select(Post.author_handle).where(
        Post.creator_id == creator.id,
        Post.author_handle.is_not(None),
        or_(Post.author_id == creator.platform_user_id, Post.author_handle == creator.handle),
    )
    watched = select(WatchedAccount.handle).where(WatchedAccount.creator_id == creator.id)
    found = [*await session.scalars(authors.distinct()), *await session.scalars(watched)]
    return {creator.handle, *(handle for handle in found if handle is not None)}


async def erase_member(session: Session, discord_id: int, pseudonym: int) -> None:
    """Put the pseudonym in the place of the Discord id wherever the member acted for themselves.

    What was told to the member goes, and whether they wanted to be told; what they said in appeals goes too:
    that there were any, and how they ended, stays in the audit.
    """
    await session.execute(delete(Notice).where(Notice.member_id == discord_id))
    await session.execute(delete(MutedMember).where(MutedMember.discord_id == discord_id))
    await session.execute(delete(MemberLanguage).where(MemberLanguage.discord_id == discord_id))
    await session.execute(delete(Appeal).where(Appeal.discord_id == discord_id))  # after the posts' locks
    mine = (AuditEntry.actor == discord_id) & OWN_ACTS
    await session.execute(update(AuditEntry).where(mine).values(actor=pseudonym), execution_options=AS_IT_IS)
    handed_in = (Post.submitted_by == discord_id) & (Post.came_in_by == HANDED_IN)
    named = update(Post).where(handed_in).values(submitted_by=pseudonym)
    await session.execute(named, execution_options=AS_IT_IS)
    for text in TEXTS:
        said = text.contains(str(discord_id))
        await _replace(session, AuditEntry, said, [text], str(discord_id), str(pseudonym))


def name_of(creator_id: int) -> str:
    """Return what a forgotten account is called."""
    return f"{GONE}-{creator_id}"


async def _name_in_watches(session: Session, creator: Creator, handle: str) -> None:
    """Replace a handle in the entries about watching it, which name a campaign and no creator."""
    query = select(AuditEntry).where(
        AuditEntry.campaign_id == creator.campaign_id,
        AuditEntry.creator_id.is_(None),
        AuditEntry.action.startswith("watch "),
        or_(*(text.like(f"%@{escaped(handle)}%", escape="\\") for text in TEXTS)),
    )
    whole = re.compile(rf"@{re.escape(handle)}(?![A-Za-z0-9_]|\.[A-Za-z0-9_])")
    for entry in await session.scalars(query):
        for text in TEXTS:
            said = getattr(entry, text.key)
            if said is not None:
                setattr(entry, text.key, whole.sub(f"@{name_of(creator.id)}", said))


async def _replace(
    session: Session,
    model: type[Post | AuditEntry],
    where: ColumnElement[bool],
    texts: Sequence[InstrumentedAttribute[Any]],
    old: str,
    new: str,
) -> None:
    values = {text.key: func.replace(text, old, new) for text in texts}
    await session.execute(update(model).where(where).values(**values), execution_options=AS_IT_IS)
