"""What comes back to somebody who used a command, pressed a button or sent a form."""

import re
import time
from dataclasses import dataclass, field
from typing import Any, Self

from tests.standins.discord_state import Bell
from tests.standins.messages import Message
from tests.standins.payloads import Channel, Json, Member, new_id

ACKNOWLEDGE_WITHIN_S = 3.0
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5


@dataclass(eq=False)
class Reply:
    """Everything that happens to one interaction.

    `source` is the message it was pressed on, `original` the one that `@original` means. Set `expired` to
    make the token useless, as fifteen minutes do.
    """

    bell: Bell
    title: str
    kind: int
    member: Member
    channel: Channel
    source: Message | None = None
    id: int = field(default_factory=new_id)
    sent_at: float = field(default_factory=time.monotonic)
    acked_after_s: float | None = None
    callback_type: int | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    original: Message | None = None
    messages: list[Message] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    too_late: bool = False
    expired: bool = False
    last: Message | None = None

    @property
    def token(self) -> str:
        return f"token-{self.id}"

    @property
    def is_answered(self) -> bool:
        return bool(self.states) or self.modal is not None or self.choices is not None

    @property
    def message(self) -> Message:
        """The message that this interaction last wrote or changed."""
        if self.last is None:
            raise AssertionError(f"{self.title}: no message has been shown ({self.story()})")
        return self.last

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def embeds(self) -> list[Json]:
        return self.message.embeds

    @property
    def components(self) -> list[Json]:
        return self.message.components

    @property
    def buttons(self) -> list[str]:
        return self.message.buttons

    @property
    def selects(self) -> list[Json]:
        return self.message.selects

    @property
    def files(self) -> dict[str, bytes]:
        return self.message.files

    @property
    def ephemeral(self) -> bool:
        return self.message.ephemeral

    @property
    def allowed_mentions(self) -> Json | None:
        return self.message.allowed_mentions

    @property
    def is_too_late(self) -> bool:
        return self.callback_type is None and time.monotonic() - self.sent_at > ACKNOWLEDGE_WITHIN_S

    def acknowledge(self, callback_type: int) -> None:
        self.callback_type = callback_type
        self.acked_after_s = time.monotonic() - self.sent_at
        self.bell.ring()

    def show(self, message: Message) -> None:
        """A person sees this now."""
        self.last = message
        if message not in self.messages and message is not self.source:
            self.messages.append(message)
        self.states.append(message.text)
        self.bell.ring()

    async def done(self, timeout_s: float = 10, *, shown: int = 1) -> Self:
        """Waits for a visible answer: a form, choices, or `shown` states of messages."""
        await self.bell.until(lambda: self._is_done(shown), timeout_s, self.story)
        return self

    async def shows(self, pattern: str, timeout_s: float = 10) -> Self:
        """Waits until some state of a message has the pattern in it."""
        found = re.compile(pattern)
        await self.bell.until(
            lambda: any(map(found.search, self.states)), timeout_s, lambda: f"{pattern!r} in {self.story()}"
        )
        return self

    async def acked(self, timeout_s: float = 5) -> Self:
        await self.bell.until(lambda: self.callback_type is not None, timeout_s, self.story)
        return self

    def story(self) -> str:
        late = ", answered too late" if self.too_late else ""
        return f"an answer to {self.title}; callback {self.callback_type}{late}, shown {self.states!r}"

    def data(self) -> dict[str, Any]:
        """What messages that come of this interaction say about it."""
        return {
            "id": str(self.id),
            "type": self.kind,
            "user": self.member.user.json(),
            "authorizing_integration_owners": {"0": str(self.member.guild.id)},
        }

    def _is_done(self, shown: int) -> bool:
        if self.modal is not None or self.choices is not None:
            return True
        return len(self.states) >= shown
