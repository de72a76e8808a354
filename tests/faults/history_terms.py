"""Terms and rules: of one post, of a creator's deal, and of the campaign for posts to come."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.domain.terms import TrackingMode
from core.services import campaigns, creator_edits, creators, deals, verdicts
from core.services.shown_deals import DealPlan
from tests.conftest import ADMIN, EDITOR
from tests.faults.history_model import OPEN, Deal, ToldPost, pay
from tests.faults.history_play import AT_ONCE, NUMBERS, with_posts
from tests.faults.history_verdicts import Verdicts
from tests.faults.history_world import HANDLES, Action

HANDLE = st.sampled_from(HANDLES)
CPM, CAP = st.sampled_from(["0.50", "0.0001", "1.2345"]), st.sampled_from([1, 999, 500_000])
TIER = st.sampled_from(["Base", "High", "Top"])


class Terms(Verdicts):
    """What is agreed."""

    @with_posts
    @rule(number=NUMBERS, cpm=st.none() | CPM, cap=st.none() | CAP, at_once=AT_ONCE)
    def set_cpm(self, number: int, cpm: str | None, cap: int | None, *, at_once: bool) -> None:
        """A post is given terms of its own, or a half of them."""
        post = self.post(number)
        result = self.do(lambda app: verdicts.set_cpm(app, EDITOR, f"#{post.id}", cpm, cap))
        if cpm is None and cap is None:
            self.unchanged(result)
            return
        halves = (post.cpm if cpm is None else Decimal(cpm), post.cap if cap is None else cap)
        self.give(post, result, halves, None, at_once=at_once)

    @with_posts
    @rule(number=NUMBERS, tier=TIER, at_once=AT_ONCE)
    def pick_tier(self, number: int, tier: str, *, at_once: bool) -> None:
        """A person picks a tier for a post."""
        post = self.post(number)
        result = self.do(lambda app: verdicts.set_cpm(app, EDITOR, f"#{post.id}", None, None, tier))
        rate = (self.told.creators[post.creator].tiers or {}).get(tier)
        if rate is None:
            self.unchanged(result)
        else:
            self.give(post, result, rate, tier, at_once=at_once)

    def give(
        self,
        post: ToldPost,
        result: Any,
        halves: tuple[Decimal | None, int | None],
        tier: str | None,
        *,
        at_once: bool,
    ) -> None:
        """Give terms to a post that is open; one that waited for them is asked about."""
        if post.status not in OPEN or not post.counts:
            self.unchanged(result)
            return
        if self.has(post, halves, tier):
            self.nothing_to_do(result)
            return

        def carry_out(_: Any) -> bool:
            tiers = self.told.creators[post.creator].tiers or {}
            is_gone = tier is not None and tiers.get(tier) != halves
            if post.status != "pending_cpm" or not post.counts or is_gone:
                return False
            self.put_on(post, halves, tier)
            return True

        if post.status == "pending_cpm" and None not in halves:
            self.ask(result, EDITOR, carry_out, at_once=at_once)
        else:
            self.put_on(post, halves, tier)
            self.expect(result, accepted=True)

    def put_on(self, post: ToldPost, halves: tuple[Decimal | None, int | None], tier: str | None) -> None:
        (post.cpm, post.cap), post.tier = halves, tier
        post.deal = None if tier is None else self.told.creators[post.creator].version
        post.has_own_terms = tier is None and post.rate is not None
        post.finalize_pending()

    def has(self, post: ToldPost, halves: tuple[Decimal | None, int | None], tier: str | None) -> bool:
        """Whether a post has exactly this, given in the same way."""
        trial = post.twin()
        trial.status = "active"  # so that nothing comes of it
        self.put_on(trial, halves, tier)
        trial.status = post.status
        return trial == post

    @rule(handle=HANDLE, cpm=CPM, cap=CAP, at_once=AT_ONCE)
    def agree(self, handle: str, cpm: str, cap: int, *, at_once: bool) -> None:
        """A creator gets a deal with one CPM and one cap."""
        result = self.do(lambda app: deals.plan_deal(app, ADMIN, handle, cpm=cpm, cap=cap))
        creator = self.told.creators[handle]
        coming = Deal((Decimal(cpm), cap), None, creator.version + 1)
        is_in_force = (creator.single, creator.tiers) == (coming.single, coming.tiers)
        if creator.is_removed or (is_in_force and self.is_silent(handle, coming)):
            self.unchanged(result)
        else:
            self.follow(handle, result, coming, at_once=at_once)

    @rule(handle=HANDLE, tier=TIER, cpm=CPM, cap=CAP, at_once=AT_ONCE)
    def add_tier(self, handle: str, tier: str, cpm: str, cap: int, *, at_once: bool) -> None:
        """A deal gets one more tier."""
        creator = self.told.creators[handle]
        tiers = dict(creator.tiers or {})
        result = self.do(lambda app: deals.add_tier(app, ADMIN, handle, name=tier, cpm=cpm, cap=cap))
        if creator.is_removed or tier in tiers:
            self.unchanged(result)
        else:
            coming = Deal(None, {**tiers, tier: (Decimal(cpm), cap)}, creator.version + 1)
            self.follow(handle, result, coming, at_once=at_once)

    @rule(handle=HANDLE, tier=TIER, at_once=AT_ONCE)
    def remove_tier(self, handle: str, tier: str, *, at_once: bool) -> None:
        """A tier leaves the deal; posts that have it keep its terms."""
        creator = self.told.creators[handle]
        tiers = dict(creator.tiers or {})
        result = self.do(lambda app: deals.plan_remove_tier(app, ADMIN, handle, name=tier))
        if creator.is_removed or tier not in tiers or len(tiers) == 1:
            self.unchanged(result)
        else:
            del tiers[tier]
            self.follow(handle, result, Deal(None, tiers, creator.version + 1), at_once=at_once)

    def follow(self, handle: str, result: Any, coming: Deal, *, at_once: bool) -> None:
        """Put a deal in force when it is confirmed, or at once where no open post would notice."""
        creator = self.told.creators[handle]
        version, shown = creator.version, self.finalizing(handle, coming)

        def carry_out(_: Any) -> bool:
            if creator.version != version or self.finalizing(handle, coming) != shown:
                return False
            creator.version, creator.single, creator.tiers = coming.version, coming.single, coming.tiers
            for post in self.following(handle):
                coming.follow(post)
                post.finalize_pending()
            return True

        if isinstance(result, DealPlan):
            self.ask(result, ADMIN, carry_out, at_once=at_once)
        else:
            assert self.is_silent(handle, coming), "nobody was asked"
            self.expect(result, accepted=carry_out(result))

    def is_silent(self, handle: str, coming: Deal) -> bool:
        """Whether no open post would notice."""
        keeps = all(coming.has_for(post) == post.rate for post in self.following(handle))
        return keeps and not self.finalizing(handle, coming)

    def following(self, handle: str) -> list[ToldPost]:
        return [post for post in self.told.of(handle) if post.status in OPEN and not post.has_own_terms]

    def finalizing(self, handle: str, coming: Deal) -> list[int]:
        """Return what the posts would earn that wait for terms which the deal has."""
        waiting = [post for post in self.following(handle) if post.status == "pending_cpm" and post.counts]
        rates = [(post, coming.has_for(post)) for post in waiting]
        return sorted(pay(post.counted.views, rate) for post, rate in rates if rate and post.counted)

    @rule(
        window=st.none() | st.sampled_from([1, 3, 14]),
        minimum=st.none() | st.sampled_from([0, 1, 5_000]),
        cpm=st.none() | CPM,
        cap=st.none() | CAP,
        payout=st.sampled_from([None, "none", "0.01", "100"]),
    )
    def edit_campaign(
        self, window: int | None, minimum: int | None, cpm: str | None, cap: int | None, payout: str | None
    ) -> None:
        """The campaign's rules change, for posts to come; its minimum payout at once."""
        changes = {"window_days": window, "minimum_views": minimum, "cap": cap, "cpm": cpm}
        given: Any = {"minimum_payout": payout, **changes}
        result = self.do(lambda app: campaigns.edit(app, ADMIN, campaign=None, **given))
        if all(value is None for value in given.values()):
            self.unchanged(result)
            return
        told, before = self.told, self.campaign_rules()
        told.window_days = told.window_days if window is None else window
        told.minimum = told.minimum if minimum is None else minimum
        old_cpm, old_cap = told.default
        told.default = (old_cpm if cpm is None else Decimal(cpm), old_cap if cap is None else cap)
        if payout is not None:
            told.minimum_payout = {"none": None, "0.01": 1, "100": 10_000}[payout]
        if self.campaign_rules() == before:
            self.nothing_to_do(result)
        else:
            self.expect(result, accepted=True)

    def campaign_rules(self) -> tuple[object, ...]:
        told = self.told
        return told.window_days, told.minimum, told.default, told.minimum_payout

    @rule(
        handle=HANDLE,
        window=st.none() | st.sampled_from([2, 10]),
        minimum=st.sampled_from([0, 1_000, 2_000]),
        is_selective=st.booleans(),
    )
    def edit_creator(self, handle: str, window: int | None, minimum: int, *, is_selective: bool) -> None:
        """A creator gets rules of their own, for posts to come."""
        creator = self.told.creators[handle]
        mode = TrackingMode.SELECTIVE if is_selective else TrackingMode.AUTO
        coming = replace(creator, minimum=minimum, is_selective=is_selective)
        coming.window_days = creator.window_days if window is None else window
        change: Action = lambda app: creator_edits.edit(  # noqa: E731  named for its type
            app, ADMIN, handle, window_days=window, minimum_views=minimum, mode=mode
        )
        result = self.do(change)
        if creator.is_removed:
            self.unchanged(result)
        elif coming == creator:
            self.nothing_to_do(result)
        else:
            creator.take(coming)
            self.expect(result, accepted=True)

    @rule(handle=HANDLE, is_paused=st.booleans())
    def pause(self, handle: str, *, is_paused: bool) -> None:
        """A creator is paused or taken up again; posts that are in go on."""
        creator, turn = self.told.creators[handle], creators.pause if is_paused else creators.resume
        result = self.do(lambda app: turn(app, ADMIN, handle))
        if creator.is_removed or creator.is_paused is is_paused:
            self.unchanged(result)
        else:
            creator.is_paused = is_paused
            self.expect(result, accepted=True)
