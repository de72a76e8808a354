"""Why a post is in, or what would become of it: the checks of `/submit-post`, without its writing."""

from collections.abc import Sequence

from core.domain.access import Caller, Role
from core.domain.errors import AlreadyTrackedError, CampaignNotChosenError, UserError
from core.services import acceptance, admission, appeals, submissions
from core.services.admission import Door, Sighting
from core.services.app import App
from core.services.shown_whys import Known, Said, Why, WhyRow
from db import receipts
from db.models import Campaign, Creator, Post


async def why(app: App, by: Caller, text: str, campaign: str | None = None) -> Sequence[WhyRow]:
    """Return for each link what `/submit-post` would answer now; sources may be asked, nothing is written.

    Raises what `/submit-post` raises when no campaign can be used, or nothing is a link.
    """
    links, homes = await submissions.asked(app, by, text, campaign)
    door = submissions.own_door(by)

    async def say(link: str) -> Why:
        return await _why(app, door, link, homes)

    results = await submissions.one_by_one(links, say, None)
    whys = [result if isinstance(result, Why) else Why(Said(result)) for result in results]
    return [WhyRow(link, result) for link, result in zip(links, whys, strict=True)]


async def _why(app: App, door: Door, link: str, homes: Sequence[Campaign]) -> Why:
    try:
        seen = await admission.sight(app, door.by, link, homes)
    except AlreadyTrackedError as refusal:
        return Why(await _known(app, door.by, refusal))
    said = [await _said(app, door, seen, creator) for creator in seen.creators]
    try:
        seen.only()
    except CampaignNotChosenError as refusal:
        return Why(Said(refusal), said)
    return Why(said[0])


async def _said(app: App, door: Door, seen: Sighting, creator: Creator) -> Said:
    try:
        async with app.reads() as session:
            return Said(await acceptance.foresee(session, app, door, creator, seen.answer))
    except AlreadyTrackedError as refusal:
        return await _known(app, door.by, refusal)
    except UserError as refusal:
        return Said(refusal)


async def _known(app: App, by: Caller, refusal: AlreadyTrackedError) -> Said:
    """Return where a post stands. Its reason is for its own member and for editors of its home server."""
    async with app.reads() as session:
        post = await session.get_one(Post, refusal.post_id)
        home = await session.get_one(Campaign, post.campaign_id)
        can_appeal = await appeals.can_appeal(session, app, by, post)
        is_own = post.id in await receipts.own(session, [post.id], by.discord_id)
    may_see = is_own or (by.role >= Role.EDITOR and home.guild_id == by.guild_id)
    reason = post.status_reason if may_see else None
    return Said(refusal, Known(post.id, post.status, post.tracking, post.status_at, reason, can_appeal))
