"""One campaign from submission to payment, played against stand-ins: `make demo`.

The bot is the real program in a process of its own. Discord and the sources are small servers on this
machine that speak their protocols. The campaign's window is seven days long, as always: the posts were
published seven days ago, less half a minute.
"""

import asyncio
import contextlib
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.domain.terms import Platform
from tests.demo_paying import pay
from tests.fakes import instagram, tiktok
from tests.stage import Stage, heading, readable, styled, tell
from tests.standins.discord_reply import Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings

WINDOW = timedelta(days=7)
RUNS_FOR = timedelta(seconds=30)
CALM = timedelta(seconds=8)
"""Views stand still this long before the window's end, so that the sum can be known by hand."""
PATIENCE_S = 60
QUICK = {
    "REFRESH_INTERVAL": "2s",
    "LOOP_BEAT": "250ms",
    "INSTAGRAM_PAUSE": "100ms",
    "LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True)
class Expected:
    """A post's end, worked out by hand: min(views, cap) x CPM / 1,000."""

    handle: str
    status: str
    views: int
    earned: Decimal | None


EXPECTED = [
    Expected("anna", "Finalized", 450_000, Decimal("225.00")),  # 450,000 x 0.50 / 1,000
    Expected("ben.reels", "Rejected", 812, None),  # 812 < 1,000
    Expected("dana", "Finalized", 640_000, Decimal("250.00")),  # 500,000 x 0.50 / 1,000
    Expected("anna", "Finalized", 320_000, Decimal("160.00")),  # 320,000 x 0.50 / 1,000
    Expected("eve", "Finalized", 800_000, Decimal("120.00")),  # 800,000 x 0.15 / 1,000
]


def growing(start: datetime, end: datetime, final: int) -> Any:
    """Views that grow to `final`, and stay there from shortly before the window's end."""

    def views(now: datetime) -> int:
        part = (now - start) / (end - CALM - start)
        return int(final * min(1.0, max(0.1, part)))

    return views


async def cast(source: SourceStandIn, start: datetime, end: datetime) -> dict[str, str]:
    """Put the posts of the play where the source finds them; return their links by name."""
    published = end - WINDOW
    posts = {
        "anna": (tiktok(published, 1, "anna"), 450_000),
        "ben.reels": (instagram(published, 2), 812),
        "dana": (tiktok(published, 3, "dana"), 640_000),
        "paul": (tiktok(published, 4, "paul"), 10_000),
        "stranger": (tiktok(published, 5, "stranger"), 10_000),
        "anna again": (tiktok(published, 6, "anna"), 320_000),
        "eve": (tiktok(published, 7, "eve"), 800_000),
        "eve again": (tiktok(published + timedelta(hours=1), 8, "eve"), 40_000),
    }
    for number, (name, (ref, final)) in enumerate(posts.items()):
        handle = name.split()[0]
        source.add_post(
            ref.platform.value,
            ref.platform_post_id,
            handle=handle,
            user_id=str(9000 + list(posts).index(handle)),
            name=handle.title(),
            caption=f"{handle} tries **Summer** drink no. {number + 1} @everyone",
            published_at=published if name != "eve again" else published + timedelta(hours=1),
            views=growing(start, end, final),
        )
    return {name: ref.url for name, (ref, _) in posts.items()}


async def prepare(stage: Stage) -> None:
    heading("An admin makes a campaign and adds its creators")
    await stage.says(stage.mara, "campaign create", name="Summer Launch", minimum_views=1000)
    terms = {"cpm": "0.50", "cap": 500_000}
    tiktok_, instagram_ = Platform.TIKTOK.value, Platform.INSTAGRAM.value
    await stage.says(stage.mara, "creator add", handle="@anna", platform=tiktok_, member=stage.anna, **terms)
    await stage.says(
        stage.mara, "creator add", handle="ben.reels", platform=instagram_, member=stage.ben, **terms
    )
    await stage.says(stage.mara, "creator add", handle="dana", platform=tiktok_)
    await stage.says(stage.mara, "creator add", handle="paul", platform=tiktok_)
    await stage.says(stage.mara, "creator pause", creator="paul")
    await stage.says(
        stage.mara, "creator add", handle="eve", platform=tiktok_, cpm="0.15", cap=1_000_000, mode="selective"
    )


async def submit(stage: Stage, links: dict[str, str]) -> None:
    heading("Creators hand in posts; each answer says what happened and why")
    await stage.says(stage.anna, "submit-post", url=links["anna"] + "?is_from_webapp=1")
    await stage.says(stage.ben, "submit-post", url=links["ben.reels"])
    await stage.says(stage.anna, "submit-post", url=links["dana"])
    await stage.says(stage.anna, "submit-post", url=links["anna"])
    await stage.says(stage.ben, "submit-post", url=links["stranger"])
    await stage.says(stage.ben, "submit-post", url=links["paul"])
    await stage.says(stage.ben, "submit-post", url="my new video!!")


async def track(stage: Stage, links: dict[str, str]) -> None:
    heading("An admin brings in many at once; one bad line costs one line")
    lines = [
        links["anna again"],
        links["dana"],
        links["paul"],
        links["stranger"],
        "https://www.tiktok.com/@anna",
    ]
    await stage.fills_in(stage.mara, "post track", {"links": "\n".join(lines)})


async def watch(stage: Stage) -> None:
    heading("Posts of a watched account come in by themselves; this creator's wait for a person")
    added = await stage.says(stage.mara, "watch add", handle="@eve", platform="tiktok", **{"import": 5})
    assert "2 new posts came in" in added.text
    await until_shown(stage, "inbox", "views", without="never read")
    inbox = await stage.says(stage.mara, "inbox")
    approved = await stage.chooses(stage.mara, inbox, "Approve…", "#5")
    await stage.chooses(stage.mara, approved, "Exclude…", "#6")


async def wait_for_the_end(source: SourceStandIn, bot: BotProcess, end: datetime) -> None:
    heading("The bot looks at the posts by itself until their window closes")
    pause_s, ending = (0.5, "\r") if sys.stdout.isatty() else (5, "\n")
    while (left := (end - datetime.now(UTC)).total_seconds()) > 0:
        line = f"… the window closes in {left:2.0f} s, {len(source.asked)} looks so far"
        print(f"   {styled('2', line)} ", end=ending, flush=True)
        await asyncio.sleep(min(pause_s, left))
    print()


async def until_shown(stage: Stage, command: str, text: str, *, without: str) -> Reply:
    """What a command shows as soon as it has one text and not the other."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            reply = await (await stage.discord.slash(stage.mara, command)).done()
            if text in reply.text and not re.search(without, reply.text):
                return reply
            await asyncio.sleep(0.5)


async def settle(stage: Stage) -> None:
    heading("What the rule decided; one post waits for terms")
    tell(await until_shown(stage, "post list", "Finalized", without="Active|Awaiting"))
    await stage.says(stage.mara, "post show", post="#2")
    await stage.says(stage.mara, "post show", post="#3")
    heading("The admin sets the terms; the effect is shown before it is frozen")
    plan = await stage.says(stage.mara, "post set-cpm", post="#3", cpm="0.50", cap=500_000)
    await stage.presses(stage.mara, plan, plan.buttons[0])
    await stage.says(stage.mara, "post show", post="#1")
    await stage.says(stage.mara, "post set-cpm", post="#1", cpm="9")


async def table(stage: Stage) -> bool:
    """Print each post with its end, and whether it is as worked out by hand."""
    heading("The end, against the sums done by hand")
    print(f"   {'creator':<12}{'status':<12}{'views':>10}{'earned':>12}   by hand")
    good, total = True, Decimal(0)
    for number, expected in enumerate(EXPECTED, 1):
        reply = await (await stage.discord.slash(stage.mara, "post show", post=f"#{number}")).done()
        text = readable(reply.text, stage.mara.guild)
        earned = None if expected.earned is None else f"{expected.earned:,} USD"
        facts = [expected.status, f"{expected.views:,}", earned or "1,000 needed"]
        is_right = all(fact in text for fact in facts) and (
            earned is not None or "USD" not in money_part(text)
        )
        total += expected.earned or 0
        good = good and is_right
        print(
            f"   {expected.handle:<12}{expected.status:<12}{expected.views:>10,}{earned or '-':>12}"
            f"   {'as expected' if is_right else f'NOT AS EXPECTED: {text}'}"
        )
    campaign = await (await stage.discord.slash(stage.mara, "campaign show")).done()
    is_right = f"{total:,} USD" in campaign.text
    print(f"   {'together':<34}{f'{total:,} USD':>12}   {'as expected' if is_right else campaign.text}")
    return good and is_right


def money_part(text: str) -> str:
    """What a card says after `Earned`, if it does."""
    return "".join(line for line in text.splitlines() if "earned" in line.lower())


async def play() -> int:
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        stage = Stage(discord_, discord_.add_guild("Sunny Drinks"))
        print("Starting the bot beside a stand-in of Discord and of the sources …")
        async with BotProcess(settings(source, discord_, **QUICK), discord_) as bot:
            await bot.until_up(discord_.wait_ready())
            start = datetime.now(UTC)
            end = start + RUNS_FOR
            links = await cast(source, start, end)
            await prepare(stage)
            await submit(stage, links)
            await track(stage, links)
            await watch(stage)
            await wait_for_the_end(source, bot, end)
            await settle(stage)
            good = await table(stage)
            good = await pay(stage, bot) and good
            with contextlib.suppress(AssertionError):
                await bot.terminate()
            good = good and not discord_.violations and bot.returncode == 0
            trouble = [*discord_.violations, *(line for line in bot.lines if "Traceback" in line)]
            print("\n" + ("Every figure is as computed by hand." if good else f"Something is off: {trouble}"))
            return 0 if good and not trouble else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(play()))
