"""Whatever the data, Discord takes the message."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cogs import render, render_campaigns, render_posts, views
from cogs.errors import Reply
from core.domain.budget import Spending
from core.domain.deals import Agreement, Tier
from core.domain.errors import (
    CampaignNotChosenError,
    NotALinkError,
    UserError,
)
from core.domain.terms import (
    MAX_COUNT,
    Availability,
    Counts,
    Outcome,
    Platform,
    PostRef,
    PostStatus,
    Terms,
)
from core.services.shown import (
    BudgetCard,
    CampaignPrompt,
    Intake,
    IntakeRow,
    Page,
    PostChanged,
    PostPlan,
    Submitted,
)
from core.services.shown_deals import DealEffect, DealPlan, DealSet
from tests.cogs.cards import ADDED, CAMPAIGN, CREATOR, POST, TERMS

wild = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=()), st.sampled_from("*_`<@[א\u202e😀ﷺ\n")),
    max_size=40,
).map(lambda text: text * 200)
"""Up to 8,000 characters of anything: markdown, right-to-left, emoji, half surrogates."""
HUGE = Counts(MAX_COUNT, MAX_COUNT, MAX_COUNT, MAX_COUNT, MAX_COUNT)


def units(text: str | None) -> int:
    return len((text or "").encode("utf-16-le", "surrogatepass")) // 2


def check(reply: Reply) -> None:
    """Hold a reply against the limits Discord documents."""
    assert units(reply.content) <= 2_000
    assert len(reply.embeds) <= 10
    total = 0
    for embed in reply.embeds:
        parts = [(embed.title, 256), (embed.description, 4_096), (embed.footer.text, 2_048)]
        parts += [(field.name, 256) for field in embed.fields] + [
            (field.value, 1_024) for field in embed.fields
        ]
        assert all(units(text) <= limit for text, limit in parts)
        assert all(field.name and field.value for field in embed.fields)
        assert len(embed.fields) <= 25
        total += sum(units(text) for text, _ in parts)
        str(embed.to_dict()).encode()
    assert total <= 6_000
    for item in reply.view.walk_children() if reply.view else []:
        assert len(getattr(item, "custom_id", "")) <= 100


@settings(max_examples=30, deadline=None)
@given(wild, st.sampled_from(PostStatus), st.sampled_from(Outcome))
def test_the_largest_post_fits(text: str, status: PostStatus, outcome: Outcome) -> None:
    post = replace(
        POST,
        ref=PostRef(Platform.TIKTOK, "7" * 25, text),
        id=MAX_COUNT,
        campaign=text,
        handle=text,
        status=status,
        status_reason=text,
        needs_person=True,
        availability=Availability.GONE,
        counts=HUGE,
        change=HUGE,
        metric=text,
        source=text,
        last_outcome=outcome,
        last_error=text,
        caption=text,
        thumbnail_url=text,
        notes=text,
        earned_minor=MAX_COUNT,
    )

    check(views.post(post))
    check(views.post_result(PostChanged("set-cpm", post, PostStatus.ACTIVE)))
    check(views.post_plan(PostPlan(MAX_COUNT, "finalize", post, text, TERMS, MAX_COUNT, MAX_COUNT)))
    check(views.post_plan(PostPlan(MAX_COUNT, "reject", post, text, None, None, None)))
    check(Reply(embeds=[render_posts.listing(Page([post] * 10, 1, 900, 9_000))]))


@settings(max_examples=20, deadline=None)
@given(wild)
def test_the_largest_campaigns_and_creators_fit(text: str) -> None:
    campaign = replace(
        CAMPAIGN,
        name=text,
        slug=text,
        guild_ids=range(10**18, 10**18 + 500),
        cpm=Decimal("99999.9999"),
        cap_views=MAX_COUNT,
        budget_minor=MAX_COUNT,
        money=BudgetCard(
            Spending(MAX_COUNT, MAX_COUNT, MAX_COUNT), MAX_COUNT, (50, 75, 90, 100), text, has_channel=True
        ),
        posts=dict.fromkeys(PostStatus, MAX_COUNT),
    )
    creator = replace(
        CREATOR, handle=text, display_name=text, campaign=text, terms=TERMS, discord_id=MAX_COUNT
    )

    check(Reply(embeds=[render_campaigns.campaign(campaign, "Campaign changed.")]))
    check(Reply(embeds=[render_campaigns.campaigns(Page([campaign] * 10, 1, 2, 20))]))
    check(Reply(embeds=[render_campaigns.creator(creator, "Creator added.")]))
    check(Reply(embeds=[render_campaigns.creators(Page([creator] * 10, 1, 2, 20))]))
    effect = DealEffect(*[MAX_COUNT] * 9)
    check(views.deal_plan(DealPlan(MAX_COUNT, "deal", creator, Agreement(TERMS), effect)))


@settings(max_examples=20, deadline=None)
@given(wild)
def test_the_most_tiers_fit(text: str) -> None:
    huge = Terms(Decimal("999999.9999"), 10**11)
    tiers = tuple(Tier(text[:50], huge, text[:500] or None) for _ in range(25))
    creator = replace(CREATOR, handle=text, display_name=text, campaign=text, tiers=tiers, deal_version=9)
    agreed, effect = Agreement(None, tiers), DealEffect(*[MAX_COUNT] * 9)

    for action in ("tier-add", "tier-remove"):
        check(views.deal_plan(DealPlan(MAX_COUNT, action, creator, agreed, effect, text)))
        check(views.deal_set(DealSet(action, replace(creator, notes=text), effect, text)))


@settings(max_examples=8, deadline=None)
@given(wild, st.integers(1, 100))
def test_a_hundred_links_fit(text: str, count: int) -> None:
    results: list[Submitted | UserError] = [
        replace(ADDED, handle=text, campaign=text, trouble=Outcome.RATE_LIMITED),
        NotALinkError(text),
        CampaignNotChosenError([text] * 50),
    ]
    rows = [IntakeRow(text, results[number % 3]) for number in range(count)]
    prompt = CampaignPrompt(MAX_COUNT, [text], [(number, text) for number in range(60)])

    check(views.intake(Intake(rows, prompt)))


@given(st.lists(st.text("a\\é😀", max_size=60)), st.integers(10, 100))
def test_lines_are_kept_whole_or_the_first_is_cut(lines: list[str], limit: int) -> None:
    text = render.fit(lines, limit)

    assert units(text) <= limit
    kept = text.split("\n")
    assert all(line in lines for line in kept[1:-1])
    assert not (text.endswith("…") and text[:-1].endswith("\\"))
