"""What the bot sent to the Discord in memory, held against the rules of the one on loopback."""

import re
from typing import Any

import discord
import simcord

from cogs.errors import Reply
from tests.cogs.conftest import Stage
from tests.cogs.test_limits import check
from tests.standins.discord_callbacks import MESSAGE, UPDATE
from tests.standins.discord_rules import refusals_of_callback, refusals_of_message
from tests.standins.messages import BUTTON
from tests.standins.payloads import Json

SHAPES = [
    ("POST", r"/webhooks/\d+/[^/]+", "IncomingWebhookRequestPartial"),
    ("PATCH", r"/webhooks/.+/messages/.+", "IncomingWebhookUpdateRequestPartial"),
    ("POST", r"/channels/\d+/messages", "MessageCreateRequest"),
    ("PATCH", r"/channels/\d+/messages/\d+", "MessageEditRequestPartial"),
]
SILENT: Json = {"parse": []}


def refused(env: simcord.Env) -> list[str]:
    """Why Discord would have refused any of it."""
    found: list[str] = []
    for asked in env.http_requests:
        if asked.path.endswith("/callback"):
            found += refusals_of_callback(asked.json or {})
        for shape in _shapes(asked):
            found += refusals_of_message(shape, asked.json or {})
    return found


def messages(env: simcord.Env, since: int = 0) -> list[Json]:
    """The messages among the requests from this one on, as they were sent."""
    requests = [(asked, asked.json or {}) for asked in env.http_requests[since:]]
    callbacks = [body for asked, body in requests if asked.path.endswith("/callback")]
    answers = [body["data"] for body in callbacks if body["type"] in (MESSAGE, UPDATE)]
    return answers + [body for asked, body in requests if _shapes(asked)]


def too_loud(sent: list[Json]) -> list[Json]:
    """Those that could notify somebody."""
    return [message for message in sent if message.get("allowed_mentions") != SILENT]


def check_sizes(sent: list[Json]) -> None:
    """Hold them against the limits when they are counted the strict way, in UTF-16 units."""
    for message in sent:
        embeds = [discord.Embed.from_dict(embed) for embed in message.get("embeds") or []]
        check(Reply(message.get("content") or "", embeds))


async def press(stage: Stage, on: simcord.ResponseMessage, custom_id: str) -> list[Json]:
    """Have the admin press what an old message of the bot's may carry; return what was sent then."""
    stored = stage.env.backend.get_message(stage.channel.id, on.id)
    button: dict[str, Any] = {"type": BUTTON, "style": 1, "label": "?", "custom_id": custom_id}
    stored.components = [{"type": 1, "components": [button]}]
    since = len(stage.env.http_requests)
    await stage.admin.click(on, custom_id=custom_id)
    return messages(stage.env, since)


def _shapes(asked: simcord.HttpLogEntry) -> list[str]:
    return [
        shape for method, path, shape in SHAPES if asked.method == method and re.fullmatch(path, asked.path)
    ]
