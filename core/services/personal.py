"""`/my export`: everything that is stored about a member, table by table, with every column there is.

What other people did is told without saying who: their Discord ids are their own data.
"""

import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.domain.access import Caller
from core.domain.money import minor_digits
from core.services.app import App
from core.services.shown_privacy import Cell, Part, Sheet
from db import ledger, personal

MOST = 50_000
"""How many rows of a table are told, the newest; the file says what is left out."""
NUMBERS = frozenset({"id", "refers_to"})
MINOR = "_minor"
PEOPLE = frozenset({"actor", "discord_id"})
NOT_PEOPLE = frozenset({"came_in_by"})
CHANGES = frozenset({"before", "after"})
NAMED = re.compile(r"(discord_id|member) (-?[0-9]+)")
"""How audit entries name members in what changed."""


async def export(app: App, by: Caller, most: int = MOST) -> AsyncGenerator[Part]:
    """Yield everything stored about the member in all servers, as it is at one moment.

    It comes table by table, of each the newest rows first, in parts, so that nobody has to hold all of it.
    """
    async with app.reads() as session:
        await ledger.see_one_moment(session)
        currencies = await personal.currencies(session, by.discord_id)
        for name, (model, where) in personal.kinds(by.discord_id).items():
            total = await personal.count(session, model, where)
            columns = [column.removesuffix(MINOR) for column in personal.columns(model)]
            sheet = Sheet(name, columns, total)
            async with aclosing(personal.rows(session, model, where, most)) as parts:
                async for part in parts:
                    yield Part(sheet, [_told(row, by.discord_id, currencies) for row in part])


def _told(row: Mapping[str, Any], member: int, currencies: Mapping[int, str]) -> Sequence[Cell]:
    currency = row.get("currency") or currencies.get(row.get("campaign_id") or 0)
    return [_cell(name, value, member, currency) for name, value in row.items()]


def _cell(name: str, value: Any, member: int, currency: str | None) -> Cell:
    if name in PEOPLE or (name.endswith("_by") and name not in NOT_PEOPLE):
        return _person(name, value, member)
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _number(name, value, currency) if isinstance(value, int) else _text(name, str(value), member)


def _text(name: str, text: str, member: int) -> str:
    """Return a text as it is; what an audit entry says of other members is told without who they are."""
    if name not in CHANGES:
        return text
    return NAMED.sub(lambda found: found[0] if int(found[2]) == member else f"{found[1]} somebody", text)


def _number(name: str, value: int, currency: str | None) -> Cell:
    if name in NUMBERS or name.endswith("_id"):
        return str(value)
    is_money = name.endswith(MINOR) and currency is not None
    return Decimal(value).scaleb(-minor_digits(currency)) if is_money and currency is not None else value


def _person(name: str, value: int | None, member: int) -> Cell:
    if value is None:
        return "rule" if name == "actor" else None
    if name == "discord_id":
        return str(value)
    return "you" if value == member else "team"
