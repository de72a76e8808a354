"""What people and loops do while the program is killed, and how they go on: they do the same once more."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from core.domain.access import Caller, Role
from core.domain.errors import SourceDownError, UserError
from core.domain.terms import Platform, TrackingMode
from core.domain.tracking import Review
from core.services import (
    appeals,
    budget_warnings,
    campaigns,
    confirmations,
    creator_edits,
    creators,
    decisions,
    inbox,
    payouts,
    posts,
    refresh,
    reviews,
    submissions,
    verdicts,
    verification,
    watch_rounds,
    watches,
)
from core.services.app import App, Pacing
from core.services.shown import PostPlan
from db.engine import Database
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.fakes import NOON, FakeAccounts, FakeLinks, FakeSource, FixedClock, reading, tiktok

OTHER = Caller(HOME, 100_000_000_000_000_019, Role.EDITOR)
MANY, FEW, UNREAD = (tiktok(NOON, serial) for serial in (1, 2, 3))
FOUND = tiktok(NOON, 4, "ben")


@dataclass
class Scene:
    """A program that may be killed, the world that goes on around it, and people's screens."""

    app: App
    source: FakeSource
    clock: FixedClock
    asked: list[tuple[Caller, int]] = field(default_factory=list)

    def start(self, database: Database) -> None:
        """Start the program on a database; what it had in memory is gone."""
        self.app = program(database, self.source, self.clock)

    async def answer(self, by: Caller, prompt_id: int) -> None:
        """Confirm a question, which stays on the screen until it is answered."""
        self.asked.append((by, prompt_id))
        await confirmations.confirm(self.app, by, prompt_id)
        self.asked.pop()


BACK_AFTER = 40
"""How many minutes it takes until people come back: all that was at hand has its second chance by then."""

Step = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True)
class Story:
    """Steps that people and loops take one after the other, where the story `after` has ended."""

    name: str
    after: str | None
    steps: Sequence[Step]


def program(database: Database, source: FakeSource, clock: FixedClock) -> App:
    return App(
        database=database,
        sources=dict.fromkeys(Platform, source),
        links=FakeLinks(),
        clock=clock,
        pacing=dict.fromkeys(Platform, Pacing(batch_size=10, pause_s=0)),
        accounts={Platform.TIKTOK: FakeAccounts(source)},
    )


def world() -> tuple[FakeSource, FixedClock]:
    """A source that knows four posts, and a clock."""
    source = FakeSource()
    for ref, views in ((MANY, 450_000), (FEW, 500), (UNREAD, 9_000)):
        source.tell(ref, reading(ref, views, published_at=NOON))
    source.tell(FOUND, reading(FOUND, 7_000, handle="ben", user_id="1002", published_at=NOON))
    return source, FixedClock(NOON + timedelta(hours=1))


async def go_on(scene: Scene) -> None:
    """What the program does by itself, beat by beat."""
    await refresh.run_round(scene.app, Platform.TIKTOK)
    await decisions.decide_due(scene.app)
    await watch_rounds.run(scene.app, Platform.TIKTOK)
    await budget_warnings.warn_due(scene.app)
    await verification.verify_due(scene.app)


async def once_more(scene: Scene, step: Step) -> None:
    """After a crash: the loops run, and people press the button they still see, and then begin anew."""
    scene.clock.advance(minutes=BACK_AFTER)
    await go_on(scene)
    for by, prompt_id in list(scene.asked):
        await _allowed(confirmations.confirm(scene.app, by, prompt_id))
    scene.asked.clear()
    await _allowed(step(scene))


async def _allowed(doing: Awaitable[object]) -> None:
    with suppress(UserError):  # "that is done already": whether it is, the books say
        await doing


async def make_campaign(scene: Scene) -> None:
    await campaigns.create(scene.app, ADMIN, name="Summer", budget="5000")


async def add_anna(scene: Scene) -> None:
    await creators.add(scene.app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)


async def bind_anna(scene: Scene) -> None:
    await creator_edits.edit(scene.app, ADMIN, "anna", discord_id=ANNA.discord_id)


async def add_ben(scene: Scene) -> None:
    mode = TrackingMode.SELECTIVE
    await creators.add(
        scene.app, ADMIN, handle="ben", platform=Platform.TIKTOK, cpm="0.20", cap=500_000, mode=mode
    )


FIRST_STEPS: Sequence[Step] = (make_campaign, add_anna, bind_anna, add_ben)
"""One thing each: a person whose step failed half way would go on where it ended."""


async def open_campaign(scene: Scene) -> None:
    for step in FIRST_STEPS:
        await step(scene)


async def submit(scene: Scene) -> None:
    text = " ".join(ref.url for ref in (MANY, FEW, UNREAD))
    await submissions.submit(scene.app, ANNA, text)


async def six_hours_later(scene: Scene) -> None:
    scene.clock.now = max(scene.clock.now, NOON + timedelta(hours=8))
    scene.source.tell(MANY, reading(MANY, 450_001, published_at=NOON))
    scene.source.tell(FEW, SourceDownError("time-out"))
    await refresh.run_round(scene.app, Platform.TIKTOK)


async def at_the_end(scene: Scene) -> None:
    scene.clock.now = max(scene.clock.now, NOON + timedelta(days=7, minutes=1))
    scene.source.tell(UNREAD, SourceDownError("time-out"))
    await refresh.run_round(scene.app, Platform.TIKTOK)


async def after_the_grace(scene: Scene) -> None:
    scene.clock.now = max(scene.clock.now, NOON + timedelta(days=9, minutes=2))
    await decisions.decide_due(scene.app)


async def finalize(scene: Scene) -> None:
    plan = await verdicts.plan_finalize(scene.app, ADMIN, MANY.url, "the brand pays early")
    assert isinstance(plan, PostPlan)
    await scene.answer(ADMIN, plan.prompt_id)


async def reject(scene: Scene) -> None:
    plan = await verdicts.plan_reject(scene.app, ADMIN, MANY.url, "bought views")
    await scene.answer(ADMIN, plan.prompt_id)


async def appeal(scene: Scene) -> None:
    text = "These views are real, please look at the attached statistics."
    await appeals.make(scene.app, ANNA, (await posts.show(scene.app, ADMIN, MANY.url)).id, text)


async def accept(scene: Scene) -> None:
    for waiting in (await appeals.screen(scene.app, OTHER)).items:
        await appeals.accept(scene.app, OTHER, waiting.id, "the statistics say so")


async def find(scene: Scene) -> None:
    await watches.add(scene.app, ADMIN, handle="ben", platform=Platform.TIKTOK, first_import=5)


async def approve(scene: Scene) -> None:
    waiting = [f"#{item.post_id}" for item in (await inbox.screen(scene.app, EDITOR)).page.items]
    await reviews.review_all(scene.app, EDITOR, Review.INCLUDE, waiting)


async def pay(scene: Scene) -> None:
    plan = await payouts.plan_mark_paid(scene.app, EDITOR, "anna", "PayPal", "TX-1")
    await scene.answer(EDITOR, plan.prompt_id)


async def void(scene: Scene) -> None:
    (payout,) = (await payouts.history(scene.app, ADMIN, None)).items
    plan = await payouts.plan_void(scene.app, ADMIN, f"#{payout.id}", "sent to the wrong account")
    await scene.answer(ADMIN, plan.prompt_id)


STORIES = (
    Story("submit", "open", [submit]),
    Story("refresh", "submit", [six_hours_later]),
    Story("decide", "submit", [at_the_end, after_the_grace]),
    Story("finalize", "submit", [finalize]),
    Story("appeal", "submit", [reject, appeal, accept]),
    Story("approve", "open", [find, approve]),
    Story("pay", "decide", [pay]),
    Story("void", "pay", [void]),
)
OPENING = Story("open", None, [open_campaign])
