"""What people decide about a post by hand."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.domain.access import Caller
from core.services import holds, inclusion, verdicts
from core.services.shown import PostPlan
from tests.conftest import ADMIN, EDITOR
from tests.faults.history_model import DAY, FROZEN, OPEN, UNDECIDED, Frozen, ToldPost
from tests.faults.history_play import AT_ONCE, NUMBERS, Play, with_posts


class Verdicts(Play):
    """What is done to posts by name."""

    @with_posts
    @rule(number=NUMBERS, views=st.sampled_from([0, 999, 1_000, 1_001, 77_777]), at_once=AT_ONCE)
    def set_views(self, number: int, views: int, *, at_once: bool) -> None:
        """A person types the views."""
        post = self.post(number)
        self.tick()

        def type_in(trial: ToldPost) -> bool:
            if trial.status not in UNDECIDED or not trial.counts or trial.last_outcome in {None, "ok"}:
                return False
            trial.type_in(self.now, views)
            return True

        result = self.do(lambda app: verdicts.set_views(app, EDITOR, f"#{post.id}", views, "seen on a phone"))
        self.try_out(post, result, type_in, at_once=at_once)

    @with_posts
    @rule(number=NUMBERS, at_once=AT_ONCE)
    def unreject(self, number: int, *, at_once: bool) -> None:
        """A rejection is undone."""
        post = self.post(number)

        def put_back(trial: ToldPost) -> bool:
            if trial.status != "rejected" or not trial.counts:
                return False
            creator = self.told.creators[trial.creator]
            if creator.version and not trial.has_own_terms:
                self.deal_of(creator).follow(trial)
            trial.put_back(self.now)
            return self.told.fits(trial)

        result = self.do(lambda app: verdicts.unreject(app, EDITOR, f"#{post.id}", None))
        self.try_out(post, result, put_back, at_once=at_once)

    @with_posts
    @rule(number=NUMBERS, by=st.sampled_from([ADMIN, ADMIN, EDITOR]), at_once=AT_ONCE)
    def finalize(self, number: int, by: Caller, *, at_once: bool) -> None:
        """A person finalizes a post on what is known."""
        post = self.post(number)
        self.tick()
        result = self.do(lambda app: verdicts.plan_finalize(app, by, f"#{post.id}", "she leaves"))
        fresh = [seen for seen in post.seen if seen.at >= self.now - DAY]
        if not (self.may_finalize(post, by) and fresh):
            self.expect(result, accepted=False)
            return
        on, rate = fresh[-1], post.rate

        def carry_out(_: Any) -> bool:
            if not self.may_finalize(post, by) or post.rate != rate or on.at < self.now - DAY:
                return False
            post.finalize(on)
            return True

        self.ask(result, by, carry_out, at_once=at_once)

    def may_finalize(self, post: ToldPost, by: Caller) -> bool:
        is_allowed = by == ADMIN or self.now >= post.ends_at
        return post.status in UNDECIDED and post.counts and post.rate is not None and is_allowed

    @with_posts
    @rule(number=NUMBERS, at_once=AT_ONCE)
    def reject(self, number: int, *, at_once: bool) -> None:
        """A person rejects a post."""
        post = self.post(number)

        def carry_out(_: Any) -> bool:
            if post.status not in OPEN or not post.counts:
                return False
            post.become("rejected")
            return True

        result = self.do(lambda app: verdicts.plan_reject(app, EDITOR, f"#{post.id}", "bought views"))
        if post.status in OPEN and post.counts:
            self.ask(result, EDITOR, carry_out, at_once=at_once)
        else:
            self.unchanged(result)

    @with_posts
    @rule(number=NUMBERS)
    def hold(self, number: int) -> None:
        """A post is held back from payment, or let go again."""
        self.hold_or_release(self.post(number))

    def hold_or_release(self, post: ToldPost) -> None:
        name = f"#{post.id}"
        if post.is_held:
            post.is_held = False
            self.expect(self.do(lambda app: holds.release(app, EDITOR, name)), accepted=True)
        elif post.status in {"paid", "rejected"}:
            self.unchanged(self.do(lambda app: holds.hold(app, EDITOR, name, "fraud?")))
        else:
            post.is_held = True
            self.expect(self.do(lambda app: holds.hold(app, EDITOR, name, "fraud?")), accepted=True)

    @with_posts
    @rule(number=NUMBERS, at_once=AT_ONCE)
    def include(self, number: int, *, at_once: bool) -> None:
        """A person lets a post count."""
        post = self.post(number)
        shown = post.foreseen(self.now)
        if shown is None and (trial := _included(post)) is not None and trial.status == "finalized":
            shown = trial.shown

        def carry_out(_: Any) -> bool:
            return self.let_in(post, shown)

        result = self.do(lambda app: inclusion.include(app, EDITOR, f"#{post.id}"))
        trial = _included(post)
        if trial is None or not self.told.fits(trial):
            self.unchanged(result)
        elif shown is None:
            assert not isinstance(result, PostPlan)
            self.expect(result, accepted=self.let_in(post, None))
        else:
            self.ask(result, EDITOR, carry_out, at_once=at_once)

    def let_in(self, post: ToldPost, shown: Frozen | None) -> bool:
        """Let the post count, if that comes to what was shown."""
        trial, coming = _included(post), post.foreseen(self.now)
        if trial is None or not self.told.fits(trial):
            return False
        if trial.status == "finalized":
            coming = trial.shown
        if coming != shown:
            return False
        post.take(trial)
        return True

    @with_posts
    @rule(number=NUMBERS, at_once=AT_ONCE)
    def exclude(self, number: int, *, at_once: bool) -> None:
        """A person takes a post out."""
        post = self.post(number)

        def carry_out(_: Any) -> bool:
            if post.status in FROZEN or post.tracking == "excluded":
                return False
            post.tracking = "excluded"
            return True

        result = self.do(lambda app: inclusion.exclude(app, EDITOR, f"#{post.id}"))
        if post.status in FROZEN or post.tracking == "excluded":
            self.unchanged(result)
        elif post.counts and post.status != "rejected":
            self.ask(result, EDITOR, carry_out, at_once=at_once)
        else:
            self.expect(result, accepted=carry_out(result))

    def try_out(
        self, post: ToldPost, result: Any, change: Callable[[ToldPost], bool], *, at_once: bool
    ) -> None:
        """Hold a change against the model: done at once, unless it freezes money; then it is asked about."""
        trial = post.twin()
        if not change(trial):
            self.unchanged(result)
            return
        if trial.status != "finalized":
            post.take(trial)
            assert not isinstance(result, PostPlan)
            self.expect(result, accepted=True)
            return

        def carry_out(_: Any) -> bool:
            again = post.twin()
            if not change(again) or again.shown != trial.shown:
                return False
            post.take(again)
            return True

        self.ask(result, EDITOR, carry_out, at_once=at_once)


def _included(post: ToldPost) -> ToldPost | None:
    """Return the post as it is once it counts, None: that is not to be decided any more."""
    if post.status in FROZEN or post.counts:
        return None
    trial = post.twin()
    trial.tracking = "included"
    trial.finalize_pending()
    return trial
