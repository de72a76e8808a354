"""Fields and menus as a person fills them, within the limits that the client holds a person to."""

from typing import Any

from tests.standins.payloads import Channel, Json, Member, Role, User

TEXT, STRING_SELECT, UPLOAD, RADIO, CHECKBOX_GROUP, CHECKBOX = 4, 3, 19, 21, 22, 23


def filled(field: Json, value: Any) -> Json:
    """The field as the client sends it; None means that the person left it as it came."""
    sent: Json = {"type": field["type"], "id": field.get("id", 1), "custom_id": field["custom_id"]}
    match field["type"]:
        case 4:
            return sent | {"value": text_of(field, value)}
        case 21:
            return sent | {"value": value}
        case 23:
            return sent | {"value": bool(value if value is not None else field.get("default"))}
        case _:
            return sent | {"values": picked(field, value)}


def text_of(field: Json, value: Any) -> str:
    text = str(value if value is not None else field.get("value") or "")
    assert text or field.get("required") is False, f"{field['custom_id']} must be filled"
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    assert not text or least <= len(text) <= most, f"{field['custom_id']} takes {least} to {most} characters"
    return text


def picked(field: Json, values: Any) -> list[str]:
    options = field.get("options")
    if values is None:
        wanted = [option["value"] for option in options or [] if option.get("default")]
    else:
        wanted = [pick(options, value) for value in ([values] if isinstance(values, str) else values)]
    least, most = field.get("min_values"), field.get("max_values")
    needed = 1 if least is None else least
    needed = 0 if field.get("required") is False and not wanted else needed
    assert needed <= len(wanted) <= (1 if most is None else most), (
        f"{field['custom_id']} takes {needed} to {most}"
    )
    return wanted


def pick(options: list[Json] | None, value: str | User | Member | Role | Channel) -> str:
    if not isinstance(value, str):
        return str(value.id)
    if options is None:
        return value
    for option in options:
        if value in (option["value"], option["label"]):
            return str(option["value"])
    raise AssertionError(f"no option {value!r}, only {[option['label'] for option in options]}")
