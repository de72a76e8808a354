"""How an appeal ends: the one place where its verdict is written, with its trace."""

from core.domain.access import Caller
from core.domain.appeals import AppealVerdict
from core.services import traces
from core.services.app import App
from db import appeals
from db.appeal_rows import Appeal
from db.engine import Session
from db.models import Post

ACCEPT, DENY = "post accept-appeal", "post deny-appeal"
OPEN = "appeal open"


async def accept_open(session: Session, app: App, by: Caller, row: Post, reason: str) -> None:
    """Accept the appeal that is open for a locked post, if there is one: its rejection was just undone."""
    appeal = await appeals.locked_of_post(session, row.id)
    if appeal is not None and appeal.verdict is None:
        end(session, app, by, row, appeal, AppealVerdict.ACCEPTED, reason)


def end(
    session: Session,
    app: App,
    by: Caller,
    row: Post,
    appeal: Appeal,
    verdict: AppealVerdict,
    reason: str,
) -> None:
    """Write the verdict about a locked, open appeal; the member sees it, with its reason, at the post."""
    appeal.verdict, appeal.reason = verdict, reason
    appeal.decided_by, appeal.decided_at = by.discord_id, app.clock()
    action = ACCEPT if verdict is AppealVerdict.ACCEPTED else DENY
    traces.by_command(
        session, app, by, action, row, before=OPEN, after=f"appeal {verdict.value}", reason=reason
    )
