"""What Discord refuses in a request: its published shapes, and the rules that the shapes do not say.

The shapes in `discord_schema.json` are cut from Discord's own OpenAPI description (github.com/discord/
discord-api-spec: "Discord HTTP API (Preview)", OpenAPI 3.1.0, API version 10, MIT licence; read in November
2026, it carries no date of its own). `cut_schema.py` says what is kept: the requests that a bot of commands
makes, with all that they refer to. The other rules are from Discord's reference pages on messages, components
and application commands.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import discord
from jsonschema import Draft202012Validator, FormatChecker, ValidationError  # type: ignore[import-untyped]  # it ships no types
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # it ships no types

from tests.standins.messages import BUTTON, COMPONENTS_V2, SELECTS, walk
from tests.standins.payloads import Json

SCHEMA = json.loads((Path(__file__).parent / "discord_schema.json").read_text())
DEFINITIONS = SCHEMA["$defs"]
REQUESTS = SCHEMA["requests"]
FORMATS = FormatChecker(formats=())
LOCALES = {locale.value for locale in discord.Locale}
MOST_TEXT = 2000
"""Characters of content; the shapes allow the 4,000 that some people may write, and no bot."""
CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}
NEW_LAYOUT = {9, 10, 11, 12, 13, 14, 17}
LINK, PREMIUM = 5, 6
SUBCOMMAND, GROUP = 1, 2
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


def refusals_of_callback(body: Json) -> list[str]:
    """Why Discord would refuse an answer to an interaction; empty when it would not."""
    kind = body.get("type")
    if kind not in CALLBACKS:
        return [f"$.type: {kind} is no answer"]
    found = refusals_of_shape(CALLBACKS[kind], body)
    data = body.get("data") or {}
    if found or kind in (5, 6, 8):
        return found
    return list(modal_rules(data) if kind == 9 else message_rules(data))


def refusals_of_message(shape: str, body: Json) -> list[str]:
    return refusals_of_shape(shape, body) or list(message_rules(body))


def refusals_of_commands(body: list[Json]) -> list[str]:
    return refusals_of_shape("PUT /applications/{application_id}/commands", body) or list(command_rules(body))


def refusals_of_shape(name: str, body: Any) -> list[str]:
    """Why the body does not have the shape: one of the description's own, or that of a route there."""
    return [
        f"{error.json_path}: {error.message[-200:]}"
        for error in map(cause, validator(name).iter_errors(body))
    ]


@cache
def validator(name: str) -> Any:
    shape = REQUESTS.get(name) or {"$ref": f"#/$defs/{name}"}
    return Draft202012Validator(shape | {"$defs": DEFINITIONS}, format_checker=FORMATS)


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]  # it ships no types
def is_moment(text: object) -> bool:
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)  # type: ignore[untyped-decorator]  # it ships no types
def is_address(text: object) -> bool:
    if not isinstance(text, str):
        return True
    parts = urlsplit(text)
    return parts.scheme in ("http", "https", "attachment", "discord") and bool(parts.netloc)


def cause(error: ValidationError) -> ValidationError:
    """The fault inside the variant that was meant: the one whose `type` fits."""
    while error.context:
        variants = groupby(error.context, key=lambda inner: inner.relative_schema_path[0])
        faults = [list(inner) for _, inner in variants]
        meant = [inner for inner in faults if not any(is_other_variant(fault) for fault in inner)]
        if not meant:
            return error
        error = best_match(iter(meant[0])) or meant[0][0]
    return error


def is_other_variant(fault: ValidationError) -> bool:
    path = list(fault.relative_path)
    return (path == ["type"] and fault.validator == "enum") or (not path and fault.validator == "type")


def message_rules(body: Json) -> Iterator[str]:
    if (size := len(body.get("content") or "")) > MOST_TEXT:
        yield f"$.content: {size} characters are too long, {MOST_TEXT} at most"
    embeds = body.get("embeds") or []
    if (size := sum(map(embed_size, embeds))) > 6000:
        yield f"$.embeds: {size} characters, 6000 at most"
    for embed in embeds:
        for one in embed.get("fields") or []:
            if not one["name"].strip() or not one["value"].strip():
                yield "$.embeds.fields: a name and a value are required"
    yield from layout_rules(body)
    yield from component_rules(body.get("components") or [])


def embed_size(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [text for one in embed.get("fields") or [] for text in (one["name"], one["value"])]
    return sum(len(text or "") for text in texts)


def layout_rules(body: Json) -> Iterator[str]:
    components = body.get("components") or []
    if (body.get("flags") or 0) & COMPONENTS_V2:
        if body.get("content") or body.get("embeds"):
            yield "$.flags: the component layout takes neither content nor embeds"
        if len(list(walk(components))) > 40:
            yield "$.components: 40 components at most"
        return
    if len(components) > 5:
        yield f"$.components: {len(components)} rows, 5 at most"
    if any(part["type"] in NEW_LAYOUT for part in components):
        yield "$.components: these components need the component layout flag"


def component_rules(components: list[Json]) -> Iterator[str]:
    parts = list(walk(components))
    names = Counter(part["custom_id"] for part in parts if part.get("custom_id"))
    yield from (f"$.components: custom_id {name!r} is used twice" for name, n in names.items() if n > 1)
    for part in parts:
        if part["type"] == BUTTON:
            yield from button_rules(part)
        elif part["type"] in SELECTS:
            yield from select_rules(part)
        elif part["type"] == 1 and len({inner["type"] == BUTTON for inner in part["components"]}) > 1:
            yield "$.components: a select shares no row with buttons"
        elif part["type"] == 1 and len(part["components"]) > 1 and part["components"][0]["type"] != BUTTON:
            yield "$.components: a row holds one select"


def button_rules(button: Json) -> Iterator[str]:
    if button["style"] == PREMIUM:
        return
    if not button.get("label") and not button.get("emoji"):
        yield "$.components: a button needs a label or an emoji"
    if (button["style"] == LINK) != bool(button.get("url")) or bool(button.get("url")) == bool(
        button.get("custom_id")
    ):
        yield "$.components: a button needs a custom_id, a link button a url, and none both"


def select_rules(select: Json) -> Iterator[str]:
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    options = select.get("options")
    if least is not None and most is not None and least > most:
        yield "$.components: min_values exceeds max_values"
    if options is None:
        return
    if most is not None and most > len(options):
        yield f"$.components: max_values {most} exceeds the {len(options)} options"
    if len({option["value"] for option in options}) < len(options):
        yield "$.components: two options have the same value"
    if sum(bool(option.get("default")) for option in options) > (most or 1):
        yield "$.components: more options are chosen than may be"


def modal_rules(modal: Json) -> Iterator[str]:
    if len(modal["components"]) > 5:
        yield f"$.components: {len(modal['components'])} components, 5 at most"
    yield from component_rules(modal["components"])


def command_rules(commands: list[Json]) -> Iterator[str]:
    names = Counter((command.get("type", 1), command["name"]) for command in commands)
    yield from (f"command {name!r} is there twice" for (_, name), times in names.items() if times > 1)
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if sum(command.get("type", 1) == kind for command in commands) > most:
            yield f"more than {most} commands of type {kind}"
    for command in commands:
        if command.get("type", 1) == 1:
            yield from name_rules(command, command["name"])
            yield from locale_rules(command, command["name"])
            yield from option_rules(command, command["name"])
            if (size := command_size(command)) > 8000:
                yield f"/{command['name']}: {size} characters in all, 8000 at most"
        elif command.get("description"):
            yield f"{command['name']!r}: a menu command has no description"


def option_rules(command: Json, path: str) -> Iterator[str]:
    options = command.get("options") or []
    if len({option["type"] in (SUBCOMMAND, GROUP) for option in options}) > 1:
        yield f"/{path}: subcommands and values do not mix"
    if len({option["name"] for option in options}) < len(options):
        yield f"/{path}: two options have the same name"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield f"/{path}: required options come first"
    for option in options:
        yield from name_rules(option, f"{path} {option['name']}")
        yield from locale_rules(option, f"{path} {option['name']}")
        if option.get("autocomplete") and option.get("choices"):
            yield f"/{path} {option['name']}: choices and autocomplete exclude each other"
        yield from option_rules(option, f"{path} {option['name']}")


def name_rules(named: Json, path: str) -> Iterator[str]:
    if not COMMAND_NAME.fullmatch(named["name"]) or named["name"] != named["name"].lower():
        yield f"/{path}: a name is 1-32 letters, digits, - and _ in lower case"
    if not named.get("description"):
        yield f"/{path}: a description is required"


def locale_rules(named: Json, path: str) -> Iterator[str]:
    """What Discord wants of the names and descriptions in other languages."""
    for key in ("name_localizations", "description_localizations"):
        unknown = set(named.get(key) or {}) - LOCALES
        if unknown:
            yield f"/{path}: {sorted(unknown)} are no languages of Discord's"
    for name in (named.get("name_localizations") or {}).values():
        if not COMMAND_NAME.fullmatch(name) or name != name.lower():
            yield f"/{path}: {name!r} is not 1-32 letters, digits, - and _ in lower case"


def command_size(part: Json) -> int:
    """Characters of a command and all below it, each text in its longest language."""
    own = longest(part, "name") + longest(part, "description")
    choices = sum(longest(choice, "name") + len(str(choice["value"])) for choice in part.get("choices") or [])
    return own + choices + sum(map(command_size, part.get("options") or []))


def longest(part: Json, key: str) -> int:
    texts = [part.get(key) or "", *(part.get(f"{key}_localizations") or {}).values()]
    return max(map(len, texts))
