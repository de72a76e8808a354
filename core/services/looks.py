"""What one request asks for: a single post, or a page of an account that has several posts due."""

import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.errors import SourceError
from core.domain.terms import AccountRef, Listed, Platform, PostRef
from core.services import readings
from core.services.app import App
from core.services.readings import Answer
from db import due as due_posts
from db import posts
from db.due import Place, Stretch
from db.posts import Due

log = logging.getLogger(__name__)

CHUNK = 200
"""Due posts that are read from the database together."""
COMPANIONS = 800
"""Most other due posts of their accounts that are read with them, for pages to answer for too."""
WORTH_A_PAGE = 3
"""From so many due posts of one account on, a page of it is asked for instead of each post."""
PAGED_KEPT = 10_000
"""Accounts of which a round remembers that it has asked for a page of them: another would tell the same."""


@dataclass(frozen=True, slots=True)
class Look:
    """One request: a page of `account`, which may answer for all these posts, or the one post when None.

    `others` are due too: a page that has them answers for them, one that leaves them out does not matter.
    """

    refs: Sequence[PostRef]
    account: AccountRef | None = None
    others: Sequence[PostRef] = ()


class UnderWay:
    """The posts of a round that are asked for and not written yet, whatever the number of their campaigns.

    What was written is forgotten once what was read of the database before is gone through, for until then a
    row may come up that was due at the time.
    """

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._written: set[str] = set()

    def __len__(self) -> int:
        """Return how many posts are remembered."""
        return len(self._ids)

    def claim(self, ref: PostRef) -> bool:
        """Take a post, unless it is under way."""
        is_new = ref.platform_post_id not in self._ids
        self._ids.add(ref.platform_post_id)
        return is_new

    def written(self, answers: Sequence[Answer]) -> None:
        """Note what was written, whatever came of it: the database says when it is due again."""
        self._written.update(answer.ref.platform_post_id for answer in answers)

    def settled(self) -> set[str]:
        """Return what was written by now; to be asked before reading what is due."""
        settled, self._written = self._written, set()
        return settled

    def forget(self, settled: set[str]) -> None:
        """Drop what was settled before reading what is due, once that was claimed."""
        self._ids -= settled


async def due(
    app: App,
    platform: Platform,
    started: datetime,
    under_way: UnderWay,
    *,
    was_ahead: bool,
    only_urgent: bool = False,
) -> AsyncGenerator[Look]:
    """Yield the requests for what was due at the start of a round, reading a chunk at a time.

    Args:
        only_urgent: leave out what can wait for the next day.
    """
    place: Place | None = Place()
    paged: dict[AccountRef, None] = {}
    while place is not None:
        settled = under_way.settled()
        async with app.reads() as session:
            found: Stretch = await due_posts.stretch(
                session, platform, started, CHUNK, place, was_ahead=was_ahead, only_urgent=only_urgent
            )
            handles = (
                {row.ref.handle for row in found.rows if row.ref.handle} if platform in app.pages else ()
            )
            others = await due_posts.of_authors(session, platform, handles, started, COMPANIONS)
        chunk = [each for each in posts.each_once(found.rows) if under_way.claim(each.ref)]
        under_way.forget(settled)
        for look in plan(app, platform, chunk, others, paged):
            yield look
        place = found.next


def plan(
    app: App,
    platform: Platform,
    due: Sequence[Due],
    others: Sequence[Due] = (),
    paged: dict[AccountRef, None] | None = None,
) -> Sequence[Look]:
    """Return the requests for what is due, in this order.

    Args:
        others: what is due of the same accounts, and need not be asked for now.
        paged: the accounts of which no page is asked for, for one was; those planned now are added.
    """
    paged = {} if paged is None else paged
    mine = _by_account(app, platform, due)
    theirs = _by_account(app, platform, others)
    looks, planned = list[Look](), set[AccountRef]()
    for each in due:
        account = _account(each)
        if account in planned:
            continue
        if account is None or account in paged:
            looks.append(Look([each.ref]))
            continue
        refs = mine.get(account, {})
        spare = {ref_id: ref for ref_id, ref in theirs.get(account, {}).items() if ref_id not in refs}
        if len(refs) + len(spare) < WORTH_A_PAGE:
            looks.append(Look([each.ref]))
            continue
        planned.add(account)
        looks.append(Look(list(refs.values()), account, list(spare.values())))
    _remember(paged, planned)
    return looks


async def take(
    app: App, platform: Platform, look: Look, since: datetime, under_way: UnderWay
) -> list[Answer]:
    """Make the request. A page answers for the posts on it; those it leaves out need looks of their own."""
    if look.account is None:
        return [await readings.look(app, ref, since) for ref in look.refs]
    try:
        page = await app.pages[platform].fetch_page(look.account)
    except SourceError as trouble:
        log.info("A page of an account gave nothing (%s); its posts are asked for one by one", trouble)
        return []
    except Exception:
        log.exception("A page of an account could not be read; its posts are asked for one by one")
        return []
    at, wanted = app.clock(), {ref.platform_post_id for ref in look.refs}
    others = {ref.platform_post_id for ref in look.others}
    found = [each for each in page.posts if page.has_views and _stands_for_a_look(each, wanted | others)]
    return [
        Answer(each.reading.ref, since, at, each.reading)
        for each in found
        if each.reading.ref.platform_post_id in wanted or under_way.claim(each.reading.ref)
    ]


def left_out(look: Look, answers: Sequence[Answer]) -> list[Look]:
    """Return the looks of their own for the posts that a page did not answer for."""
    answered = {answer.ref.platform_post_id for answer in answers}
    return [Look([ref]) for ref in look.refs if ref.platform_post_id not in answered]


def _by_account(
    app: App, platform: Platform, due: Sequence[Due]
) -> dict[AccountRef | None, dict[str, PostRef]]:
    found: defaultdict[AccountRef | None, dict[str, PostRef]] = defaultdict(dict)
    for each in due:
        found[_account(each) if platform in app.pages else None][each.ref.platform_post_id] = each.ref
    return found


def _remember(paged: dict[AccountRef, None], planned: set[AccountRef]) -> None:
    paged.update(dict.fromkeys(planned))
    for account in list(paged)[: max(0, len(paged) - PAGED_KEPT)]:
        del paged[account]


def _account(due: Due) -> AccountRef | None:
    return None if due.ref.handle is None else AccountRef(due.ref.platform, due.ref.handle, due.author_id)


def _stands_for_a_look(listed: Listed, wanted: set[str]) -> bool:
    """Whether a listed post is wanted and says as much as a single look would.

    Unknown views do not, and nor does a zero: on pages vendors write it where they know none.
    """
    return listed.reading.ref.platform_post_id in wanted and bool(listed.reading.counts.views)
