"""Pulse cards: one public message for a campaign that says how it is doing, edited in place.

A card is looked at again after five minutes, and edited only when it would say something else. A person who
deletes it ends it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from core.domain import metrics
from core.domain.access import Caller
from core.domain.errors import ChannelClosedError
from core.domain.metrics import Span
from core.services import boards, campaigns, traces
from core.services.app import App
from core.services.campaign_cards import card
from core.services.shown_boards import Plan, Pulse, Writing
from db import boards as board_rows
from db import campaigns as campaign_rows
from db import figures, gains, pulses, trail
from db.boards import GONE, MOVES, Place
from db.engine import Session
from db.figures import Scope
from db.models import Campaign

EVERY = timedelta(minutes=5)
DAY = timedelta(days=1)


async def keep(
    app: App, by: Caller, campaign_id: int, channel_id: int, *, missing: Collection[str] = ()
) -> None:
    """Keep a campaign's card in a channel; one that is there already, or elsewhere, makes way for it.

    Args:
        missing: the permissions that the bot lacks there, by Discord's own names.
    """
    if missing:
        raise ChannelClosedError(list(missing))
    await _choose(app, by, campaign_id, channel_id)


async def stop(app: App, by: Caller, campaign_id: int) -> bool:
    """Keep a campaign's card no more; False when none was kept."""
    return await _choose(app, by, campaign_id, None)


async def due(app: App, guild_ids: Collection[int]) -> Sequence[Plan]:
    """Return what is to be done about the cards of these servers, at most one thing each."""
    now = app.clock()
    found: list[Plan] = []
    same: dict[int, list[str]] = {}
    async with app.reads() as session:
        for home, place in await pulses.places(session, guild_ids):
            if _rests(place, now):
                continue
            pulse = await _pulse(session, home, now)
            plan = boards.plan(place, pulses.topic(home.id), pulse, digest_of(pulse))
            if plan is not None:
                found.append(plan)
            else:
                same.setdefault(home.guild_id, []).append(pulses.topic(home.id))
    await _checked(app, same, now)
    return found


async def ended(app: App, plan: Writing, message_id: int) -> None:
    """Keep that a card was deleted by a person, who wants none any more."""
    assert isinstance(plan.said, Pulse)
    async with app.sessions.begin() as session:
        home = await campaign_rows.locked(session, plan.said.card.id)
        await board_rows.lost(session, plan.guild_id, plan.topic, message_id)
        if home.pulse_channel_id == plan.channel_id:
            home.pulse_channel_id = None
            trail.note(
                session,
                at=app.clock(),
                guild_id=home.guild_id,
                actor=None,
                action="campaign pulse",
                reason="its message is deleted",
                before=f"channel {plan.channel_id}",
                campaign_id=home.id,
            )


def digest_of(pulse: Pulse) -> str:
    """Return what changes whenever the card would say something else."""
    shown = pulse.card
    spent = shown.money and (shown.money.percent, shown.money.spent)
    money = (spent, shown.budget_minor, shown.currency, shown.shows_amounts)
    posts = (shown.posts, shown.waiting, shown.creators)
    figures_ = (pulse.views, pulse.unknown, pulse.gained, pulse.window_ends_at, pulse.oldest_at)
    return boards.fingerprint((shown.name, shown.state, posts, money, figures_))


async def _choose(app: App, by: Caller, campaign_id: int, channel_id: int | None) -> bool:
    async with app.sessions.begin() as session:
        known = await campaigns.resolve(session, by, f"#{campaign_id}")
        home = await campaign_rows.locked(session, known.id)
        old = home.pulse_channel_id
        if old is None and channel_id is None:
            return False
        home.pulse_channel_id = channel_id
        await pulses.move(session, home)
        before, after = (None if place is None else f"channel {place}" for place in (old, channel_id))
        traces.by_command(session, app, by, "campaign pulse", home, before=before, after=after)
        return True


async def _checked(app: App, same: dict[int, list[str]], now: datetime) -> None:
    if same:
        async with app.sessions.begin() as session:
            for guild_id, topics in same.items():
                await pulses.checked(session, guild_id, topics, now)


def _rests(place: Place, now: datetime) -> bool:
    """Whether the card was looked at a short while ago, and is to stay where it is."""
    there = place.board
    if there is None or there.digest in {GONE, MOVES} or there.channel_id != place.channel_id:
        return False
    return there.checked_at is not None and now - there.checked_at < EVERY


async def _pulse(session: Session, home: Campaign, now: datetime) -> Pulse:
    scope = Scope([home.id])
    total = metrics.summary(await figures.parts(session, scope))
    since = now - DAY
    (gained,) = await gains.gained(session, scope, [Span(since.date(), now.date(), since, now)])
    return Pulse(
        card=await card(session, home),
        views=total.views,
        unknown=total.unknown,
        gained=gained,
        window_ends_at=await pulses.next_end(session, home.id, now),
        oldest_at=(await figures.age(session, scope)).oldest_at,
    )
