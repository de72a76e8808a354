"""Deals and tiers in Discord: what is asked, word for word, and what comes of it."""

from dataclasses import replace
from decimal import Decimal

import discord
import pytest
import simcord

from cogs import render_deals, render_post_plans, render_posts, views
from core.domain.access import Caller
from core.domain.deals import Agreement, Tier
from core.domain.terms import Platform, PostStatus, Terms
from core.services import creators, posts, refresh
from core.services.shown import PostPlan
from core.services.shown_deals import DealEffect, DealPlan, DealSet
from tests.cogs.cards import CREATOR, POST, TERMS
from tests.cogs.conftest import REF, Bot, Stage, buttons, embed, fields, hand_in, said
from tests.fakes import FakeSource, FixedClock, reading

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord

BASE = Tier("Base", Terms(Decimal("0.20"), 600_000))
MID = Tier("*Mid*", Terms(Decimal("0.40"), 600_000), "Show it for 3 s, see [us](https://evil.example)")
TIERED = replace(CREATOR, tiers=(BASE, MID), deal_version=2)
RATES = [
    "**Base**: 0.20 USD per 1,000, up to 600,000 views",
    r"**\*Mid\***: 0.40 USD per 1,000, up to 600,000 views",
]
BOTH = "\n".join(RATES)
PICK = "A post has no terms until a person picks its tier with `/post set-cpm`."
WAITING = "Open posts that have no terms until a person picks a tier:"
FROZEN = "Posts finalized before keep what they have."


def pictured(plan: DealPlan) -> tuple[str | None, list[str], dict[str | None, str | None]]:
    shown = views.deal_plan(plan).embeds[0]
    return (
        shown.title,
        (shown.description or "").split("\n"),
        {field.name: field.value for field in shown.fields},
    )


def test_single_terms_in_the_place_of_tiers_are_asked_so() -> None:
    effect = DealEffect(3, 0, 2, 4, 20_000, now_minor=5_000, then_minor=7_500, unread=1)

    assert pictured(DealPlan(7, "deal", TIERED, Agreement(TERMS), effect)) == (
        "New terms for @anna on TikTok?",
        [
            "Open posts that take other terms: **3** (**~50.00 USD → ~75.00 USD** on their views so far)",
            "Open posts that have such a tier and keep its terms: **2**",
            "Finalized at once: **4 posts**, freezing **200.00 USD**",
            "Not in these sums: 1 open post with unknown views.",
            FROZEN,
        ],
        {"Now": BOTH, "Then": "CPM: 0.50 USD per 1,000 views\nCap: 500,000 views"},
    )


def test_the_first_tier_says_that_posts_wait_for_a_person() -> None:
    single = replace(CREATOR, terms=TERMS, deal_version=1)
    effect = DealEffect(losing=2, losing_minor=32_000)

    assert pictured(DealPlan(7, "tier-add", single, Agreement(None, (BASE,)), effect, "Base")) == (
        "Add a tier for @anna on TikTok?",
        [
            f"{WAITING} **2** (**~320.00 USD** on their views so far)",
            PICK,
            FROZEN,
        ],
        {
            "Now": "CPM: 0.50 USD per 1,000 views\nCap: 500,000 views",
            "Then": "**Base**: 0.20 USD per 1,000, up to 600,000 views",
        },
    )


def test_the_removal_of_a_tier_says_how_many_open_posts_have_it() -> None:
    agreed = Agreement(None, (BASE,))

    assert pictured(DealPlan(7, "tier-remove", TIERED, agreed, DealEffect(keeping=5), "*Mid*")) == (
        "Remove a tier of @anna on TikTok?",
        ["Open posts that have such a tier and keep its terms: **5**", PICK, FROZEN],
        {"Now": BOTH, "Then": "**Base**: 0.20 USD per 1,000, up to 600,000 views"},
    )


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (
            DealSet("deal", CREATOR, DealEffect(changing=1, finalizing=1, finalizing_minor=5)),
            "Deal in force. Open posts with other terms: 1. Finalized at once: **1 post**, freezing **0.05",
        ),
        (DealSet("tier-add", TIERED, DealEffect(), "*Mid*"), rf"Tier “\*Mid\*” added. {PICK}"),
        (
            DealSet("tier-add", TIERED, DealEffect(losing=2), "Base"),
            f"Tier “Base” added. Open posts without terms now: 2. {PICK}",
        ),
        (
            DealSet("tier-remove", TIERED, DealEffect(keeping=1), "Base"),
            f"Tier “Base” removed. Open posts that keep the terms of their tier: 1. {PICK}",
        ),
    ],
)
def test_what_was_done_is_said(done: DealSet, words: str) -> None:
    assert (views.deal_set(done).embeds[0].description or "").startswith(words)


def test_the_card_of_a_creator_lists_tiers_with_what_they_take() -> None:
    reply = views.deal_set(DealSet("tier-add", TIERED, DealEffect(), "Base"))

    terms = next(field for field in reply.embeds[0].fields if field.name == "Terms (tiers, version 2)")
    base, mid = BOTH.split("\n")
    assert terms.value == (f"{base}\n{mid}\nShow it for 3 s, see \\[us\\](https:\\//evil.example)")
    assert reply.files == []


def test_tiers_that_do_not_fit_are_in_a_file() -> None:
    many = tuple(Tier(f"Tier {number}", TERMS, "x" * 500) for number in range(25))
    card = replace(CREATOR, tiers=many, deal_version=25)

    reply = views.deal_set(DealSet("tier-add", card, DealEffect(), "Tier 24"))

    titles = [field.name for field in reply.embeds[0].fields]
    assert titles[2:5] == ["Terms (tiers, version 25)", "More tiers", "More tiers"]
    (file,) = reply.files
    assert file.filename == "tiers.txt"
    lines = file.fp.read().decode().split("\n")
    assert len(lines) == 50
    assert lines[48] == "Tier 24: 0.50 USD per 1,000, up to 500,000 views"
    assert lines[49] == "x" * 500


def test_the_card_of_a_post_shows_its_tier() -> None:
    picked = render_posts.card(replace(POST, tier="*Mid*", tiers=["*Mid*"]))
    none = render_posts.card(replace(POST, tiers=["Mid"], cpm=None, cap_views=None, estimate_minor=None))

    def value(shown: discord.Embed, name: str) -> str | None:
        return next(field.value for field in shown.fields if field.name == name)

    assert value(picked, "Terms") == ("Tier: \\*Mid\\*\nCPM: 0.50 USD per 1,000 views\nCap: 500,000 views")
    assert value(none, "Earnings") == "unknown: no tier is picked"


def test_a_tier_that_finalizes_is_asked_with_its_name() -> None:
    shown = render_post_plans.plan(PostPlan(7, "set-cpm", POST, "", MID.terms, 600_000, 24_000, "*Mid*"))

    assert (shown.description or "").split("\n") == [
        "**240.00 USD** will be frozen as earned, on **600,000 views**.",
        r"Tier: \*Mid\*",
        "CPM: 0.40 USD per 1,000 views",
        "Cap: 600,000 views",
        "Views, terms and earnings change no more after this.",
    ]


async def add_tier(stage: Stage, name: str, cpm: str, **more: object) -> simcord.InteractionResult:
    return await stage.admin.slash(
        stage.channel, "creator tier-add", creator="anna", name=name, cpm=cpm, cap=600_000, **more
    )


async def test_tiers_are_added_suggested_picked_and_frozen(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller
) -> None:
    first = await add_tier(stage, "Base", "0.20", requirement="Any post")
    await add_tier(stage, "Mid", "0.40")
    await hand_in(stage, source)
    clock.advance(days=8)
    source.tell(REF, reading(REF, 1_000_000))
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)

    offered = await stage.editor.autocomplete(stage.channel, "post set-cpm", "tier", "m", post="#1")
    asked = await stage.editor.slash(stage.channel, "post set-cpm", post="#1", tier="mid")
    assert asked.response is not None
    assert "**240.00 USD** will be frozen" in (embed(asked).description or "")
    await stage.env.restart_bot(Bot(stage.bot.app))
    done = await stage.editor.click(asked.response, label="Confirm")

    assert fields(first)["Terms (tiers, version 1)"] == (
        "**Base**: 0.20 USD per 1,000, up to 600,000 views\nAny post"
    )
    assert [choice["value"] for choice in offered] == ["Mid"]
    assert fields(done)["Earnings"] == "240.00 USD\non 1,000,000 counted views"
    assert (fields(done)["Terms"] or "").startswith("Tier: Mid\n")


async def test_the_first_tier_asks_and_then_posts_wait(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller
) -> None:
    deal = await stage.admin.slash(stage.channel, "creator deal", creator="anna", cpm="1", cap=5_000)
    assert deal.response is not None
    await stage.admin.click(deal.response, label="Confirm")
    await hand_in(stage, source, views=2_000)

    asked = await add_tier(stage, "Base", "0.20")
    assert asked.response is not None
    assert "no terms until a person picks a tier: **1**" in (embed(asked).description or "")
    assert buttons(asked.response) == ["Confirm", "Cancel"]
    await stage.env.restart_bot(Bot(stage.bot.app))
    done = await stage.admin.click(asked.response, label="Confirm")
    clock.advance(days=8)
    source.tell(REF, reading(REF, 5_000))
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)

    assert "Tier “Base” added. Open posts without terms now: 1." in (embed(done).description or "")
    shown = await posts.show(stage.bot.app, summer, "#1")
    assert (shown.status, shown.cpm) == (PostStatus.PENDING_CPM, None)


async def test_the_removal_of_a_tier_is_asked_and_its_posts_keep_it(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await add_tier(stage, "Base", "0.20")
    await add_tier(stage, "Mid", "0.40")
    await hand_in(stage, source)
    await stage.editor.slash(stage.channel, "post set-cpm", post="#1", tier="Mid")

    offered = await stage.admin.autocomplete(stage.channel, "creator tier-remove", "name", "", creator="anna")
    asked = await stage.admin.slash(stage.channel, "creator tier-remove", creator="anna", name="MID")
    assert asked.response is not None
    assert "keep its terms: **1**" in (embed(asked).description or "")
    await stage.admin.click(asked.response, label="Confirm")
    last = await stage.admin.slash(stage.channel, "creator tier-remove", creator="anna", name="Base")

    assert [choice["value"] for choice in offered] == ["Base", "Mid"]
    assert said(last).startswith("“Base” is the only tier of the deal.")
    assert (await posts.show(stage.bot.app, summer, "#1")).tier == "Mid"
    assert len((await creators.show(stage.bot.app, summer, "anna")).tiers) == 1


async def test_what_cannot_be_is_refused_in_a_sentence(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await hand_in(stage, source)
    none = await stage.editor.slash(stage.channel, "post set-cpm", post="#1", tier="Mid")
    await add_tier(stage, "Base", "0.20")

    twice = await add_tier(stage, "bASE", "0.30")
    both = await stage.editor.slash(stage.channel, "post set-cpm", post="#1", tier="Base", cpm="1")
    unknown = await stage.editor.slash(stage.channel, "post set-cpm", post="#1", tier="@everyone")

    assert said(none).startswith("@anna has no tiers.")
    assert said(twice).startswith("The deal has a tier “Base” already.")
    assert said(both) == (
        "A tier brings its own CPM and cap. Give `tier` alone, or `cpm` and `cap` without it."
    )
    assert said(unknown).startswith("There is no tier “@\u200beveryone”. The deal has Base;")


async def test_editors_pick_tiers_and_do_not_change_them(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    done = await stage.editor.slash(
        stage.channel, "creator tier-add", creator="anna", name="Base", cpm="1", cap=5
    )

    assert said(done).startswith("This is for admins")
    assert (await creators.show(stage.bot.app, summer, "anna")).tiers == ()


async def test_the_form_of_terms_offers_the_tiers(stage: Stage, source: FakeSource, summer: Caller) -> None:
    await add_tier(stage, "Base", "0.20")
    await add_tier(stage, "Mid", "0.40")
    await hand_in(stage, source)
    shown = await stage.editor.slash(stage.channel, "post show", post="#1")
    assert shown.response is not None

    form = await stage.editor.click(shown.response, label="Set terms")
    assert form.modal is not None
    told = [label["component"]["placeholder"] for label in form.modal["components"]]
    await stage.editor.submit_modal(form, {"tier": "mid"})

    assert told == ["Base, Mid", "such as 0.50", "such as 500000"]
    assert (await posts.show(stage.bot.app, summer, "#1")).tier == "Mid"


def test_every_action_has_its_words() -> None:
    assert set(render_deals.PLANNED) == set(render_deals.DONE) == {"deal", "tier-add", "tier-remove"}
