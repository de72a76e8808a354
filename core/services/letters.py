"""Letters: what waits to be told to members, what became of it, and who wants none.

What is told together is settled before it is sent: a letter whose sending ended in the dark is sent again
word for word, with the same nonce, of which Discord makes one message.
"""

import hashlib
from collections.abc import Collection, Sequence
from itertools import groupby

from core.domain.access import Caller
from core.domain.telling import KEPT, Topic, again_at
from core.domain.terms import PostRef
from core.services import own
from core.services.app import App
from core.services.notices import ERROR_LIMIT
from core.services.shown_letters import Letter, News
from db import letters, trail
from db.engine import Session
from db.letters import Found

ACTION = "my messages"
ON, OFF = "on", "off"


async def due(app: App, guild_ids: Collection[int]) -> Sequence[Letter]:
    """Return what members of these servers are to be told now; what waited too long is given up."""
    now = app.clock()
    async with app.reads() as session:
        if not await letters.is_any_due(session, guild_ids, now):
            return []
    async with app.sessions.begin() as session:
        await letters.give_up(session, now - KEPT, now)
        await letters.put_together(session, guild_ids, [*Topic], now)
    async with app.reads() as session:
        found = await letters.to_send(session, guild_ids, now)
    return [_letter(list(own)) for _, own in groupby(found, key=lambda each: each.notice.letter_id)]


async def still_waits(app: App, letter: Letter) -> bool:
    """Whether a letter that was read before is still to be sent."""
    async with app.reads() as session:
        return await letters.still_waits(session, letter.id, app.clock())


async def sent(app: App, letter: Letter) -> None:
    """Keep that a letter was sent."""
    async with app.sessions.begin() as session:
        await letters.sent(session, letter.id, app.clock())


async def failed(app: App, letter: Letter, why: str) -> None:
    """Keep that it is not known whether a letter was sent; the same letter is tried again."""
    again = again_at(letter.attempts + 1, app.clock())
    async with app.sessions.begin() as session:
        await letters.failed(session, letter.id, why[:ERROR_LIMIT], again)


async def undelivered(app: App, letter: Letter, why: str) -> None:
    """Keep that no way leads to the member now; it is tried again with whatever is new by then."""
    reader = (letter.id, letter.guild_id, letter.member_id)
    async with app.sessions.begin() as session:
        tried = 1 + await letters.attempts(session, *reader)
        again = again_at(tried, app.clock())
        kept = why[:ERROR_LIMIT]
        await letters.take_apart(session, *reader, error=kept, attempts=tried, again_at=again)


async def choose(app: App, guild_id: int, discord_id: int, *, wanted: bool) -> None:
    """Keep whether a member wants messages about their posts in a server, with its trace.

    What waits when they are stopped is not sent any more.
    """
    async with app.sessions.begin() as session:
        await _choose(session, app, guild_id, discord_id, wanted=wanted)


async def choose_own(app: App, by: Caller, *, wanted: bool) -> None:
    """Keep whether a member wants messages about the accounts they see here, whichever server runs them.

    Raises `NotRegisteredError`.
    """
    async with app.sessions.begin() as session:
        for guild_id in await _homes(session, by):
            await _choose(session, app, guild_id, by.discord_id, wanted=wanted)


async def own_are_wanted(app: App, by: Caller) -> bool:
    """Whether a member gets messages about any account they see here. Raises `NotRegisteredError`."""
    async with app.reads() as session:
        muted = [await letters.is_muted(session, home, by.discord_id) for home in await _homes(session, by)]
        return not all(muted)


async def are_wanted(app: App, guild_id: int, discord_id: int) -> bool:
    """Whether a member gets messages about their posts in a server."""
    async with app.reads() as session:
        return not await letters.is_muted(session, guild_id, discord_id)


async def _homes(session: Session, by: Caller) -> Sequence[int]:
    """Return the servers that run the campaigns of the member's accounts."""
    return sorted({home.guild_id for _, home in await own.bound(session, by)})


async def _choose(session: Session, app: App, guild_id: int, discord_id: int, *, wanted: bool) -> None:
    if wanted:
        is_news = await letters.unmute(session, guild_id, discord_id)
    else:
        is_news = await letters.mute(session, guild_id, discord_id, app.clock())
    if is_news:
        trail.note(
            session,
            at=app.clock(),
            guild_id=guild_id,
            actor=discord_id,
            action=ACTION,
            reason="chosen by the member",
            before=OFF if wanted else ON,
            after=ON if wanted else OFF,
        )


def _letter(found: Sequence[Found]) -> Letter:
    first = found[0].notice
    letter_id = first.letter_id or first.id
    return Letter(
        id=letter_id,
        guild_id=first.guild_id,
        member_id=first.member_id or 0,
        nonce=_nonce(letter_id),
        channel_id=found[0].channel_id,
        attempts=max(each.notice.attempts for each in found),
        language=found[0].language,
        news=[_news(each) for each in found],
    )


def _news(found: Found) -> News:
    notice, post = found.notice, found.post
    return News(
        notice_id=notice.id,
        topic=Topic(notice.topic),
        args=notice.args,
        handle=found.creator.handle,
        campaign=found.home.name,
        shows_amounts=found.home.shows_amounts,
        post_id=None if post is None else post.id,
        ref=None if post is None else PostRef(post.platform, post.platform_post_id, post.author_handle),
    )


def _nonce(letter_id: int) -> int:
    """Return a number of 63 bits that stands for the letter."""
    return int.from_bytes(hashlib.sha256(f"letter {letter_id}".encode()).digest()[:8]) >> 1
