"""The people, servers, channels and messages that the Discord stand-in holds, and how Discord writes them."""

from itertools import count
from typing import Any

from discord.utils import time_snowflake, utcnow

type_Json = dict[str, Any]
EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
NUMBERS = count(1)


def new_id() -> int:
    """A snowflake of this moment, never given twice; discord.py reads the time of an interaction from it."""
    return time_snowflake(utcnow()) + next(NUMBERS)
