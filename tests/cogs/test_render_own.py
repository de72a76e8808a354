"""A member's own posts, sums and accounts in words, and that they fit."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs import own, render_own, render_own_accounts, render_own_earnings
from cogs.errors import Reply
from core.domain.deals import Tier
from core.domain.expected import Expected
from core.domain.terms import (
    MAX_COUNT,
    Availability,
    Counts,
    CreatorState,
    Outcome,
    Platform,
    PostRef,
    PostStatus,
    Terms,
    TrackingMode,
    TrackingStatus,
    WatchState,
)
from core.services.shown import Page
from core.services.shown_own import Adjustment, Earnings, EarningsPage, OwnAccount, OwnPost, Payment
from core.services.shown_watches import WatchCard
from tests.cogs.cards import CREATOR, POST, TERMS
from tests.cogs.test_limits import HUGE, check, wild
from tests.fakes import NOON

GRACE = timedelta(hours=48)
OWN = OwnPost(POST, 0, None, GRACE)
PAID = Payment(3, "anna", "Summer", "USD", 22_500, "PayPal", "TX *1*", NOON, None)


STATUSES = [
    ({}, "**active**: window ends <t:1794225600:R>"),
    ({"status": PostStatus.AWAITING_MEASUREMENT}, "**awaiting measurement**: its window ended"),
    ({"needs_person": True}, "**waiting for a person**"),
    ({"status": PostStatus.PENDING_CPM}, "**waiting for terms**: its views are fixed"),
    ({"status": PostStatus.FINALIZED, "status_reason": "5 views counted"}, "**final**: 5 views counted"),
    ({"status": PostStatus.PAID}, "**paid**"),
    (
        {"status": PostStatus.REJECTED, "status_reason": "812 views, 1,000 needed"},
        "**rejected**: 812 views, 1,000 needed",
    ),
    ({"tracking": TrackingStatus.PENDING_REVIEW}, "**waiting for review**: it counts once"),
    ({"tracking": TrackingStatus.EXCLUDED}, "**excluded**: the team decided"),
]


@pytest.mark.parametrize(("values", "said_of_it"), STATUSES)
def test_every_status_is_in_plain_words(values: dict[str, object], said_of_it: str) -> None:
    card = replace(POST, **values)  # type: ignore[arg-type]  # a post's own fields

    assert render_own.status(card).startswith(said_of_it)


def test_views_that_were_never_read_are_not_zero() -> None:
    unread = replace(POST, counts=Counts(), read_at=None, estimate_minor=None, checked_at=None)

    line = render_own.listing(Page([replace(OWN, card=unread)], 1, 1, 1)).description or ""

    assert "views never read yet · unknown: views are unknown" in line
    opened = render_own.post(replace(OWN, card=unread))
    assert "Last look: none yet" in str(opened.to_dict())


def test_what_is_paid_corrected_and_still_owed() -> None:
    card = replace(
        POST, status=PostStatus.PAID, counted_views=450_000, earned_minor=22_500, adjusted_minor=500
    )
    paid = replace(OWN, card=card, balance_minor=500, payment=PAID)

    line = render_own.listing(Page([paid], 1, 1, 1)).description or ""
    earned = next(field.value for field in render_own.post(paid).fields if field.name == "Earnings")

    assert "230.00 USD · paid <t:1793620800:D> by PayPal, reference `TX *1*`" in line
    assert "corrected by +5.00 USD to **230.00 USD**" in (earned or "")
    assert "still owed: 5.00 USD" in (earned or "")


def test_a_post_says_what_stands_in_its_way() -> None:
    card = replace(
        POST,
        cpm=None,
        cap_views=None,
        tiers=["Base", "High"],
        is_spared=True,
        last_outcome=Outcome.PRIVATE,
        availability=Availability.DOUBTED,
        next_check_at=None,
    )
    shown = {field.name: field.value or "" for field in render_own.post(replace(OWN, card=card)).fields}

    assert "The team picks one of your tiers: Base, High" in shown["Terms"]
    assert "the minimum rejects it no more" in shown["What decides"]
    assert "It gave no views: the post or its account is private." in shown["Looks"]
    tiered = replace(card, tier="Base", cpm=TERMS.cpm, cap_views=TERMS.cap_views, status=PostStatus.REJECTED)
    shown = {field.name: field.value or "" for field in render_own.post(replace(OWN, card=tiered)).fields}
    assert shown["Terms"].startswith("Tier: Base\n")
    assert "What decides" not in shown


SUMS = Earnings("Summer", "USD", 5_000, 0, {}, 0, 0, 0, 0, 0, 0, 0, 0)


def of_campaign(sums: Earnings) -> str:
    page = EarningsPage(Page([sums], 1, 1, 1), [], [])
    return render_own_earnings.earnings(page).fields[0].value or ""


def test_what_cannot_be_estimated_is_counted() -> None:
    unread = {Expected.UNREAD: 2, Expected.NO_TERMS: 1}

    assert "Running: nothing to estimate yet (2 never read, 1 without terms)" in of_campaign(
        replace(SUMS, running=unread)
    )
    assert "Running: **~0.62 USD on 1 post**; not in it: 2 never read, 1 without terms" in of_campaign(
        replace(SUMS, running=unread | {Expected.ESTIMATED: 1}, estimate_minor=62)
    )


def test_every_sum_that_is_there_is_named() -> None:
    full = replace(
        SUMS,
        waiting=1,
        below_minor=4_999,
        held_minor=100,
        closed_minor=300,
        earned_minor=10_000,
        adjusted_minor=-700,
    )

    told = of_campaign(full)

    assert "Waiting for review: 1 post, not counted yet" in told
    assert "Carried over: 49.99 USD, below the minimum payout of 50.00 USD an account" in told
    assert "On hold: 1.00 USD" in told
    assert "Not payable now: 3.00 USD; ask the team why" in told
    assert "In the ledger: earned 100.00 USD, adjusted by -7.00 USD" in told


def test_a_payout_that_was_taken_back_and_corrections_are_named() -> None:
    back = replace(PAID, voided_at=NOON, method=None, reference=None)
    page = EarningsPage(
        Page([SUMS], 1, 1, 1),
        [back],
        [Adjustment(7, NOON, -500, "USD", "bought *views*"), Adjustment(None, NOON, 5, "USD", "x")],
    )

    shown = {field.name: field.value or "" for field in render_own_earnings.earnings(page).fields}

    assert "**taken back** <t:1793620800:R>, owed again" in shown["Latest payouts"]
    assert r"**-5.00 USD** for post `#7` <t:1793620800:R>: bought \*views\*" in shown["Latest adjustments"]


WATCH = WatchCard(
    id=1,
    handle="anna",
    platform=Platform.TIKTOK,
    display_name=None,
    avatar_url=None,
    campaign="Summer",
    campaign_is_active=True,
    creator="anna",
    creator_state=CreatorState.ACTIVE,
    mode=TrackingMode.AUTO,
    state=WatchState.ACTIVE,
    first_import=0,
    since_at=None,
    imported=3,
    synced_at=NOON,
    tried_at=NOON,
    last_outcome=Outcome.OK,
    last_error=None,
    failures=0,
    next_sync_at=NOON,
    created_by=1,
    created_at=NOON,
)
ACCOUNT = OwnAccount(replace(CREATOR, terms=TERMS), is_open=True, is_known=True, watches=[WATCH])


def of_account(account: OwnAccount) -> str:
    made, files = render_own_accounts.listing(Page([account], 1, 1, 1))
    assert not files
    return made.fields[0].value or ""


def test_an_account_says_how_it_is_watched_and_known() -> None:
    fine = of_account(ACCOUNT)
    failing = replace(WATCH, synced_at=None, last_outcome=Outcome.PRIVATE, state=WatchState.PAUSED)
    bad = of_account(
        replace(
            ACCOUNT,
            card=replace(ACCOUNT.card, state=CreatorState.PAUSED),
            is_open=False,
            is_known=False,
            watches=[failing],
        )
    )

    assert "Watched: last synced <t:1793620800:R>" in fine
    assert "known by TikTok's own id" in fine
    assert "CPM: 0.50 USD per 1,000 views" in fine
    assert "Watched, but not synced now: never synced yet. **The last sync failed**" in bad
    assert "The account is private, so its posts cannot be listed." in bad
    assert "Paused: no new posts come in" in bad
    assert "The campaign is archived" in bad
    assert "by its handle only; `/my link` proves it" in bad


@settings(max_examples=25, deadline=None)
@given(wild, st.sampled_from(PostStatus), st.sampled_from(TrackingStatus))
def test_the_largest_own_posts_fit(text: str, status: PostStatus, tracking: TrackingStatus) -> None:
    card = replace(
        POST,
        id=10**18 - 1,
        ref=PostRef(Platform.TIKTOK, "7" * 25, text),
        campaign=text,
        handle=text,
        caption=text,
        thumbnail_url=text,
        status=status,
        status_reason=text,
        tracking=tracking,
        hold_reason=text,
        counts=HUGE,
        earned_minor=MAX_COUNT,
        adjusted_minor=-1,
        tier=text,
        last_outcome=Outcome.HIDDEN,
        last_error=text,
        availability=Availability.GONE,
    )
    paid = replace(PAID, campaign=text, handle=text, method=text, reference=text)
    big = [replace(OWN, card=replace(card, id=card.id - n), payment=paid, balance_minor=-1) for n in range(8)]

    check(own.with_posts(Reply(embeds=[render_own.listing(Page(big, 1, 6_250, 50_000))]), big))
    check(own.post(big[0]))
    for each in big:
        assert 0 < len(render_own.label(each.card)) <= 100


def test_a_screen_of_real_posts_is_whole() -> None:
    """The longest that people really have: nothing is left out of a screen."""
    card = replace(
        POST,
        id=10_000_000,
        ref=PostRef(Platform.TIKTOK, "7301234567890123456", "a" * 24),
        campaign="😀" * 40,
        handle="a_" * 12,
        status=PostStatus.REJECTED,
        status_reason="about 812 views (rounded by the source), 100,000 needed",
        hold_reason="x",
    )
    page = Page([replace(OWN, card=card, payment=PAID)] * 8, 1, 1, 8)

    assert not (render_own.listing(page).description or "").endswith("…")


@settings(max_examples=20, deadline=None)
@given(wild)
def test_the_largest_earnings_and_accounts_fit(text: str) -> None:
    top = MAX_COUNT
    counts = dict.fromkeys(Expected, top)
    sums = Earnings(text, "USD", top, top, counts, top, top, -top, top, top, top, top, -top)
    paid = replace(PAID, campaign=text, handle=text, method=text, reference=text, voided_at=NOON)
    page = Page([sums] * 4, 1, 900, 3_600)
    corrected = Adjustment(top, NOON, -top, "USD", text)
    check(Reply(embeds=[render_own_earnings.earnings(EarningsPage(page, [paid] * 5, [corrected] * 5))]))

    huge = Terms(Decimal("999999.9999"), 10**11)
    tiers = tuple(Tier(text[:50], huge, text[:500] or None) for _ in range(25))
    failing = replace(WATCH, last_outcome=Outcome.NOT_FOUND, last_error=text)
    creator = replace(CREATOR, handle=text, campaign=text, display_name=text, tiers=tiers, deal_version=9)
    account = OwnAccount(creator, is_open=False, is_known=True, watches=[failing])
    made, files = render_own_accounts.listing(Page([account] * 4, 1, 3, 12))
    check(Reply(embeds=[made], files=files))
    assert [file.filename for file in files] == ["accounts.txt"]
    assert isinstance(files[0], discord.File)
