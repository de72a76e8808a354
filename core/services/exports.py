"""What goes into files: all that is due in a campaign, and every ledger row of a creator."""

from itertools import accumulate

from core.domain.access import Caller
from core.services import campaigns, dues, payouts, readings
from core.services.app import App
from core.services.shown_payouts import DueExport, Statement, StatementRow
from db import payouts as payout_rows
from db.models import Post
from db.money import LedgerEntry


async def ready(app: App, by: Caller, campaign: str | None) -> DueExport:
    """Return all that is due in one campaign of the server, what is carried over too."""
    async with app.reads() as session:
        home = await campaigns.resolve(session, by, campaign)
        found = await dues.of(session, [home.id])
        return DueExport(home.name, home.slug, home.currency, found)


async def statement(app: App, by: Caller, creator: str) -> Statement:
    """Return every ledger row of a creator of the server with the balance after it."""
    async with app.reads() as session:
        person, home = await payouts.resolve_payee(session, by, creator)
        found = await payout_rows.rows_of(session, person.id)
    balances = accumulate(entry.amount_minor for entry, _ in found)
    rows = [_row(entry, post, balance) for (entry, post), balance in zip(found, balances, strict=True)]
    return Statement(dues.payee_of(person, home), rows)


def _row(entry: LedgerEntry, post: Post | None, balance_minor: int) -> StatementRow:
    return StatementRow(
        entry_id=entry.id,
        at=entry.at,
        kind=entry.kind.value,
        amount_minor=entry.amount_minor,
        balance_minor=balance_minor,
        currency=entry.currency,
        ref=None if post is None else readings.ref_of(post),
        post_id=entry.post_id,
        snapshot_id=entry.snapshot_id,
        cpm=entry.cpm,
        cap_views=entry.cap_views,
        payout_id=entry.payout_id,
        refers_to=entry.refers_to,
        actor=entry.actor,
        reason=entry.reason,
    )
