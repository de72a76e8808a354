"""A typed command, checked against what the bot has registered, as the Discord client checks it."""

from dataclasses import dataclass
from typing import Any

from tests.standins.discord_state import State
from tests.standins.payloads import Channel, Guild, Json, Member, Role, User

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)
CHAT, MESSAGE_MENU = 1, 3
ADMINISTRATOR = 1 << 3


@dataclass(frozen=True)
class Found:
    """A registered command, the way down to what was called, and the options it takes."""

    command: Json
    way: list[Json]
    options: list[Json]

    def option(self, name: str) -> Json:
        for option in self.options:
            if option["name"] == name:
                return option
        known = [option["name"] for option in self.options]
        raise AssertionError(f"/{self.command['name']}: no option {name!r}, only {known}")

    def data(self, values: list[Json], resolved: Json) -> Json:
        for step in reversed(self.way):
            values = [{"name": step["name"], "type": step["type"], "options": values}]
        return named(self.command) | {"options": values} | ({"resolved": resolved} if resolved else {})


def named(command: Json) -> Json:
    """How an interaction names the command that was used."""
    place = {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return {"id": command["id"], "name": command["name"], "type": command["type"]} | place


def offered_to(state: State, member: Member, name: str, kind: int) -> Json:
    """The command as this person is offered it, a server's own before one for all."""
    everywhere = state.commands.get(member.guild.id, []) + state.commands.get(None, [])
    known = [command for command in everywhere if command["type"] == kind]
    for command in known:
        if command["name"] == name:
            needed = command.get("default_member_permissions")
            offered = needed is None or member.may(int(needed) or ADMINISTRATOR) or member.guild.offers_all
            assert offered, f"{member.name} is not offered {name!r}"
            return command
    raise AssertionError(f"no command {name!r}, only {[command['name'] for command in known]}")


def registered(commands: list[Json]) -> set[str]:
    """The names of all commands that can be called, with the groups they are in; menus too."""
    names = set()
    for command in commands:
        steps = [option for option in command.get("options") or [] if option["type"] in (SUBCOMMAND, GROUP)]
        deeper = registered(steps)
        names |= {f"{command['name']} {name}" for name in deeper} or {command["name"]}
    return names


def find(state: State, member: Member, line: str) -> Found:
    first, *names = line.removeprefix("/").split()
    command = offered_to(state, member, first, CHAT)
    way: list[Json] = []
    options = command.get("options") or []
    for name in names:
        steps = {option["name"]: option for option in options if option["type"] in (SUBCOMMAND, GROUP)}
        assert name in steps, f"no command /{line}, only {sorted(steps)} after /{first}"
        way.append(steps[name])
        options = steps[name].get("options") or []
    deeper = [option["name"] for option in options if option["type"] in (SUBCOMMAND, GROUP)]
    assert not deeper, f"/{line} alone is no command, it goes on with {deeper}"
    return Found(command, way, options)


def menu_command(state: State, member: Member, name: str) -> Json:
    return named(offered_to(state, member, name, MESSAGE_MENU))


def options_of(
    options: list[Json], given: dict[str, Any], guild: Guild, *, partial: bool = False
) -> tuple[list[Json], Json]:
    """The values as sent, and what Discord encloses about the people in them; None counts as not typed."""
    typed = {name.removesuffix("_"): value for name, value in given.items() if value is not None}
    unknown = typed.keys() - {option["name"] for option in options}
    assert not unknown, f"no option {sorted(unknown)}, only {[option['name'] for option in options]}"
    missing = [option["name"] for option in options if option.get("required") and option["name"] not in typed]
    assert partial or not missing, f"required and missing: {missing}"
    values: list[Json] = []
    resolved: Json = {}
    for option in options:
        if option["name"] in typed:
            value = typed[option["name"]]
            values.append({"name": option["name"], "type": option["type"], "value": sent(option, value)})
            enclose(resolved, value, guild)
    return values, resolved


def sent(option: Json, value: Any) -> str | float | bool:
    name = option["name"]
    if option.get("choices"):
        for choice in option["choices"]:
            if value in (choice["value"], choice["name"]):
                return choice["value"]  # type: ignore[no-any-return]  # a choice holds what its option holds
        raise AssertionError(
            f"{name}: {value!r} is none of {[choice['name'] for choice in option['choices']]}"
        )
    if option["type"] == STRING:
        return text(option, str(value))
    if option["type"] in (INTEGER, NUMBER):
        return number(option, value)
    if option["type"] == BOOLEAN:
        return bool(value)
    assert isinstance(value, (User, Member, Role, Channel)), f"{name} takes a person, role or channel"
    return str(value.id)


def text(option: Json, value: str) -> str:
    least, most = option.get("min_length") or 0, option.get("max_length") or 6000
    assert least <= len(value) <= most, f"{option['name']} takes {least} to {most} characters"
    return value


def number(option: Json, value: Any) -> float:
    """A number within the option's limits; an integer option takes no fraction."""
    exact = float(value)
    assert option["type"] == NUMBER or exact.is_integer(), f"{option['name']} takes whole numbers"
    least, most = option.get("min_value"), option.get("max_value")
    assert least is None or exact >= least, f"{option['name']} is at least {least}"
    assert most is None or exact <= most, f"{option['name']} is at most {most}"
    return exact if option["type"] == NUMBER else int(value)


def enclose(resolved: Json, value: Any, guild: Guild) -> None:
    key = str(getattr(value, "id", ""))
    if isinstance(value, Member):
        resolved.setdefault("users", {})[key] = value.user.json()
        resolved.setdefault("members", {})[key] = value.json_without_user()
    elif isinstance(value, User):
        resolved.setdefault("users", {})[key] = value.json()
    elif isinstance(value, Role):
        resolved.setdefault("roles", {})[key] = value.json(0)
    elif isinstance(value, Channel):
        resolved.setdefault("channels", {})[key] = value.json() | {
            "permissions": str(guild.bot_permissions.value)
        }
