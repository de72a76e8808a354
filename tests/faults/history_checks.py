"""What must hold after every step of a history, whatever came before."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

from core.services import budgets, ledger
from core.services.verification import verify
from db import campaigns as homes
from tests.conftest import HOME
from tests.faults.history_model import BEFORE, FROZEN, GRACE, ToldPost, pay
from tests.faults.history_world import Rows, World

Row = dict[str, Any]
Tables = dict[str, Rows]

GROWING = ("snapshots", "audit_entries", "ledger_entries")
MONEY = ("ledger_entries", "ledger_heads", "payouts")
STATUSES = {"active", "awaiting_measurement", "pending_cpm", "finalized", "paid", "rejected"}
KEPT = ("counted_snapshot_id", "counted_views", "cpm", "cap_views", "earned_minor", "deal_id", "tier")
OWNERS = {
    "post_id": ledger.balances_of_posts,
    "creator_id": ledger.balances_of_creators,
    "campaign_id": ledger.balances_of_campaigns,
}


class Books:
    """What is stored, held against what was stored before and against what must be."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.version = self._version()
        self.tables = world.tables()

    def look(self, told: Mapping[int, ToldPost]) -> None:
        """Hold everything against the model, and what changed against what was there."""
        before = self.tables
        if self.changed():
            posts, was = self._posts(self.tables), self._posts(before)
            self._grown(before)
            self._traced(posts, was, len(before["audit_entries"]))
            self._frozen(posts, was)
            self._sums(posts)
            self._fair(posts)
            self._grounded(posts)
            if any(self.tables[name] != before[name] for name in MONEY):
                assert self.world.run(verify(self.world.app.database)).faults == []
        self._as_told(self._posts(self.tables), told)

    def changed(self) -> bool:
        """Read what is stored; return whether anything is different."""
        version = self._version()
        if version == self.version:
            return False
        before, self.version, self.tables = self.tables, version, self.world.tables()
        return self.tables != before

    def end(self, committed: int) -> None:
        """Hold what the program tells of balances and budgets against the rows, and against the model."""
        self.world.run(self._end(committed))

    async def _end(self, committed: int) -> None:
        assert (await verify(self.world.app.database)).faults == []
        rows = self.world.named("ledger_entries", self.tables["ledger_entries"])
        async with self.world.app.reads() as session:
            for owner, balances in OWNERS.items() if rows else ():
                sums: Counter[int] = Counter()
                for row in rows:
                    sums[row[owner]] += row["amount_minor"]
                assert await balances(session, list(sums)) == sums
            (home,) = await homes.of_guild(session, HOME)
            assert (await budgets.of_campaigns(session, [home]))[home.id].committed_minor == committed

    def _version(self) -> int:
        (version,) = self.world.books.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _posts(self, tables: Tables) -> dict[int, Row]:
        return {post["id"]: post for post in self.world.named("posts", tables["posts"])}

    def _as_told(self, posts: Mapping[int, Row], told: Mapping[int, ToldPost]) -> None:
        taken = Counter(row["post_id"] for row in self.world.named("snapshots", self.tables["snapshots"]))
        payments = self._balances()
        deals = {row["id"]: row["version"] for row in self.world.named("deals", self.tables["deals"])}
        assert posts.keys() == told.keys()
        for post_id, post in posts.items():
            stored, right = _said(post, taken[post_id], payments[post_id], deals), _told(told[post_id])
            wrong = [name for name in stored if stored[name] != right[name]]
            assert not wrong, [(post_id, name, stored[name], "must be", right[name]) for name in wrong]

    def _balances(self) -> Counter[int]:
        sums: Counter[int] = Counter()
        for row in self.world.named("ledger_entries", self.tables["ledger_entries"]):
            sums[row["post_id"]] += row["amount_minor"]
        return sums

    def _grown(self, before: Tables) -> None:
        """What was written once is there as it was."""
        for name in GROWING:
            assert self.tables[name][: len(before[name])] == before[name], name

    def _traced(self, posts: Mapping[int, Row], was: Mapping[int, Row], known: int) -> None:
        """Every change of status is told without a gap, with its reason."""
        steps: defaultdict[int, list[Row]] = defaultdict(list)
        for entry in self.world.named("audit_entries", self.tables["audit_entries"][known:]):
            assert entry["reason"].strip()
            if {entry["before"], entry["after"]} <= STATUSES and entry["post_id"]:
                steps[entry["post_id"]].append(entry)
        for post_id, post in posts.items():
            status = was[post_id]["status"] if post_id in was else "active"
            for entry in steps[post_id]:
                assert entry["before"] == status
                status = entry["after"]
                if status == "rejected" and entry["actor"] is None:
                    assert post["counted_views"] < post["minimum_views"]
                    assert not was[post_id]["is_spared"]
            assert post["status"] == status
            assert post["status_reason"].strip()

    def _frozen(self, posts: Mapping[int, Row], was: Mapping[int, Row]) -> None:
        """What is frozen stays as it is for good."""
        assert was.keys() <= posts.keys()
        for post_id, before in was.items():
            if before["status"] in FROZEN:
                post = posts[post_id]
                assert post["status"] in FROZEN
                assert [post[name] for name in KEPT] == [before[name] for name in KEPT]

    def _sums(self, posts: Mapping[int, Row]) -> None:
        """Nothing is earned twice, and at no time is more paid than was owed."""
        owed: Counter[int] = Counter()
        earned: Counter[int] = Counter()
        paid: Counter[int] = Counter()
        for row in self.world.named("ledger_entries", self.tables["ledger_entries"]):
            owed[row["post_id"]] += row["amount_minor"]
            earned[row["post_id"]] += row["kind"] == "earned"
            paid[row["payout_id"] or 0] -= row["amount_minor"] * (row["kind"] in {"paid", "voided"})
            assert owed[row["post_id"]] >= 0
        assert earned == {post_id: 1 for post_id, post in posts.items() if post["status"] in FROZEN}
        for payout in self.world.named("payouts", self.tables["payouts"]):
            assert paid[payout["id"]] == (0 if payout["voided_at"] else payout["amount_minor"])

    def _fair(self, posts: Mapping[int, Row]) -> None:
        """No post earns more than its cap, and with the same terms more views never earn less."""
        done = [post for post in posts.values() if post["earned_minor"] is not None]
        for post in done:
            rate = Decimal(post["cpm"]), post["cap_views"]
            assert 0 <= post["earned_minor"] <= pay(post["cap_views"], rate)
        for one, other in combinations(done, 2):
            if (one["cpm"], one["cap_views"]) == (other["cpm"], other["cap_views"]):
                fewer, more = sorted((one, other), key=lambda post: post["counted_views"])
                assert fewer["earned_minor"] <= more["earned_minor"]

    def _grounded(self, posts: Mapping[int, Row]) -> None:
        """What the rule decided rests on views that were known around the window's end."""
        snapshots = {row["id"]: row for row in self.world.named("snapshots", self.tables["snapshots"])}
        rows = self.world.named("ledger_entries", self.tables["ledger_entries"])
        by_rule = {row["post_id"] for row in rows if row["kind"] == "earned" and row["actor"] is None}
        for post_id in by_rule:
            post = posts[post_id]
            snapshot, ends_at = snapshots[post["counted_snapshot_id"]], time_of(post["window_ends_at"])
            assert snapshot["post_id"] == post_id
            assert snapshot["views"] == post["counted_views"] is not None
            assert snapshot["views"] >= post["minimum_views"] or post["is_spared"]
            assert time_of(snapshot["taken_at"]) >= ends_at - BEFORE
            assert time_of(snapshot["taken_at"]) <= ends_at + GRACE or snapshot["source"] == "manual"


def _said(post: Row, snapshots: int, balance: int, deals: Mapping[int, int]) -> Row:
    """Return what is stored of a post, in the model's words."""
    return {
        "status": post["status"],
        "tracking": post["tracking"],
        "ends at": time_of(post["window_ends_at"]),
        "minimum": post["minimum_views"],
        "terms": (None if post["cpm"] is None else Decimal(post["cpm"]), post["cap_views"], post["tier"]),
        "own terms": bool(post["has_own_terms"]),
        "deal": deals.get(post["deal_id"]),
        "spared": bool(post["is_spared"]),
        "needs person": bool(post["needs_person"]),
        "held": post["held_at"] is not None,
        "views": post["views"],
        "outcome": post["last_outcome"],
        "availability": post["availability"],
        "snapshots": snapshots,
        "counted": post["counted_views"],
        "earned": post["earned_minor"],
        "balance": balance,
        "payout": post["payout_id"],
    }


def _told(post: ToldPost) -> Row:
    return {
        "status": post.status,
        "tracking": post.tracking,
        "ends at": post.ends_at,
        "minimum": post.minimum,
        "terms": (post.cpm, post.cap, post.tier),
        "own terms": post.has_own_terms,
        "deal": post.deal,
        "spared": post.is_spared,
        "needs person": post.needs_person,
        "held": post.is_held,
        "views": post.views,
        "outcome": post.last_outcome,
        "availability": post.availability,
        "snapshots": post.snapshots,
        "counted": None if post.counted is None else post.counted.views,
        "earned": post.earned,
        "balance": post.balance,
        "payout": post.payout,
    }


def time_of(stored: str) -> datetime:
    """Return a moment as SQLite keeps it."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
