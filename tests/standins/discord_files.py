"""What Discord refuses about the files of a message: those sent with it, those kept, those it shows."""

import re
from collections.abc import Iterator

from tests.standins.messages import Message
from tests.standins.payloads import Json

PART = re.compile(r"files\[(\d)\]")
FIRST_SNOWFLAKE = 10
"""Smaller ids of attachments mean the files sent along, by their number."""


def refusals_of_files(parts: dict[str, str], body: Json, message: Message) -> list[str]:
    """Why Discord would not take these files, by their parts' names, with the body; empty when it would."""
    return [*unknown_parts(parts), *unknown_attachments(parts, body, message), *missing(parts, body, message)]


def unknown_parts(parts: dict[str, str]) -> Iterator[str]:
    for part in parts:
        if not PART.fullmatch(part):
            yield f"{part}: a file is sent as files[0] to files[9]"


def unknown_attachments(parts: dict[str, str], body: Json, message: Message) -> Iterator[str]:
    for one in body.get("attachments") or []:
        number = int(one["id"])
        if number < FIRST_SNOWFLAKE and parts.get(f"files[{number}]") != one.get("filename"):
            yield f"$.attachments: {one} is not among the files {parts}"
        elif number >= FIRST_SNOWFLAKE and str(number) not in {old["id"] for old in message.attachments}:
            yield f"$.attachments: the message has no file {number}"


def missing(parts: dict[str, str], body: Json, message: Message) -> Iterator[str]:
    """Name what the embeds show and nobody sent, which leaves an empty frame."""
    kept = {old["filename"] for old in message.attachments}
    if "attachments" in body:
        wanted = {str(one["id"]) for one in body["attachments"] or []}
        kept = {old["filename"] for old in message.attachments if old["id"] in wanted}
    for embed in body.get("embeds") or []:
        for place in ("image", "thumbnail"):
            url = (embed.get(place) or {}).get("url") or ""
            name = url.removeprefix("attachment://")
            if name != url and name not in kept | set(parts.values()):
                yield f"$.embeds: {place} shows {name!r}, which is not there"
