"""A member's own posts as they see them."""

import discord

from cogs import render, render_appeals, render_ledger, render_posts, words
from cogs.render_receipt_facts import span
from core.domain.deals import TIER_NAME_LIMIT
from core.domain.lifecycle import COUNTED_BEFORE
from core.domain.terms import Availability, Outcome, PostStatus, TrackingStatus
from core.domain.tracking import counts
from core.services.shown import Page, PostCard
from core.services.shown_own import OwnPost, Payment

NO_POSTS = "No posts yet. `/submit-post` hands one in; `/why` says what would become of a link."
REASON_LIMIT = 80
NOT_COUNTING = {
    TrackingStatus.PENDING_REVIEW: (
        "waiting for review",
        "it counts once the team approves it; its window runs meanwhile",
    ),
    TrackingStatus.EXCLUDED: ("excluded", "the team decided that it does not count; ask them why"),
}


def listing(found: Page[OwnPost]) -> discord.Embed:
    """Return one screen of posts, each with its status, views and earnings."""
    return render.page("Your posts", found, [_line(each) for each in found.items], NO_POSTS)


def post(own: OwnPost) -> discord.Embed:
    """Return one post with its terms, how fresh its numbers are, and what decides."""
    card = own.card
    made = render.embed(
        f"{card.ref.platform.label} post by {words.handle(card.handle)}",
        [words.escape(card.caption or "", render_posts.CAPTION_LIMIT)],
        colour=render_posts.colour(card),
        footer=f"#{card.id} · {card.campaign}",
    )
    made.url = render.post_url(card.ref.url)
    made.set_thumbnail(url=render.web_url(card.thumbnail_url))
    render.field(made, "Status", [status(card, 300), held(card)], inline=False)
    render.field(made, "Appeal", [] if own.appeal is None else render_appeals.own(own.appeal), inline=False)
    render.field(made, "Views", [views(card), *render_posts.counted(card)])
    render.field(made, "Earnings", _earnings(own))
    render.field(made, "Terms", _terms(card))
    render.field(made, "What decides", _decides(own), inline=False)
    render.field(made, "Looks", _looks(card), inline=False)
    return made


def label(card: PostCard) -> str:
    """Return a post in a line of plain text, as menus show it; never empty."""
    caption = words.clean(card.caption or "", 60) or card.ref.platform_post_id
    return words.clean(f"#{card.id} · {card.ref.platform.label} · {caption}", 100)


def status(card: PostCard, limit: int = REASON_LIMIT) -> str:
    """Return where a post stands in plain words, with the reason in a clause."""
    if not counts(card.tracking):
        head, why = NOT_COUNTING[card.tracking]
        return f"**{head}**: {why}"
    reason = words.escape(card.status_reason, limit)
    match card.status:
        case PostStatus.PENDING_CPM:
            return "**waiting for terms**: its views are fixed, and the team sets what it pays"
        case PostStatus.FINALIZED:
            return f"**final**: {reason}"
        case PostStatus.PAID:
            return "**paid**"
        case PostStatus.REJECTED:
            return f"**rejected**: {reason}"
        case _:
            return _running(card)


def _running(card: PostCard) -> str:
    end = words.ago(card.window_ends_at)
    if card.needs_person:
        return f"**waiting for a person**: no good reading near its window's end {end}, so the team decides"
    if card.status is PostStatus.AWAITING_MEASUREMENT:
        return f"**awaiting measurement**: its window ended {end}, and a reading near that is still missing"
    return f"**active**: window ends {end}"


def views(card: PostCard) -> str:
    """Return the views with their age; what was never read is not zero."""
    if card.read_at is None:
        return "views never read yet"
    return f"{words.number(card.counts.views, exact=card.is_exact)} views, read {words.ago(card.read_at)}"


def held(card: PostCard) -> str:
    """Return that a post is on hold, and why: the reason of a hold is meant to be shown."""
    if card.hold_reason is None:
        return ""
    why = words.escape(card.hold_reason, 300)
    return f"**On hold** {words.ago(card.held_at)}: {why}. It is not paid before the team releases it."


def payment(paid: Payment) -> str:
    """Return when and how something was paid, with its reference."""
    how = f" by {words.escape(paid.method, 50)}" if paid.method else ""
    reference = f", reference {words.code(paid.reference, 60)}" if paid.reference else ""
    return f"paid {discord.utils.format_dt(paid.paid_at, 'D')}{how}{reference}"


def _line(own: OwnPost) -> str:
    card = own.card
    url = render.post_url(card.ref.url)
    number = f"`#{card.id}`" if url is None else f"[`#{card.id}`]({url})"
    facts = [views(card), *_money(own)]
    if card.hold_reason is not None:
        facts.append("**on hold**")
    where = f"{words.handle(card.handle)} on {card.ref.platform.label}, {words.escape(card.campaign, 50)}"
    return f"{number} {status(card)}\n{' · '.join(facts)}\n{where}"


def _money(own: OwnPost) -> list[str]:
    """Return what a post earns in a word or two; nothing for one that does not count."""
    card = own.card
    if card.status is PostStatus.REJECTED or not counts(card.tracking):
        return []
    paid = [] if own.payment is None else [payment(own.payment)]
    if card.earned_minor is None:
        return [render_posts.earnings(card)]
    return [render.money(card.earned_minor + card.adjusted_minor, card.currency), *paid]


def _earnings(own: OwnPost) -> list[str]:
    card = own.card
    lines = [render_posts.earnings(card), *render_ledger.corrected(card)]
    if own.payment is not None:
        lines.append(payment(own.payment))
    if card.earned_minor is not None and own.balance_minor:
        owed = render.money(own.balance_minor, card.currency)
        lines.append(f"still owed: {owed}")
    return lines


def _terms(card: PostCard) -> list[str]:
    tier = "" if card.tier is None else f"Tier: {words.escape(card.tier, TIER_NAME_LIMIT)}"
    pick = ""
    if card.tiers and card.tier is None and card.cpm is None:
        pick = f"The team picks one of your tiers: {words.names(list(card.tiers), 5)}"
    return [
        tier,
        render.terms(card.cpm, card.cap_views, card.currency),
        pick,
        f"Minimum: {card.minimum_views:,} views",
        f"Window ends: {words.at(card.window_ends_at)}",
    ]


def _decides(own: OwnPost) -> list[str]:
    """Return what a running post is decided by; nothing once it is."""
    card = own.card
    if card.status is None or not card.status.is_undecided or card.needs_person:
        return []
    return [
        (
            "The good reading nearest to the window's end counts, from "
            f"{span(COUNTED_BEFORE)} before to {span(own.grace)} after it."
        ),
        (
            "Its rejection was undone, so the minimum rejects it no more."
            if card.is_spared
            else f"With fewer than {card.minimum_views:,} views the post is rejected."
        ),
        "Views above the cap add nothing. Without any reading a person decides; unknown is never zero.",
    ]


def _looks(card: PostCard) -> list[str]:
    is_fine = card.last_outcome in {None, Outcome.OK}
    failed = "" if is_fine else words.OUTCOMES[card.last_outcome or Outcome.UNAVAILABLE]
    return [
        "Last look: none yet" if card.checked_at is None else f"Last look: {words.ago(card.checked_at)}",
        failed and f"It gave no views: {failed}. The last known numbers stay.",
        "" if card.next_check_at is None else f"Next look: {words.ago(card.next_check_at)}",
        "" if card.availability is Availability.LIVE else words.AVAILABILITY[card.availability],
    ]
