"""A fuse while calls overlap and end in any order."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.domain.errors import SourceBusyError, SourceError
from providers.fuse import FIRST_PAUSE, JITTER, KEY_PAUSE, LONGEST_PAUSE, STRIKES, Fuse, Permit
from tests.fakes import NOON, FixedClock
from tests.providers.scripted import DOWN, REFUSED, SHAPE


class Calls(RuleBasedStateMachine):
    """Calls that overlap and end in any order; what is promised is kept by counting, not by a second fuse."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FixedClock()
        self.one = Fuse(self.clock, lambda: 0.5)
        self.under_way: list[tuple[Permit, bool]] = []  # with whether it is a trial
        self.closed_until: datetime = NOON
        self.failures = 0  # in a row, of calls that began after the last success or blow

    @rule()
    def begin(self) -> None:
        is_trial = self.one.is_blown
        permit = self.one.enter()
        if permit is None:
            return
        assert self.clock.now >= self.closed_until, "asked while it is to be left alone"
        self.under_way.append((permit, is_trial))

    @precondition(lambda self: self.under_way)
    @rule(pick=st.integers(0, 99), wait_s=st.sampled_from([None, 0, 7, 4000]))
    def is_busy(self, pick: int, wait_s: float | None) -> None:
        permit, _ = self._end(pick)
        self.one.failed(permit, SourceBusyError("busy", wait_s))
        self.one.leave(permit)
        wait = timedelta(seconds=60 if wait_s is None else wait_s)
        self.closed_until = max(self.closed_until, self.clock.now + wait)

    @precondition(lambda self: self.under_way)
    @rule(pick=st.integers(0, 99))
    def is_refused(self, pick: int) -> None:
        permit, _ = self._end(pick)
        self.one.failed(permit, REFUSED)
        self.one.leave(permit)
        assert self.one.is_refused
        self.failures = 0
        self.closed_until = max(self.closed_until, self.clock.now + KEY_PAUSE)

    @precondition(lambda self: self.under_way)
    @rule(pick=st.integers(0, 99), trouble=st.sampled_from([DOWN, SHAPE]))
    def fails(self, pick: int, trouble: SourceError) -> None:
        permit, is_trial = self._end(pick)
        was_blown = self.one.is_blown
        is_news = self.one.failed(permit, trouble)
        self.one.leave(permit)
        if not is_news:
            return
        assert is_trial or not was_blown, "blown by a call from before"
        self.failures += 1
        if is_trial or self.failures == STRIKES:
            assert self.one.is_blown
            self.failures = 0
            least = FIRST_PAUSE * (2 * (1 - JITTER) if is_trial else 1)
            self.closed_until = max(self.closed_until, self.clock.now + least)
        assert self.one.is_blown or self.failures < STRIKES

    @precondition(lambda self: self.under_way)
    @rule(pick=st.integers(0, 99))
    def works(self, pick: int) -> None:
        permit, is_trial = self._end(pick)
        was_blown = self.one.is_blown
        is_news = self.one.worked(permit)
        self.one.leave(permit)
        if is_news:
            assert is_trial or not was_blown, "mended by a call from before"
            assert not self.one.is_blown
            assert not self.one.is_refused
            self.failures = 0

    @precondition(lambda self: self.under_way)
    @rule(pick=st.integers(0, 99))
    def is_given_up(self, pick: int) -> None:
        permit, _ = self._end(pick)
        self.one.leave(permit)

    @rule(seconds=st.sampled_from([1, 59, 60, 300, 3600, 4000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @invariant()
    def one_trial_at_most(self) -> None:
        assert sum(is_trial for _, is_trial in self.under_way) <= 1

    @invariant()
    def nobody_waits_longer_than_is_asked_for_or_an_hour(self) -> None:
        if self.one.closed_until is not None:
            assert self.one.closed_until <= max(self.closed_until, self.clock.now + LONGEST_PAUSE)

    @invariant()
    def a_quiet_source_can_always_be_asked(self) -> None:
        if not self.under_way and self.one.closed_until is None:
            permit = self.one.enter()
            assert permit is not None
            self.one.leave(permit)

    def _end(self, pick: int) -> tuple[Permit, bool]:
        return self.under_way.pop(pick % len(self.under_way))


Calls.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestCalls = Calls.TestCase
