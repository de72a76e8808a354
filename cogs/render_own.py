"""A member's own posts as they see them."""

import discord

from cogs import render, render_appeals, render_ledger, render_posts, stored, words
from cogs.render_receipt_facts import span
from cogs.say import later, say
from core.domain.deals import TIER_NAME_LIMIT
from core.domain.lifecycle import COUNTED_BEFORE
from core.domain.terms import Availability, Outcome, Platform, PostStatus, TrackingStatus
from core.domain.tracking import counts
from core.services.shown import Page, PostCard
from core.services.shown_own import OwnPost, Payment

NO_POSTS = later("No posts yet. `/submit-post` hands one in; `/why` says what would become of a link.")
REASON_LIMIT = 80
NOT_COUNTING = {
    TrackingStatus.PENDING_REVIEW: later(
        "**waiting for review**: it counts once the team approves it; its window runs meanwhile"
    ),
    TrackingStatus.EXCLUDED: later("**excluded**: the team decided that it does not count; ask them why"),
}


def listing(found: Page[OwnPost]) -> discord.Embed:
    """Return one screen of posts, each with its status, views and earnings."""
    return render.page(say("Your posts"), found, [_line(each) for each in found.items], say(NO_POSTS))


def post(own: OwnPost) -> discord.Embed:
    """Return one post with its terms, how fresh its numbers are, and what decides."""
    card, platform = own.card, own.card.ref.platform.label
    made = render.embed(
        say("{platform} post by {account}", platform=platform, account=words.handle(card.handle)),
        [words.escape(card.caption or "", render_posts.CAPTION_LIMIT)],
        colour=render_posts.colour(card),
        footer=f"#{card.id} · {card.campaign}",
    )
    made.url = render.post_url(card.ref.url)
    made.set_thumbnail(url=render.web_url(card.thumbnail_url))
    render.field(made, say("Status"), [status(card, 300), held(card)], inline=False)
    appeal = [] if own.appeal is None else render_appeals.own(own.appeal)
    render.field(made, say("Appeal"), appeal, inline=False)
    render.field(made, say("Views"), [views(card), *render_posts.counted(card)])
    render.field(made, say("Earnings"), _earnings(own))
    render.field(made, say("Terms"), _terms(card))
    render.field(made, say("What decides"), _decides(own), inline=False)
    render.field(made, say("Looks"), _looks(card), inline=False)
    return made


def label(card: PostCard) -> str:
    """Return a post in a line of plain text, as menus show it; never empty."""
    caption = words.clean(card.caption or "", 60) or card.ref.platform_post_id
    return words.clean(f"#{card.id} · {card.ref.platform.label} · {caption}", 100)


def status(card: PostCard, limit: int = REASON_LIMIT) -> str:
    """Return where a post stands in plain words, with the reason in a clause."""
    if not counts(card.tracking):
        return say(NOT_COUNTING[card.tracking])
    reason = stored.reason(card.status_reason, limit)
    match card.status:
        case PostStatus.PENDING_CPM:
            return say("**waiting for terms**: its views are fixed, and the team sets what it pays")
        case PostStatus.FINALIZED:
            return say("**final**: {reason}", reason=reason)
        case PostStatus.PAID:
            return say("**paid**")
        case PostStatus.REJECTED:
            return say("**rejected**: {reason}", reason=reason)
        case _:
            return _running(card)


def _running(card: PostCard) -> str:
    end = words.ago(card.window_ends_at)
    if card.needs_person:
        return say(
            "**waiting for a person**: no good reading near its window's end {ago}, so the team decides",
            ago=end,
        )
    if card.status is PostStatus.AWAITING_MEASUREMENT:
        return say(
            "**awaiting measurement**: its window ended {ago}, and a reading near that is still missing",
            ago=end,
        )
    return say("**active**: window ends {ago}", ago=end)


def views(card: PostCard) -> str:
    """Return the views with their age; what was never read is not zero."""
    if card.read_at is None:
        return say("views never read yet")
    count = words.number(card.counts.views, exact=card.is_exact)
    return say("{views} views, read {ago}", views=count, ago=words.ago(card.read_at))


def held(card: PostCard) -> str:
    """Return that a post is on hold, and why: the reason of a hold is meant to be shown."""
    if card.hold_reason is None:
        return ""
    why = words.escape(card.hold_reason, 300)
    return say(
        "**On hold** {ago}: {why}. It is not paid before the team releases it.",
        ago=words.ago(card.held_at),
        why=why,
    )


def payment(paid: Payment) -> str:
    """Return when and how something was paid, with its reference."""
    said = say("paid {day}", day=discord.utils.format_dt(paid.paid_at, "D"))
    if paid.method:
        said = say("{paid} by {method}", paid=said, method=words.escape(paid.method, 50))
    if not paid.reference:
        return said
    return say("{paid}, reference {reference}", paid=said, reference=words.code(paid.reference, 60))


def _line(own: OwnPost) -> str:
    card = own.card
    url = render.post_url(card.ref.url)
    number = f"`#{card.id}`" if url is None else f"[`#{card.id}`]({url})"
    facts = [views(card), *_money(own)]
    if card.hold_reason is not None:
        facts.append(say("**on hold**"))
    where = account(card.handle, card.ref.platform, card.campaign)
    return f"{number} {status(card)}\n{' · '.join(facts)}\n{where}"


def account(handle: str | None, platform: Platform, campaign: str) -> str:
    """Return whose account it is, and in which campaign."""
    where = say("{account} on {platform}", account=words.handle(handle), platform=platform.label)
    return f"{where}, {words.escape(campaign, 50)}"


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
        lines.append(say("still owed: {amount}", amount=owed))
    return lines


def _terms(card: PostCard) -> list[str]:
    return [
        "" if card.tier is None else say("Tier: {tier}", tier=words.escape(card.tier, TIER_NAME_LIMIT)),
        render.terms(card.cpm, card.cap_views, card.currency),
        _pick(card),
        say("Minimum: {views} views", views=words.number(card.minimum_views)),
        say("Window ends: {end}", end=words.at(card.window_ends_at)),
    ]


def _pick(card: PostCard) -> str:
    if not card.tiers or card.tier is not None or card.cpm is not None:
        return ""
    return say("The team picks one of your tiers: {tiers}", tiers=words.names(list(card.tiers), 5))


def _decides(own: OwnPost) -> list[str]:
    """Return what a running post is decided by; nothing once it is."""
    card = own.card
    if card.status is None or not card.status.is_undecided or card.needs_person:
        return []
    return [
        say(
            "The good reading nearest to the window's end counts, from {before} before to {after} after it.",
            before=span(COUNTED_BEFORE),
            after=span(own.grace),
        ),
        _least(card),
        say("Views above the cap add nothing. Without any reading a person decides; unknown is never zero."),
    ]


def _least(card: PostCard) -> str:
    if card.is_spared:
        return say("Its rejection was undone, so the minimum rejects it no more.")
    minimum = words.number(card.minimum_views)
    return say("With fewer than {minimum} views the post is rejected.", minimum=minimum)


def _looks(card: PostCard) -> list[str]:
    is_fine = card.last_outcome in {None, Outcome.OK}
    failed = "" if is_fine else say(words.OUTCOMES[card.last_outcome or Outcome.UNAVAILABLE])
    seen, again = words.ago(card.checked_at), words.ago(card.next_check_at)
    return [
        say("Last look: none yet") if card.checked_at is None else say("Last look: {ago}", ago=seen),
        failed and say("It gave no views: {why}. The last known numbers stay.", why=failed),
        "" if card.next_check_at is None else say("Next look: {ago}", ago=again),
        "" if card.availability is Availability.LIVE else say(words.AVAILABILITY[card.availability]),
    ]
