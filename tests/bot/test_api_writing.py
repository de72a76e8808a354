"""What programs change: videos that come in once whatever happens, and notes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.domain.errors import SourceDownError
from core.domain.terms import Counts, TrackingStatus
from core.services import api_writing, audits, campaigns, confirmations, creators, endings, idempotency, posts
from core.services.app import App
from core.services.shown_audits import AuditWanted
from db import given_answers
from db.models import Post
from db.records import AuditEntry
from tests.bot.api_stage import REF, Program, another, program, summer, tell
from tests.bot.endpoint import served
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading, tiktok


@pytest.fixture
async def crm(app: App) -> AsyncIterator[Program]:
    await summer(app)
    async with program(app) as running:
        yield running


async def count(app: App) -> int:
    async with app.reads() as session:
        return await session.scalar(select(func.count()).select_from(Post)) or 0


async def test_a_video_comes_in_as_by_post_track_and_the_audit_names_the_key(
    app: App, crm: Program, source: FakeSource
) -> None:
    done = await crm.add(f"<{tell(source)}?lang=en>")

    assert done.status == 201
    assert done.body["data"] == await crm.get("/videos/1")
    assert (done.body["data"]["views"], done.body["data"]["tracking_status"]) == (5_000, "direct_add")
    card = await posts.show(app, ADMIN, "#1")
    assert (card.came_in_by, card.submitted_by) == ("api add-video", ADMIN.discord_id)
    shown = await audits.screen(app, ADMIN, AuditWanted())
    entry = shown.page.items[0]
    assert (entry.action, entry.api_key, entry.post_id) == ("api add-video", "#1 CRM", 1)
    exported = (await audits.export(app, ADMIN, AuditWanted())).content.decode("utf-8-sig")
    assert "API key #1 CRM,api add-video" in exported
    by_person = await audits.screen(app, ADMIN, AuditWanted(actor=ADMIN.discord_id))
    assert "api add-video" not in [each.action for each in by_person.page.items]


async def test_views_that_cannot_be_read_are_null(crm: Program, source: FakeSource) -> None:
    done = await crm.add(tell(source, views=None))

    assert (done.status, done.body["data"]["views"]) == (201, None)


async def test_refusals_have_their_status_and_code(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    await crm.add(tell(source))
    stranger, paused = tiktok(NOON, 7, "carl"), tiktok(NOON, 8, "bob")
    for ref, handle in ((stranger, "carl"), (paused, "bob")):
        source.tell(ref, reading(ref, 1, handle=handle, user_id=handle))
    await creators.add(app, ADMIN, handle="bob", platform=REF.platform)
    await creators.pause(app, ADMIN, "bob")
    unreadable = instagram(NOON)
    source.tell(unreadable, SourceDownError("down"))

    async def refusal(url: str) -> tuple[int, str]:
        answer = await crm.add(url)
        return answer.status, answer.body["meta"]["code"]

    assert await refusal(REF.url) == (409, "already_tracked")
    assert await refusal("hello") == (400, "not_a_post_link")
    assert await refusal("https://example.com/x") == (400, "not_a_post_link")
    assert await refusal("https://www.tiktok.com/@anna") == (400, "not_a_post_link")
    assert await refusal(f"{tell(source, 2)} {tell(source, 3)}") == (400, "one_link_only")
    assert await refusal(stranger.url) == (400, "creator_unknown")
    assert await refusal(paused.url) == (409, "creator_paused")
    assert await refusal(unreadable.url) == (409, "author_unreadable")
    assert (await crm.add(REF.url, campaign=2)).status == 404
    await campaigns.edit(app, ADMIN, campaign=None, budget="0.01")
    assert await refusal(tell(source, 2)) == (409, "budget_spent")
    plan = await endings.plan_archive(app, ADMIN, None)
    await confirmations.confirm(app, ADMIN, plan.prompt_id)
    assert await refusal(tell(source, 2)) == (409, "campaign_archived")
    assert await count(app) == 1


async def test_an_excluded_video_is_not_named(app: App, crm: Program, source: FakeSource) -> None:
    await crm.add(tell(source))
    named = await crm.add(tell(source))
    async with app.sessions.begin() as session:
        await session.execute(update(Post).values(tracking=TrackingStatus.EXCLUDED))

    unnamed = await crm.add(tell(source))

    assert named.body["meta"] == {"code": "already_tracked", "video_id": "1"}
    assert unnamed.body["meta"] == {"code": "already_tracked"}


async def test_twenty_posts_with_one_idempotency_key_make_one_video(
    app: App, crm: Program, source: FakeSource
) -> None:
    url = tell(source)

    answers = await asyncio.gather(*(crm.add(url, Idempotency_Key="order-1") for _ in range(20)))

    assert {each.status for each in answers} == {201}
    assert len({each.text for each in answers}) == 1
    assert sum("Idempotency-Replayed" in each.headers for each in answers) == 19
    assert await count(app) == 1
    async with app.reads() as session:
        query = select(func.count()).where(AuditEntry.action == api_writing.ADD)
        assert await session.scalar(query) == 1


async def test_twenty_posts_without_a_key_make_one_video_too(
    app: App, crm: Program, source: FakeSource
) -> None:
    url = tell(source)

    answers = await asyncio.gather(*(crm.add(url) for _ in range(20)))

    assert sorted(each.status for each in answers) == [201] + [409] * 19
    assert await count(app) == 1


async def test_the_answer_stays_over_a_restart_for_a_day(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    url = tell(source)
    first = await crm.add(url, Idempotency_Key="order-1")
    async with served(app) as restarted:
        again = await Program(restarted, crm.key).add(url, Idempotency_Key="order-1")
    clock.now = NOON + timedelta(hours=24)
    late = await crm.add(url, Idempotency_Key="order-1")

    assert (again.status, again.text) == (first.status, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert late.status == 409
    assert "Idempotency-Replayed" not in late.headers


async def test_the_key_belongs_to_one_request_of_one_program(
    app: App, crm: Program, source: FakeSource
) -> None:
    other = await another(app, crm)
    first = await crm.add(tell(source), Idempotency_Key="order-1")

    reused = await crm.add(tell(source, 2), Idempotency_Key="order-1")
    spaced = await crm.ask(
        "/campaigns/1/videos",
        "POST",
        raw=f'{{ "url" : "{tell(source)}" }}'.encode(),
        Idempotency_Key="order-1",
    )
    theirs = await other.add(tell(source, 2), Idempotency_Key="order-1")

    assert (reused.status, reused.body["meta"]["code"]) == (409, "idempotency_key_reused")
    assert spaced.text == first.text
    assert theirs.status == 201


async def test_refusals_are_given_again_and_passing_trouble_is_not(
    app: App, crm: Program, source: FakeSource
) -> None:
    ref, reel = tiktok(NOON, 5, "carl"), instagram(NOON)
    source.tell(ref, reading(ref, 1, handle="carl", user_id="9"))
    source.tell(reel, SourceDownError("down"))
    refused, passing = [await crm.add(each.url, Idempotency_Key=each.url) for each in (ref, reel)]
    for each in (ref, reel):
        await creators.add(app, ADMIN, handle="carl", platform=each.platform)
        source.tell(each, reading(each, 1, handle="carl", user_id="9"))

    assert (await crm.add(ref.url, Idempotency_Key=ref.url)).text == refused.text
    assert (await crm.add(ref.url, Idempotency_Key="b")).status == 201
    assert passing.headers["Retry-After"] == "10"
    assert (await crm.add(reel.url, Idempotency_Key=reel.url)).status == 201


@pytest.mark.parametrize("name", ["", "a b", "\u00e9", "x" * 256, "x" * 5_000])
async def test_idempotency_keys_that_cannot_be_kept(crm: Program, name: str) -> None:
    answer = await crm.add(REF.url, Idempotency_Key=name)

    assert (answer.status, answer.body["meta"]["field"]) == (400, "Idempotency-Key")


async def test_a_video_whose_answer_was_lost_is_answered_as_made(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    """The process was killed after the video was in and before its answer was kept."""
    url = tell(source)
    request = f'addVideo 1 {{"url":"{url}"}}'
    hashes = idempotency.digest("order-1"), idempotency.digest(request)
    async with app.sessions.begin() as session:
        await given_answers.claim(session, 1, *hashes, NOON)
    made = await crm.add(url)

    early = await crm.add(url, Idempotency_Key="order-1")
    clock.now = NOON + idempotency.AT_WORK
    late = await crm.add(url, Idempotency_Key="order-1")

    assert (early.status, early.body["meta"]["code"]) == (409, "request_in_progress")
    assert early.headers["Retry-After"] == "10"
    assert (late.status, late.body["data"]["id"]) == (201, made.body["data"]["id"])
    assert await count(app) == 1


async def test_a_fault_while_taking_in_has_a_reference_and_may_be_tried_again(
    app: App, crm: Program, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    url = tell(source)
    source.tell(REF, replace(reading(REF, 1), counts=Counts(views=2**70)))  # no column holds it
    failed = await crm.add(url, Idempotency_Key="order-1")
    tell(source)

    done = await crm.add(url, Idempotency_Key="order-1")

    assert (failed.status, failed.body["meta"]["code"]) == (500, "fault")
    assert f"reference {failed.body['meta']['reference']}" in caplog.text
    assert set(failed.body["meta"]) == {"code", "reference"}
    assert done.status == 201


async def test_notes_are_written_kept_and_removed(app: App, crm: Program, source: FakeSource) -> None:
    await crm.add(tell(source))

    async def write(text: str | None) -> str | None:
        answer = await crm.ask("/videos/1", "PATCH", {"description": text})
        assert answer.status == 200
        assert answer.body["data"] == await crm.get("/videos/1")
        found: str | None = answer.body["data"]["description"]
        return found

    assert await write("**great** <b>'; --\x00") == "**great** <b>'; --"
    assert await write("x" * 4_000) == "x" * 4_000
    assert await write(" \u0000 ") is None
    assert await write("again") == "again"
    assert await write("again") == "again"
    assert await write(None) is None
    shown = await audits.screen(app, ADMIN, AuditWanted(kind="api"))
    edits = [each for each in shown.page.items if each.action == api_writing.EDIT]
    assert [each.after[:5] for each in edits] == ["nothi", "again", "nothi", "xxxxx", "**gre"]
    assert {each.api_key for each in edits} == {"#1 CRM"}


@pytest.mark.parametrize(
    "body", [{}, {"description": 1}, {"description": "x" * 10_000}, {"notes": "x"}, {"description": ["x"]}]
)
async def test_notes_that_are_not_as_they_should_be(
    crm: Program, source: FakeSource, body: dict[str, object]
) -> None:
    await crm.add(tell(source))

    answer = await crm.ask("/videos/1", "PATCH", body)

    assert answer.status == 400
    assert (await crm.get("/videos/1"))["description"] is None
