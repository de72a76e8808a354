"""The end of the demo: why a post earns what it earns, and paying it once."""

import csv
import io
from decimal import Decimal

from openpyxl import load_workbook  # type: ignore[import-untyped]  # it ships no types

from tests.stage import Stage, heading, tell
from tests.standins.discord_reply import Reply
from tests.standins.process import BotProcess

OWED = {"anna": Decimal("385.00"), "dana": Decimal("250.00"), "eve": Decimal("120.00")}
"""What each creator is owed, by hand: 225.00 and 160.00, 250.00, 120.00."""


async def pay(stage: Stage, bot: BotProcess) -> bool:
    """Play it; return whether every sum is as worked out by hand, and nothing was paid twice."""
    heading("A creator asks why her post earns what it earns")
    receipt = await stage.says(stage.anna, "explain", post="#1")
    heading("What can be paid, as a list and as files")
    await stage.says(stage.mara, "payout ready")
    amounts = _amounts(await stage.says(stage.mara, "payout export"))
    heading("The admin pays Anna elsewhere, and records it; a hurried finger presses twice")
    plan = await stage.says(
        stage.mara, "payout mark-paid", creator="anna", method="PayPal", reference="TX-2026-11"
    )
    clicks = [await stage.discord.click(stage.mara, plan, "Confirm") for _ in range(2)]
    answers = [tell(await click.done()).text for click in clicks]
    heading("Paying her again is refused")
    again = await stage.says(stage.mara, "payout mark-paid", creator="anna")
    await stage.says(stage.mara, "payout history")
    return all(
        [
            "225.00 USD" in receipt.text,
            amounts == OWED,
            sum("Recorded." in answer for answer in answers) == 1,
            "Nothing of @anna is ready to be paid" in again.text,
            await _adds_up(bot),
        ]
    )


def _amounts(files: Reply) -> dict[str, Decimal]:
    """Say what the files hold; return the amounts of the workbook, if the CSV has the same."""
    for name, content in files.files.items():
        print(f"   · {name}, {len(content):,} bytes")
    book = load_workbook(io.BytesIO(next(data for name, data in files.files.items() if ".xlsx" in name)))
    columns, *rows = book["Creators"].iter_rows(values_only=True)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    written = next(data for name, data in files.files.items() if name.endswith("-creators.csv"))
    plain = csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    as_csv = {row["handle"]: Decimal(row["amount"]) for row in plain}
    as_xlsx = {str(row["handle"]): Decimal(str(row["amount"])) for row in told}
    return as_xlsx if as_xlsx == as_csv else {}


async def _adds_up(bot: BotProcess) -> bool:
    heading("The whole ledger is replayed: python -m bot verify")
    code, lines = await bot.runs("verify")
    print("\n".join(f"   {line}" for line in lines))
    return code == 0
