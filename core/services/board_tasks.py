"""What there is for people to do in servers, put together by campaign."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from core.domain.needs import Need
from core.domain.watching import FAILED_SYNCS
from core.services.shown_boards import Example, Tasks, TasksIn, Unsynced, Waiting
from db import boards, needs
from db.boards import Row
from db.engine import Session
from db.needs import Failing


async def of_guilds(session: Session, guild_ids: Collection[int]) -> Mapping[int, Tasks]:
    """Return what there is to do, by server; servers where nothing is are left out."""
    if not guild_ids:
        return {}
    rows = {row.campaign_id: row for row in await boards.tasks(session, guild_ids)}
    examples = await _examples(session, list(rows))
    failing = defaultdict[int, list[Failing]](list)
    for each in await needs.failing(session, guild_ids, FAILED_SYNCS):
        failing[each.campaign_id].append(each)
    campaigns = {(row.campaign, row.campaign_id): row.guild_id for row in rows.values()}
    campaigns |= {(own[0].campaign, own[0].campaign_id): own[0].guild_id for own in failing.values()}
    found = defaultdict[int, list[TasksIn]](list)
    for (name, campaign_id), guild_id in sorted(campaigns.items()):
        unsynced = _unsynced(failing.get(campaign_id, []))
        found[guild_id].append(_tasks(name, rows.get(campaign_id), examples, unsynced))
    return {guild_id: Tasks(own) for guild_id, own in found.items()}


async def _examples(
    session: Session, campaign_ids: Collection[int]
) -> Mapping[tuple[int, Need], Sequence[Example]]:
    found = defaultdict[tuple[int, Need], list[Example]](list)
    for each in await needs.oldest(session, campaign_ids):
        found[each.campaign_id, each.need].append(Example(each.post_id, each.ref))
    return found


def _tasks(
    name: str,
    row: Row | None,
    examples: Mapping[tuple[int, Need], Sequence[Example]],
    unsynced: Unsynced | None,
) -> TasksIn:
    if row is None:
        return TasksIn(name, unsynced=unsynced)
    totals = {Need.UNDECIDED: row.undecided, Need.UNPRICED: row.unpriced, Need.HELD: row.held}
    waiting = {
        need: Waiting(total, examples[row.campaign_id, need]) for need, total in totals.items() if total
    }
    return TasksIn(name, row.waiting, row.oldest_at, row.appeals, waiting, unsynced)


def _unsynced(own: Sequence[Failing]) -> Unsynced | None:
    return Unsynced(own[0].total, [(each.handle, each.platform) for each in own]) if own else None
