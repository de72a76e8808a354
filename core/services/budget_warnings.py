"""Warnings about budgets: each level once, whatever ends in between.

The level that was told and the notice that tells it are one transaction, with the campaign locked: neither
is there without the other, and of two processes one writes it.
"""

import logging
from typing import Any

from core.domain.budget import Spending, level
from core.domain.money import format_money
from core.services import budgets
from core.services.app import App
from core.services.tally import Tally
from db import budgets as budget_rows
from db import campaigns, notices, trail
from db.engine import Session
from db.models import Campaign

log = logging.getLogger(__name__)

LOOP = "budgets"


async def warn_due(app: App) -> Tally:
    """Have every campaign's team told whose budget has reached a level it was not told of."""
    async with app.reads() as session:
        homes = await budget_rows.with_budget(session)
    for home in homes:
        try:
            await warn_one(app, home)
        except Exception:
            log.exception("The budget of campaign %s could not be looked at", home.id)
    return Tally()


async def warn_one(app: App, home: Campaign) -> None:
    """Have the team told if the campaign, as it was read, has reached a level that it was not told of."""
    async with app.reads() as session:
        reached = await budgets.reached(session, home)
    if reached > home.budget_told_percent:
        async with app.sessions.begin() as session:
            await _tell(session, app, await campaigns.locked(session, home.id))


async def _tell(session: Session, app: App, home: Campaign) -> None:
    """Write the highest level that was reached and not told; nothing is written when another was first."""
    told, budget_minor = home.budget_told_percent, home.budget_minor
    spent = (await budgets.of_campaigns(session, [home]))[home.id]
    reached = 0 if budget_minor is None else level(spent.committed_minor, budget_minor)
    if budget_minor is None or reached <= told:
        return
    home.budget_told_percent = reached
    args = _args(home, reached, spent, budget_minor)
    notices.add(session, home.guild_id, notices.ADMIN, budgets.TOPIC, args, app.clock())
    committed = format_money(spent.committed_minor, home.currency)
    trail.note(
        session,
        at=app.clock(),
        guild_id=home.guild_id,
        actor=None,
        action=budgets.TOPIC,
        before=f"{told} %",
        after=f"{reached} %",
        reason=f"{committed} of {format_money(budget_minor, home.currency)} earned or reserved",
        campaign_id=home.id,
    )


def _args(home: Campaign, reached: int, spent: Spending, budget_minor: int) -> dict[str, Any]:
    """Return what the warning tells, as it is now."""
    return {
        "campaign_id": home.id,
        "campaign": home.name,
        "level": reached,
        "committed": spent.committed_minor,
        "budget": budget_minor,
        "currency": home.currency,
        "unknown": spent.unknown,
    }
