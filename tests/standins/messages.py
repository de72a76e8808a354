"""Messages as everybody sees them, and what the people in front of them can press."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.standins.payloads import Channel, Json, Member, User, new_id, now_text

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
BUTTON, SELECTS = 2, (3, 5, 6, 7, 8)


@dataclass(eq=False)
class Message:
    """One message; `only_for` is the person who alone sees it, `history` its text after every change."""

    channel: Channel
    author: User
    only_for: Member | None = None
    flags: int = 0
    from_interaction: Json | None = None
    id: int = field(default_factory=new_id)
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    allowed_mentions: Json | None = None
    history: list[str] = field(default_factory=list)
    deleted: bool = False
    created_at: str = field(default_factory=now_text)
    edited_at: str | None = None

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Everything that can be read in it, line by line, without components' labels."""
        return "\n".join(part for part in self._parts() if part)

    @property
    def parts(self) -> list[Json]:
        """Every component, however deep."""
        return list(walk(self.components))

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order; a button without a label gives its emoji."""
        return [button_name(part) for part in self.parts if part["type"] == BUTTON]

    @property
    def selects(self) -> list[Json]:
        return [part for part in self.parts if part["type"] in SELECTS]

    @property
    def pings(self) -> list[str]:
        """The mentions in the content that `allowed_mentions` lets through, as Discord would notify them."""
        found = re.findall(r"@everyone|@here|<@!?\d+>|<@&\d+>", self.content)
        return [mention for mention in found if self._is_allowed(mention)]

    def write(self, payload: Json, files: dict[str, bytes], base_url: str) -> None:
        """What a create or edit request changes; what it does not name stays."""
        for key, empty in (("content", ""), ("embeds", []), ("components", [])):
            if key in payload:
                setattr(self, key, payload[key] or empty)
        if "attachments" in payload:
            kept = {str(attachment["id"]) for attachment in payload["attachments"] or []}
            self.attachments = [old for old in self.attachments if old["id"] in kept]
            self.files = {old["filename"]: self.files[old["filename"]] for old in self.attachments}
        self.attachments += [attachment(name, data, base_url, self) for name, data in files.items()]
        self.files |= files
        self.flags |= payload.get("flags") or 0
        self.flags &= ~LOADING
        self.allowed_mentions = payload.get("allowed_mentions")
        self.edited_at = now_text() if self.history else None
        self.history.append(self.text)

    def json(self) -> Json:
        mentions = [{"guild_id": str(self.channel.guild.id)}] if self.channel.guild else [{}]
        return (
            mentions[0]
            | {
                "id": str(self.id),
                "type": 20 if self.from_interaction else 0,
                "channel_id": str(self.channel.id),
                "author": self.author.json(),
                "content": self.content,
                "embeds": [{"type": "rich"} | embed for embed in self.embeds],
                "components": self.components,
                "attachments": self.attachments,
                "flags": self.flags,
                "timestamp": self.created_at,
                "edited_timestamp": self.edited_at,
                "mentions": [],
                "mention_roles": [],
                "mention_everyone": False,
                "pinned": False,
                "tts": False,
            }
            | (self.from_interaction or {})
        )

    def _parts(self) -> Iterator[str]:
        yield self.content
        for embed in self.embeds:
            yield (embed.get("author") or {}).get("name", "")
            yield embed.get("title") or ""
            yield embed.get("description") or ""
            for one in embed.get("fields") or []:
                yield f"{one['name']}: {one['value']}"
            yield (embed.get("footer") or {}).get("text", "")
        for part in self.parts:
            yield part.get("content") or ""

    def _is_allowed(self, mention: str) -> bool:
        if self.allowed_mentions is None:
            return True
        number = "".join(filter(str.isdigit, mention))
        kind = "everyone" if not number else "roles" if "&" in mention else "users"
        named = self.allowed_mentions.get(kind) or []
        return kind in (self.allowed_mentions.get("parse") or []) or number in map(str, named)


def walk(components: list[Json]) -> Iterator[Json]:
    for part in components:
        yield part
        yield from walk(part.get("components") or [])
        yield from walk([inner for key in ("component", "accessory") if (inner := part.get(key))])


def button_name(button: Json) -> str:
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def attachment(name: str, data: bytes, base_url: str, message: Message) -> Json:
    number = new_id()
    url = f"{base_url}/attachments/{message.channel.id}/{message.id}/{name}"
    return {"id": str(number), "filename": name, "size": len(data), "url": url, "proxy_url": url}
