"""Traces of what people did by command."""

from core.domain.access import Caller
from core.services.app import App
from db import trail
from db.engine import Session
from db.models import Campaign, Creator, Post


def by_command(
    session: Session,
    app: App,
    by: Caller,
    action: str,
    to: Campaign | Creator | Post,
    *,
    before: str | None = None,
    after: str | None = None,
    reason: str = "by command",
) -> None:
    """Add an audit entry about what a command did to something."""
    trail.note(
        session,
        at=app.clock(),
        guild_id=by.guild_id,
        actor=by.discord_id,
        action=action,
        reason=reason,
        before=before,
        after=after,
        campaign_id=to.id if isinstance(to, Campaign) else to.campaign_id,
        creator_id=to.id if isinstance(to, Creator) else None,
        post=to if isinstance(to, Post) else None,
        api_key_id=by.api_key_id,
    )
