"""Storing answers: nearly all are plain, and written in bulk; the others take the long way of `readings`.

An answer is plain when it changes its post's numbers, what the post says of itself and when it is looked at
next, and nothing else: no status moves, nothing is traced, nobody is told, and the creator keeps handle and
id. It is worked out on copies of rows, by the very functions that change rows. Where it turns out not to be
plain the copies are thrown away; the rows are locked already.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from core.domain.names import is_pseudonym
from core.domain.rollups import LAG
from core.domain.terms import Platform, Reading
from core.domain.tracking import heard_of
from core.services import decisions, readings, rescheduling
from core.services.app import App
from core.services.readings import Answer
from core.services.tally import Tally
from db import copies, posts, snapshots
from db.copies import CreatorCopy, NewSnapshot, PostCopy
from db.engine import Session

TOLD = {columns: attrgetter(*columns) for columns in (copies.LINKS, copies.TOLD)}
called = attrgetter(*copies.CALLED)

Creators = Mapping[int, CreatorCopy]


@dataclass(slots=True)
class Look:
    """A copy of a post, which becomes what the answer makes of it.

    `written` names the columns that may differ from the row's, `snapshot` is what is to be added.
    """

    post: PostCopy
    answer: Answer
    written: tuple[str, ...] = copies.LOOK
    snapshot: NewSnapshot | None = None


async def store(session: Session, app: App, platform: Platform, answers: Mapping[str, Answer]) -> Tally:
    """Write answers of one platform, by the platform's ids, to all posts they are about.

    A post that somebody else wrote since the answer was asked for keeps that look.
    """
    now = app.clock()
    found = await copies.watched(session, platform, answers)
    looks = [Look(post, answers[post.platform_post_id]) for post in found]
    looks = [look for look in looks if not readings.is_stale(look.post, look.answer, now)]
    creators = await copies.creators(session, {look.post.creator_id for look in looks})
    known = {creator.id: called(creator) for creator in creators.values()}
    plain, odd = _parted(looks, creators, now)
    for look in plain:
        at = look.answer.at
        rescheduling.reschedule(look.post, now=now, schedule=app.schedule, looked_at=at, chance=app.chance)
    theirs = {look.post.creator_id for look in plain}
    news = [each for each in creators.values() if each.id in theirs and called(each) != known[each.id]]
    await copies.lock_creators(
        session, [*(each.id for each in news), *(look.post.creator_id for look in odd)]
    )
    await copies.save_creators(session, news)
    tally = await _save(session, plain)
    if odd:
        rows = await posts.locked_all(session, [look.post.id for look in odd])
        tally += await readings.record(session, app, rows, answers)
    return tally


def _parted(looks: Sequence[Look], creators: Creators, now: datetime) -> tuple[list[Look], list[Look]]:
    """Return the plain looks, and the others: with one that is not plain, all of the same creator.

    For what an answer makes of a creator depends on what the one before it made of them.
    """
    odd = {look.post.id for look in looks if not _is_plain(look, creators, now)}
    theirs = {look.post.creator_id for look in looks if look.post.id in odd} - {None}
    plain = [look for look in looks if look.post.id not in odd and look.post.creator_id not in theirs]
    kept = {look.post.id for look in plain}
    return plain, [look for look in looks if look.post.id not in kept]


async def _save(session: Session, looks: Sequence[Look]) -> Tally:
    made = [look.snapshot for look in looks if look.snapshot is not None]
    await copies.add_snapshots(session, made)
    alike: defaultdict[tuple[str, ...], list[PostCopy]] = defaultdict(list)
    for look in looks:
        alike[look.written].append(look.post)
    for columns, rows in alike.items():
        await copies.save_posts(session, columns, rows)
    return Tally(snapshots=len(made))


def _is_plain(look: Look, creators: Creators, now: datetime) -> bool:
    """Work the answer out on the copies; return whether that is all there is to do."""
    post, before = look.post, look.post.availability
    readings.note_look(post, look.answer, now)
    if post.availability is not before or decisions.is_over(post, now) or look.answer.at < now - LAG:
        return False  # what was read so long ago may belong to a day that is summed up
    result = look.answer.result
    return not isinstance(result, Reading) or _is_read(look, result, creators.get(post.creator_id or 0))


def _is_read(look: Look, reading: Reading, creator: CreatorCopy | None) -> bool:
    post = look.post
    look.snapshot = NewSnapshot(**snapshots.of_reading(post.id, reading, look.answer.at))
    if readings.take_over(post, look.snapshot):
        look.written += copies.SHOWN
    if creator is not None and is_pseudonym(creator.discord_id):
        return True  # the member was forgotten: what was removed does not come back
    before, ended_at = [said(post) for said in TOLD.values()], post.window_ends_at
    readings.describe(post, reading)
    for was, (columns, said) in zip(before, TOLD.items(), strict=True):
        look.written += columns if said(post) != was else ()
    return post.window_ends_at == ended_at and (creator is None or _is_known(creator, reading))


def _is_known(creator: CreatorCopy, reading: Reading) -> bool:
    """Have the creator called what the reading says; return whether they keep their handle and id."""
    known = readings.known_as(creator)
    news = heard_of(known, reading.authors)
    if news is None or news.account != known.account:
        return False
    creator.display_name, creator.avatar_url = news.name, news.avatar_url
    return True
