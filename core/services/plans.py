"""What a person is shown before something is frozen or undone, kept so that nothing else comes of it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from core.domain.access import Caller
from core.domain.earnings import complete_terms, earnings_minor
from core.domain.errors import PlanChangedError
from core.domain.terms import Terms
from core.services import posts
from core.services.app import App
from core.services.shown import PostPlan
from db import trail
from db.engine import Session
from db.models import Campaign, Post


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person was shown before confirming: nothing else may come of it."""

    post_id: int
    terms: Terms
    earned_minor: int
    currency: str

    @classmethod
    def read(cls, args: dict[str, Any]) -> Self:
        """Read what `kept` wrote."""
        terms = Terms(Decimal(args["cpm"]), args["cap"])
        return cls(args["post_id"], terms, args["earned"], args["currency"])

    def check(self, row: Post, home: Campaign) -> None:
        """Raise `PlanChangedError` when the frozen amount or terms are not what was shown."""
        frozen = (complete_terms(row.cpm, row.cap_views), row.earned_minor, home.currency)
        if frozen != (self.terms, self.earned_minor, self.currency):
            raise PlanChangedError


async def ask(
    session: Session,
    app: App,
    by: Caller,
    row: Post,
    home: Campaign,
    action: str,
    args: dict[str, Any],
    *,
    views: int | None,
    terms: Terms | None,
    reason: str = "",
) -> PostPlan:
    """Keep the question with what it shows; return both."""
    earned = None if terms is None or views is None else earnings_minor(views, terms, home.currency)
    prompt_id = await trail.ask(
        session,
        guild_id=by.guild_id,
        actor=by.discord_id,
        action=f"post {action}",
        args=args | _kept(row, home, terms, earned),
        now=app.clock(),
    )
    card = await posts.card(session, row, home)
    return PostPlan(prompt_id, action, card, reason, terms, views, earned)


def _kept(row: Post, home: Campaign, terms: Terms | None, earned: int | None) -> dict[str, Any]:
    """Return what the question showed, as `Shown.read` reads it."""
    kept: dict[str, Any] = {"post_id": row.id, "earned": earned, "currency": home.currency}
    return kept if terms is None else kept | {"cpm": str(terms.cpm), "cap": terms.cap_views}
