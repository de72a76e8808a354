"""Posts as people see them."""

import discord

from cogs import quantities, render, render_budget, render_ledger, render_notes, stored, words
from cogs.say import later, say
from core.domain.deals import TIER_NAME_LIMIT
from core.domain.terms import Availability, Outcome, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import counts
from core.services.shown import Page, PostCard, PostChanged

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
    "set-cpm": later("Terms set"),
    "set-views": later("Views set by hand"),
    "finalize": later("Post finalized"),
    "reject": later("Post rejected"),
    "unreject": later("Rejection undone"),
    "accept-appeal": later("Appeal accepted"),
    "include": later("Post included"),
    "exclude": later("Post excluded"),
    "hold": later("Post put on hold"),
    "release": later("Post released"),
    "note": later("Note written"),
    "note-removed": later("Note removed"),
    "unchanged": later("Nothing changed: it is so already"),
}
OTHER_CHANGE = later("Post changed")
REVIEWED = {
    TrackingStatus.INCLUDED: later("Approved by {person} {ago}"),
    TrackingStatus.EXCLUDED: later("Excluded by {person} {ago}"),
}
TYPED, WATCHING = "manual", "watch"
"""How the source of typed views, and posts that were found, are named in the database."""
POSTS = later("Posts")
NO_POSTS = later("No posts here yet. `/post track` or `/submit-post` adds some.")


COUNTS = {
    "views": later("Views"),
    "likes": later("Likes"),
    "comments": later("Comments"),
    "shares": later("Shares"),
}


def card(post: PostCard, headline: str = "") -> discord.Embed:
    """Return all there is to see of a post."""
    title = say(
        "{platform} post by {account}",
        platform=post.ref.platform.label,
        account=words.handle(post.handle),
    )
    shown = render.embed(
        title,
        [line for line in (headline and f"**{headline}**", caption(post)) if line],
        colour=colour(post),
        footer=f"#{post.id} · {post.campaign}",
    )
    shown.url = render.post_url(post.ref.url)
    shown.set_thumbnail(url=render.web_url(post.thumbnail_url))
    render.field(shown, say("Status"), _status(post), inline=False)
    render.field(shown, say("Numbers"), _numbers(post))
    if post.kind is PostKind.INTERNAL:
        render.field(shown, say("Earnings"), [earnings(post), *render_ledger.corrected(post), *counted(post)])
        render.field(shown, say("Terms"), _terms(post))
        render.field(shown, say("Counting window"), _window(post), inline=False)
    render.field(shown, say("Last look"), _trouble(post), inline=False)
    render_notes.field(shown, post.notes)
    return shown


def caption(post: PostCard) -> str:
    """Return as much of a post's caption as is shown."""
    return words.escape(post.caption or "", CAPTION_LIMIT)


def _status(post: PostCard) -> list[str]:
    since = f" {words.ago(post.status_at)}" if counts(post.tracking) else ""
    return [
        f"**{_standing(post)}**{since}: {stored.reason(post.status_reason, 300)}",
        _reviewed(post),
        *render_ledger.held(post),
        _needed(post) if post.needs_person else "",
        "" if post.availability is Availability.LIVE else say(words.AVAILABILITY[post.availability]),
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
    return say(REVIEWED[post.tracking], person=f"<@{post.reviewed_by}>", ago=words.ago(post.reviewed_at))


def _needed(post: PostCard) -> str:
    """Return what a person is needed for, and what can be done."""
    views = words.number(post.counts.views, exact=post.is_exact)
    needed = say(
        "**A person is needed:** its views were not read within 24 hours before or 48 hours after the "
        "window's end. Finalizing counts today's views ({views}), rejecting pays nothing.",
        views=views,
    )
    if post.last_outcome is Outcome.OK:
        return needed
    return f"{needed} {say('`/post set-views` types them in.')}"


def _numbers(post: PostCard) -> list[str]:
    is_lower = post.change is not None and (post.change.views or 0) < 0
    return [*(_count(post, name) for name in COUNTS), say(words.LOWER) if is_lower else "", _origin(post)]


def _count(post: PostCard, name: str) -> str:
    count: int | None = getattr(post.counts, name)
    change = None if post.change is None else getattr(post.change, name)
    return f"{say(COUNTS[name])}: {words.number(count, exact=post.is_exact)}{words.change(change)}"


def _origin(post: PostCard) -> str:
    """Return where the numbers are from and how old they are."""
    if post.source is None or post.read_at is None:
        return say("never read")
    if post.source == TYPED:
        return say("typed in by hand {ago}", ago=words.ago(post.read_at))
    metric = "" if post.metric is None else f" ({words.code(post.metric, 40)})"
    source = words.code(post.source, 40) + metric
    return say("from {source} {ago}", source=source, ago=words.ago(post.read_at))


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
    return [tier(post.tier), render.terms(post.cpm, post.cap_views, post.currency)]


def tier(name: str | None) -> str:
    """Return the line with a post's tier; empty when it has none."""
    return "" if name is None else say("Tier: {tier}", tier=words.escape(name, TIER_NAME_LIMIT))


def counted(post: PostCard) -> list[str]:
    if post.counted_views is None:
        return []
    return [say("on {views} counted views", views=words.number(post.counted_views))]


def _window(post: PostCard) -> list[str]:
    published = words.at(post.published_at)
    if post.published_at is None:
        published = say("unknown, so submission counts")
    return [
        say("Ends: {at}", at=words.at(post.window_ends_at)),
        say("Published: {at}", at=published),
        _came_in(post),
        say("Minimum: {views} views", views=words.number(post.minimum_views)),
    ]


def _came_in(post: PostCard) -> str:
    if post.came_in_by == WATCHING:
        return say(
            "Came in: {ago} by watching, set up by {person}",
            ago=words.ago(post.submitted_at),
            person=f"<@{post.submitted_by}>",
        )
    return say(
        "Submitted: {ago} by {person}",
        ago=words.ago(post.submitted_at),
        person=render.member(post.submitted_by),
    )


def _trouble(post: PostCard) -> list[str]:
    if post.last_outcome in {None, Outcome.OK} and post.last_error is None:
        return []
    said = say(words.OUTCOMES[post.last_outcome or Outcome.UNAVAILABLE])
    again = "" if post.next_check_at is None else say("Next look: {ago}", ago=words.ago(post.next_check_at))
    return [f"{words.ago(post.checked_at)}: {said}", words.escape(post.last_error or "", 200), again]


def listing(found: Page[PostCard], title: str = POSTS, empty: str = NO_POSTS) -> discord.Embed:
    """Return one screen of posts, a line or two each."""
    return render.page(say(title), found, [_line(post) for post in found.items], say(empty))


def _line(post: PostCard) -> str:
    views = quantities.views(post.counts.views, exact=post.is_exact)
    facts = [f"`#{post.id}` **{_standing(post)}**", views]
    if post.status is not None and counts(post.tracking):
        facts.append(earnings(post))
    if post.hold_reason is not None:
        facts.append(say("on hold"))
    if post.status is not None and post.status.is_undecided and post.window_ends_at is not None:
        facts.append(say("window's end {ago}", ago=words.ago(post.window_ends_at)))
    author = render.account(post.handle, post.ref.platform)
    return " · ".join(facts) + f"\n{author}, {words.escape(post.campaign, 80)}"


def _standing(post: PostCard) -> str:
    """Return in a word where a post stands: its status, or why it has none that matters."""
    if not counts(post.tracking):
        said = say(words.TRACKING[post.tracking])
        return said[:1].upper() + said[1:]
    return say("Competitor's post") if post.status is None else say(words.STATUSES[post.status])


def changed(done: PostChanged) -> discord.Embed:
    """Return a post after an action, with what the action did to its status."""
    headline = say(CHANGED.get(done.action, OTHER_CHANGE))
    if done.before is not None and done.card.status is not None and done.before is not done.card.status:
        headline += f": {say(words.STATUSES[done.before])} → {say(words.STATUSES[done.card.status])}"
    shown = card(done.card, headline)
    render.field(shown, say("Budget"), render_budget.above(done.above_percent), inline=False)
    return shown
