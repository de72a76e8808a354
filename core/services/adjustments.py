"""Correcting what is owed for a post after its earnings are frozen: another row, never an overwrite."""

from typing import Any

from core.domain.access import Caller
from core.domain.errors import BelowZeroError, PlanChangedError, PostStatusError, ReferencePostError
from core.domain.ledger import LedgerKind
from core.domain.money import format_money, parse_signed
from core.domain.names import check_text
from core.domain.terms import PostStatus
from core.services import ledger, posts, telling, traces
from core.services.app import App
from core.services.shown_ledger import Adjusted, AdjustPlan
from core.services.verdicts import REASON_LIMIT
from db import campaigns, trail
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Post

FROZEN = frozenset({PostStatus.FINALIZED, PostStatus.PAID})


async def plan_adjust(app: App, by: Caller, post: str, amount: str, reason: str) -> AdjustPlan:
    """Say what a correction would make of what is still owed for a finalized or paid post."""
    kept = check_text("reason", reason, REASON_LIMIT)
    async with app.sessions.begin() as session:
        row, home = await _locked(session, (await posts.resolve(session, by, post))[0].id)
        amount_minor = parse_signed(amount, home.currency)
        owed = await _owed_unless_too_little(session, row, home, amount_minor)
        prompt_id = await trail.ask(
            session,
            guild_id=by.guild_id,
            actor=by.discord_id,
            action="post adjust",
            args={"post_id": row.id, "amount": amount_minor, "owed": owed, "reason": kept}
            | {"currency": home.currency},
            now=app.clock(),
        )
        return AdjustPlan(prompt_id, await posts.card(session, row, home), amount_minor, owed, kept)


async def adjust(session: Session, app: App, by: Caller, args: dict[str, Any]) -> Adjusted:
    """Enter a correction, if it comes to what was shown."""
    row, home = await _locked(session, args["post_id"])
    amount_minor, reason = int(args["amount"]), str(args["reason"])
    owed = await _owed_unless_too_little(session, row, home, amount_minor)
    if (owed, home.currency) != (args["owed"], args["currency"]):
        raise PlanChangedError
    before, after = (format_money(sum_, home.currency) for sum_ in (owed, owed + amount_minor))
    traces.by_command(session, app, by, "post adjust", row, before=before, after=after, reason=reason)
    entry = await ledger.append(
        session,
        kind=LedgerKind.ADJUSTED,
        home=home,
        creator_id=row.creator_id or 0,
        post=row,
        amount_minor=amount_minor,
        actor=by.discord_id,
        reason=reason,
        now=app.clock(),
    )
    await telling.of_correction(session, row, home, entry)
    return Adjusted(await posts.card(session, row, home), amount_minor, owed + amount_minor, reason)


async def _locked(session: Session, post_id: int) -> tuple[Post, Campaign]:
    row = await post_rows.locked(session, post_id)
    if row.status is None or row.creator_id is None:
        raise ReferencePostError(row.id)
    if row.status not in FROZEN:
        raise PostStatusError("adjust", row.status)
    return row, await campaigns.held(session, row.campaign_id)


async def _owed_unless_too_little(session: Session, row: Post, home: Campaign, amount_minor: int) -> int:
    """Return what is still owed for the post; a correction never takes more than that."""
    owed = (await ledger.balances_of_posts(session, [row.id]))[row.id]
    if owed + amount_minor < 0:
        raise BelowZeroError(owed, amount_minor, home.currency)
    return owed
