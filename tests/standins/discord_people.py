"""What people do in Discord: commands as the client lets them be typed, buttons, menus, forms."""

from typing import Any

from tests.standins.command_line import find, menu_command, options_of
from tests.standins.discord_gateway import Gateway
from tests.standins.discord_reply import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Reply
from tests.standins.discord_state import State
from tests.standins.forms import filled
from tests.standins.messages import BUTTON, EPHEMERAL, Message, button_name
from tests.standins.payloads import Channel, Guild, Json, Member, Role, User

EVERY_MESSAGE = 1 << 9
STRING_SELECT = 3


class People:
    """Each of these does what the client would, and refuses (AssertionError) what it would not offer."""

    def __init__(self, state: State, gateway: Gateway) -> None:
        self.state = state
        self.gateway = gateway

    async def slash(
        self, member: Member, command: str, /, *, channel: Channel | None = None, **options: Any
    ) -> Reply:
        """Sends `/command` ("campaign create"); `from_` is the option `from`."""
        found = find(self.state, member, command)
        data, resolved = options_of(found.options, options, member.guild)
        return await self._send(member, COMMAND, found.data(data, resolved), f"/{command}", channel=channel)

    async def autocomplete(
        self, member: Member, command: str, /, *, focused: str, value: str = "", **options: Any
    ) -> list[Json]:
        """The choices the bot offers while `focused` is being typed, each with `name` and `value`."""
        found = find(self.state, member, command)
        data, resolved = options_of(found.options, options, member.guild, partial=True)
        option = found.option(focused)
        assert option.get("autocomplete"), f"/{command} {focused} offers no choices"
        data.append({"name": focused, "type": option["type"], "value": value, "focused": True})
        reply = await self._send(member, AUTOCOMPLETE, found.data(data, resolved), f"/{command} {focused}…")
        await reply.done()
        return reply.choices or []

    async def message_command(self, member: Member, name: str, message: Message, /) -> Reply:
        """Picks `name` in the menu of a message."""
        data = menu_command(self.state, member, name) | {
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): message.json()}},
        }
        return await self._send(member, COMMAND, data, f"{name!r} on a message", channel=message.channel)

    async def click(self, member: Member, message: Message | Reply, button: str, /) -> Reply:
        """Presses the button with this custom_id or label."""
        message = seen_by(member, message)
        found = [part for part in message.parts if part["type"] == BUTTON]
        named = [part for part in found if button in (part.get("custom_id"), button_name(part))]
        assert named, f"no button {button!r}, only {message.buttons}"
        assert not named[0].get("disabled"), f"the button {button!r} is greyed out"
        assert named[0].get("custom_id"), f"the button {button!r} is a link"
        data = {"custom_id": named[0]["custom_id"], "component_type": BUTTON, "id": named[0].get("id", 1)}
        return await self._send(member, COMPONENT, data, f"the button {button!r}", source=message)

    async def select(
        self,
        member: Member,
        message: Message | Reply,
        select: str,
        values: list[str | User | Member | Role | Channel],
        /,
    ) -> Reply:
        """Picks values (or labels) in the menu with this custom_id or placeholder."""
        message = seen_by(member, message)
        named = [part for part in message.selects if select in (part["custom_id"], part.get("placeholder"))]
        assert named, f"no menu {select!r}, only {[part['custom_id'] for part in message.selects]}"
        menu = named[0]
        assert not menu.get("disabled"), f"the menu {select!r} is greyed out"
        data: Json = {"custom_id": menu["custom_id"], "component_type": menu["type"], "id": menu.get("id", 1)}
        data["values"] = filled(menu, values)["values"]
        if menu["type"] != STRING_SELECT:
            data["resolved"] = resolve(member.guild, data["values"])
        return await self._send(member, COMPONENT, data, f"the menu {select!r}", source=message)

    async def forge(self, member: Member, custom_id: str, values: list[str] | None = None, /) -> Reply:
        """Presses a button, or with `values` picks in a menu, that an old message of the bot's may carry."""
        message = Message(member.guild.channel, self.state.bot, only_for=member, flags=EPHEMERAL)
        part: Json = {"type": BUTTON, "custom_id": custom_id, "style": 1, "label": "?", "id": 2}
        data: Json = {"custom_id": custom_id, "component_type": BUTTON, "id": 2}
        if values is not None:
            options = [{"label": value or "?", "value": value} for value in values]
            part = {"type": STRING_SELECT, "custom_id": custom_id, "options": options, "id": 2}
            data |= {"component_type": STRING_SELECT, "values": values}
        message.components = [{"type": 1, "id": 1, "components": [part]}]
        return await self._send(member, COMPONENT, data, f"the old {custom_id!r}", source=message)

    async def submit_modal(self, member: Member, form: Reply, texts: dict[str, Any], /) -> Reply:
        """Sends the form; `texts` by custom_id or label, what is left out keeps what the form came with."""
        assert form.modal is not None, f"{form.title} opened no form"
        rest = dict(texts)
        components = [answer_part(part, rest) for part in form.modal["components"]]
        assert not rest, f"the form has no {sorted(rest)}"
        data = {"custom_id": form.modal["custom_id"], "components": components}
        title = f"the form {form.modal['title']!r}"
        return await self._send(member, MODAL_SUBMIT, data, title, channel=form.channel, source=form.source)

    async def post(self, member: Member, content: str, /, channel: Channel | None = None) -> Message:
        """A person's own message; the bot hears of it without its words, as bots without that intent do."""
        message = Message(channel or member.guild.channel, member.user)
        message.write({"content": content}, {}, self.state.base_url)
        self.state.messages.append(message)
        unread = {"content": "", "embeds": [], "components": [], "attachments": []}
        heard = message.json() | unread | {"member": member.json_without_user()}
        await self.gateway.dispatch("MESSAGE_CREATE", heard, EVERY_MESSAGE)
        return message

    async def _send(
        self,
        member: Member,
        kind: int,
        data: Json,
        title: str,
        channel: Channel | None = None,
        source: Message | None = None,
    ) -> Reply:
        where = channel or (source.channel if source else member.guild.channel)
        reply = Reply(self.state.bell, title, kind, member, where, source)
        self.state.replies[reply.token] = reply
        await self.gateway.dispatch("INTERACTION_CREATE", interaction(self.state, reply, data))
        return reply


def interaction(state: State, reply: Reply, data: Json) -> Json:
    return {
        "id": str(reply.id),
        "application_id": str(state.application_id),
        "type": reply.kind,
        "token": reply.token,
        "version": 1,
        "data": data,
        "channel_id": str(reply.channel.id),
        "channel": reply.channel.json() | {"permissions": str(reply.member.permissions.value)},
        "app_permissions": str(reply.member.guild.bot_permissions.value),
        "locale": reply.member.locale,
        "entitlements": [],
        "attachment_size_limit": 10485760,
        **place(reply),
    } | ({"message": reply.source.json()} if reply.source else {})


def place(reply: Reply) -> Json:
    """Where it was done, and by whom: in direct messages there is no server, and no member."""
    guild = reply.member.guild
    if reply.channel.recipient is not None:
        owners = {"1": str(reply.member.id)}
        return {"user": reply.member.user.json(), "authorizing_integration_owners": owners, "context": 1}
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "member": reply.member.json(),
        "guild_locale": "en-US",
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
    }


def seen_by(member: Member, shown: Message | Reply) -> Message:
    """The message, if this person has it before their eyes."""
    message = shown.message if isinstance(shown, Reply) else shown
    assert not message.deleted, "the message is deleted"
    assert message.only_for is None or message.only_for.id == member.id, (
        f"{member.name} does not see that message"
    )
    return message


def answer_part(part: Json, texts: dict[str, Any]) -> Json:
    """One top part of a form as the client sends it back: a row, a label, or words without a field."""
    if part["type"] == 1:
        inner = part["components"][0]
        return {"type": 1, "components": [filled(inner, given(inner, inner.get("label"), texts))]}
    if part["type"] == 18:
        inner = part["component"]
        return {
            "type": 18,
            "id": part.get("id", 1),
            "component": filled(inner, given(inner, part["label"], texts)),
        }
    return {"type": part["type"], "id": part.get("id", 1)}


def given(field: Json, label: str | None, texts: dict[str, Any]) -> Any:
    for name in (field["custom_id"], label):
        if name in texts:
            return texts.pop(name)
    return None


def resolve(guild: Guild, ids: list[str]) -> Json:
    """What Discord encloses about the people, roles and channels that an interaction names."""
    resolved: Json = {"users": {}, "members": {}, "roles": {}, "channels": {}}
    for text in ids:
        member = guild.member(int(text))
        if member is not None:
            resolved["users"][text] = member.user.json()
            resolved["members"][text] = member.json_without_user()
    wanted = set(ids)
    resolved["roles"] = {str(role.id): role.json(0) for role in guild.roles if str(role.id) in wanted}
    here = [channel for channel in guild.channels if str(channel.id) in wanted]
    resolved["channels"] = {str(channel.id): channel.json() | {"permissions": "0"} for channel in here}
    return {kind: found for kind, found in resolved.items() if found}
