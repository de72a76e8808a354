"""What must come of a post: its life and its money told a second time, without the program's rules."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE, GRACE = 24 * HOUR, 48 * HOUR
MISSED_TWICE = 36 * HOUR
UNDECIDED = {"active", "awaiting_measurement"}
OPEN = UNDECIDED | {"pending_cpm"}
FROZEN = {"finalized", "paid"}
NOT_COUNTING = {"pending_review", "excluded"}

Rate = tuple[Decimal, int]
"""CPM and cap."""
Frozen = tuple[Rate | None, int | None]
"""What a question shows: the terms, and what they come to."""


def pay(views: int, rate: Rate) -> int:
    """Return the cents of so many views: min(views, cap) x CPM / 1000, rounded half up."""
    cpm, cap = rate
    cents = Decimal(min(views, cap)) * cpm / 1000 * 100
    return int(cents.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Seen:
    """Views that somebody could read."""

    at: datetime
    views: int
    by_hand: bool = False
    exact: bool = True


@dataclass
class ToldPost:
    """A post as it must be."""

    id: int
    creator: str
    tracking: str
    published_at: datetime
    ends_at: datetime
    minimum: int
    cpm: Decimal | None
    cap: int | None
    status: str = "active"
    tier: str | None = None
    has_own_terms: bool = False
    deal: int | None = None
    """The version of the creator's deal that its terms come from."""
    is_spared: bool = False
    is_held: bool = False
    needs_person: bool = False
    seen: tuple[Seen, ...] = ()
    snapshots: int = 0
    views: int | None = None
    last_outcome: str | None = None
    doubted_at: datetime | None = None
    gone_at: datetime | None = None
    counted: Seen | None = None
    earned: int | None = None
    adjusted: int = 0
    payments: dict[int, int] = field(default_factory=dict)
    """Payments that stand: payout → cents."""

    @property
    def counts(self) -> bool:
        return self.tracking not in NOT_COUNTING

    @property
    def rate(self) -> Rate | None:
        return None if self.cpm is None or self.cap is None else (self.cpm, self.cap)

    @property
    def shown(self) -> Frozen:
        return self.rate, self.earned

    @property
    def balance(self) -> int:
        return (self.earned or 0) + self.adjusted - sum(self.payments.values())

    @property
    def availability(self) -> str:
        if self.gone_at is not None:
            return "gone"
        return "live" if self.doubted_at is None else "doubted"

    @property
    def payout(self) -> int | None:
        return max(self.payments, default=None)

    def take(self, other: "ToldPost") -> None:
        """Become what a copy has become."""
        self.__dict__.update(other.__dict__)

    def twin(self) -> "ToldPost":
        return copy(self)

    def give(self, rate: Rate | None) -> None:
        self.cpm, self.cap = (None, None) if rate is None else rate

    def become(self, status: str) -> None:
        self.status = status
        self.needs_person = False

    def most(self, tiers: Mapping[str, Rate]) -> int | None:
        """Return the most it may earn while it is open, None: nobody knows without terms."""
        rates = list(tiers.values()) if self.rate is None else [self.rate]
        views = [cap if self.counted is None else self.counted.views for _, cap in rates]
        return max(map(pay, views, rates), default=None)

    def read(self, at: datetime, views: int | None, *, exact: bool = True) -> None:
        """A source answered."""
        self.snapshots += 1
        self.last_outcome = "hidden" if views is None else "ok"
        self.doubted_at = self.gone_at = None
        if views is not None:
            self.seen, self.views = (*self.seen, Seen(at, views, exact=exact)), views

    def miss(self, at: datetime, outcome: str, *, is_sure: bool) -> None:
        """No source could say how often it was seen; one miss alone proves nothing."""
        self.last_outcome = outcome
        if outcome not in {"not_found", "deleted", "private"}:
            return
        self.doubted_at = self.doubted_at or at
        if outcome == "private":
            self.gone_at = None
        elif is_sure or at - self.doubted_at >= MISSED_TWICE:
            self.gone_at = self.gone_at or at

    def type_in(self, at: datetime, views: int) -> None:
        """A person typed views, and the rule looks at once."""
        self.snapshots += 1
        self.seen, self.views = (*self.seen, Seen(at, views, by_hand=True)), views
        self.decide(at)

    def put_back(self, now: datetime) -> None:
        """Undo a rejection for good."""
        self.is_spared = True
        self.become("active")
        self.decide(now)

    def decide(self, now: datetime) -> None:
        """Let the rule speak."""
        if self.status not in UNDECIDED or not self.counts or now < self.ends_at:
            return
        self.counted = self.coming(now)
        if self.counted is None:
            self.become("awaiting_measurement")
            self.needs_person = now >= self.ends_at + GRACE
        elif self.counted.views < self.minimum and not self.is_spared:
            self.become("rejected")
        elif self.rate is None:
            self.become("pending_cpm")
        else:
            self.finalize(self.counted)

    def finalize(self, counted: Seen) -> None:
        assert self.rate is not None
        assert self.earned is None
        self.counted, self.earned = counted, pay(counted.views, self.rate)
        self.become("finalized")

    def finalize_pending(self) -> None:
        """A post whose views are fixed is finalized as soon as it counts and has terms."""
        if self.status == "pending_cpm" and self.counts and self.rate is not None:
            assert self.counted is not None
            self.finalize(self.counted)

    def foreseen(self, now: datetime) -> Frozen | None:
        """Return what the rule would freeze if the post counted, None: nothing."""
        trial = self.twin()
        trial.tracking = "included"
        trial.decide(now)
        return trial.shown if self.status in UNDECIDED and trial.status == "finalized" else None

    def coming(self, now: datetime) -> Seen | None:
        """Return the reading that counts; what was fixed once stays."""
        if self.counted is not None:
            return self.counted
        near = list(self._near())
        is_over = now >= self.ends_at + GRACE
        near = [seen for seen in near if is_over or seen.exact]
        if not is_over and all(seen.at < self.ends_at for seen in near):
            return None
        return min(near, key=lambda seen: (abs(seen.at - self.ends_at), seen.at < self.ends_at), default=None)

    def _near(self) -> Iterator[Seen]:
        """Yield what may count: what was typed only until a platform is heard again."""
        near = [seen for seen in self.seen if seen.at >= self.ends_at - BEFORE]
        heard = [seen for seen in near if not seen.by_hand and seen.at <= self.ends_at + GRACE]
        yield from heard
        last = max((seen.at for seen in heard), default=None)
        yield from (seen for seen in near if seen.by_hand and (last is None or seen.at > last))


@dataclass
class ToldCreator:
    """A creator as they must be; `tiers` is None while the deal has single terms, or there is none."""

    handle: str
    version: int = 0
    single: Rate | None = None
    tiers: dict[str, Rate] | None = None
    window_days: int | None = None
    minimum: int | None = None
    is_paused: bool = False
    is_removed: bool = False
    is_selective: bool = False

    def take(self, other: "ToldCreator") -> None:
        """Become what a copy has become."""
        self.__dict__.update(other.__dict__)

    def opening(self, default: tuple[Decimal | None, int | None]) -> tuple[Decimal | None, int | None]:
        if self.version == 0:
            return default
        return (None, None) if self.single is None else self.single


@dataclass(frozen=True)
class Deal:
    """A version of a deal that may come."""

    single: Rate | None
    tiers: dict[str, Rate] | None
    version: int

    def has_for(self, post: ToldPost) -> Rate | None:
        """Return what an open post has under it; one whose tier is not in it keeps its terms."""
        if post.tier is None:
            return self.single
        return (self.tiers or {}).get(post.tier, post.rate)

    def follow(self, post: ToldPost) -> None:
        if post.tier is None or post.tier in (self.tiers or {}):
            post.give(self.has_for(post))
            post.deal = self.version
