"""Looking at posts, and writing down what was seen."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.adaptive import Measured, growth_after
from core.domain.errors import MalformedError, PostGoneError, SourceDownError, SourceError
from core.domain.lifecycle import window_ends
from core.domain.links import is_believable
from core.domain.names import is_pseudonym
from core.domain.refresh import CLOCK_AHEAD, Presence, presence_after, shows
from core.domain.telling import of_presence
from core.domain.terms import Author, Availability, PostKind, PostRef, PostStatus, Reading, TrackingStatus
from core.domain.tracking import heard_of
from core.services import decisions, rescheduling, rollups, telling
from core.services.app import App
from core.services.tally import Tally
from db import campaigns, creators, snapshots, trail
from db.copies import CreatorCopy, NewSnapshot, PostCopy
from db.engine import Session
from db.models import Campaign, Creator, Post, Snapshot

log = logging.getLogger(__name__)

ERROR_LIMIT = 200
"""Characters of a source's trouble that are kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look at a post gave, at `at`; it was asked for on what was known at `since`."""

    ref: PostRef
    since: datetime
    at: datetime
    result: Reading | SourceError


@dataclass(frozen=True, slots=True)
class Read:
    """A good reading of a locked post; whether it is the first."""

    post: Post
    reading: Reading
    is_first: bool

    @property
    def tells_author(self) -> bool:
        """Whether it is the first to say who published the post: an id, or a handle at the first look."""
        return self.post.author_id is None and (
            self.is_first or self.reading.author.platform_user_id is not None
        )


async def look(app: App, ref: PostRef, since: datetime | None = None) -> Answer:
    """Ask the platform's sources. Trouble is an answer too: one bad post costs one post."""
    asked_at = app.clock() if since is None else since
    result: Reading | SourceError
    try:
        result = await app.sources[ref.platform].fetch_post(ref)
        if result.ref != ref:
            result = MalformedError("the answer is about another post")
    except SourceError as error:
        result = error
    except Exception as error:
        log.exception("Looking at %s %s failed", ref.platform, ref.platform_post_id)
        result = SourceDownError(f"a fault of ours: {type(error).__name__}")
    return Answer(ref, asked_at, app.clock(), result)


async def record(session: Session, app: App, rows: Sequence[Post], answers: Mapping[str, Answer]) -> Tally:
    """Write answers to locked posts, decide what can be decided, and set when to look again.

    A post that somebody else wrote since the answer was asked for keeps that look.
    """
    now = app.clock()
    fresh = [post for post in rows if not is_stale(post, answers[post.platform_post_id], now)]
    presence = {post.id: post.availability for post in fresh}
    read: list[Read] = []
    for post in fresh:
        answer = answers[post.platform_post_id]
        note_look(post, answer, now)
        if isinstance(answer.result, Reading):
            read.append(Read(post, answer.result, is_first=post.read_at is None))
            note_reading(session, post, answer.result, answer.at)
    await _know_authors(session, read, now)
    await _trace_presence(session, fresh, presence, answers, now)
    await session.flush()
    await rollups.renew(session, [each.post for each in read], _read_at(read, answers))
    decided = await decisions.decide(session, fresh, now=now, schedule=app.schedule)
    for post in fresh:
        at = answers[post.platform_post_id].at
        rescheduling.reschedule(post, now=now, schedule=app.schedule, looked_at=at, chance=app.chance)
    return Tally(snapshots=len(read), decided=decided)


def _read_at(read: Sequence[Read], answers: Mapping[str, Answer]) -> Mapping[int, datetime]:
    return {each.post.id: answers[each.post.platform_post_id].at for each in read}


def note_reading(session: Session, post: Post, reading: Reading, at: datetime) -> Snapshot:
    """Add the reading's snapshot, and show it unless it would hide numbers that are known."""
    snapshot = Snapshot(**snapshots.of_reading(post.id, reading, at))
    session.add(snapshot)
    take_over(post, snapshot)
    return snapshot


def take_over(post: Post | PostCopy, snapshot: Snapshot | NewSnapshot) -> bool:
    """Show the snapshot unless it would hide numbers that are known; return whether it is shown."""
    is_shown = shows(post.views, snapshot.views)
    if is_shown:
        show(post, snapshot)
    return is_shown


def show(post: Post | PostCopy, snapshot: Snapshot | NewSnapshot) -> None:
    """Make a snapshot the one that is shown, and keep how fast the views grow."""
    before = Measured(post.views, post.read_at, post.metric, is_exact=post.is_exact)
    after = Measured(snapshot.views, snapshot.taken_at, snapshot.metric, is_exact=snapshot.is_exact)
    post.growth = growth_after(post.growth, before, after)
    post.views, post.likes, post.comments = snapshot.views, snapshot.likes, snapshot.comments
    post.shares, post.saves = snapshot.shares, snapshot.saves
    post.source, post.metric, post.is_exact = snapshot.source, snapshot.metric, snapshot.is_exact
    post.read_at = snapshot.taken_at


def ref_of(post: Post | PostCopy) -> PostRef:
    """Return how the platform names the post."""
    return PostRef(post.platform, post.platform_post_id, post.author_handle)


def describe(post: Post | PostCopy, reading: Reading) -> None:
    """Take over what the reading says of the post itself; what it leaves out stays as it was."""
    author = reading.author
    post.author_handle = author.handle or post.author_handle
    post.author_id = author.platform_user_id or post.author_id
    post.author_name = author.name or post.author_name
    post.author_avatar_url = author.avatar_url or post.author_avatar_url
    post.caption = reading.caption or post.caption
    post.thumbnail_url = reading.thumbnail_url or post.thumbnail_url
    post.media_type = reading.media_type or post.media_type
    if _tells_time(post, reading):
        post.published_at, post.published_source = reading.published_at, reading.source
        if post.kind is PostKind.INTERNAL:
            post.window_ends_at = window_ends(post.published_at, post.submitted_at, post.window_days)


def _tells_time(post: Post | PostCopy, reading: Reading) -> bool:
    """Whether the reading is the first to tell when the post was published; a window moves once at most."""
    is_open = post.published_source is None and post.counted_snapshot_id is None
    return is_open and is_believable(reading.published_at, ref_of(post))


def is_stale(post: Post | PostCopy, answer: Answer, now: datetime) -> bool:
    """Whether somebody looked since the answer was asked for; what a wrong clock dated does not count."""
    return post.checked_at is not None and answer.since < post.checked_at <= now + CLOCK_AHEAD


def note_look(post: Post | PostCopy, answer: Answer, now: datetime) -> None:
    """Keep how the look ended; the last known numbers stay whatever it was."""
    result = answer.result
    post.checked_at, post.last_outcome = now, result.outcome
    post.last_error = None if isinstance(result, Reading) else str(result)[:ERROR_LIMIT]
    post.failures = 0 if isinstance(result, Reading) else post.failures + 1
    presence = presence_after(
        Presence(post.availability, post.doubted_at, post.gone_at),
        result.outcome,
        confirmed=isinstance(result, PostGoneError) and result.confirmed,
        now=answer.at,
    )
    post.availability, post.doubted_at, post.gone_at = (
        presence.availability,
        presence.doubted_at,
        presence.gone_at,
    )


async def _trace_presence(
    session: Session,
    posts: Sequence[Post],
    before: Mapping[int, Availability],
    answers: Mapping[str, Answer],
    now: datetime,
) -> None:
    """Leave a trace of every post that went missing, is gone for good, or is back."""
    moved = [post for post in posts if post.availability is not before[post.id]]
    homes = await campaigns.by_ids(session, {post.campaign_id for post in moved})
    for post in moved:
        trail.note(
            session,
            at=now,
            guild_id=homes[post.campaign_id].guild_id,
            actor=None,
            action="availability",
            before=before[post.id].value,
            after=post.availability.value,
            reason=f"the look at it ended with {answers[post.platform_post_id].result.outcome.value}",
            post=post,
        )
        await _tell_presence(session, post, homes[post.campaign_id], before[post.id], now)


async def _tell_presence(
    session: Session, post: Post, home: Campaign, before: Availability, now: datetime
) -> None:
    """Have the member told that a post is gone or back, if it may be paid."""
    topic = of_presence(before, post.availability)
    if topic is not None and _matters(post):
        is_private = post.availability is Availability.DOUBTED
        await telling.of_post(session, post, home, topic, now=now, is_private=is_private)


def _matters(post: Post) -> bool:
    return post.status is not PostStatus.REJECTED and post.tracking is not TrackingStatus.EXCLUDED


async def _know_authors(session: Session, read: Sequence[Read], now: datetime) -> None:
    """Take over authors: keep creators' handles in step, turn away posts that somebody else published."""
    ids = {each.post.creator_id for each in read if each.post.creator_id is not None}
    known = await creators.by_ids(session, ids)
    homes = await campaigns.by_ids(session, {each.post.campaign_id for each in read})
    for each in read:
        post, reading = each.post, each.reading
        creator, is_news, ended_at = known.get(post.creator_id or 0), each.tells_author, post.window_ends_at
        if creator is not None and is_pseudonym(creator.discord_id):
            continue  # the member was forgotten: what was removed does not come back
        describe(post, reading)
        if post.window_ends_at != ended_at:
            _note_window(session, post, homes[post.campaign_id], ended_at, now)
        home = homes[post.campaign_id]
        if creator is None or await recognise(session, creator, reading, home=home, now=now):
            continue
        if is_news and post.status is not None and not post.status.is_frozen:
            await _turn_away(session, post, home, creator, reading.author, now)


def _note_window(
    session: Session, post: Post, home: Campaign, before: datetime | None, now: datetime
) -> None:
    trail.note(
        session,
        at=now,
        guild_id=home.guild_id,
        actor=None,
        action="window",
        before=f"ends {before}",
        after=f"ends {post.window_ends_at}",
        reason=f"published {post.published_at}, says {post.published_source}",
        post=post,
    )


async def recognise(
    session: Session, creator: Creator, reading: Reading, *, home: Campaign, now: datetime
) -> bool:
    """Whether one of the authors is the creator, who then takes over id, handle, name and avatar."""
    known = known_as(creator)
    news = heard_of(known, reading.authors)
    if news is None:
        return False
    if news.account != known.account and not await creators.account_taken(session, creator, news):
        before = _account(creator)
        creator.handle, creator.platform_user_id = news.handle or creator.handle, news.platform_user_id
        trail.note(
            session,
            at=now,
            guild_id=home.guild_id,
            actor=None,
            action="account",
            before=before,
            after=_account(creator),
            reason=f"says {reading.source}",
            campaign_id=home.id,
            creator_id=creator.id,
        )
    creator.display_name, creator.avatar_url = news.name, news.avatar_url
    return True


def known_as(creator: Creator | CreatorCopy) -> Author:
    """Return the creator's account as it is known."""
    return Author(creator.handle, creator.platform_user_id, creator.display_name, creator.avatar_url)


def _account(creator: Creator) -> str:
    return f"@{creator.handle}, id {creator.platform_user_id or 'unknown'}"


async def _turn_away(
    session: Session, post: Post, home: Campaign, creator: Creator, author: Author, now: datetime
) -> None:
    if post.status is PostStatus.REJECTED or post.is_spared:
        return
    reason = f"published by @{author.handle}, not by @{creator.handle}"
    await decisions.move(session, post, home, PostStatus.REJECTED, reason, actor=None, now=now)
