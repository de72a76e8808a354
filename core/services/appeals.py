"""Appeals: a member says once why a rejection is wrong, and somebody else of the team decides.

While an appeal is open its post stays rejected, so it earns nothing and cannot be paid; what undoes the
rejection, by whichever way, accepts the appeal in the same transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.domain.access import Caller
from core.domain.appeals import (
    AppealVerdict,
    Offered,
    check_appeal,
    check_decider,
    check_file,
    check_open,
    is_open,
)
from core.domain.errors import (
    AppealedAlreadyError,
    AppealFileError,
    AppealUnknownError,
    NotYourPostError,
    PostUnknownError,
)
from core.domain.names import check_text
from core.domain.telling import Topic
from core.services import appeal_endings, campaigns, pages, plans, posts, telling, traces, verdicts
from core.services.app import App
from core.services.plans import Shown
from core.services.shown import Page, PostChanged, PostPlan
from core.services.shown_appeals import AppealCard, Appealed, Ended, OwnAppeal, Place
from db import appeals, creators, servers
from db import campaigns as campaign_rows
from db import posts as post_rows
from db.appeal_rows import Appeal
from db.engine import Session
from db.models import Campaign, Creator, Post

APPEAL, ACCEPT = "my appeal", appeal_endings.ACCEPT
SCREEN = 1
"""Appeals on a screen: each is read whole."""


async def check(app: App, by: Caller, post_id: int, offered: Offered | None = None) -> None:
    """Refuse what cannot be appealed, or a file that cannot be taken, before anything is typed or read."""
    async with app.reads() as session:
        row, home = await _named(session, by, post_id)
        creator = await session.get(Creator, row.creator_id or 0)
        await _check(session, app, by, row, creator)
        if offered is not None:
            await _check_file(session, home, offered)


async def make(app: App, by: Caller, post_id: int, text: str, offered: Offered | None = None) -> Appealed:
    """Appeal against the rejection of the member's own post.

    The file is kept by whoever sends it on, and then told to `published`.
    """
    kept = check_appeal(text)
    async with app.sessions.begin() as session:
        found, home = await _named(session, by, post_id)
        row = await post_rows.locked(session, found.id)
        creator = None if row.creator_id is None else await creators.by_id(session, row.creator_id)
        await _check(session, app, by, row, creator)
        if offered is not None:
            await _check_file(session, home, offered)
        appeal = await appeals.insert_new(
            session,
            post_id=row.id,
            discord_id=by.discord_id,
            text=kept,
            made_at=app.clock(),
            rejected_by=await appeals.rejected_by(session, row.id),
        )
        if appeal is None:
            raise AppealedAlreadyError(row.id, app.clock())
        reason = "the member says that the rejection is wrong"
        after = appeal_endings.OPEN
        traces.by_command(session, app, by, APPEAL, row, before=row.status_reason, after=after, reason=reason)
        chosen = await servers.chosen(session, home.guild_id)
        channel = None if chosen is None else chosen.admin_channel_id
        return Appealed(await card_of(session, appeal, row, home), home.guild_id, channel)


async def published(
    app: App, appeal_id: int, channel_id: int, message_id: int, file_name: str | None
) -> None:
    """Keep where the team's message is, and the name of the file in it."""
    async with app.sessions.begin() as session:
        await appeals.published(session, appeal_id, channel_id, message_id, file_name)


async def screen(app: App, by: Caller, page: int = 1) -> Page[AppealCard]:
    """Return a screen of the server's open appeals, the oldest first."""
    async with app.reads() as session:
        ids = [home.id for home in await campaigns.scope(session, by, None)]
        total = await appeals.count_open(session, ids)
        at = pages.clamp(page, total, SCREEN)
        rows = await appeals.stretch(session, ids, offset=pages.offset(at, SCREEN), limit=SCREEN)
        cards = [await card_of(session, *row) for row in rows]
        return Page(cards, at, pages.pages(total, SCREEN), total)


async def show(app: App, by: Caller, appeal_id: int) -> AppealCard:
    """Return an appeal of the server's campaigns. Raises `AppealUnknownError`."""
    async with app.reads() as session:
        appeal, row, home = await _found(session, by, appeal_id)
        return await card_of(session, appeal, row, home)


async def to_decide(app: App, by: Caller, appeal_id: int) -> AppealCard:
    """Return an appeal about which the person may decide now; refuse all others."""
    async with app.reads() as session:
        appeal, row, home = await _found(session, by, appeal_id)
        _check_decider(by, appeal)
        return await card_of(session, appeal, row, home)


async def accept(app: App, by: Caller, appeal_id: int, reason: str) -> PostChanged | PostPlan:
    """Undo the rejection for an appeal; asks first when the rule would finalize the post at once."""
    kept = check_text("reason", reason, verdicts.REASON_LIMIT)

    async def do(session: Session) -> PostChanged:
        return await _accept(session, app, by, appeal_id, kept)

    return await plans.done_or_asked(app, by, do, {"appeal_id": appeal_id, "reason": kept})


async def accept_as_shown(session: Session, app: App, by: Caller, args: dict[str, Any]) -> PostChanged:
    """Accept an appeal if nothing else comes of it than was shown."""
    done = await _accept(session, app, by, args["appeal_id"], args["reason"])
    return Shown.read(args).checked(done)


async def deny(app: App, by: Caller, appeal_id: int, reason: str) -> AppealCard:
    """Leave the post rejected, with the reason that the member is told."""
    kept = check_text("reason", reason, verdicts.REASON_LIMIT)
    async with app.sessions.begin() as session:
        appeal, row, home = await _locked(session, by, appeal_id)
        appeal_endings.end(session, app, by, row, appeal, AppealVerdict.DENIED, kept)
        await session.flush()
        now, actor = app.clock(), by.discord_id
        await telling.of_post(session, row, home, Topic.DENIED, now=now, actor=actor, reason=kept)
        return await card_of(session, appeal, row, home)


async def own(session: Session, post_ids: Collection[int]) -> Mapping[int, OwnAppeal]:
    """Return the appeals for these posts as their member sees them, by post id."""
    found = await appeals.of_posts(session, post_ids)
    return {
        post_id: OwnAppeal(each.made_at, each.file_name, each.verdict, each.decided_at, each.reason)
        for post_id, each in found.items()
    }


async def can_appeal(session: Session, app: App, by: Caller, row: Post) -> bool:
    """Whether the person can appeal against the rejection of a post now."""
    if not is_open(row.status, row.tracking, row.status_at, app.clock()):
        return False
    creator = await session.get(Creator, row.creator_id or 0)
    is_own = creator is not None and creator.discord_id == by.discord_id
    return is_own and await appeals.of_post(session, row.id) is None


async def _accept(session: Session, app: App, by: Caller, appeal_id: int, reason: str) -> PostChanged:
    _, row, _ = await _locked(session, by, appeal_id)
    done = await verdicts.put_back(session, app, by, row.id, reason)
    return replace(done, action=ACCEPT.removeprefix("post "))


async def _named(session: Session, by: Caller, post_id: int) -> tuple[Post, Campaign]:
    """Return a post of the campaigns that can be used in this server, and its campaign."""
    ids = [home.id for home in await campaign_rows.usable_in(session, by.guild_id)]
    found = await post_rows.find(session, ids, post_id=post_id)
    if not found:
        raise PostUnknownError(f"#{post_id}")
    return found[0]


async def _check(session: Session, app: App, by: Caller, row: Post, creator: Creator | None) -> None:
    if creator is None or creator.discord_id != by.discord_id:
        raise NotYourPostError(row.id)
    before = await appeals.of_post(session, row.id)
    if before is not None:
        raise AppealedAlreadyError(row.id, before.made_at)
    check_open(row.id, row.status, row.tracking, row.status_at, app.clock())


async def _check_file(session: Session, home: Campaign, offered: Offered) -> None:
    """Refuse a file that is unfit, or that no channel would keep."""
    check_file(offered)
    chosen = await servers.chosen(session, home.guild_id)
    if chosen is None or chosen.admin_channel_id is None:
        raise AppealFileError("nowhere")


async def _found(session: Session, by: Caller, appeal_id: int) -> tuple[Appeal, Post, Campaign]:
    appeal = await appeals.by_id(session, appeal_id)
    if appeal is None:
        raise AppealUnknownError(appeal_id)
    row = await session.get_one(Post, appeal.post_id)
    home = await session.get_one(Campaign, row.campaign_id)
    if home.guild_id != by.guild_id:
        raise AppealUnknownError(appeal_id)
    return appeal, row, home


async def _locked(session: Session, by: Caller, appeal_id: int) -> tuple[Appeal, Post, Campaign]:
    """Return an open appeal about which the person may decide, locked after its post."""
    found, row, home = await _found(session, by, appeal_id)
    row = await post_rows.locked(session, row.id)
    appeal = await appeals.locked_of_post(session, row.id)
    if appeal is None:  # its member was forgotten meanwhile
        raise AppealUnknownError(found.id)
    _check_decider(by, appeal)
    return appeal, row, home


def _check_decider(by: Caller, appeal: Appeal) -> None:
    check_decider(
        appeal.id,
        decider=by.discord_id,
        member=appeal.discord_id,
        rejected_by=appeal.rejected_by,
        verdict=appeal.verdict,
        decided_at=appeal.decided_at,
    )


async def card_of(session: Session, appeal: Appeal, row: Post, home: Campaign) -> AppealCard:
    """Return an appeal as the team sees it."""
    place = None
    if appeal.channel_id is not None and appeal.message_id is not None:
        place = Place(home.guild_id, appeal.channel_id, appeal.message_id)
    return AppealCard(
        id=appeal.id,
        post=await posts.card(session, row, home),
        member=appeal.discord_id,
        text=appeal.text,
        file_name=appeal.file_name,
        made_at=appeal.made_at,
        rejected_by=appeal.rejected_by,
        place=place,
        ended=_ended(appeal.verdict, appeal.decided_at, appeal.decided_by, appeal.reason),
    )


def _ended(
    verdict: AppealVerdict | None, at: datetime | None, by: int | None, reason: str | None
) -> Ended | None:
    if verdict is None or at is None or by is None:
        return None
    return Ended(verdict, at, by, reason or "")
