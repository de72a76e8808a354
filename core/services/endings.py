"""Archiving campaigns and removing creators: nothing new comes in, what is in is decided and paid."""

from collections.abc import Mapping
from typing import Any

from core.domain.access import Caller
from core.domain.errors import CampaignStateError, CreatorStateError
from core.domain.terms import CampaignState, CreatorState, PostStatus, WatchState
from core.services import campaign_cards, campaigns, creators, ledger, totals, traces
from core.services.app import App
from core.services.shown import CampaignChanged, CreatorChanged
from core.services.shown_endings import EndPlan
from core.services.totals import Totals
from db import campaigns as campaign_rows
from db import creators as creator_rows
from db import totals as total_rows
from db import trail, watches
from db.engine import Session
from db.models import Campaign

ARCHIVE, REMOVE = "campaign archive", "creator remove"
UNDECIDED = frozenset(status for status in PostStatus if status.is_undecided)


async def plan_archive(app: App, by: Caller, campaign: str | None) -> EndPlan:
    """Say what goes on in a campaign that would be archived; nothing changes yet."""
    async with app.sessions.begin() as session:
        home = await campaigns.resolve(session, by, campaign)
        _check_changes(home, CampaignState.ARCHIVED)
        of_posts = totals.by_owner(await total_rows.of_campaigns(session, [home.id])).get(home.id, Totals())
        owed = (await ledger.balances_of_campaigns(session, [home.id]))[home.id]
        return EndPlan(
            prompt_id=await _ask(session, app, by, ARCHIVE, {"campaign_id": home.id}),
            action=ARCHIVE,
            card=await campaign_cards.card(session, home),
            running=_running(of_posts),
            owed_minor=owed,
            watched=await watches.count(session, [home.id]),
        )


async def archive(session: Session, app: App, by: Caller, args: Mapping[str, Any]) -> CampaignChanged:
    """Let a campaign take in nothing more. Raises `CampaignStateError` when it is archived already."""
    return await _turn(session, app, by, args["campaign_id"], CampaignState.ARCHIVED)


async def reopen(app: App, by: Caller, campaign: str | None) -> CampaignChanged:
    """Let an archived campaign take in posts again."""
    async with app.sessions.begin() as session:
        home = await campaigns.resolve(session, by, campaign)
        return await _turn(session, app, by, home.id, CampaignState.ACTIVE)


async def plan_remove(app: App, by: Caller, creator: str, campaign: str | None = None) -> EndPlan:
    """Say what goes on for a creator who would be removed; nothing changes yet."""
    async with app.sessions.begin() as session:
        person, home = await creators.resolve(session, by, creator, campaign)
        of_posts = totals.by_owner(await total_rows.of_creators(session, [person.id]))
        owed = (await ledger.balances_of_creators(session, [person.id]))[person.id]
        return EndPlan(
            prompt_id=await _ask(session, app, by, REMOVE, {"creator_id": person.id}),
            action=REMOVE,
            card=(await creators.cards(session, [(person, home)]))[0],
            running=_running(of_posts.get(person.id, Totals())),
            owed_minor=owed,
            watched=len(await watches.of_creator(session, person.id)),
        )


async def remove(session: Session, app: App, by: Caller, args: Mapping[str, Any]) -> CreatorChanged:
    """Take a creator out of its campaign; its posts and what it is owed stay.

    Raises `CreatorStateError` when somebody has removed it meanwhile.
    """
    watched = await watches.of_creator(session, args["creator_id"])
    for watch in [await watches.locked(session, watch.id) for watch in watched]:
        watch.state = WatchState.REMOVED
    person = await creator_rows.by_id(session, args["creator_id"])
    home = await campaign_rows.held(session, person.campaign_id)
    if person.state is CreatorState.REMOVED:
        raise CreatorStateError(person.handle, CreatorState.REMOVED)
    before, after = person.state.value, CreatorState.REMOVED.value
    traces.by_command(session, app, by, REMOVE, person, before=before, after=after)
    person.state = CreatorState.REMOVED
    await session.flush()
    return CreatorChanged("removed", (await creators.cards(session, [(person, home)]))[0])


async def _turn(
    session: Session, app: App, by: Caller, campaign_id: int, to: CampaignState
) -> CampaignChanged:
    home = await campaign_rows.locked(session, campaign_id)
    _check_changes(home, to)
    action = "archive" if to is CampaignState.ARCHIVED else "reopen"
    before, after = home.state.value, to.value
    traces.by_command(session, app, by, f"campaign {action}", home, before=before, after=after)
    home.state = to
    await session.flush()
    return CampaignChanged(action, await campaign_cards.card(session, home))


def _check_changes(home: Campaign, to: CampaignState) -> None:
    if home.state is to:
        raise CampaignStateError(home.name, to)


def _running(of_posts: Totals) -> int:
    return sum(count for status, count in of_posts.statuses.items() if status in UNDECIDED)


async def _ask(session: Session, app: App, by: Caller, action: str, args: dict[str, Any]) -> int:
    return await trail.ask(
        session, guild_id=by.guild_id, actor=by.discord_id, action=action, args=args, now=app.clock()
    )
