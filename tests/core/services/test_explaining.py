"""Receipts: everything a post's money rests on, as it is stored."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.ledger import LedgerKind
from core.domain.lifecycle import Verdict
from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services import campaigns, creators, decisions, explaining, intel, submissions, verdicts
from core.services.app import App
from core.services.shown_explained import TermsFrom
from db.models import Post
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, confirmed, hand_in, look
from tests.core.services.receipts import change, finalized
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok


@pytest.fixture(autouse=True)
async def campaign(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)


async def test_a_finalized_post_tells_all_it_rests_on(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await finalized(app, source, clock)

    receipt = await explaining.explain(app, EDITOR, post)

    assert (receipt.post.status, receipt.post.earned_minor) == (PostStatus.FINALIZED, 22_500)
    assert receipt.counted is not None
    assert receipt.counted.from_end == timedelta(minutes=37)
    assert (receipt.counted.views, receipt.counted.source, receipt.counted.metric) == (
        450_000,
        "fake",
        "play_count",
    )
    assert receipt.considered is not None
    assert receipt.considered.good == 2
    assert [each.views for each in receipt.considered.others] == [440_000]
    terms = receipt.terms
    assert (terms.cpm, terms.cap_views, terms.origin) == (Decimal("0.50"), 500_000, TermsFrom.DEAL)
    assert (terms.version, terms.by, terms.at) == (1, ADMIN.discord_id, NOON)
    assert receipt.decided is not None
    assert (receipt.decided.actor, receipt.decided.reason) == (None, "450,000 views counted")
    (entry,) = receipt.ledger
    assert (entry.kind, entry.amount_minor, entry.actor) == (LedgerKind.EARNED, 22_500, None)
    assert len(entry.hash) == 64
    assert receipt.balance_minor == 22_500
    assert (receipt.outlook, receipt.hold, list(receipt.payouts), list(receipt.differences)) == (
        None,
        None,
        [],
        [],
    )


async def test_a_running_post_tells_what_would_decide_it(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 320_000)
    clock.advance(hours=2)

    receipt = await explaining.explain(app, EDITOR, post)

    ahead = receipt.outlook
    assert ahead is not None
    assert (ahead.decided_at, ahead.is_over, ahead.verdict) == (END, False, Verdict.FINALIZE)
    assert ahead.estimate_minor == 16_000
    assert ahead.reading is not None
    assert ahead.reading.at == NOON
    assert (receipt.counted, receipt.decided, list(receipt.ledger)) == (None, None, [])


@pytest.mark.parametrize(
    ("views", "verdict", "reason"),
    [(999, Verdict.REJECT, "999 views, 1,000 needed"), (None, None, "handed in")],
)
async def test_too_few_or_unknown_views_promise_nothing(
    app: App, source: FakeSource, views: int | None, verdict: Verdict | None, reason: str
) -> None:
    post = await hand_in(app, source, views)

    ahead = (await explaining.explain(app, EDITOR, post)).outlook

    assert ahead is not None
    assert (ahead.verdict, ahead.reason, ahead.estimate_minor) == (verdict, reason, None)


async def test_without_terms_nothing_is_promised(app: App, source: FakeSource) -> None:
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)
    ref = tiktok(NOON, 2, "ben")
    source.tell(ref, reading(ref, 5_000, handle="ben", user_id="2002"))
    await submissions.track(app, EDITOR, ref.url)

    receipt = await explaining.explain(app, EDITOR, "#1")

    assert receipt.terms.origin is TermsFrom.NOWHERE
    assert receipt.outlook is not None
    assert (receipt.outlook.verdict, receipt.outlook.estimate_minor) == (Verdict.PEND, None)


async def test_after_the_window_the_grace_is_told(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000)
    clock.now = END + timedelta(hours=1)
    await decisions.decide_due(app)

    receipt = await explaining.explain(app, EDITOR, post)

    assert receipt.post.status is PostStatus.AWAITING_MEASUREMENT
    assert receipt.outlook is not None
    assert (receipt.outlook.is_over, receipt.outlook.decided_at) == (True, END + timedelta(hours=48))


async def test_a_rejected_post_tells_the_rules_sentence(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await finalized(app, source, clock, 812)

    receipt = await explaining.explain(app, EDITOR, post)

    assert receipt.post.status is PostStatus.REJECTED
    assert receipt.decided is not None
    assert (receipt.decided.actor, receipt.decided.reason) == (None, "812 views, 1,000 needed")
    assert receipt.counted is not None
    assert (receipt.counted.views, list(receipt.differences)) == (812, [])


async def test_undoing_a_rejection_leaves_nothing_that_does_not_add_up(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await finalized(app, source, clock, 812)
    clock.advance(hours=3)
    await look(app, source, 2_000_000)
    asked = await verdicts.unreject(app, EDITOR, post, "was fine")
    await confirmed(app, EDITOR, asked)

    receipt = await explaining.explain(app, EDITOR, post)

    assert (receipt.post.status, receipt.post.counted_views) == (PostStatus.FINALIZED, 812)
    assert receipt.post.is_spared
    assert list(receipt.differences) == []


async def test_own_terms_tell_who_set_them(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000)
    clock.advance(hours=1)
    await verdicts.set_cpm(app, EDITOR, post, "2", 10)

    terms = (await explaining.explain(app, ADMIN, post)).terms

    assert (terms.cpm, terms.cap_views, terms.origin) == (Decimal(2), 10, TermsFrom.OWN)
    assert (terms.by, terms.at) == (EDITOR.discord_id, clock.now)


async def test_the_campaigns_terms_tell_so(app: App, source: FakeSource) -> None:
    await campaigns.edit(app, ADMIN, campaign=None, cpm="0.10", cap=100)
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)
    ref = tiktok(NOON, 2, "ben")
    source.tell(ref, reading(ref, 5_000, handle="ben", user_id="2002"))
    await submissions.track(app, EDITOR, ref.url)

    assert (await explaining.explain(app, EDITOR, "#1")).terms.origin is TermsFrom.CAMPAIGN


async def test_typed_views_tell_who_typed_them(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, None)
    clock.now = END + timedelta(hours=1)
    await confirmed(app, EDITOR, await verdicts.set_views(app, EDITOR, post, 5_000, "from her screen"))

    receipt = await explaining.explain(app, ADMIN, post)

    assert receipt.counted is not None
    assert (receipt.counted.actor, receipt.counted.note) == (EDITOR.discord_id, "from her screen")
    assert list(receipt.differences) == []


async def test_finalized_by_hand_tells_the_person(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000)
    clock.advance(hours=1)
    await look(app, source, 6_000)
    plan = await verdicts.plan_finalize(app, ADMIN, post, "she leaves")
    await confirmed(app, ADMIN, plan)

    receipt = await explaining.explain(app, ADMIN, post)

    assert receipt.decided is not None
    assert (receipt.decided.actor, receipt.decided.reason) == (ADMIN.discord_id, "she leaves")
    assert list(receipt.differences) == []


@pytest.mark.parametrize("tracking", [TrackingStatus.PENDING_REVIEW, TrackingStatus.EXCLUDED])
async def test_what_does_not_count_has_no_outlook(
    app: App, source: FakeSource, tracking: TrackingStatus
) -> None:
    post = await hand_in(app, source, 5_000)
    await change(app, Post, 1, tracking=tracking)

    receipt = await explaining.explain(app, EDITOR, post)

    assert (receipt.post.tracking, receipt.outlook) == (tracking, None)


async def test_a_competitors_post_has_no_money(app: App, source: FakeSource) -> None:
    ref = tiktok(NOON, 3, "rival")
    source.tell(ref, reading(ref, 5_000, handle="rival", user_id="3003"))
    await intel.track(app, EDITOR, ref.url)

    receipt = await explaining.explain(app, EDITOR, "#1")

    assert (receipt.post.kind, receipt.outlook, receipt.counted) == (PostKind.REFERENCE, None, None)
