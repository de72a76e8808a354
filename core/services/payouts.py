"""Recording that creators were paid, and taking that back. The bot moves no money itself."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.domain.access import Caller
from core.domain.errors import (
    BelowMinimumError,
    MixedCurrencyError,
    NothingToPayError,
    PayoutUnknownError,
    PayoutVoidedError,
    PlanChangedError,
)
from core.domain.ledger import LedgerKind
from core.domain.money import format_money
from core.domain.names import check_text, plain
from core.domain.payouts import Standing
from core.domain.settlements import payout_said
from core.domain.terms import PostStatus
from core.services import campaigns, creators, decisions, dues, ledger, telling, traces
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.shown import Choice, Page
from core.services.shown_payouts import Due, PayoutCard, PayoutChanged, PayoutPlan, VoidPlan
from db import campaigns as campaign_rows
from db import creators as creator_rows
from db import payouts, trail
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Creator, Post
from db.money import LedgerEntry, Payout

CHOICES = 25
METHOD_LIMIT = 50
REFERENCE_LIMIT = 200
REASON_LIMIT = 500
MARK_PAID, VOID = "payout mark-paid", "payout void"


async def plan_mark_paid(
    app: App, by: Caller, creator: str, method: str | None, reference: str | None
) -> PayoutPlan:
    """Say what would be recorded as paid to a creator; nothing changes yet."""
    how = None if method is None else check_text("method", method, METHOD_LIMIT)
    proof = None if reference is None else check_text("reference", reference, REFERENCE_LIMIT)
    async with app.sessions.begin() as session:
        person, home = await resolve_payee(session, by, creator)
        due = await _payable(session, person, home)
        args = {
            "creator_id": person.id,
            "posts": [[post.post_id, post.amount_minor] for post in due.posts],
            "currency": home.currency,
            "method": how,
            "reference": proof,
        }
        return PayoutPlan(await _ask(session, app, by, MARK_PAID, args), due, how, proof)


async def mark_paid(session: Session, app: App, by: Caller, shown: Mapping[str, Any]) -> PayoutChanged:
    """Record that exactly the posts and sums that were shown were paid; what became ready since waits.

    Raises `PlanChangedError` when one of them is not ready any more, or with another sum.
    """
    wanted: dict[int, int] = dict(shown["posts"])
    rows = await post_rows.locked_all(session, wanted)
    creator = await creator_rows.by_id(session, shown["creator_id"])
    home = await campaign_rows.held(session, creator.campaign_id)
    found = await dues.of(session, [home.id], creator_id=creator.id, post_ids=wanted)
    now = {post.post_id: post.amount_minor for due in found for post in due.posts}
    if (now, home.currency) != (wanted, shown["currency"]):
        raise PlanChangedError
    payout = await _record(session, app, by, _checked(found[0]).amount_minor, creator, home, shown)
    await _pay(session, by, payout, home, rows, wanted)
    await _settle(session, app, by, rows, home, MARK_PAID, _said(payout))
    money = format_money(payout.amount_minor, payout.currency)
    before, after = f"{money} owed", f"{money} paid"
    await telling.of_payout(session, payout, home, by, posts=len(rows))
    traces.by_command(session, app, by, MARK_PAID, creator, before=before, after=after, reason=_said(payout))
    return PayoutChanged("paid", (await _cards(session, [(payout, creator, home)]))[0])


async def plan_void(app: App, by: Caller, payout: str, reason: str) -> VoidPlan:
    """Say what taking a payout back would do; nothing changes yet."""
    kept = check_text("reason", reason, REASON_LIMIT)
    async with app.sessions.begin() as session:
        found = await resolve(session, by, payout)
        _check_stands(found[0])
        card = (await _cards(session, [found]))[0]
        args = {"payout_id": found[0].id, "reason": kept}
        return VoidPlan(await _ask(session, app, by, VOID, args), card, kept)


async def void(session: Session, app: App, by: Caller, shown: Mapping[str, Any]) -> PayoutChanged:
    """Take a payout back, once: a voided row for each paid row, and what was paid is owed again."""
    payout_id, reason = shown["payout_id"], shown["reason"]
    entries = (await payouts.paid_entries(session, [payout_id])).get(payout_id, [])
    rows = await post_rows.locked_all(session, [entry.post_id for entry in entries if entry.post_id])
    payout = await payouts.locked(session, payout_id)
    _check_stands(payout)
    creator = await creator_rows.by_id(session, payout.creator_id)
    home = await campaign_rows.held(session, payout.campaign_id)
    now = app.clock()
    payout.voided_at, payout.voided_by, payout.void_reason = now, by.discord_id, reason
    await _take_back(session, by, payout, home, entries, rows, now)
    await _settle(session, app, by, rows, home, VOID, f"payout #{payout.id} voided: {reason}")
    await telling.of_payout(session, payout, home, by, posts=len(rows))
    traces.by_command(session, app, by, VOID, creator, before=_said(payout), after="voided", reason=reason)
    return PayoutChanged("voided", (await _cards(session, [(payout, creator, home)]))[0])


async def history(app: App, by: Caller, campaign: str | None, page: int = 1) -> Page[PayoutCard]:
    """Return a page of payouts, newest first, voided ones too."""
    async with app.reads() as session:
        ids = [home.id for home in await campaigns.scope(session, by, campaign)]
        total = await payouts.count(session, ids)
        at = clamp(page, total)
        found = await payouts.stretch(session, ids, offset=offset(at), limit=PAGE_SIZE)
        return Page(await _cards(session, found), at, pages(total), total)


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's payouts that stand."""
    async with app.reads() as session:
        ids = [home.id for home in await campaigns.scope(session, by, None)]
        found = await payouts.search(session, ids, plain(typed).lstrip("#@"), CHOICES)
        return [Choice(_label(*one), f"#{one[0].id}") for one in found]


async def resolve(session: Session, by: Caller, typed: str) -> payouts.Found:
    """Return the server's payout that was named by its number."""
    ids = [home.id for home in await campaigns.scope(session, by, None)]
    number = re.fullmatch("#?([0-9]{1,18})", plain(typed))
    found = None if number is None else await payouts.find(session, ids, int(number[1]))
    if found is None:
        raise PayoutUnknownError(typed)
    return found


async def resolve_payee(session: Session, by: Caller, typed: str) -> tuple[Creator, Campaign]:
    """Return the server's creator that was named; one that was removed is found by `#id` only."""
    ids = [home.id for home in await campaigns.scope(session, by, None)]
    number = re.fullmatch("#([0-9]{1,18})", plain(typed))
    found = None if number is None else await payouts.payee(session, ids, int(number[1]))
    return found or await creators.resolve(session, by, typed)


async def _ask(session: Session, app: App, by: Caller, action: str, args: dict[str, Any]) -> int:
    return await trail.ask(
        session, guild_id=by.guild_id, actor=by.discord_id, action=action, args=args, now=app.clock()
    )


async def _payable(session: Session, creator: Creator, home: Campaign) -> Due:
    if await payouts.has_other_currency(session, creator.id, home.currency):
        raise MixedCurrencyError(creator.handle, home.currency)
    found = await dues.of(session, [home.id], creator_id=creator.id)
    if not found:
        raise NothingToPayError(creator.handle, home.name)
    return _checked(found[0])


def _checked(due: Due) -> Due:
    """Return what is due, if it is enough to be paid."""
    if due.standing is Standing.BELOW_MINIMUM:
        minimum = due.minimum_minor or 0
        raise BelowMinimumError(due.payee.handle, due.amount_minor, minimum, due.payee.currency)
    return due


async def _record(
    session: Session,
    app: App,
    by: Caller,
    amount_minor: int,
    creator: Creator,
    home: Campaign,
    shown: Mapping[str, Any],
) -> Payout:
    payout = Payout(
        campaign_id=home.id,
        creator_id=creator.id,
        currency=home.currency,
        amount_minor=amount_minor,
        method=shown["method"],
        reference=shown["reference"],
        paid_at=app.clock(),
        paid_by=by.discord_id,
    )
    session.add(payout)
    await session.flush()
    return payout


async def _pay(
    session: Session,
    by: Caller,
    payout: Payout,
    home: Campaign,
    rows: Sequence[Post],
    balances: Mapping[int, int],
) -> None:
    """Enter a paid row for each post, which brings it to zero."""
    for post in rows:
        await ledger.append(
            session,
            kind=LedgerKind.PAID,
            home=home,
            creator_id=payout.creator_id,
            post=post,
            amount_minor=-balances[post.id],
            actor=by.discord_id,
            reason=_said(payout),
            now=payout.paid_at,
            payout_id=payout.id,
        )


async def _take_back(
    session: Session,
    by: Caller,
    payout: Payout,
    home: Campaign,
    entries: Collection[LedgerEntry],
    rows: Sequence[Post],
    now: datetime,
) -> None:
    """Enter a voided row for each paid one, of the moment the payout is voided at."""
    posts = {post.id: post for post in rows}
    for entry in entries:
        await ledger.append(
            session,
            kind=LedgerKind.VOIDED,
            home=home,
            creator_id=payout.creator_id,
            post=posts[entry.post_id or 0],
            amount_minor=-entry.amount_minor,
            actor=by.discord_id,
            reason=payout.void_reason or "",
            now=now,
            payout_id=payout.id,
            refers_to=entry.id,
        )


async def _settle(
    session: Session, app: App, by: Caller, rows: Sequence[Post], home: Campaign, action: str, said: str
) -> None:
    """Let locked posts be paid as long as a payout stands in which they were, with its trace."""
    await session.flush()
    paid_in = await payouts.standing_payouts(session, [post.id for post in rows])
    for post in rows:
        post.payout_id = paid_in.get(post.id)
        to = PostStatus.FINALIZED if post.payout_id is None else PostStatus.PAID
        await decisions.move(
            session, post, home, to, said, actor=by.discord_id, now=app.clock(), action=action
        )


def _check_stands(payout: Payout) -> None:
    if payout.voided_at is not None:
        raise PayoutVoidedError(payout.id, payout.voided_at)


async def _cards(session: Session, found: Sequence[payouts.Found]) -> list[PayoutCard]:
    entries = await payouts.paid_entries(session, [payout.id for payout, _, _ in found])
    return [
        PayoutCard(
            id=payout.id,
            payee=dues.payee_of(creator, home, payout.currency),
            amount_minor=payout.amount_minor,
            posts=[entry.post_id for entry in entries.get(payout.id, []) if entry.post_id],
            method=payout.method,
            reference=payout.reference,
            paid_at=payout.paid_at,
            paid_by=payout.paid_by,
            voided_at=payout.voided_at,
            voided_by=payout.voided_by,
            void_reason=payout.void_reason,
        )
        for payout, creator, home in found
    ]


def _said(payout: Payout) -> str:
    return payout_said(payout.id, payout.method, payout.reference)


def _label(payout: Payout, creator: Creator, home: Campaign) -> str:
    money = format_money(payout.amount_minor, payout.currency)
    return f"#{payout.id} @{creator.handle} · {money} · {payout.paid_at:%Y-%m-%d} · {home.name}"[:100]
