"""Tables as files: CSV for programs, XLSX for people. Exact amounts, ids as text, and nothing calculates."""

import asyncio
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

import discord
from discord import ui

from cogs import render_payouts, words
from cogs.checks import app_of, require
from cogs.errors import LastingView, Reply, SafeItem, answer
from cogs.say import say
from core.domain.access import Role
from core.domain.money import minor_digits
from core.domain.names import slugify
from core.domain.spreadsheets import defused
from core.services import exports
from core.services.shown_payouts import Due, DueExport, DuePost, Payee, Statement, StatementRow

TEXT_LIMIT = 1000
OPTIONS_LIMIT = 25

Cell = str | int | Decimal | None
"""Text, a count, an amount; None: unknown, or not there."""


@dataclass(frozen=True)
class Table:
    """A sheet: its name, the names of its columns, and its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class StatementMenu(SafeItem, ui.DynamicItem[ui.Select[ui.View]], template="vl:statement"):
    """Sends the statement of the creator that is chosen."""

    def __init__(self, select: ui.Select[ui.View]) -> None:
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], _match: Any, /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(item)

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        made = await exports.statement(app_of(interaction), by, self.item.values[0])
        await answer(interaction, await statement(made))


DYNAMIC_ITEMS = (StatementMenu,)


def with_statements(shown: Reply, payees: Sequence[Payee]) -> Reply:
    """Return a screen with a menu of its creators, for their statements."""
    named = {payee.creator_id: payee for payee in payees}
    if not named:
        return shown
    options = [
        discord.SelectOption(
            label=words.clean(f"@{payee.handle} · {payee.platform.label} · {payee.campaign}", 100),
            value=f"#{payee.creator_id}",
        )
        for payee in list(named.values())[:OPTIONS_LIMIT]
    ]
    select: ui.Select[ui.View] = ui.Select(
        custom_id="vl:statement", placeholder=say(words.CHOOSE_STATEMENT), options=options
    )
    view = shown.view or LastingView()
    view.add_item(StatementMenu(select))
    return Reply(shown.content, shown.embeds, view, shown.files)


async def ready(export: DueExport) -> Reply:
    """Return all that is due in a campaign as files: a row a post, and a row a creator."""
    files = await asyncio.to_thread(_ready_files, export)
    posts = sum(len(due.posts) for due in export.dues)
    return Reply(render_payouts.exported(posts, len(export.dues), export.campaign), files=files)


async def statement(made: Statement) -> Reply:
    """Return every ledger row of a creator as files."""
    files = await asyncio.to_thread(_statement_files, made)
    said = render_payouts.statement(made.payee.handle, made.payee.campaign, len(made.rows))
    return Reply(said, files=files)


def csv_text(table: Table) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which Excel knows it; all text is in quotes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([plain(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx(tables: Sequence[Table]) -> bytes:
    """Return tables as the sheets of a workbook; numbers are numbers, text is never a formula."""
    from cogs import workbooks  # noqa: PLC0415  in a thread: few export, and its library is large

    return workbooks.written(tables)


def _ready_files(export: DueExport) -> list[discord.File]:
    """Write the files of `ready`; with thousands of posts that takes a while, so it is done in a thread."""
    posts = Table("Posts", POST_COLUMNS, [_post(due, post) for due in export.dues for post in due.posts])
    creators = Table("Creators", CREATOR_COLUMNS, [_creator(due) for due in export.dues])
    name = f"ready-{export.slug}"
    return [
        _file(f"{name}.xlsx", xlsx([posts, creators])),
        _file(f"{name}-posts.csv", csv_text(posts)),
        _file(f"{name}-creators.csv", csv_text(creators)),
    ]


def _statement_files(made: Statement) -> list[discord.File]:
    """Write the files of `statement`, as above."""
    table = Table("Statement", STATEMENT_COLUMNS, [_entry(row) for row in made.rows])
    name = f"statement-{slugify(made.payee.handle)}-{made.payee.creator_id}"
    return [_file(f"{name}.xlsx", xlsx([table])), _file(f"{name}.csv", csv_text(table))]


def plain(cell: Cell) -> str | int | Decimal:
    """Return a cell's value; text is one line that no spreadsheet calculates, what is not there is empty."""
    if cell is None:
        return ""
    return defused(words.clean(cell, TEXT_LIMIT)) if isinstance(cell, str) else cell


POST_COLUMNS = (
    "creator_id handle platform discord_id post_id platform_post_id url published_at decided_at share "
    "counted_views cpm cap_views earned adjusted paid_before amount currency standing"
).split()
CREATOR_COLUMNS = (
    "creator_id handle platform discord_id campaign posts counted_views amount currency minimum_payout "
    "standing"
).split()
STATEMENT_COLUMNS = (
    "entry_id at kind post_id platform_post_id url cpm cap_views snapshot_id payout_id refers_to "
    "amount balance currency actor reason"
).split()


def _post(due: Due, post: DuePost) -> list[Cell]:
    currency = due.payee.currency
    return [
        *_whose(due.payee),
        _id(post.post_id),
        post.ref.platform_post_id,
        post.ref.url,
        _at(post.published_at),
        _at(post.decided_at),
        post.share.value,
        post.views,
        post.cpm,
        post.cap_views,
        _amount(post.earned_minor, currency),
        _amount(post.adjusted_minor, currency),
        _amount(-post.settled_minor, currency),
        _amount(post.amount_minor, currency),
        currency,
        due.standing.value,
    ]


def _creator(due: Due) -> list[Cell]:
    currency = due.payee.currency
    return [
        *_whose(due.payee),
        due.payee.campaign,
        len(due.posts),
        sum(post.views for post in due.posts),
        _amount(due.amount_minor, currency),
        currency,
        None if due.minimum_minor is None else _amount(due.minimum_minor, currency),
        due.standing.value,
    ]


def _entry(row: StatementRow) -> list[Cell]:
    return [
        _id(row.entry_id),
        _at(row.at),
        row.kind,
        _id(row.post_id),
        None if row.ref is None else row.ref.platform_post_id,
        None if row.ref is None else row.ref.url,
        row.cpm,
        row.cap_views,
        _id(row.snapshot_id),
        _id(row.payout_id),
        _id(row.refers_to),
        _amount(row.amount_minor, row.currency),
        _amount(row.balance_minor, row.currency),
        row.currency,
        "rule" if row.actor is None else _id(row.actor),
        row.reason,
    ]


def _whose(payee: Payee) -> list[Cell]:
    return [_id(payee.creator_id), payee.handle, payee.platform.label, _id(payee.discord_id)]


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


def _file(name: str, content: bytes) -> discord.File:
    return discord.File(io.BytesIO(content), filename=name)
