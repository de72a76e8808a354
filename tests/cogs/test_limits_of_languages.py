"""In every language, Discord takes the longest screens, buttons, menus and forms."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest
from discord import ui

from cogs import (
    appeals,
    boards,
    inbox,
    letters,
    lists,
    pulses,
    render_board,
    render_campaigns,
    render_letters,
    render_outages,
    render_setup,
    setup_campaign,
    setup_steps,
    views,
    words,
    words_actions,
    words_digest,
    words_setup,
)
from cogs.actions import Action
from cogs.appeals import AppealForm, OpenAppeals, ReasonForm
from cogs.catalogues import CATALOGUES
from cogs.errors import Reply
from cogs.explain import shown as receipt
from cogs.notes import NoteForm
from cogs.post_actions import ActionForm
from cogs.say import say, speaking
from core.domain.appeals import AppealVerdict
from core.domain.lifecycle import Verdict
from core.domain.needs import Need
from core.domain.payouts import Standing
from core.domain.terms import MAX_COUNT, Availability, Outcome, Platform, PostStatus, TrackingStatus
from core.services.drafts import Draft
from core.services.shown import PostChanged, PostPlan
from core.services.shown_boards import Example, Tasks, TasksIn, Unsynced, Waiting
from core.services.shown_ledger import AdjustPlan
from core.services.shown_notes import Note
from core.services.shown_payouts import Due, Payee, PayoutPlan
from core.services.shown_servers import ServerCard
from tests.cogs.cards import CAMPAIGN, CREATOR, POST, TERMS
from tests.cogs.receipts import RECEIPT
from tests.cogs.test_limits import HUGE, check, units
from tests.cogs.test_payouts import POST as DUE
from tests.cogs.test_render_inbox import screen_of

LANGUAGES = ["en", *CATALOGUES]
LONGEST = "W" * 4_000
CARD = replace(
    POST,
    id=MAX_COUNT,
    counts=HUGE,
    change=HUGE,
    caption=LONGEST,
    status_reason=LONGEST,
    hold_reason=LONGEST,
    held_at=POST.status_at,
    needs_person=True,
    availability=Availability.GONE,
    last_outcome=Outcome.REGION_LOCKED,
    last_error=LONGEST,
    earned_minor=MAX_COUNT,
    adjusted_minor=MAX_COUNT,
    tiers=("A" * 50, "B" * 50),
)


def replies() -> Iterator[Reply]:
    """The longest screens there are of posts, letters and receipts."""
    for status in PostStatus:
        for tracking in TrackingStatus:
            yield views.post(replace(CARD, status=status, tracking=tracking))
    for action in ("set-cpm", "finalize", "set-views", "reject", "unreject", "accept-appeal"):
        yield views.post_plan(PostPlan(MAX_COUNT, action, CARD, LONGEST, TERMS, 1, MAX_COUNT, "T" * 50, 900))
        yield views.post_result(PostChanged(action, CARD, PostStatus.AWAITING_MEASUREMENT, 900))
    for action in ("include", "exclude"):
        yield views.post_plan(PostPlan(MAX_COUNT, action, CARD, LONGEST, TERMS, MAX_COUNT, MAX_COUNT))
    yield views.adjust_plan(AdjustPlan(MAX_COUNT, CARD, MAX_COUNT, MAX_COUNT, LONGEST))
    yield receipt(RECEIPT)
    yield inbox.shown(screen_of("*" * 2_000, Verdict.KEEP))
    payee = Payee(MAX_COUNT, "W" * 60, Platform.INSTAGRAM, MAX_COUNT, LONGEST, "USD")
    due = Due(payee, [DUE] * 300, MAX_COUNT, MAX_COUNT, Standing.BELOW_MINIMUM)
    yield views.payout_plan(PayoutPlan(MAX_COUNT, due, LONGEST, LONGEST))
    yield Reply(embeds=[render_campaigns.campaign(CAMPAIGN), render_campaigns.creator(CREATOR)])
    yield from (Reply(embeds=[each]) for each in screens_of_the_team())


def screens_of_the_team() -> Iterator[discord.Embed]:
    """The setup with all of its trouble, the fullest board, and notices."""
    guild = create_autospec(discord.Guild, instance=True)
    guild.me.name = LONGEST[:80]
    guild.get_channel.return_value.permissions_for.return_value = discord.Permissions.none()
    closed = ServerCard(
        1, 1, MAX_COUNT, submission_channel_id=MAX_COUNT, digest_channel_id=MAX_COUNT, timezone="W" * 100
    )
    yield render_setup.card(closed, guild)
    yield render_setup.weekly(closed, guild)
    needs = {need: Waiting(MAX_COUNT, [Example(MAX_COUNT, POST.ref)] * 3) for need in Need}
    unsynced = Unsynced(MAX_COUNT, [("W" * 60, Platform.INSTAGRAM)] * 3)
    each = TasksIn("*" * 100, MAX_COUNT, POST.status_at, MAX_COUNT, needs, unsynced)
    yield render_board.board(Tasks([each] * 50))
    yield render_board.board(Tasks())
    told = {"platform": "instagram", "since": 0.0, "until": 1.0, "refused": ["W" * 60] * 20}
    yield from (render_outages.down(told), render_outages.back(told))


def buttons() -> Iterator[ui.Button[Any]]:
    """Buttons that are on no screen above."""
    made: list[Any] = [
        OpenAppeals(1, say("Appeals")),
        letters.Switch(1, wanted=True),
        letters.Switch(1, wanted=False),
        pulses.KeepHere(1),
        pulses.Stop(1),
        appeals.AppealButton(1),
        *(appeals.DecideButton(verdict, 1) for verdict in AppealVerdict),
        inbox.Undo(1, inbox.Where()),
        boards.OpenInbox(),
        *(boards.OpenNeed(need) for need in Need),
        lists.OwnLetters(1, wanted=True),
        lists.OwnLetters(1, wanted=False),
        setup_campaign.FirstCampaign(),
        setup_campaign.Again(1),
        setup_steps.Turn(setup_steps.START, say(words_setup.BACK)),
        setup_steps.Turn(setup_steps.DIGEST, say(words_digest.DIGEST)),
    ]
    yield from (each.item for each in made)


def forms() -> Iterator[ui.Modal]:
    """Every form about a post."""
    card = replace(CARD, id=999_999_999)
    for action in words_actions.ACTIONS:
        if action not in {"note", "release"}:
            yield ActionForm(Action(action), card, lambda _: Reply())
    yield NoteForm(words_actions.form_title(words.NOTE, card.id), Note(1, LONGEST, ""), _save)
    yield NoteForm(say(words.CREATOR_NOTE), Note(1, LONGEST, ""), _save)
    yield NoteForm(say(words.CAMPAIGN_NOTE), Note(1, LONGEST, ""), _save)
    yield AppealForm(card.id)
    yield setup_campaign.CampaignForm(Draft())
    yield from (ReasonForm(verdict, 1) for verdict in AppealVerdict)


async def _save(*_: Any) -> Reply:
    raise AssertionError("nothing is sent here")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_screens_fit(language: str) -> None:
    with speaking(language):
        for reply in replies():
            check(reply)
            for item in reply.view.walk_children() if reply.view else []:
                held(getattr(item, "item", item))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_buttons_fit(language: str) -> None:
    with speaking(language):
        for button in buttons():
            held(button)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_forms_fit(language: str) -> None:
    with speaking(language):
        for form in forms():
            assert 0 < units(form.title) <= 45, form.title
            for item in form.walk_children():
                if isinstance(item, ui.Label):
                    assert 0 < units(item.text) <= 45, item.text
                    assert units(item.description) <= 100, item.description
                if isinstance(item, ui.TextInput):
                    assert units(item.placeholder) <= 100, item.placeholder


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_letter_fits(language: str) -> None:
    with speaking(language):
        for text in (*render_letters.SENTENCES.values(), render_letters.STOPPED, render_letters.RESUMED):
            assert 0 < units(say(text, **dict.fromkeys(PLACES, "x"))) <= 400


PLACES = "reason ends views earned coming by amount posts how payout of private".split()


def held(item: Any) -> None:
    """Hold a component against the limits Discord documents."""
    if isinstance(item, ui.Button):
        assert 0 < units(item.label) <= 80, item.label
    if isinstance(item, ui.Select):
        assert units(item.placeholder) <= 150
        for option in item.options:
            assert 0 < units(option.label) <= 100
            assert units(option.description) <= 100
