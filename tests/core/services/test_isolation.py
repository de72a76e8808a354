"""One bad post, row or answer costs itself alone, and no check at a window's end is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.domain.errors import PostUnknownError, SourceDownError, UserError
from core.domain.refresh import Schedule
from core.domain.terms import Counts, Outcome, Platform, PostStatus
from core.services import (
    campaigns,
    confirmations,
    creators,
    decisions,
    posts,
    readings,
    refresh,
    submissions,
    verdicts,
)
from core.services.app import App
from core.services.shown import Submitted
from db.models import Post, Snapshot
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.acting import END, card, confirmed, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading, tiktok

REEL = instagram(NOON)


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="0.50", cap=500_000)


async def test_a_post_that_cannot_be_decided_stops_no_other(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await campaigns.create(app, ADMIN, name="Broken")
    await creators.add(
        app, ADMIN, handle="bob", platform=Platform.TIKTOK, campaign="Broken", cpm="1", cap=9_000
    )
    broken = tiktok(NOON, 5, "bob")
    source.tell(broken, reading(broken, 5_000, handle="bob", user_id="7"))
    bad = (await submissions.track(app, ADMIN, broken.url, "Broken")).rows[0].result
    async with app.sessions.begin() as session:  # sums that no column holds, past every check
        await session.execute(update(Post).values(cpm=10**6, cap_views=2**62))
        await session.execute(update(Snapshot).values(views=2**62, taken_at=END))
    good = await hand_in(app, source, 5_000)
    clock.now = END - timedelta(hours=1)
    await look(app, source, 5_000)
    clock.now = END + timedelta(hours=49)

    await decisions.decide_due(app)

    assert isinstance(bad, Submitted)
    assert (await card(app, good)).status is PostStatus.FINALIZED
    left = await card(app, f"#{bad.post_id}")
    assert (left.status, left.needs_person) == (PostStatus.AWAITING_MEASUREMENT, True)
    assert "a person must" in left.status_reason


async def test_a_post_decided_meanwhile_is_not_handed_back_to_a_person(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5_000)
    clock.now = END
    await look(app, source, 5_000)

    await decisions.hand_over(app, int(post[1:]))

    seen = await card(app, post)
    assert (seen.status, seen.needs_person) == (PostStatus.FINALIZED, False)


async def test_a_decision_at_the_very_end_leaves_the_look_due(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 100)
    clock.now = END - timedelta(minutes=5)
    await look(app, source, 5_000)
    clock.now = END
    await decisions.decide_due(app)

    await look(app, source, 6_000)

    assert (await card(app, post)).counted_views == 6_000


async def test_a_look_that_straddles_the_end_is_followed_by_one_after_it(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 100)
    clock.now = END - timedelta(seconds=5)
    await posts.refresh(app, EDITOR, post)  # the next regular look is far away
    early = await readings.look(app, tiktok(NOON))
    clock.now = END + timedelta(seconds=3)
    await refresh.write(app, Platform.TIKTOK, [replace(early, since=END)])

    assert (await card(app, post)).next_check_at == END


async def test_what_waits_in_vain_is_asked_ever_more_rarely(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, None, REEL)
    clock.now = END
    source.asked.clear()
    while clock.now < END + timedelta(days=10):
        await refresh.run_round(app, Platform.INSTAGRAM)
        await decisions.decide_due(app)
        clock.now = (await card(app, post)).next_check_at or END + timedelta(days=10)

    assert (await card(app, post)).needs_person
    assert len(source.asked) < 30


async def test_what_waits_for_a_person_holds_up_no_live_post(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await hand_in(app, source, None, REEL)
    clock.now = END + timedelta(hours=49)
    await decisions.decide_due(app)
    live = instagram(clock.now, 9)
    source.tell(live, reading(live, 5))
    await submissions.submit(app, ANNA, live.url)
    clock.advance(days=2)
    source.asked.clear()

    await refresh.run_round(app, Platform.INSTAGRAM)

    assert set(source.asked) == {live, REEL}


async def test_an_answer_that_cannot_be_stored_moves_no_check_past_the_end(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 1)
    clock.now = END - timedelta(minutes=20)
    source.tell(tiktok(NOON), replace(reading(tiktok(NOON), 1), counts=Counts(views=2**70)))

    await refresh.run_round(app, Platform.TIKTOK)

    seen = await card(app, post)
    assert (seen.next_check_at, seen.last_error) == (END, "what was read could not be stored")


async def test_a_post_rejected_by_hand_is_read_around_its_end_though_the_source_fails_first(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5_000)
    plan = await verdicts.plan_reject(app, ADMIN, post, "a mistake")
    await confirmations.confirm(app, ADMIN, plan.prompt_id)
    clock.now = END
    source.tell(tiktok(NOON), SourceDownError("down"))
    await refresh.run_round(app, Platform.TIKTOK)
    clock.advance(hours=1)
    await look(app, source, 5_000)
    clock.now = END + timedelta(hours=50)

    done = await confirmed(app, ADMIN, await verdicts.unreject(app, ADMIN, post, None))

    assert (done.card.status, done.card.counted_views) == (PostStatus.FINALIZED, 5_000)


async def test_the_fixed_reading_is_kept_whatever_the_grace_becomes(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    patient = replace(app, schedule=Schedule(grace=timedelta(hours=72)))
    post = await hand_in(patient, source, 500)
    clock.now = END + timedelta(hours=60)
    await look(patient, source, 500)
    assert (await card(app, post)).status is PostStatus.REJECTED
    clock.now = END + timedelta(hours=90)

    done = await confirmed(app, ADMIN, await verdicts.unreject(app, ADMIN, post, None))

    assert (done.card.status, done.card.counted_views) == (PostStatus.FINALIZED, 500)


async def test_a_window_moves_once_and_leaves_its_trace(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    source.tell(tiktok(NOON), SourceDownError("down"))
    taken = (await submissions.submit(app, ANNA, tiktok(NOON).url)).rows[0].result
    assert isinstance(taken, Submitted)
    for hours in (5, 9):
        clock.advance(hours=7)
        told = reading(tiktok(NOON), 10, published_at=NOON + timedelta(hours=hours))
        source.tell(tiktok(NOON), told)
        await refresh.run_round(app, Platform.TIKTOK)

    assert (await card(app, f"#{taken.post_id}")).window_ends_at == END + timedelta(hours=5)
    async with app.reads() as session:
        moves = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "window"))).all()
    assert [move.reason for move in moves] == [f"published {NOON + timedelta(hours=5)}, says fake"]


async def test_a_renamed_creator_without_ids_is_not_turned_away(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    source.tell(REEL, reading(REEL, 5_000, user_id=None))
    taken = (await submissions.submit(app, ANNA, REEL.url)).rows[0].result
    assert isinstance(taken, Submitted)
    clock.advance(hours=7)
    source.tell(REEL, reading(REEL, 6_000, user_id=None, handle="anna.new"))

    await refresh.run_round(app, Platform.INSTAGRAM)

    assert (await card(app, f"#{taken.post_id}")).status is PostStatus.ACTIVE


async def test_one_rows_fault_leaves_the_others_their_answers(
    app: App, source: FakeSource, summer: None
) -> None:
    refs = [tiktok(NOON, serial) for serial in range(6)]
    for ref in refs:
        source.tell(ref, reading(ref, 1))
    source.tell(refs[2], replace(reading(refs[2], 1), counts=Counts(views=2**70)))

    done = await submissions.track(app, ADMIN, "\n".join(ref.url for ref in refs))

    kinds = [type(row.result).__name__ for row in done.rows]
    assert kinds == ["Submitted"] * 2 + ["FaultError"] + ["Submitted"] * 3


async def test_views_typed_in_leave_the_other_numbers_standing(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, None)
    source.tell(tiktok(NOON), SourceDownError("down"))
    assert await posts.look_now(app, await row_of(app, post)) is Outcome.UNAVAILABLE

    done = await verdicts.set_views(app, EDITOR, post, 5_000, "seen on the phone")

    assert done.card.counts == Counts(5_000, 10, 2, 1, 0)


@pytest.mark.parametrize("typed", ["9" * 5_000, "#" + "9" * 5_000, "a\x00b", "x\ud800", "²", "#²", "%"])
async def test_whatever_is_typed_finds_nothing_politely(app: App, summer: None, typed: str) -> None:
    with pytest.raises(PostUnknownError):
        await posts.show(app, ADMIN, typed)
    with pytest.raises(UserError):
        await creators.show(app, ADMIN, typed)
    assert await posts.choices(app, ADMIN, typed) == []
    assert await creators.choices(app, ADMIN, typed) == []


async def test_a_campaign_named_by_its_id_is_that_one(app: App) -> None:
    first = await campaigns.create(app, ADMIN, name="2")
    second = await campaigns.create(app, ADMIN, name="Summer")
    assert (first.card.id, second.card.id) == (1, 2)

    assert (await campaigns.show(app, ADMIN, "#2")).name == "Summer"
    assert (await campaigns.show(app, ADMIN, "2")).name == "2"


async def test_a_creators_own_window_is_how_old_its_posts_may_be(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, window_days=30)
    source.tell(tiktok(NOON), reading(tiktok(NOON), 1))
    clock.advance(days=10)

    taken = (await submissions.submit(app, ANNA, tiktok(NOON).url)).rows[0].result

    assert isinstance(taken, Submitted)


async def row_of(app: App, post: str) -> Post:
    async with app.reads() as session:
        return (await posts.resolve(session, ADMIN, post))[0]
