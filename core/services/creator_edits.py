"""Changing a creator's own rules. Posts taken in before keep the rules they came in with."""

from core.domain.access import Caller
from core.domain.errors import NothingToChangeError
from core.domain.terms import TrackingMode
from core.services import creators, traces
from core.services.app import App
from core.services.shown import CreatorChanged
from db import creators as creator_rows
from db import posts
from db.engine import Session
from db.models import Campaign, Creator

INTAKE_RULES = frozenset({"window_days", "minimum_views"})
"""What a post takes over when it comes in, and keeps."""


async def edit(
    app: App,
    by: Caller,
    creator: str,
    campaign: str | None = None,
    *,
    discord_id: int | None = None,
    window_days: int | None = None,
    minimum_views: int | None = None,
    mode: TrackingMode | None = None,
) -> CreatorChanged:
    """Change what is given; what is so already leaves no trace.

    Posts that wait for review when the mode becomes auto go on waiting.
    """
    changes: dict[str, object] = {**creators.own_rules(window_days, minimum_views)}
    if discord_id is not None:
        changes["discord_id"] = discord_id
    if mode is not None:
        changes["tracking_mode"] = mode
    if not changes:
        raise NothingToChangeError(["member", "window_days", "minimum_views", "mode"])
    async with app.sessions.begin() as session:
        found, home = await creators.resolve(session, by, creator, campaign)
        row = await creator_rows.by_id(session, found.id)
        return await _put(session, app, by, row, home, changes)


async def _put(
    session: Session, app: App, by: Caller, row: Creator, home: Campaign, given: dict[str, object]
) -> CreatorChanged:
    """Change what is not so already; tell how many open posts keep what they came in with."""
    changes = {name: value for name, value in given.items() if getattr(row, name) != value}
    if not changes:
        return CreatorChanged("unchanged", (await creators.cards(session, [(row, home)]))[0])
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    traces.by_command(session, app, by, "creator edit", row, before=_said(before), after=_said(changes))
    await session.flush()
    theirs = posts.Filter([home.id], creator_id=row.id)
    kept = await posts.count_open(session, theirs) if INTAKE_RULES & changes.keys() else 0
    return CreatorChanged("edited", (await creators.cards(session, [(row, home)]))[0], kept)


def _said(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
