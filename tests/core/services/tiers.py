"""What tests of tiered deals do again and again."""

from decimal import Decimal

from core.services import confirmations, deals, verdicts
from core.services.app import App
from core.services.shown import PostCard, PostChanged
from core.services.shown_deals import DealPlan, DealSet
from tests.conftest import ADMIN, EDITOR

TIERS = [("Base", "0.20"), ("Mid", "0.40"), ("High", "0.60")]
ANNA_TIKTOK, ANNA_INSTAGRAM = "#1", "#2"


async def added(app: App, name: str, cpm: str, creator: str = ANNA_TIKTOK, cap: int = 600_000) -> DealSet:
    """A tier that nobody has to be asked about."""
    done = await deals.add_tier(app, ADMIN, creator, name=name, cpm=cpm, cap=cap)
    assert isinstance(done, DealSet), done
    return done


async def agreed(app: App, plan: DealPlan | DealSet) -> DealSet:
    assert isinstance(plan, DealPlan)
    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    assert isinstance(done, DealSet)
    assert done.effect == plan.effect
    return done


async def removed(app: App, name: str) -> DealSet:
    return await agreed(app, await deals.plan_remove_tier(app, ADMIN, ANNA_TIKTOK, name=name))


async def pick(app: App, post: str, tier: str) -> PostCard:
    done = await verdicts.set_cpm(app, EDITOR, post, None, None, tier)
    assert isinstance(done, PostChanged), done
    return done.card


def paid(shown: PostCard) -> tuple[str | None, Decimal | None, int | None]:
    return shown.tier, shown.cpm, shown.cap_views
