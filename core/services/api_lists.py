"""What programs list and look at: one server's own, the newest first, and nothing that is excluded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.domain.access import Caller
from core.domain.cursors import cursor_of, read_cursor
from core.domain.errors.api import CursorError, NotThereError
from core.domain.terms import (
    CampaignState,
    Counts,
    CreatorState,
    Platform,
    PostKind,
    PostStatus,
    TrackingStatus,
)
from core.services import campaign_cards, creators, dues, posts
from core.services.app import App
from core.services.shown import CampaignCard
from core.services.shown_api import DueOf, Look, Member, Part, Video
from db import api_lists, payouts
from db import campaigns as campaign_rows
from db import snapshots as snapshot_rows
from db.api_lists import Stretch, VideoFilter
from db.engine import Session
from db.models import Campaign, Post, Snapshot

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list is asked for; `cursor` None: its beginning."""

    limit: int
    cursor: str | None = None


async def campaigns(
    app: App, by: Caller, asked: Asked, state: CampaignState | None = None
) -> Part[CampaignCard]:
    """Return some of the server's campaigns."""
    of = _name(by, "campaigns", state)
    async with app.reads() as session:
        found = await api_lists.campaigns(session, by.guild_id, _stretch(asked, of), state=state)
        rows, cursor = _cut(found, asked, of, lambda row: row.id)
        return Part(await campaign_cards.cards(session, rows), cursor)


async def members(
    app: App,
    by: Caller,
    asked: Asked,
    *,
    campaign_id: int | None = None,
    platform: Platform | None = None,
    state: CreatorState | None = None,
) -> Part[Member]:
    """Return some of the server's creators. Raises `NotThereError` for another server's campaign."""
    of = _name(by, "creators", campaign_id, platform, state)
    async with app.reads() as session:
        ids = await scope(session, by, campaign_id)
        part = _stretch(asked, of)
        found = await api_lists.creators(session, ids, part, platform=platform, state=state)
        rows, cursor = _cut(found, asked, of, lambda row: row[0].id)
        cards = await creators.cards(session, rows)
        return Part([Member(card, row[1].id) for card, row in zip(cards, rows, strict=True)], cursor)


async def videos(
    app: App,
    by: Caller,
    asked: Asked,
    *,
    campaign_id: int | None = None,
    creator_id: int | None = None,
    platform: Platform | None = None,
    kind: PostKind | None = None,
    status: PostStatus | None = None,
    tracking: TrackingStatus | None = None,
) -> Part[Video]:
    """Return some of the server's posts. Raises `NotThereError` for another server's campaign or creator."""
    of = _name(by, "videos", campaign_id, creator_id, platform, kind, status, tracking)
    async with app.reads() as session:
        ids = await scope(session, by, campaign_id)
        await _check_creator(session, ids, creator_id)
        wanted = VideoFilter(ids, creator_id, platform, kind, status, tracking)
        found = await api_lists.videos(session, wanted, _stretch(asked, of))
        rows, cursor = _cut(found, asked, of, lambda row: row[0].id)
        return Part(await _shown(session, rows), cursor)


async def video(app: App, by: Caller, post_id: int) -> Video:
    """Return one post. Raises `NotThereError` for another server's, an excluded one, and none at all."""
    async with app.reads() as session:
        return (await _shown(session, [await visible(session, by, post_id)]))[0]


async def history(app: App, by: Caller, post_id: int, asked: Asked) -> Part[Look]:
    """Return some of what was read of a post, the latest first. Raises `NotThereError` as `video`."""
    of = _name(by, "history", post_id)
    async with app.reads() as session:
        row, _ = await visible(session, by, post_id)
        found = await api_lists.snapshots(session, row.id, _stretch(asked, of))
        rows, cursor = _cut(found, asked, of, lambda snapshot: snapshot.id)
        return Part([_look(row, snapshot) for snapshot in rows], cursor)


async def due(app: App, by: Caller, asked: Asked, campaign_id: int | None = None) -> Part[DueOf]:
    """Return some of the creators who are owed something, with the posts it is for."""
    of = _name(by, "ready", campaign_id)
    part = _stretch(asked, of)
    async with app.reads() as session:
        found = await dues.of(session, await scope(session, by, campaign_id))
        homes = await api_lists.campaigns_of(session, [each.payee.creator_id for each in found])
    newest_first = sorted(found, key=lambda each: -each.payee.creator_id)
    left = [each for each in newest_first if part.after is None or each.payee.creator_id < part.after]
    rows, cursor = _cut(left[: part.limit], asked, of, lambda each: each.payee.creator_id)
    return Part([DueOf(each, homes[each.payee.creator_id]) for each in rows], cursor)


async def check(app: App, by: Caller, campaign_id: int | None, creator_id: int | None) -> None:
    """Refuse a campaign or a creator that is not this server's. Raises `NotThereError`."""
    async with app.reads() as session:
        ids = await scope(session, by, campaign_id)
        await _check_creator(session, ids, creator_id)


async def scope(session: Session, by: Caller, campaign_id: int | None) -> Sequence[int]:
    """Return the campaigns that are meant; None: all of the server. Raises `NotThereError`."""
    ids = [home.id for home in await campaign_rows.of_guild(session, by.guild_id)]
    if campaign_id is None:
        return ids
    if campaign_id not in ids:
        raise NotThereError
    return [campaign_id]


async def visible(session: Session, by: Caller, post_id: int) -> tuple[Post, Campaign]:
    """Return the server's post, if programs may see it. Raises `NotThereError`."""
    found = await api_lists.video(session, by.guild_id, post_id)
    if found is None:
        raise NotThereError
    return found


async def _check_creator(session: Session, ids: Sequence[int], creator_id: int | None) -> None:
    if creator_id is not None and await payouts.payee(session, ids, creator_id) is None:
        raise NotThereError


async def _shown(session: Session, rows: Sequence[tuple[Post, Campaign]]) -> list[Video]:
    adjusted = await api_lists.adjusted(session, [post.id for post, _ in rows])
    return [
        Video(card, post.campaign_id, post.creator_id, post.media_type, adjusted.get(post.id, 0))
        for card, (post, _) in zip(await posts.cards(session, rows), rows, strict=True)
    ]


def _look(post: Post, snapshot: Snapshot) -> Look:
    return Look(
        at=snapshot.taken_at,
        counts=Counts(snapshot.views, snapshot.likes, snapshot.comments, snapshot.shares, snapshot.saves),
        source=snapshot.source,
        metric=snapshot.metric,
        is_exact=snapshot.is_exact,
        is_manual=snapshot.source == snapshot_rows.MANUAL,
        is_counted=snapshot.id == post.counted_snapshot_id,
    )


def _name(by: Caller, *parts: object) -> str:
    """Return what tells this list from all others: its server, and every filter."""
    return " ".join(str(part) for part in (by.guild_id, *parts))


def _stretch(asked: Asked, of: str) -> Stretch:
    """Return which rows to fetch: one more than asked for, which tells whether the list goes on."""
    after = None if asked.cursor is None else read_cursor(asked.cursor, of)
    if after is None and asked.cursor is not None:
        raise CursorError
    return Stretch(asked.limit + 1, after)


def _cut(
    found: Sequence[Row], asked: Asked, of: str, id_of: Callable[[Row], int]
) -> tuple[Sequence[Row], str | None]:
    rows = found[: asked.limit]
    return rows, cursor_of(id_of(rows[-1]), of) if len(found) > asked.limit else None
