"""`/api-key …` in Discord, from the command to what people see, and what programs did in the audit."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cogs import render_api_keys, render_audit
from cogs.errors import Reply, explain
from core.domain.access import Caller, Role
from core.domain.api_keys import Access
from core.domain.errors import api
from core.domain.terms import MAX_COUNT
from core.services import api_keys
from core.services.shown import Page
from core.services.shown_api_keys import KeyCard, KeyMade
from core.services.shown_audits import Audited, Audits, AuditWanted
from tests.cogs.conftest import Bot, Stage, buttons, embed, fields, said
from tests.cogs.test_limits import check, wild
from tests.fakes import NOON

stage_only = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord
KEY = re.compile(r"`(vl_[0-9a-f]{64})`")
CARD = KeyCard(1, "CRM sync", Access.READ, NOON, 5, NOON, None, None)
ENTRY = Audited(1, NOON, 5, "api edit-video", None, None, 7, "old", "new", "by request", "#3 *CRM* sync")


@stage_only
async def test_a_key_is_shown_once_and_works(stage: Stage) -> None:
    made = await stage.admin.slash(
        stage.channel, "api-key create", label="*CRM* <@1>", access=Access.WRITE.value
    )
    listed = await stage.admin.slash(stage.channel, "api-key list")

    (key,) = KEY.findall(embed(made).description or "")
    assert embed(made).title == r"API key “\*CRM\* \<@1\>”"
    assert fields(made)["May"] == "Read, add videos and change notes"
    assert fields(made)["Where"] == "`http://127.0.0.1:8080/api/v1`"
    admitted = await api_keys.admit(stage.bot.app, key)
    assert admitted is not None
    assert admitted.by.guild_id == stage.guild.id
    assert key not in (embed(listed).description or "")
    assert "`#1` **\\*CRM\\* \\<@1\\>**" in (embed(listed).description or "")
    assert "never used" in (embed(listed).description or "")


@stage_only
async def test_revoking_asks_first_and_works_after_a_restart(stage: Stage) -> None:
    by = Caller(stage.guild.id, stage.admin.id, Role.ADMIN)
    made = await api_keys.create(stage.bot.app, by, label="CRM")

    asked = await stage.admin.slash(stage.channel, "api-key revoke", key="#1")
    message = asked.response or asked.followups[0]
    question = (embed(asked).title, buttons(message))
    still = await api_keys.admit(stage.bot.app, made.key)
    await stage.env.restart_bot(Bot(stage.bot.app))
    await stage.admin.click(message, label="Confirm")
    again = await stage.admin.slash(stage.channel, "api-key revoke", key="#1")
    listed = await stage.admin.slash(stage.channel, "api-key list")

    assert question == ("Revoke API key #1 “CRM”?", ["Confirm", "Cancel"])
    assert embed(asked).title == "API key #1 “CRM”"
    assert still is not None
    assert await api_keys.admit(stage.bot.app, made.key) is None
    assert said(again).startswith("API key `#1` “CRM” was revoked")
    assert "**revoked**" in (embed(listed).description or "")


@stage_only
async def test_keys_are_for_admins_to_the_last_button(stage: Stage) -> None:
    by = Caller(stage.guild.id, stage.admin.id, Role.ADMIN)
    for number in range(12):
        await api_keys.create(stage.bot.app, by, label=f"CRM {number}")

    refused = [
        await stage.editor.slash(stage.channel, "api-key list"),
        await stage.editor.slash(stage.channel, "api-key create", label="mine"),
        await stage.editor.slash(stage.channel, "api-key revoke", key="#1"),
    ]
    first = await stage.admin.slash(stage.channel, "api-key list")
    assert first.response is not None
    second = await stage.admin.click(first.response, label="Next")
    found = await stage.admin.autocomplete(stage.channel, "api-key revoke", "key", "CRM 11")
    none = await stage.editor.autocomplete(stage.channel, "api-key revoke", "key", "CRM")

    assert all(said(each).startswith("This is for admins") for each in refused)
    assert embed(second).footer.text == "Page 2 of 2 · 12 in all"
    assert [(each["name"], each["value"]) for each in found] == [("#12 · CRM 11 · read", "#12")]
    assert none == []


@stage_only
async def test_an_empty_list_says_what_to_do(stage: Stage) -> None:
    empty = await stage.admin.slash(stage.channel, "api-key list")

    assert embed(empty).description == render_api_keys.NO_KEYS


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (api.KeyUnknownError("`x`"), "No API key of this server matches"),
        (api.KeyRevokedError(3, "*CRM*", NOON), r"API key `#3` “\*CRM\*” was revoked"),
        (api.TooManyKeysError(25), "25 API keys that work"),
    ],
)
def test_refusals_say_what_to_do(error: api.ApiError, part: str) -> None:
    told = explain(error) or ""

    assert part in told
    assert "`/api-key " in told


def test_what_only_programs_meet_has_no_sentence_here() -> None:
    assert explain(api.CursorError()) is None


def test_the_audit_names_the_key_and_nobody_else() -> None:
    told = render_audit.screen(Audits(AuditWanted(), Page([ENTRY], 1, 1, 1), {})).description or ""

    assert told.startswith(r"API key \#3 \*CRM\* sync · **api edit-video** `#7`")
    assert "<@5>" not in told


@settings(max_examples=30, deadline=None)
@given(wild)
def test_whatever_a_key_is_called_it_fits(text: str) -> None:
    card = replace(CARD, id=MAX_COUNT, label=text[:80], access=Access.WRITE, revoked_at=NOON, revoked_by=5)
    made = render_api_keys.made(KeyMade(card, "vl_" + "0" * 64, "https://" + "x" * 200 + "/api/v1"))
    listed = render_api_keys.listing(Page([card] * 10, 9_999, 10_000, 10**5))

    for shown in (made, listed, render_api_keys.plan(card), render_api_keys.revoked(card)):
        check(Reply(embeds=[shown]))
