"""What one request asks for: a single post, or a page of an account that has several posts due."""

import logging
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.errors import SourceError
from core.domain.terms import AccountRef, Listed, Platform, PostRef
from core.services import readings
from core.services.app import App
from core.services.readings import Answer
from db.posts import Due

log = logging.getLogger(__name__)

WORTH_A_PAGE = 3
"""From so many due posts of one account on, a page of it is asked for instead of each post."""


@dataclass(frozen=True, slots=True)
class Look:
    """One request: a page of `account`, which may answer for all these posts, or the one post when None."""

    refs: Sequence[PostRef]
    account: AccountRef | None = None


def plan(app: App, platform: Platform, due: Sequence[Due]) -> deque[Look]:
    """Return the requests for what is due, in the order of what is due first."""
    by_account: defaultdict[AccountRef | None, list[PostRef]] = defaultdict(list)
    for each in due:
        by_account[_account(each) if platform in app.pages else None].append(each.ref)
    looks: deque[Look] = deque()
    planned: set[AccountRef] = set()
    for each in due:
        account = _account(each)
        refs = by_account.get(account, []) if account is not None else []
        if account is None or len(refs) < WORTH_A_PAGE:
            looks.append(Look([each.ref]))
        elif account not in planned:
            planned.add(account)
            looks.append(Look(refs, account))
    return looks


async def take(app: App, platform: Platform, look: Look, since: datetime) -> list[Answer]:
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
    found = [each for each in page.posts if page.has_views and _stands_for_a_look(each, wanted)]
    return [Answer(each.reading.ref, since, at, each.reading) for each in found]


def left_out(look: Look, answers: Sequence[Answer]) -> list[Look]:
    """Return the looks of their own for the posts that a page did not answer for."""
    answered = {answer.ref.platform_post_id for answer in answers}
    return [Look([ref]) for ref in look.refs if ref.platform_post_id not in answered]


def _account(due: Due) -> AccountRef | None:
    return None if due.ref.handle is None else AccountRef(due.ref.platform, due.ref.handle, due.author_id)


def _stands_for_a_look(listed: Listed, wanted: set[str]) -> bool:
    """Whether a listed post is wanted and says as much as a single look would.

    Unknown views do not, and nor does a zero: on pages vendors write it where they know none.
    """
    return listed.reading.ref.platform_post_id in wanted and bool(listed.reading.counts.views)
