"""Campaigns and creators as people see them."""

import discord

from cogs import quantities, render, render_budget, render_deals, render_notes, words
from cogs.say import later, many, say
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
    "created": later("Campaign created. Next: `/creator add`."),
    "edited": later("Campaign changed."),
    "unchanged": later("Nothing changed: it is so already."),
    "allowed": later("Posts can now be handed in from server `{server}` too."),
    "blocked": later("Posts can no longer be handed in from server `{server}`."),
    "archive": later("Campaign archived: nothing new is taken in. `/campaign reopen` undoes it."),
    "reopen": later("Campaign reopened: posts are taken in again."),
    "note": later("Note written."),
    "note-removed": later("Note removed."),
}
CREATOR_CHANGED = {
    "added": later("Creator added. Their posts can be handed in now."),
    "edited": later("Creator changed."),
    "unchanged": later("Nothing changed: it is so already."),
    "paused": later(
        "Creator paused: no new posts are taken in, and watched accounts are not synced; "
        "posts already in keep being counted."
    ),
    "removed": later("Creator removed. Posts already in are counted, decided and paid as usual."),
    "resumed": later("Creator resumed: new posts are taken in again."),
    "note": later("Note written."),
    "note-removed": later("Note removed."),
}
NO_CAMPAIGNS = later("No campaigns yet. `/campaign create` makes one.")
NO_CREATORS = later("No creators here yet. `/creator add` adds one.")
GO_ON_WAITING = later("Posts that wait for review go on waiting.")
SERVERS_SHOWN = 30


KEPT = later("Open posts ({count}) keep the window and minimum they came in with.")
KEPT_BY_CAMPAIGN = later(
    "Open posts ({count}) keep the window and minimum they came in with; "
    "their terms change with the creator's deal only."
)


def _earned(shown: CampaignCard | CreatorCard) -> str:
    return say("{amount} earned", amount=render.money(shown.earned_minor, shown.currency))


def campaign(shown: CampaignCard, headline: str = "") -> discord.Embed:
    """Return a campaign with its rules and where it stands."""
    made = render.embed(
        words.escape(shown.name),
        [headline] if headline else [],
        colour=render.GREEN if shown.state is CampaignState.ACTIVE else render.GREY,
        footer=f"#{shown.id} · {shown.slug}",
    )
    currency = say("Currency: {currency}", currency=shown.currency)
    render.field(made, say("Status"), [say(words.CAMPAIGN_STATES[shown.state]), currency])
    render.field(made, say("Rules"), _rules(shown))
    render.field(made, say("Default terms"), [render.terms(shown.cpm, shown.cap_views, shown.currency)])
    render.field(made, say("Money"), render_budget.lines(shown), inline=False)
    if shown.shows_amounts:
        render.field(made, say("Leaderboard"), [say("shows amounts")])
    if shown.minimum_payout_minor is not None:
        render.field(made, say("Minimum payout"), [render.money(shown.minimum_payout_minor, shown.currency)])
    render.field(made, say("Posts"), _posts(shown))
    render.field(made, say("Servers"), _servers(shown), inline=False)
    render_notes.field(made, shown.notes)
    return made


def _rules(shown: CampaignCard) -> list[str]:
    return [
        _window(shown.window_days),
        say("Minimum: {views} views", views=words.number(shown.minimum_views)),
        many(
            shown.max_age_days,
            "Newest posts only: up to {count} day old; "
            "`/post track` and `/watch add` with an import take in older ones too",
            "Newest posts only: up to {count} days old; "
            "`/post track` and `/watch add` with an import take in older ones too",
        ),
    ]


def _window(days: int) -> str:
    return many(days, "Views count for {count} day", "Views count for {count} days")


def _posts(shown: CampaignCard) -> list[str]:
    by_status = {
        status: shown.posts.get(status, 0) for status in PostStatus if status is not PostStatus.REJECTED
    }
    lines = [
        f"{say(words.STATUSES[status])}: {words.number(count)}"
        for status, count in by_status.items()
        if count
    ]
    return [quantities.creators(shown.creators), _campaign_standing(shown), *lines]


def _campaign_standing(shown: CampaignCard) -> str:
    rejected = shown.posts.get(PostStatus.REJECTED, 0)
    return _standing(sum(shown.posts.values()) - rejected, shown.waiting, shown.excluded, rejected)


def _standing(count: int, waiting: int, excluded: int, rejected: int) -> str:
    """Return how many posts count, and how many others there are."""
    if not any((count, waiting, excluded, rejected)):
        return say("no posts yet")
    parts = [
        many(count, "{count} post counts", "{count} posts count"),
        waiting
        and many(waiting, "{count} waits for review (`/inbox`)", "{count} wait for review (`/inbox`)"),
        excluded and say("{count} excluded", count=words.number(excluded)),
        rejected and say("{count} rejected", count=words.number(rejected)),
    ]
    return " · ".join(str(part) for part in parts if part)


def _servers(shown: CampaignCard) -> list[str]:
    further = [f"`{guild_id}`" for guild_id in shown.guild_ids if guild_id != shown.home_guild_id]
    rest = len(further) - SERVERS_SHOWN
    more = [say("and {rest} more", rest=words.number(rest))] if rest > 0 else []
    return [
        say("{server} (home)", server=f"`{shown.home_guild_id}`"),
        ", ".join(further[:SERVERS_SHOWN] + more),
    ]


def campaigns(found: Page[CampaignCard]) -> discord.Embed:
    """Return one screen of campaigns."""
    return render.page(
        say("Campaigns"), found, [_campaign_line(one) for one in found.items], say(NO_CAMPAIGNS)
    )


def _campaign_line(shown: CampaignCard) -> str:
    facts = [
        say(words.CAMPAIGN_STATES[shown.state]),
        quantities.creators(shown.creators),
        _campaign_standing(shown),
        _earned(shown),
    ]
    return f"`#{shown.id}` **{words.escape(shown.name, 80)}**\n" + " · ".join(facts)


def campaign_changed(done: CampaignChanged) -> discord.Embed:
    """Return a campaign after a change."""
    headline = CAMPAIGN_CHANGED.get(done.action, "")
    said = headline and say(headline, server=done.server_id)
    return campaign(done.card, f"{said}{_kept(done.kept, KEPT_BY_CAMPAIGN)}")


def creator(shown: CreatorCard, headline: str = "") -> discord.Embed:
    """Return a creator with the terms in force."""
    made = render.embed(
        render.account(shown.handle, shown.platform),
        [line for line in (headline, words.escape(shown.display_name or "", 100)) if line],
        colour=render.GREEN if shown.state is CreatorState.ACTIVE else render.GREY,
        footer=f"#{shown.id} · {shown.campaign}",
    )
    owner = say("anyone may hand in its posts")
    if shown.discord_id is not None:
        owner = render.member(shown.discord_id)
    render.field(
        made, say("Status"), [say(words.CREATOR_STATES[shown.state]), say(words.MODES[shown.tracking_mode])]
    )
    render.field(made, say("Discord member"), [owner])
    render_deals.add_terms(made, shown)
    render.field(made, say("Rules"), _creator_rules(shown))
    render.field(made, say("So far"), _totals(shown))
    render_notes.field(made, shown.notes)
    return made


def _creator_rules(shown: CreatorCard) -> list[str]:
    window, minimum = (
        say("own") if own else say("campaign's") for own in (shown.has_own_window, shown.has_own_minimum)
    )
    return [
        f"{_window(shown.window_days)} ({window})",
        f"{say('Minimum: {views} views', views=words.number(shown.minimum_views))} ({minimum})",
    ]


def _totals(shown: CreatorCard) -> list[str]:
    posts = _standing(shown.posts, shown.waiting, shown.excluded, shown.rejected)
    return [posts, _earned(shown)]


def creators(found: Page[CreatorCard]) -> discord.Embed:
    """Return one screen of creators."""
    return render.page(say("Creators"), found, [_creator_line(one) for one in found.items], say(NO_CREATORS))


def _creator_line(shown: CreatorCard) -> str:
    whose = f"**{words.handle(shown.handle)}**"
    name = say("{account} on {platform}", account=f"`#{shown.id}` {whose}", platform=shown.platform.label)
    facts = [say(words.CREATOR_STATES[shown.state]), *_totals(shown), words.escape(shown.campaign, 80)]
    return f"{name}\n" + " · ".join(facts)


def creator_files(shown: CreatorCard) -> list[discord.File]:
    """Return what does not fit on a creator's card."""
    return [*render_deals.files(shown), *render_notes.files(shown.notes)]


def deal_set(done: DealSet) -> discord.Embed:
    """Return a creator whose deal is in force now."""
    return creator(done.card, render_deals.headline(done))


def creator_changed(done: CreatorChanged) -> discord.Embed:
    """Return a creator after a change."""
    headline = CREATOR_CHANGED.get(done.action, "")
    said = f"{headline and say(headline)}{_kept(done.kept)}"
    is_waiting = done.action == "edited" and done.card.waiting
    return creator(done.card, f"{said} {say(GO_ON_WAITING)}" if is_waiting else said)


def _kept(count: int, text: str = KEPT) -> str:
    """Return the sentence about open posts, which keep what they came in with; nothing without any."""
    if count == 0:
        return ""
    return f" {say(text, count=words.number(count))}"
