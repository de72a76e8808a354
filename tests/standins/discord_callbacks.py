"""An interaction on Discord's side: three seconds to acknowledge it, once; then edits and followups."""

from tests.standins.discord_reply import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Reply
from tests.standins.discord_rules import refusals_of_callback, refusals_of_message
from tests.standins.discord_state import ApiError, Request, State
from tests.standins.messages import EPHEMERAL, LOADING, Message
from tests.standins.payloads import Json

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
POSSIBLE = {
    COMMAND: {MESSAGE, DEFER, MODAL},
    COMPONENT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE},
}


class Callbacks:
    def __init__(self, state: State) -> None:
        self.state = state

    async def callback(self, asked: Request, interaction: str, token: str) -> Json | None:
        reply = self._waiting(interaction, token)
        self.state.refuse(asked, refusals_of_callback(asked.json))
        kind, data = asked.json["type"], asked.json.get("data") or {}
        if kind not in POSSIBLE[reply.kind] or (kind in (DEFER_UPDATE, UPDATE) and reply.source is None):
            self.state.refuse(asked, [f"$.type: {kind} does not answer an interaction of type {reply.kind}"])
        if kind == MESSAGE:
            self._check_filled(asked)
        reply.acknowledge(kind)
        self._apply(asked, reply, kind, data)
        return answer(reply, kind) if asked.query.get("with_response") in ("1", "true") else None

    async def follow_up(self, asked: Request, app: str, token: str) -> Json:
        """A further message; the first one after a deferral takes the place of the waiting message."""
        reply = self._acknowledged(token)
        self.state.refuse(asked, refusals_of_message("IncomingWebhookRequestPartial", asked.json))
        self._check_filled(asked)
        waiting = reply.original is not None and reply.original.loading
        if waiting and reply.original is not None:
            asked.json.pop("flags", None)
            message = reply.original
        else:
            message = self._new(reply, asked.json)
        return self._write(asked, reply, message)

    async def read(self, asked: Request, app: str, token: str, message: str) -> Json:
        return self._find(self._acknowledged(token), message).json()

    async def edit(self, asked: Request, app: str, token: str, message: str) -> Json:
        reply = self._acknowledged(token)
        self.state.refuse(asked, refusals_of_message("IncomingWebhookUpdateRequestPartial", asked.json))
        return self._write(asked, reply, self._find(reply, message))

    async def delete(self, asked: Request, app: str, token: str, message: str) -> None:
        self._find(self._acknowledged(token), message).deleted = True

    def _apply(self, asked: Request, reply: Reply, kind: int, data: Json) -> None:
        if kind in (DEFER_UPDATE, UPDATE):
            reply.original = reply.source
        elif kind in (MESSAGE, DEFER):
            reply.original = self._new(reply, data)
        elif kind == CHOICES:
            reply.choices = data.get("choices") or []
        elif kind == MODAL:
            reply.modal = data
        if kind == DEFER and reply.original is not None:
            reply.original.flags |= LOADING
        if kind in (MESSAGE, UPDATE) and reply.original is not None:
            self.state.write(asked, reply.original)
            reply.show(reply.original)

    def _new(self, reply: Reply, data: Json) -> Message:
        flags = (data.get("flags") or 0) & EPHEMERAL
        message = Message(
            reply.channel,
            self.state.bot,
            only_for=reply.member if flags else None,
            flags=flags,
            from_interaction={
                "application_id": str(self.state.application_id),
                "webhook_id": str(self.state.application_id),
                "interaction_metadata": reply.data(),
            },
        )
        self.state.messages.append(message)
        return message

    def _write(self, asked: Request, reply: Reply, message: Message) -> Json:
        self.state.write(asked, message)
        reply.show(message)
        return message.json()

    def _waiting(self, interaction: str, token: str) -> Reply:
        reply = self.state.replies.get(token)
        if reply is None or reply.id != int(interaction) or reply.is_too_late or reply.expired:
            if reply is not None:
                reply.too_late = True
            raise ApiError(404, 10062, "Unknown interaction")
        if reply.callback_type is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        return reply

    def _acknowledged(self, token: str) -> Reply:
        reply = self.state.replies.get(token)
        if reply is None or reply.callback_type is None:
            raise ApiError(404, 10015, "Unknown Webhook")
        if reply.expired:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return reply

    def _find(self, reply: Reply, name: str) -> Message:
        known = [reply.original, *reply.messages]
        for message in known:
            if message is None or message.deleted:
                continue
            if message is (reply.original if name == "@original" else None) or str(message.id) == name:
                return message
        raise ApiError(404, 10008, "Unknown Message")

    def _check_filled(self, asked: Request) -> None:
        data = asked.json.get("data", asked.json)
        if not any(data.get(key) for key in ("content", "embeds", "components")) and not asked.files:
            raise ApiError(400, 50006, "Cannot send an empty message")


def answer(reply: Reply, kind: int) -> Json:
    """What Discord says to an accepted callback when asked with `with_response`."""
    about: Json = {"id": str(reply.id), "type": reply.kind}
    resource: Json = {"type": kind}
    if reply.original is not None and kind in (MESSAGE, DEFER, DEFER_UPDATE, UPDATE):
        about["response_message_id"] = str(reply.original.id)
        about["response_message_loading"] = reply.original.loading
        about["response_message_ephemeral"] = reply.original.ephemeral
        resource["message"] = reply.original.json()
    return {"interaction": about, "resource": resource}
