"""Messages and forms as Markdown that reads like the screen, with stable words for what is new every time."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from discord.utils import utcnow

from tests.standins.messages import BUTTON, SELECTS, Message, button_name
from tests.standins.payloads import Guild, Json

CHARTS = Path(__file__).parent.parent / "docs" / "charts"
LIKE = {
    "history.png": "running",
    "comparison.png": "compared",
    "views.png": "days",
    "shares.png": "bars",
    "digest.png": "weeks",
}
"""The picture of docs/charts that shows what a file of this name looks like."""
SHOWN_CHOICES = 4
STABLE = (
    (r"http://127\.0\.0\.1:\d+", "http://ADDRESS"),
    (r"/report/[\w-]{20,}", "/report/TOKEN"),
    (r"vl_[0-9a-f]{64}", "vl_KEY"),
    (r"\bvl-[0-9A-Z]{5}\b", "vl-CODE"),
    (r"\b\d{17,20}\b", "ID"),
    (r"\b\d{4}-\d\d-\d\d\b", "DATE"),
    (r"\b\d{1,2} [A-Z][a-z]{2,8} 20\d\d\b", "DATE"),
    (r"\b\d\d:\d\d\b", "TIME"),
    (r"`(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}…?`", "`HASH`"),
    (r"reading `#\d+`", "reading `#N`"),
    (r"\b(\w+) \(\d+\)(?=[,.])", r"\1 (N)"),
    (r"\d+\.\d+ s\b", "N s"),
    (r"\d+ ms\b", "N ms"),
    (r"(✅ (?:refresh|watch|link) \w+|✅ \w+): (?:running now|last beat|worked|last run).*", r"\1: …"),
)


def stable(text: str, guild: Guild) -> str:
    """The text with names for ids, and one word for each thing that is another the next time."""
    names = {f"<@{member.id}>": f"@{member.name}" for member in guild.members}
    names |= {f"<@&{role.id}>": f"@{role.name}" for role in guild.roles}
    names |= {f"<#{channel.id}>": f"#{channel.name}" for channel in guild.channels}
    for mark, name in names.items():
        text = text.replace(mark, name)
    text = re.sub(r"</([^:>]+):\d+>", r"`/\1`", text)
    text = re.sub(r"<t:(\d+)(?::(\w))?>", moment, text)
    for pattern, word in STABLE:
        text = re.sub(pattern, word, text)
    return text


def moment(found: re.Match[str]) -> str:
    """A time as Discord shows it, but for its value."""
    if found[2] != "R":
        return "*date and time*"
    return "*in a while*" if datetime.fromtimestamp(int(found[1]), UTC) > utcnow() else "*a while ago*"


def screen(message: Message, guild: Guild) -> str:
    """The message as it looks, in a quotation."""
    lines = [*message.content.splitlines()]
    for embed in message.embeds:
        lines += ["", *embedded(embed)]
    lines += ["", *(f"📎 `{name}`" for name in message.files)]
    lines += [part["content"] for part in message.parts if part.get("content")]
    lines += ["", *controls(message.components)]
    return quoted(stable("\n".join(lines), guild)) + pictures(message)


def embedded(embed: Json) -> Iterator[str]:
    if embed.get("title"):
        yield f"**{embed['title']}**"
    yield from (embed.get("description") or "").splitlines()
    for field in embed.get("fields") or []:
        yield ""
        yield f"*{field['name']}*"
        yield from field["value"].splitlines()
    if embed.get("footer"):
        yield ""
        yield f"_{embed['footer']['text']}_"


def controls(components: list[Json]) -> Iterator[str]:
    """The rows of buttons and menus."""
    for row in components:
        parts = row.get("components") or []
        buttons = [part for part in parts if part["type"] == BUTTON]
        if buttons:
            yield " ".join(f"**[ {button_name(part)} ]**" + greyed(part) for part in buttons)
        for part in parts:
            if part["type"] in SELECTS:
                yield menu(part)


def greyed(part: Json) -> str:
    return " (greyed out)" if part.get("disabled") else ""


def menu(part: Json) -> str:
    options = part.get("options") or []
    default = [option for option in options if option.get("default")]
    shown = [option["label"] for option in (default or options)[:SHOWN_CHOICES]]
    more = " · …" if len(default or options) > SHOWN_CHOICES else ""
    told = f": {' · '.join(shown)}{more}" if shown else ""
    return f"**[ ▾ {part.get('placeholder') or 'choose'} ]**{told}"


def form(modal: Json, guild: Guild) -> str:
    """A form as it looks before anything is written."""
    lines = [f"**{modal['title']}**"]
    for part in modal["components"]:
        if part["type"] == 10:
            lines += ["", part["content"]]
            continue
        field = part.get("component") or part["components"][0]
        needed = "" if field.get("required") is False else " \\*"
        lines += ["", f"*{part.get('label') or field.get('label')}*{needed}"]
        lines += [part["description"]] if part.get("description") else []
        lines += [f"`{field.get('value') or field.get('placeholder') or ' '}`"]
    return quoted(stable("\n".join([*lines, "", "**[ Submit ]**"]), guild))


def quoted(text: str) -> str:
    """Lines that stay lines, in a quotation without empty ones at its ends or twice."""
    tight = re.sub(r"\n{3,}", "\n\n", text.strip())
    lines = [
        f"> {line.rstrip()}  ".rstrip(" ") + ("  " if line.strip() else "") for line in tight.splitlines()
    ]
    return "\n".join(lines).rstrip() + "\n"


def pictures(message: Message) -> str:
    known = [LIKE[name] for name in message.files if name in LIKE]
    return "".join(f"\n![{name}](charts/{name}.png)\n" for name in known)
