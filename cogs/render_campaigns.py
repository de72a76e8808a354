"""Campaigns and creators as people see them."""

import discord

from cogs import render, render_budget, render_deals, render_notes, words
from core.domain.terms import CampaignState, CreatorState, PostStatus
from core.services.shown import (
    CampaignCard,
    CampaignChanged,
    CreatorCard,
    CreatorChanged,
    Page,
)
from core.services.shown_deals import DealSet

CAMPAIGN_CHANGED = {
    "created": "Campaign created. Next: `/creator add`.",
    "edited": "Campaign changed.",
    "unchanged": "Nothing changed: it is so already.",
    "allowed": "Posts can now be handed in from server `{server}` too.",
    "blocked": "Posts can no longer be handed in from server `{server}`.",
    "archive": "Campaign archived: nothing new is taken in. `/campaign reopen` undoes it.",
    "reopen": "Campaign reopened: posts are taken in again.",
    "note": "Note written.",
    "note-removed": "Note removed.",
}
CREATOR_CHANGED = {
    "added": "Creator added. Their posts can be handed in now.",
    "edited": "Creator changed.",
    "unchanged": "Nothing changed: it is so already.",
    "paused": (
        "Creator paused: no new posts are taken in, and watched accounts are not synced; "
        "posts already in keep being counted."
    ),
    "removed": "Creator removed. Posts already in are counted, decided and paid as usual.",
    "resumed": "Creator resumed: new posts are taken in again.",
    "note": "Note written.",
    "note-removed": "Note removed.",
}
NO_CAMPAIGNS = "No campaigns yet. `/campaign create` makes one."
NO_CREATORS = "No creators here yet. `/creator add` adds one."
GO_ON_WAITING = "Posts that wait for review go on waiting."
SERVERS_SHOWN = 30


def campaign(shown: CampaignCard, headline: str = "") -> discord.Embed:
    """Return a campaign with its rules and where it stands."""
    made = render.embed(
        words.escape(shown.name),
        [headline] if headline else [],
        colour=render.GREEN if shown.state is CampaignState.ACTIVE else render.GREY,
        footer=f"#{shown.id} · {shown.slug}",
    )
    render.field(made, "Status", [words.CAMPAIGN_STATES[shown.state], f"Currency: {shown.currency}"])
    render.field(made, "Rules", _rules(shown))
    render.field(made, "Default terms", [render.terms(shown.cpm, shown.cap_views, shown.currency)])
    render.field(made, "Money", render_budget.lines(shown), inline=False)
    if shown.shows_amounts:
        render.field(made, "Leaderboard", ["shows amounts"])
    if shown.minimum_payout_minor is not None:
        render.field(made, "Minimum payout", [render.money(shown.minimum_payout_minor, shown.currency)])
    render.field(made, "Posts", _posts(shown))
    render.field(made, "Servers", _servers(shown), inline=False)
    render_notes.field(made, shown.notes)
    return made


def _rules(shown: CampaignCard) -> list[str]:
    return [
        f"Views count for {words.several(shown.window_days, 'day')}",
        f"Minimum: {shown.minimum_views:,} views",
        (
            f"Newest posts only: up to {words.several(shown.max_age_days, 'day')} old; "
            "`/post track` and `/watch add … import` take in older ones too"
        ),
    ]


def _posts(shown: CampaignCard) -> list[str]:
    by_status = {
        status: shown.posts.get(status, 0) for status in PostStatus if status is not PostStatus.REJECTED
    }
    lines = [f"{words.STATUSES[status]}: {count:,}" for status, count in by_status.items() if count]
    return [words.several(shown.creators, "creator"), _campaign_standing(shown), *lines]


def _campaign_standing(shown: CampaignCard) -> str:
    rejected = shown.posts.get(PostStatus.REJECTED, 0)
    return _standing(sum(shown.posts.values()) - rejected, shown.waiting, shown.excluded, rejected)


def _standing(count: int, waiting: int, excluded: int, rejected: int) -> str:
    """Return how many posts count, and how many others there are."""
    if not any((count, waiting, excluded, rejected)):
        return "no posts yet"
    parts = [
        words.several(count, "post counts", "posts count"),
        f"{words.several(waiting, 'waits', 'wait')} for review (`/inbox`)" if waiting else "",
        f"{excluded:,} excluded" if excluded else "",
        f"{rejected:,} rejected" if rejected else "",
    ]
    return " · ".join(part for part in parts if part)


def _servers(shown: CampaignCard) -> list[str]:
    further = [f"`{guild_id}`" for guild_id in shown.guild_ids if guild_id != shown.home_guild_id]
    rest = len(further) - SERVERS_SHOWN
    more = [f"and {rest:,} more"] if rest > 0 else []
    return [f"`{shown.home_guild_id}` (home)", ", ".join(further[:SERVERS_SHOWN] + more)]


def campaigns(found: Page[CampaignCard]) -> discord.Embed:
    """Return one screen of campaigns."""
    return render.page("Campaigns", found, [_campaign_line(one) for one in found.items], NO_CAMPAIGNS)


def _campaign_line(shown: CampaignCard) -> str:
    facts = [
        words.CAMPAIGN_STATES[shown.state],
        words.several(shown.creators, "creator"),
        _campaign_standing(shown),
        f"{render.money(shown.earned_minor, shown.currency)} earned",
    ]
    return f"`#{shown.id}` **{words.escape(shown.name, 80)}**\n" + " · ".join(facts)


def campaign_changed(done: CampaignChanged) -> discord.Embed:
    """Return a campaign after a change."""
    headline = CAMPAIGN_CHANGED.get(done.action, "").format(server=done.server_id)
    terms = "; their terms change with the creator's deal only"
    return campaign(done.card, f"{headline}{_kept(done.kept, terms)}")


def creator(shown: CreatorCard, headline: str = "") -> discord.Embed:
    """Return a creator with the terms in force."""
    made = render.embed(
        f"{words.handle(shown.handle)} on {shown.platform.label}",
        [line for line in (headline, words.escape(shown.display_name or "", 100)) if line],
        colour=render.GREEN if shown.state is CreatorState.ACTIVE else render.GREY,
        footer=f"#{shown.id} · {shown.campaign}",
    )
    owner = "anyone may hand in its posts" if shown.discord_id is None else render.member(shown.discord_id)
    render.field(made, "Status", [words.CREATOR_STATES[shown.state], words.MODES[shown.tracking_mode]])
    render.field(made, "Discord member", [owner])
    render_deals.add_terms(made, shown)
    render.field(made, "Rules", _creator_rules(shown))
    render.field(made, "So far", _totals(shown))
    render_notes.field(made, shown.notes)
    return made


def _creator_rules(shown: CreatorCard) -> list[str]:
    window, minimum = (
        "own" if own else "campaign's" for own in (shown.has_own_window, shown.has_own_minimum)
    )
    return [
        f"Views count for {words.several(shown.window_days, 'day')} ({window})",
        f"Minimum: {shown.minimum_views:,} views ({minimum})",
    ]


def _totals(shown: CreatorCard) -> list[str]:
    posts = _standing(shown.posts, shown.waiting, shown.excluded, shown.rejected)
    return [posts, f"{render.money(shown.earned_minor, shown.currency)} earned"]


def creators(found: Page[CreatorCard]) -> discord.Embed:
    """Return one screen of creators."""
    return render.page("Creators", found, [_creator_line(one) for one in found.items], NO_CREATORS)


def _creator_line(shown: CreatorCard) -> str:
    name = f"`#{shown.id}` **{words.handle(shown.handle)}** on {shown.platform.label}"
    facts = [words.CREATOR_STATES[shown.state], *_totals(shown), words.escape(shown.campaign, 80)]
    return f"{name}\n" + " · ".join(facts)


def creator_files(shown: CreatorCard) -> list[discord.File]:
    """Return what does not fit on a creator's card."""
    return [*render_deals.files(shown), *render_notes.files(shown.notes)]


def deal_set(done: DealSet) -> discord.Embed:
    """Return a creator whose deal is in force now."""
    return creator(done.card, render_deals.headline(done))


def creator_changed(done: CreatorChanged) -> discord.Embed:
    """Return a creator after a change."""
    headline = f"{CREATOR_CHANGED.get(done.action, '')}{_kept(done.kept)}"
    is_waiting = done.action == "edited" and done.card.waiting
    return creator(done.card, f"{headline} {GO_ON_WAITING}" if is_waiting else headline)


def _kept(count: int, more: str = "") -> str:
    """Return the sentence about open posts, which keep what they came in with; nothing without any."""
    if count == 0:
        return ""
    return f" Open posts ({count:,}) keep the window and minimum they came in with{more}."
