"""Steps with money: corrections, payouts, and questions answered late, twice, or by the wrong person."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.domain.access import Caller, Role
from core.services import adjustments, payouts
from tests.conftest import ADMIN, EDITOR, HOME
from tests.faults.history_model import FROZEN, ToldPost
from tests.faults.history_play import AT_ONCE, NUMBERS, with_posts
from tests.faults.history_verdicts import Verdicts
from tests.faults.history_world import HANDLES

OTHER = Caller(HOME, 100_000_000_000_000_018, Role.ADMIN)


class Money(Verdicts):
    """What is owed and paid."""

    @with_posts
    @rule(
        number=NUMBERS,
        amount=st.sampled_from(["a cent", "more", "minus one", "all", "too much"]),
        at_once=AT_ONCE,
    )
    def adjust(self, number: int, amount: str, *, at_once: bool) -> None:
        """What is owed for a post is corrected, never to less than nothing."""
        post = self.post(number)
        owed = post.balance
        cents = {"a cent": 1, "more": 12_345, "minus one": -1, "all": -owed or 1, "too much": -owed - 1}[
            amount
        ]
        typed = f"{'+' if cents > 0 else '-'}{abs(cents) // 100}.{abs(cents) % 100:02}"

        def carry_out(_: Any) -> bool:
            if post.balance != owed:
                return False
            post.adjusted += cents
            return True

        result = self.do(
            lambda app: adjustments.plan_adjust(app, ADMIN, f"#{post.id}", typed, "a correction")
        )
        if post.status not in FROZEN or owed + cents < 0:
            self.unchanged(result)
        else:
            self.ask(result, ADMIN, carry_out, at_once=at_once)

    @rule(handle=st.sampled_from(HANDLES), at_once=AT_ONCE)
    def mark_paid(self, handle: str, *, at_once: bool) -> None:
        """A creator is paid all that is ready."""
        shown = {post.id: post.balance for post in self.ready(handle)}
        name = f"#{HANDLES.index(handle) + 1}" if self.told.creators[handle].is_removed else handle
        result = self.do(lambda app: payouts.plan_mark_paid(app, EDITOR, name, "PayPal", None))

        def carry_out(done: Any) -> bool:
            ready = {post.id: post for post in self.ready(handle) if post.id in shown}
            if {post_id: post.balance for post_id, post in ready.items()} != shown or not self.enough(shown):
                return False
            number = len(self.told.payouts) + 1
            self.told.payouts[number] = shown
            for post_id, post in ready.items():
                post.payments[number] = shown[post_id]
                post.become("paid")
            return True

        if self.enough(shown):
            self.ask(result, EDITOR, carry_out, at_once=at_once)
        else:
            self.unchanged(result)

    @precondition(lambda self: self.holdable())
    @rule(number=NUMBERS, is_asked_before=st.booleans())
    def hold_and_pay(self, number: int, *, is_asked_before: bool) -> None:
        """A decided post is held back just before its creator is paid, or while that is being asked."""
        posts = self.holdable()
        post, open_before = posts[number % len(posts)], len(self.questions)
        if is_asked_before:
            self.mark_paid(post.creator, at_once=False)
        self.hold_or_release(post)
        if not is_asked_before:
            self.mark_paid(post.creator, at_once=True)
        elif len(self.questions) > open_before:
            self.confirm(self.questions.pop())

    def holdable(self) -> list[ToldPost]:
        ready = [post for handle in HANDLES for post in self.ready(handle)]
        return [post for post in ready if post.status == "finalized"]

    def ready(self, handle: str) -> list[ToldPost]:
        posts = [post for post in self.told.of(handle) if post.status in FROZEN]
        return [post for post in posts if post.balance and not post.is_held]

    def enough(self, shown: dict[int, int]) -> bool:
        return bool(shown) and sum(shown.values()) >= (self.told.minimum_payout or 1)

    @precondition(lambda self: self.told.payouts)
    @rule(number=NUMBERS, at_once=AT_ONCE)
    def void(self, number: int, *, at_once: bool) -> None:
        """A payout is taken back: once."""
        payout = list(self.told.payouts)[number % len(self.told.payouts)]
        is_void = payout in self.told.voided
        result = self.do(lambda app: payouts.plan_void(app, ADMIN, f"#{payout}", "it bounced"))

        def carry_out(_: Any) -> bool:
            if payout in self.told.voided:
                return False
            self.told.voided.add(payout)
            for post_id in self.told.payouts[payout]:
                post = self.told.posts[post_id]
                del post.payments[payout]
                post.become("paid" if post.payments else "finalized")
            return True

        if is_void:
            self.unchanged(result)
        else:
            self.ask(result, ADMIN, carry_out, at_once=at_once)

    @precondition(lambda self: self.questions)
    @rule(number=NUMBERS)
    def answer_late(self, number: int) -> None:
        """A question is answered long after it was put, or after its day is over."""
        self.confirm(self.questions.pop(-1 - number % len(self.questions)))

    @precondition(lambda self: self.questions or self.answered)
    @rule(number=NUMBERS, is_own=st.booleans())
    def answer_wrongly(self, number: int, *, is_own: bool) -> None:
        """Somebody else answers, or the same person once more."""
        known = [*self.questions, *self.answered]
        question = known[-1 - number % len(known)]
        if question in self.answered or not is_own:
            self.confirm(question, question.by if is_own else OTHER)

    @rule(chance=st.integers(0, 9))
    def restart(self, chance: int) -> None:
        """The program ends and starts again; seldom, for then all its SQL is put together anew."""
        if chance == 9:
            self.world.restart()
            self.compare()
