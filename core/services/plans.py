"""What a person is shown before something is frozen or undone, kept so that nothing else comes of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from core.domain.access import Caller
from core.domain.earnings import complete_terms, earnings_minor
from core.domain.errors import PlanChangedError
from core.domain.terms import PostStatus, Terms
from core.services import posts
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
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

    def checked(self, done: PostChanged) -> PostChanged:
        """Return what was done; raise `PlanChangedError` when other terms or sums were frozen than shown."""
        card = done.card
        frozen = (complete_terms(card.cpm, card.cap_views), card.earned_minor, card.currency)
        if frozen != (self.terms, self.earned_minor, self.currency):
            raise PlanChangedError
        return done


async def done_or_asked(
    app: App, by: Caller, do: Callable[[Session], Awaitable[PostChanged]], args: dict[str, Any]
) -> PostChanged | PostPlan:
    """Do something to a post, unless that freezes money: then take it back, and ask with what it would be.

    Trying it is the one way to know what the rule would say; a tried transaction leaves nothing behind.
    """
    async with app.sessions() as session:
        done = await do(session)
        if done.card.status is not PostStatus.FINALIZED:
            await session.commit()
            return done
        await session.rollback()
    async with app.sessions.begin() as session:
        row = await session.get_one(Post, done.card.id)
        home = await session.get_one(Campaign, row.campaign_id)
        terms, views = complete_terms(done.card.cpm, done.card.cap_views), done.card.counted_views
        reason = str(args["reason"])
        return await ask(
            session, app, by, row, home, done.action, args, views=views, terms=terms, reason=reason
        )


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
    tier = args.get("tier", row.tier)
    return PostPlan(prompt_id, action, card, reason, terms, views, earned, tier)


def _kept(row: Post, home: Campaign, terms: Terms | None, earned: int | None) -> dict[str, Any]:
    """Return what the question showed, as `Shown.read` reads it."""
    kept: dict[str, Any] = {"post_id": row.id, "earned": earned, "currency": home.currency}
    return kept if terms is None else kept | {"cpm": str(terms.cpm), "cap": terms.cap_views}
