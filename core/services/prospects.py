"""What including a post comes to, before anybody decides."""

from collections.abc import Mapping, Sequence

from core.domain.earnings import complete_terms, earnings_minor
from core.domain.lifecycle import Decision, Verdict
from core.services import decisions
from core.services.app import App
from core.services.shown_reviews import Prospect
from db.engine import Session
from db.models import Campaign, Post

EARNING = {Verdict.KEEP, Verdict.FINALIZE}
"""Verdicts on which views earn something, or may yet."""


async def of(session: Session, app: App, rows: Sequence[tuple[Post, Campaign]]) -> Mapping[int, Prospect]:
    """Return, by post id, what the posts come to when they count."""
    undecided = [post for post, _ in rows if post.status is not None and post.status.is_undecided]
    said = await decisions.foresee(session, undecided, now=app.clock(), schedule=app.schedule)
    return {post.id: _of_one(post, home, said.get(post.id)) for post, home in rows}


def _of_one(post: Post, home: Campaign, decision: Decision | None) -> Prospect:
    verdict = None if decision is None else decision.verdict
    counted = None if decision is None else decision.counted
    terms, views = complete_terms(post.cpm, post.cap_views), post.counted_views
    if counted is not None:
        views = counted.views
    elif verdict is Verdict.KEEP:
        views = post.views
    earned = None
    if verdict in EARNING and terms is not None and views is not None:
        earned = earnings_minor(views, terms, home.currency)
    return Prospect(
        verdict=verdict,
        reason=post.status_reason if decision is None else decision.reason,
        views=views,
        earned_minor=earned,
        needs_person=decision is not None and decision.needs_person,
        is_below=views is not None and views < post.minimum_views,
    )
