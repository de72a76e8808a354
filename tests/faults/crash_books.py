"""What a database tells of posts, money and decisions; not what a crash may change."""

import re
from collections import Counter

from sqlalchemy import text

from core.services import verification
from core.services.app import App

Book = Counter[tuple[object, ...]]

NUMBER = re.compile(r"#\d+|<t:\d+:.>")
"""Numbers of rows: on PostgreSQL what was undone leaves gaps in them."""
OF_POSTS = {
    "snapshots": "snapshots.views, snapshots.source",
    "ledger_entries": "ledger_entries.kind, amount_minor, currency, actor, reason",
    "audit_entries": "action, actor, before, after, reason",
    "appeals": "discord_id, text, verdict, decided_by, reason",
    "notices": "channel, topic, member_id",
}
QUERIES = {
    "posts": "SELECT platform_post_id, status, status_reason, tracking, availability, views, cpm, cap_views,"
    " counted_views, earned_minor, payout_id IS NULL, needs_person, is_spared FROM posts",
    "payouts": "SELECT amount_minor, currency, method, reference, voided_by, void_reason FROM payouts",
    "creators": "SELECT handle, platform, platform_user_id, discord_id, state FROM creators",
    "watched_accounts": "SELECT handle, state FROM watched_accounts",
} | {
    table: f"SELECT platform_post_id, {columns} FROM {table} LEFT JOIN posts ON posts.id = {table}.post_id"
    for table, columns in OF_POSTS.items()
}


async def books(app: App) -> dict[str, Book]:
    """Return how often each row is there, by table."""
    async with app.reads() as session:
        return {
            name: Counter(_told(tuple(row)) for row in await session.execute(text(query)))
            for name, query in QUERIES.items()
        }


async def faults(app: App) -> list[str]:
    """Return what does not add up, in the words of `python -m bot verify`."""
    return [fault.said for fault in (await verification.verify(app.database)).faults]


def differences(expected: dict[str, Book], found: dict[str, Book]) -> list[str]:
    """Return a line for each row that is missing or too many."""
    missing = [
        f"{name}: lost {row} x{times}"
        for name in expected
        for row, times in (expected[name] - found[name]).items()
    ]
    surplus = [
        f"{name}: too many {row} x{times}"
        for name in found
        for row, times in (found[name] - expected[name]).items()
    ]
    return missing + surplus


def _told(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(NUMBER.sub("#", value) if isinstance(value, str) else _plain(value) for value in row)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
