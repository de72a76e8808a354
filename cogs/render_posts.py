"""Posts as people see them."""

import discord

from cogs import render, render_budget, render_ledger, render_notes, words
from cogs.say import say
from core.domain.deals import TIER_NAME_LIMIT
from core.domain.terms import Availability, Outcome, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import counts
from core.services.shown import Page, PostCard, PostChanged, PostPlan

CAPTION_LIMIT = 300
COLOURS = {
    PostStatus.ACTIVE: render.BLUE,
    PostStatus.AWAITING_MEASUREMENT: render.AMBER,
    PostStatus.PENDING_CPM: render.AMBER,
    PostStatus.FINALIZED: render.GREEN,
    PostStatus.PAID: render.GREEN,
    PostStatus.REJECTED: render.RED,
}
CHANGED = {
    "set-cpm": "Terms set",
    "set-views": "Views set by hand",
    "finalize": "Post finalized",
    "reject": "Post rejected",
    "unreject": "Rejection undone",
    "accept-appeal": "Appeal accepted",
    "include": "Post included",
    "exclude": "Post excluded",
    "hold": "Post put on hold",
    "release": "Post released",
    "note": "Note written",
    "note-removed": "Note removed",
    "unchanged": "Nothing changed: it is so already",
}
PLANNED = {
    "set-cpm": "Set terms and finalize this post?",
    "finalize": "Finalize this post now?",
    "set-views": "Set these views and finalize this post?",
    "reject": "Reject this post?",
    "unreject": "Undo the rejection and finalize this post?",
    "accept-appeal": "Accept the appeal and finalize this post?",
}
REVIEWED = {TrackingStatus.INCLUDED: "Approved", TrackingStatus.EXCLUDED: "Excluded"}
TYPED, WATCHING = "manual", "watch"
"""How the source of typed views, and posts that were found, are named in the database."""
NO_POSTS = "No posts here yet. `/post track` or `/submit-post` adds some."


def card(post: PostCard, headline: str = "") -> discord.Embed:
    """Return all there is to see of a post."""
    title = f"{post.ref.platform.label} post by {words.handle(post.handle)}"
    shown = render.embed(
        title,
        [line for line in (headline and f"**{headline}**", _caption(post)) if line],
        colour=colour(post),
        footer=f"#{post.id} · {post.campaign}",
    )
    shown.url = render.post_url(post.ref.url)
    shown.set_thumbnail(url=render.web_url(post.thumbnail_url))
    render.field(shown, "Status", _status(post), inline=False)
    render.field(shown, "Numbers", _numbers(post))
    if post.kind is PostKind.INTERNAL:
        render.field(shown, "Earnings", [earnings(post), *render_ledger.corrected(post), *counted(post)])
        render.field(shown, "Terms", _terms(post))
        render.field(shown, "Counting window", _window(post), inline=False)
    render.field(shown, "Last look", _trouble(post), inline=False)
    render_notes.field(shown, post.notes)
    return shown


def _caption(post: PostCard) -> str:
    return words.escape(post.caption or "", CAPTION_LIMIT)


def _status(post: PostCard) -> list[str]:
    since = f" {words.ago(post.status_at)}" if counts(post.tracking) else ""
    return [
        f"**{_standing(post)}**{since}: {words.escape(post.status_reason, 300)}",
        _reviewed(post),
        *render_ledger.held(post),
        _needed(post) if post.needs_person else "",
        "" if post.availability is Availability.LIVE else words.AVAILABILITY[post.availability],
    ]


def colour(post: PostCard) -> discord.Colour:
    if post.tracking is TrackingStatus.PENDING_REVIEW:
        return render.AMBER
    is_grey = post.status is None or not counts(post.tracking)
    return render.GREY if is_grey else COLOURS[post.status or PostStatus.ACTIVE]


def _reviewed(post: PostCard) -> str:
    """Return who let the post count, or not, and when."""
    if post.reviewed_by is None or post.tracking not in REVIEWED:
        return ""
    return f"{REVIEWED[post.tracking]} by <@{post.reviewed_by}> {words.ago(post.reviewed_at)}"


def _needed(post: PostCard) -> str:
    """Return what a person is needed for, and what can be done."""
    views = words.number(post.counts.views, exact=post.is_exact)
    typed = "" if post.last_outcome is Outcome.OK else " `/post set-views` types them in."
    return (
        "**A person is needed:** its views were not read within 24 hours before or 48 hours after the "
        f"window's end. Finalizing counts today's views ({views}), rejecting pays nothing.{typed}"
    )


def _numbers(post: PostCard) -> list[str]:
    names = ["views", "likes", "comments", "shares"]
    is_lower = post.change is not None and (post.change.views or 0) < 0
    return [*(_count(post, name) for name in names), words.LOWER if is_lower else "", _origin(post)]


def _count(post: PostCard, name: str) -> str:
    count: int | None = getattr(post.counts, name)
    change = None if post.change is None else getattr(post.change, name)
    return f"{name.capitalize()}: {words.number(count, exact=post.is_exact)}{words.change(change)}"


def _origin(post: PostCard) -> str:
    """Return where the numbers are from and how old they are."""
    if post.source is None or post.read_at is None:
        return "never read"
    if post.source == TYPED:
        return f"typed in by hand {words.ago(post.read_at)}"
    metric = "" if post.metric is None else f" ({words.code(post.metric, 40)})"
    return f"from {words.code(post.source, 40)}{metric} {words.ago(post.read_at)}"


def earnings(post: PostCard) -> str:
    """Return what the post earns: plain when final, `~` while it may still change."""
    if post.earned_minor is not None:
        return render.money(post.earned_minor, post.currency)
    if post.status is PostStatus.REJECTED:
        return say("nothing: rejected")
    if not counts(post.tracking):
        return say("nothing: {why}", why=say(words.TRACKING[post.tracking]))
    if post.cpm is None or post.cap_views is None:
        return say("unknown: {why}", why=_missing(post))
    if post.estimate_minor is None:
        return say("unknown: views are unknown")
    return _estimated(post, f"~{render.money(post.estimate_minor, post.currency)}")


def _estimated(post: PostCard, amount: str) -> str:
    """Return an estimate with what stands between it and being paid."""
    views = post.counts.views or 0
    if post.needs_person:
        return say("nothing decided ({amount} on today's views)", amount=amount)
    if post.counted_views is None and views < post.minimum_views and not post.is_spared:
        seen, minimum = words.number(views), words.number(post.minimum_views)
        return say(
            "nothing yet: {views} of {minimum} views ({amount})", views=seen, minimum=minimum, amount=amount
        )
    return amount


def _missing(post: PostCard) -> str:
    is_for_person = post.tiers and post.cpm is None and post.cap_views is None
    return say("no tier is picked") if is_for_person else say("terms are not set")


def _terms(post: PostCard) -> list[str]:
    return [_tier(post.tier), render.terms(post.cpm, post.cap_views, post.currency)]


def _tier(name: str | None) -> str:
    return "" if name is None else f"Tier: {words.escape(name, TIER_NAME_LIMIT)}"


def counted(post: PostCard) -> list[str]:
    if post.counted_views is None:
        return []
    return [say("on {views} counted views", views=words.number(post.counted_views))]


def _window(post: PostCard) -> list[str]:
    published = "unknown, so submission counts" if post.published_at is None else words.at(post.published_at)
    return [
        f"Ends: {words.at(post.window_ends_at)}",
        f"Published: {published}",
        _came_in(post),
        f"Minimum: {post.minimum_views:,} views",
    ]


def _came_in(post: PostCard) -> str:
    if post.came_in_by == WATCHING:
        return f"Came in: {words.ago(post.submitted_at)} by watching, set up by <@{post.submitted_by}>"
    return f"Submitted: {words.ago(post.submitted_at)} by {render.member(post.submitted_by)}"


def _trouble(post: PostCard) -> list[str]:
    if post.last_outcome in {None, Outcome.OK} and post.last_error is None:
        return []
    said = words.OUTCOMES[post.last_outcome or Outcome.UNAVAILABLE]
    again = "" if post.next_check_at is None else f"Next look: {words.ago(post.next_check_at)}"
    return [f"{words.ago(post.checked_at)}: {said}", words.escape(post.last_error or "", 200), again]


def listing(found: Page[PostCard], title: str = "Posts", empty: str = NO_POSTS) -> discord.Embed:
    """Return one screen of posts, a line or two each."""
    return render.page(title, found, [_line(post) for post in found.items], empty)


def _line(post: PostCard) -> str:
    views = words.number(post.counts.views, exact=post.is_exact)
    facts = [f"`#{post.id}` **{_standing(post)}**", f"{views} views"]
    if post.status is not None and counts(post.tracking):
        facts.append(earnings(post))
    if post.hold_reason is not None:
        facts.append("on hold")
    if post.status is not None and post.status.is_undecided and post.window_ends_at is not None:
        facts.append(f"window's end {words.ago(post.window_ends_at)}")
    author = f"{words.handle(post.handle)} on {post.ref.platform.label}"
    return " · ".join(facts) + f"\n{author}, {words.escape(post.campaign, 80)}"


def _standing(post: PostCard) -> str:
    """Return in a word where a post stands: its status, or why it has none that matters."""
    if not counts(post.tracking):
        return words.TRACKING[post.tracking].capitalize()
    return "Competitor's post" if post.status is None else words.STATUSES[post.status]


def changed(done: PostChanged) -> discord.Embed:
    """Return a post after an action, with what the action did to its status."""
    headline = CHANGED.get(done.action, "Post changed")
    if done.before is not None and done.card.status is not None and done.before is not done.card.status:
        headline += f": {words.STATUSES[done.before]} → {words.STATUSES[done.card.status]}"
    shown = card(done.card, headline)
    render.field(shown, "Budget", render_budget.above(done.above_percent), inline=False)
    return shown


def plan(planned: PostPlan) -> discord.Embed:
    """Return what an action would do, before it is done."""
    post = planned.card
    effect = _rejecting(planned) if planned.action == "reject" else _freezing(planned)
    shown = render.embed(
        PLANNED.get(planned.action, "Do this?"),
        effect,
        colour=render.AMBER,
        footer=f"#{post.id} · {post.campaign}",
    )
    render.field(shown, "Post", [f"{words.handle(post.handle)} on {post.ref.platform.label}", _caption(post)])
    render.field(shown, "Reason", [words.escape(planned.reason, 500)], inline=False)
    return shown


def _freezing(planned: PostPlan) -> list[str]:
    amount = render.money(planned.earned_minor, planned.card.currency)
    given = planned.terms
    return [
        f"**{amount}** will be frozen as earned, on **{words.number(planned.views)} views**.",
        *_too_few(planned),
        _tier(planned.tier),
        "" if given is None else render.terms(given.cpm, given.cap_views, planned.card.currency),
        *render_budget.above(planned.above_percent),
        "Views, terms and earnings change no more after this.",
    ]


def _too_few(planned: PostPlan) -> list[str]:
    """Return the warning that a person freezes what the rule would reject; nothing when it would not."""
    minimum = planned.card.minimum_views
    if planned.views is None or planned.views >= minimum:
        return []
    return [f"**That is below the minimum of {minimum:,} views**: by itself the post would earn nothing."]


def _rejecting(planned: PostPlan) -> list[str]:
    return [
        f"It earns nothing, with {words.number(planned.views)} views so far.",
        "`/post unreject` takes it back.",
    ]
