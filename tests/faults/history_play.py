"""How a history is played: a step on the program, the same step on the model, and everything compared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition

from core.domain.access import Caller
from core.domain.errors import (
    MalformedError,
    NobodyAskedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
    UnsupportedError,
    UserError,
)
from core.domain.terms import Outcome, PostRef, Reading
from core.services import confirmations
from tests.fakes import reading
from tests.faults.history_checks import Books
from tests.faults.history_model import DAY, Deal, ToldCreator, ToldPost
from tests.faults.history_world import Action, World

TICK = timedelta(seconds=1)
MOST_POSTS = 4
NUMBERS, AT_ONCE = st.integers(0, MOST_POSTS - 1), st.booleans()

TROUBLES: dict[str, SourceError] = {
    "not_found": PostGoneError("nothing here"),
    "private": PostGoneError("private", Outcome.PRIVATE),
    "deleted": PostGoneError("deleted", Outcome.DELETED, confirmed=True),
    "region_locked": PostGoneError("not here", Outcome.REGION_LOCKED),
    "rate_limited": SourceBusyError("later", 60.0),
    "nobody_asked": NobodyAskedError("all are left alone"),
    "unavailable": SourceDownError("time-out"),
    "key": SourceKeyError("quota"),
    "malformed": MalformedError("what is this"),
    "unsupported": UnsupportedError("no such posts"),
}
VIEWS: dict[str, Callable[[ToldPost], int | None]] = {
    "hidden": lambda _: None,
    "no views": lambda _: 0,
    "below the minimum": lambda post: max(0, post.minimum - 1),
    "the minimum": lambda post: post.minimum,
    "above the minimum": lambda post: post.minimum + 1,
    "below the cap": lambda post: (post.cap or 500_000) - 1,
    "the cap": lambda post: post.cap or 500_000,
    "above the cap": lambda post: (post.cap or 500_000) + 1,
    "fewer than before": lambda post: (post.views or 1_200) // 2,
    "many": lambda _: 123_457,
    "very many": lambda _: 10**13,
    "rounded": lambda _: 5_000,
}
ANSWERS = [*VIEWS, *TROUBLES, "the minimum", "above the minimum", "many", "above the cap"]
"""What a source may answer, plain numbers more often."""


@dataclass
class Question:
    """Something a person was asked: who, when, and what comes of it if it still holds."""

    id: int
    by: Caller
    at: datetime
    carry_out: Callable[[Any], bool]
    """Does it to the model, given what the program returned; False when it must be refused."""


@dataclass
class Told:
    """The campaign as it must be."""

    creators: dict[str, ToldCreator]
    posts: dict[int, ToldPost] = field(default_factory=dict)
    refs: dict[int, PostRef] = field(default_factory=dict)
    default: tuple[Decimal | None, int | None] = (None, None)
    window_days: int = 7
    minimum: int = 1_000
    minimum_payout: int | None = None
    budget: int | None = None
    is_archived: bool = False
    payouts: dict[int, dict[int, int]] = field(default_factory=dict)
    voided: set[int] = field(default_factory=set)

    def taken(self, post: ToldPost) -> int | None:
        """Return what a post takes of the budget: all it came to, else the most it may, if known."""
        if post.earned is not None:
            return post.earned + post.adjusted
        return post.most(self.creators[post.creator].tiers or {}) if self.may_cost(post) else 0

    def may_cost(self, post: ToldPost) -> bool:
        return post.counts and post.status != "rejected"

    def committed(self, but: int = 0) -> int:
        return sum(self.taken(post) or 0 for post in self.posts.values() if post.id != but)

    def fits(self, post: ToldPost) -> bool:
        """Whether the budget has room for a post as it is once it is let in."""
        if self.budget is None or not self.may_cost(post):
            return True
        left, needs = self.budget - self.committed(but=post.id), self.taken(post)
        return left > 0 if needs is None else needs <= left

    def of(self, handle: str) -> list[ToldPost]:
        return [post for post in self.posts.values() if post.creator == handle]


class Play(RuleBasedStateMachine):
    """What the steps of a history are made of."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.books, self.told = world, Books(world), as_prepared()
        self.questions: list[Question] = []
        self.answered: list[Question] = []
        self.is_sound = True

    def begin_at(self, name: str) -> None:
        self.told = self.world.begin(name)
        self.books = Books(self.world)

    def keep(self, name: str) -> None:
        self.world.keep(name, self.told)

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    def post(self, number: int) -> ToldPost:
        posts = list(self.told.posts.values())
        return posts[number % len(posts)]

    def tell(self, post: ToldPost, answer: str) -> None:
        """Let the source answer so for the post from now on."""
        self.world.source.tell(self.told.refs[post.id], self.answer(self.told.refs[post.id], post, answer))

    def answer(self, ref: PostRef, post: ToldPost, answer: str) -> Reading | SourceError:
        if answer in TROUBLES:
            return TROUBLES[answer]
        return reading(
            ref,
            VIEWS[answer](post),
            handle=post.creator,
            user_id=None,
            published_at=post.published_at,
            exact=answer != "rounded",
        )

    def tick(self) -> None:
        """Let no two readings be of the same instant."""
        taken = {seen.at for post in self.told.posts.values() for seen in post.seen}
        while self.now in taken:
            self.world.clock.now += TICK

    def do(self, action: Action) -> Any:
        """Take a step; what the source was asked for on the way was read, and is in the model."""
        result = self.world.attempt(action)
        by_ref = {ref: post_id for post_id, ref in self.told.refs.items()}
        for ref in self.world.asked():
            if ref in by_ref:
                self.look(self.told.posts[by_ref[ref]])
        return result

    def look(self, post: ToldPost) -> None:
        """Read a post as the program did."""
        answer = self.world.source.told[self.told.refs[post.id]]
        if isinstance(answer, NobodyAskedError):
            return
        if isinstance(answer, Reading):
            post.read(self.now, answer.counts.views, exact=answer.exact)
        elif isinstance(answer, SourceError):
            is_sure = isinstance(answer, PostGoneError) and answer.confirmed
            post.miss(self.now, answer.outcome.value, is_sure=is_sure)
        post.decide(self.now)

    def expect(self, result: Any, *, accepted: bool) -> bool:
        """Hold what came of a step against what had to, and everything stored against the model."""
        refused = isinstance(result, UserError)
        assert refused is not accepted, repr(result)
        self.compare()
        return accepted

    def unchanged(self, result: Any) -> None:
        """A refusal leaves nothing behind at all."""
        assert isinstance(result, UserError), result
        assert not self.books.changed(), result

    def nothing_to_do(self, result: Any) -> None:
        """What is so already is no change, and leaves no trace."""
        assert not isinstance(result, UserError), result
        assert not self.books.changed(), result

    def compare(self) -> None:
        self.is_sound = False
        self.books.look(self.told.posts)
        self.is_sound = True

    def ask(self, result: Any, by: Caller, carry_out: Callable[[Any], bool], *, at_once: bool = True) -> None:
        """Keep a question that was put to a person, and answer it at once, or later."""
        self.compare()
        question = Question(result.prompt_id, by, self.now, carry_out)
        if at_once:
            self.confirm(question)
        else:
            self.questions.append(question)

    def confirm(self, question: Question, by: Caller | None = None) -> None:
        """Answer a question: once, by who was asked, within a day, and while it holds."""
        who = by or question.by
        self.tick()
        result = self.do(lambda app: confirmations.confirm(app, who, question.id))
        is_open = question not in self.answered and self.now - question.at <= DAY
        if who == question.by and is_open and question.carry_out(result):
            self.answered.append(question)
            self.expect(result, accepted=True)
        else:
            self.unchanged(result)

    def deal_of(self, creator: ToldCreator) -> Deal:
        return Deal(creator.single, creator.tiers, creator.version)

    def teardown(self) -> None:
        if self.is_sound:  # else it is told already what is wrong
            self.compare()
            self.books.end(self.told.committed())


def as_prepared() -> Told:
    """Return the model's words for what `World.prepare` does."""
    tiers = {"Base": (Decimal("0.20"), 600_000), "High": (Decimal("0.60"), 600_000)}
    ben = ToldCreator("ben", 1, single=(Decimal("0.50"), 500_000))
    return Told(
        {
            "anna": ToldCreator("anna"),
            "ben": ben,
            "cleo": ToldCreator("cleo", 2, tiers=tiers, is_selective=True),
        }
    )


with_posts = precondition(lambda self: bool(self.told.posts))
