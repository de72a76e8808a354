"""What leaves a trace: every command that changes something, and every decision of the rule."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from core.domain.access import Role
from core.domain.errors import PostGoneError
from core.domain.terms import Platform, TrackingMode
from core.domain.tracking import Review
from core.services import (
    adjustments,
    api_keys,
    api_writing,
    appeals,
    budget_warnings,
    campaigns,
    creator_edits,
    creators,
    deals,
    decisions,
    endings,
    forgetting,
    holds,
    inclusion,
    intel,
    letters,
    notes,
    payouts,
    posts,
    pulses,
    refresh,
    reports,
    reviews,
    servers,
    submissions,
    verdicts,
    watches,
)
from db.models import Campaign
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, REF, hand_in
from tests.core.services.linking_stage import linked
from tests.core.services.traced import PROGRAM, RIVAL, SERVER, Deed, World
from tests.fakes import NOON, reading, tiktok


async def note(world: World, read: Any, write: Any, *named: Any) -> None:
    await write(world.app, EDITOR, await read(world.app, EDITOR, *named), "short")


async def nothing(world: World) -> None:
    """Nothing has to be there before."""


async def pay(world: World) -> None:
    await world.finalize()
    await world.confirm(await payouts.plan_mark_paid(world.app, EDITOR, "anna", "bank", "INV-7"), EDITOR)


async def reject(world: World) -> None:
    await world.confirm(await verdicts.plan_reject(world.app, EDITOR, "#1", "bought views"), EDITOR)


async def appeal(world: World) -> None:
    await world.bind()
    await reject(world)
    await appeals.make(world.app, ANNA, 1, "These views are real, look again")


async def tier(world: World) -> None:
    result = await deals.add_tier(world.app, ADMIN, "anna", name="Base", cpm="1", cap=100)
    if hasattr(result, "prompt_id"):
        await world.confirm(result)


async def two_tiers(world: World) -> None:
    await tier(world)
    result = await deals.add_tier(world.app, ADMIN, "anna", name="High", cpm="2", cap=100)
    if hasattr(result, "prompt_id"):
        await world.confirm(result)


async def undo(world: World) -> None:
    done = await reviews.review_all(world.app, EDITOR, Review.INCLUDE, ["#1"])
    assert done.prompt_id is not None
    await reviews.undo(world.app, EDITOR, done.prompt_id)


async def unknown_views(world: World) -> None:
    world.source.tell(REF, PostGoneError("nothing here"))
    world.clock.advance(hours=7)
    await refresh.run_round(world.app, Platform.TIKTOK)


async def rival(world: World) -> None:
    world.source.tell(RIVAL, reading(RIVAL, 5_000, handle="rival", user_id="3003"))
    await intel.track(world.app, EDITOR, RIVAL.url)


async def track(world: World) -> None:
    ref = tiktok(NOON, 2)
    world.source.tell(ref, reading(ref, 5_000))
    await submissions.track(world.app, EDITOR, ref.url)


async def add_by_key(world: World) -> None:
    ref = tiktok(NOON, 2)
    world.source.tell(ref, reading(ref, 5_000))
    await api_writing.add_video(world.app, PROGRAM, 1, ref.url)


async def renamed(world: World) -> None:
    world.clock.advance(hours=7)
    world.source.tell(REF, reading(REF, 6_000, handle="anna.new"))
    await refresh.run_round(world.app, Platform.TIKTOK)


async def grace_over(world: World) -> None:
    world.clock.now = END + timedelta(hours=49)
    await decisions.decide_due(world.app)


async def too_few(world: World) -> None:
    await world.to_the_end(10)


async def budget_reached(world: World) -> None:
    async with world.app.sessions.begin() as session:
        (await session.get_one(Campaign, 1)).budget_minor = 1_500
    await budget_warnings.warn_due(world.app)


async def submit(world: World) -> None:
    await hand_in(world.app, world.source, 5_000, tiktok(NOON, 2))


BY_COMMAND: dict[str, tuple[Deed, Deed]] = {
    # the action: what must be there before, and what is done
    "campaign create": (nothing, lambda w: campaigns.create(w.app, ADMIN, name="Fall")),
    "campaign edit": (nothing, lambda w: campaigns.edit(w.app, ADMIN, campaign=None, minimum_views=5)),
    "campaign allow-server": (nothing, lambda w: campaigns.allow_server(w.app, ADMIN, server_id=SERVER)),
    "campaign block-server": (
        lambda w: campaigns.allow_server(w.app, ADMIN, server_id=SERVER),
        lambda w: campaigns.block_server(w.app, ADMIN, server_id=SERVER),
    ),
    "campaign archive": (nothing, lambda w: _then(w, endings.plan_archive(w.app, ADMIN, None))),
    "campaign reopen": (
        lambda w: _then(w, endings.plan_archive(w.app, ADMIN, None)),
        lambda w: endings.reopen(w.app, ADMIN, None),
    ),
    "campaign note": (nothing, lambda w: note(w, notes.of_campaign, notes.write_campaign, None)),
    "campaign pulse": (nothing, lambda w: pulses.keep(w.app, ADMIN, 1, 81)),
    "creator add": (nothing, lambda w: creators.add(w.app, ADMIN, handle="bob", platform=Platform.TIKTOK)),
    "creator edit": (
        nothing,
        lambda w: creator_edits.edit(w.app, ADMIN, "anna", mode=TrackingMode.SELECTIVE),
    ),
    "creator paused": (nothing, lambda w: creators.pause(w.app, ADMIN, "anna")),
    "creator resumed": (
        lambda w: creators.pause(w.app, ADMIN, "anna"),
        lambda w: creators.resume(w.app, ADMIN, "anna"),
    ),
    "creator remove": (nothing, lambda w: _then(w, endings.plan_remove(w.app, ADMIN, "anna"))),
    "creator note": (nothing, lambda w: note(w, notes.of_creator, notes.write_creator, "anna")),
    "creator deal": (
        nothing,
        lambda w: _then(w, deals.plan_deal(w.app, ADMIN, "anna", cpm="2", cap=10)),
    ),
    "creator tier-add": (nothing, tier),
    "creator tier-remove": (
        two_tiers,
        lambda w: _then(w, deals.plan_remove_tier(w.app, ADMIN, "anna", name="High")),
    ),
    "submit-post": (nothing, submit),
    "post track": (nothing, track),
    "intel track": (nothing, rival),
    "post refresh": (nothing, lambda w: posts.refresh(w.app, EDITOR, "#1")),
    "post set-cpm": (nothing, lambda w: verdicts.set_cpm(w.app, EDITOR, "#1", "2", 10)),
    "post set-views": (unknown_views, lambda w: verdicts.set_views(w.app, EDITOR, "#1", 5, "seen")),
    "post reject": (nothing, reject),
    "post unreject": (reject, lambda w: verdicts.unreject(w.app, EDITOR, "#1", "appeal")),
    "decision": (nothing, lambda w: _then(w, verdicts.plan_finalize(w.app, ADMIN, "#1", "she leaves"))),
    "post hold": (nothing, lambda w: holds.hold(w.app, EDITOR, "#1", "fraud?")),
    "post release": (
        lambda w: holds.hold(w.app, EDITOR, "#1", "fraud?"),
        lambda w: holds.release(w.app, EDITOR, "#1"),
    ),
    "post adjust": (
        World.finalize,
        lambda w: _then(w, adjustments.plan_adjust(w.app, ADMIN, "#1", "+1", "bonus")),
    ),
    "my appeal": (
        lambda w: _after(w.bind(), reject(w)),
        lambda w: appeals.make(w.app, ANNA, 1, "These views are real, look again"),
    ),
    "post accept-appeal": (appeal, lambda w: appeals.accept(w.app, ADMIN, 1, "they are real")),
    "post deny-appeal": (appeal, lambda w: appeals.deny(w.app, ADMIN, 1, "they were bought")),
    "post include": (World.wait_for_review, lambda w: inclusion.include(w.app, EDITOR, "#1")),
    "post exclude": (World.wait_for_review, lambda w: inclusion.exclude(w.app, EDITOR, "#1")),
    "inbox undo": (World.wait_for_review, undo),
    "post note": (nothing, lambda w: note(w, notes.of_post, notes.write_post, "#1")),
    "watch add": (nothing, World.watch),
    "watch paused": (World.watch, lambda w: watches.pause(w.app, EDITOR, "anna")),
    "watch resumed": (
        lambda w: _after(World.watch(w), watches.pause(w.app, EDITOR, "anna")),
        lambda w: watches.resume(w.app, EDITOR, "anna"),
    ),
    "watch removed": (World.watch, lambda w: watches.remove(w.app, EDITOR, "anna")),
    "watch sync": (World.watch, lambda w: watches.sync(w.app, EDITOR, "anna")),
    "setup": (nothing, lambda w: servers.choose_role(w.app, ADMIN, Role.EDITOR, 7)),
    "my messages": (nothing, lambda w: letters.choose(w.app, HOME, ANNA.discord_id, wanted=False)),
    "my link": (nothing, lambda w: linked(w.app, w.clock)),
    "my forget": (
        lambda w: _after(w.bind(), pay(w)),
        lambda w: _as_anna(w, forgetting.plan_forget(w.app, ANNA)),
    ),
    "payout mark-paid": (nothing, pay),
    "payout void": (pay, lambda w: _then(w, payouts.plan_void(w.app, ADMIN, "#1", "bounced"))),
    "api add-video": (nothing, add_by_key),
    "api edit-video": (nothing, lambda w: api_writing.describe(w.app, PROGRAM, 1, "short")),
    "api-key create": (nothing, lambda w: api_keys.create(w.app, ADMIN, label="CRM")),
    "api-key revoke": (
        lambda w: api_keys.create(w.app, ADMIN, label="CRM"),
        lambda w: _then(w, api_keys.plan_revoke(w.app, ADMIN, "#1")),
    ),
    "report create": (nothing, lambda w: reports.create(w.app, ADMIN)),
    "report revoke": (
        lambda w: reports.create(w.app, ADMIN),
        lambda w: reports.revoke(w.app, ADMIN, "#1"),
    ),
}


BY_RULE: dict[str, tuple[str, Deed]] = {
    "finalized": ("decision", World.finalize),
    "rejected": ("decision", too_few),
    "left to a person": ("decision", grace_over),
    "not found": ("availability", unknown_views),
    "renamed": ("account", renamed),
    "budget reached": ("budget", budget_reached),
}


async def _then(world: World, planning: Awaitable[Any]) -> None:
    await world.confirm(await planning)


async def _as_anna(world: World, planning: Awaitable[Any]) -> None:
    await world.confirm(await planning, ANNA)


async def _after(first: Awaitable[Any], second: Awaitable[Any]) -> None:
    await first
    await second
