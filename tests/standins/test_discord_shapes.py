"""Every body that a bot sends is held against Discord's own description of it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.standins.discord_files import refusals_of_files
from tests.standins.discord_reply import COMMAND, Reply
from tests.standins.discord_rest import API
from tests.standins.discord_rules import DEFINITIONS, REQUESTS, refusals_of_commands, refusals_of_message
from tests.standins.discord_server import DiscordStandIn
from tests.standins.messages import Message
from tests.standins.payloads import Json

TAKEN: Json = {"content": "Hello"}
BODIES: dict[str, tuple[Any, Any]] = {
    # a call: a body that is taken, and one that the description does not know
    "POST /users/@me/channels": ({"recipient_id": "{user}"}, {"recipient_id": "Anna"}),
    "PUT /applications/1/commands": (
        [{"name": "why", "description": "Why", "type": 1}],
        [{"name": "why", "description": "Why", "type": 1, "name_localizations": {"de": ""}}],
    ),
    "PUT /applications/1/guilds/{guild}/commands": (
        [{"name": "why", "description": "Why", "type": 1}],
        [{"name": "why", "description": "Why", "type": "slash"}],
    ),
    "POST /channels/{channel}/messages": (TAKEN, {"embeds": [{"title": "T", "timestamp": "yesterday"}]}),
    "PATCH /channels/{channel}/messages/{message}": (TAKEN, {"embeds": [{"url": "javascript:alert(1)"}]}),
    "POST /interactions/{new}/{new_token}/callback": (
        {"type": 4, "data": TAKEN},
        {"type": 4, "data": {"components": [{"type": 1, "components": []}]}},
    ),
    "POST /webhooks/1/{token}": (TAKEN, {"content": "Hello", "allowed_mentions": {"parse": ["anna"]}}),
    "PATCH /webhooks/1/{token}/messages/{told}": (TAKEN, {"attachments": [{"filename": "a.png"}]}),
}


@pytest.fixture
async def standin() -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn() as standin:
        yield standin


def names(standin: DiscordStandIn) -> dict[str, str]:
    """What the calls above are about: a fresh interaction, and one that was answered."""
    anna = standin.add_guild("Studio").add_member("Anna")
    message = Message(anna.guild.channel, standin.state.bot)
    told = Message(anna.guild.channel, standin.state.bot)
    new, answered = (Reply(standin.state.bell, "/why", COMMAND, anna, anna.guild.channel) for _ in range(2))
    answered.callback_type, answered.original = 4, told
    standin.state.messages += [message, told]
    standin.state.replies |= {new.token: new, answered.token: answered}
    return {
        "user": str(anna.id),
        "guild": str(anna.guild.id),
        "channel": str(anna.guild.channel.id),
        "message": str(message.id),
        "new": str(new.id),
        "new_token": new.token,
        "token": answered.token,
        "told": str(told.id),
    }


async def call(standin: DiscordStandIn, method: str, path: str, body: Any) -> int:
    headers = {"Authorization": f"Bot {standin.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, f"{standin.url}{API}{path}", json=body) as answer,
    ):
        await answer.read()
        return answer.status


@pytest.mark.parametrize("route", BODIES)
async def test_a_wrong_body_is_refused_and_a_right_one_taken(standin: DiscordStandIn, route: str) -> None:
    known = names(standin)
    method, path = route.format(**known).split()
    taken, wrong = BODIES[route]
    taken = json.loads(json.dumps(taken).replace("{user}", known["user"]))

    assert await call(standin, method, path, wrong) == 400
    assert len(standin.violations) == 1
    assert await call(standin, method, path, taken) in (200, 204)
    assert len(standin.violations) == 1


async def test_no_route_with_a_body_is_left_out(standin: DiscordStandIn) -> None:
    known = names(standin)
    called = [route.format(**known).split() for route in BODIES]

    for method, pattern, _ in standin._rest.routes:
        if method not in ("GET", "DELETE"):
            hits = [path for verb, path in called if verb == method and pattern.fullmatch(path)]
            assert len(hits) == 1, (method, pattern.pattern)
    assert len(BODIES) == len(REQUESTS)


def test_every_shape_that_is_referred_to_is_there() -> None:
    text = json.dumps([REQUESTS, DEFINITIONS])
    wanted = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}

    assert wanted - set(DEFINITIONS) == set()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"name_localizations": {"de": "Zwei Worte"}}, "lower case"),
        ({"name_localizations": {"xx": "name"}}, "no languages"),
        ({"description_localizations": {"de": "x" * 101}}, "too long"),
        ({"options": [{"type": 3, "name": "a", "description": "d"}] * 26}, "too long"),
    ],
)
def test_commands_in_other_languages(change: Json, words: str) -> None:
    told = {"de": "warum", "es-ES": "por-qué"}
    why: Json = {"name": "why", "description": "Why", "type": 1, "name_localizations": told}
    within = {"type": 1, "name": "post", "description": "Post", "options": [{"type": 1} | why | change]}

    for command in (why | change, within):
        refusals = refusals_of_commands([command])
        assert bool(refusals) == bool(words)
    assert words in "\n".join(refusals_of_commands([why | change]))


def test_a_long_translation_counts_for_the_size_of_a_command() -> None:
    def made(size: int) -> Json:
        choice = {"name": "c", "value": "v" * 100, "name_localizations": {"de": "ä" * size}}
        options = [
            {"type": 3, "name": f"o{number}", "description": "d", "choices": [choice] * 5}
            for number in range(8)
        ]
        return {"name": "post", "description": "Posts", "type": 1, "options": options}

    assert refusals_of_commands([made(90)]) == []
    assert "8000" in "\n".join(refusals_of_commands([made(100)]))


def test_a_bot_writes_no_more_than_two_thousand_characters_into_a_channel() -> None:
    assert refusals_of_message("MessageCreateRequest", {"content": "x" * 2000}) == []
    assert refusals_of_message("MessageCreateRequest", {"content": "x" * 2001}) != []


@pytest.mark.parametrize(
    ("parts", "body", "words"),
    [
        ({"files[0]": "a.png"}, {"attachments": [{"id": 0, "filename": "a.png"}]}, ""),
        ({"files[0]": "a.png"}, {"embeds": [{"image": {"url": "attachment://a.png"}}]}, ""),
        ({}, {"embeds": [{"image": {"url": "attachment://old.png"}}]}, ""),
        ({}, {"attachments": [{"id": "4711"}]}, ""),
        ({"file": "a.png"}, {}, "files[0] to files[9]"),
        ({"files[0]": "a.png"}, {"attachments": [{"id": 1, "filename": "a.png"}]}, "not among the files"),
        ({}, {"attachments": [{"id": "4712"}]}, "has no file"),
        ({}, {"embeds": [{"image": {"url": "attachment://a.png"}}]}, "which is not there"),
        (
            {},
            {"embeds": [{"image": {"url": "attachment://old.png"}}], "attachments": []},
            "which is not there",
        ),
    ],
)
def test_files(standin: DiscordStandIn, parts: dict[str, str], body: Json, words: str) -> None:
    message = Message(standin.add_guild("Studio").channel, standin.state.bot)
    message.attachments = [{"id": "4711", "filename": "old.png"}]

    told = refusals_of_files(parts, body, message)

    assert bool(told) == bool(words)
    assert words in "\n".join(told)


def test_the_component_layout_is_checked_to_its_depth() -> None:
    def layout(part: Json) -> Json:
        return {"flags": 1 << 15, "components": [{"type": 17, "components": [part]}]}

    text = {"type": 10, "content": "Hello"}
    picture = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    for taken in (text, picture, {"type": 14, "divider": True}):
        assert refusals_of_message("MessageCreateRequest", layout(taken)) == []
    for wrong in ({"type": 10}, {"type": 12, "items": []}, {"type": 99}):
        assert refusals_of_message("MessageCreateRequest", layout(wrong)) != []


def test_what_the_library_writes_beside_files_is_taken() -> None:
    file = discord.File(__file__, "a.py")
    made = discord.http.handle_message_parameters("x", file=file)
    assert made.multipart is not None
    body = json.loads(made.multipart[0]["value"])
    file.close()

    assert refusals_of_message("MessageCreateRequest", body) == []
    assert body["attachments"] == [{"id": 0, "filename": "a.py"}]
