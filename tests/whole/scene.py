"""A server in full swing, played through commands: its people, a campaign, and posts in every state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord
from discord.utils import utcnow

from core.domain.terms import Platform
from tests.fakes import tiktok
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Channel, Guild, Member, User
from tests.whole.conftest import World

CALM = {
    "TIKTOK_SOURCES": "scrapecreators",
    "LOOP_BEAT": "250ms",
    "TIKTOK_BATCH_PAUSE": "10ms",
    "INSTAGRAM_PAUSE": "10ms",
}
"""Settings with which posts are decided soon, and otherwise looked at every six hours."""
TIKTOK = Platform.TIKTOK.value
ENDED, RECENT = timedelta(days=7, hours=1), timedelta(days=2)
FINALIZED, ACTIVE, UNREAD = range(1, 6), range(6, 16), range(16, 18)
REJECTED, PENDING, PAID, LOW = range(18, 19), range(19, 21), range(21, 22), range(22, 23)
"""Numbers of the posts that `play` makes, by what becomes of them; those of one kind are alike."""
STATES = [("active", 12), ("finalized", 6), ("pending_cpm", 2), ("rejected", 2)]
USERS = {"anna.sun": ("Anna Sommer", 70), "ben.waves": ("Ben", 71), "cleo.sky": ("Cleo", 72)}
"""What the platforms call their people, and the ends of their ids there."""


@dataclass
class Cast:
    """Two servers and the people in them."""

    home: Guild
    team: Channel
    clips: Channel
    mara: Member
    edda: Member
    anna: Member
    ben: Member
    cleo: Member
    sam: Member
    studio: Guild
    nils: Member
    links: dict[int, str] = field(default_factory=dict)

    @property
    def people(self) -> Mapping[str, Member]:
        """Who acts, by the heads of the columns in docs/permissions.md."""
        return {
            "admin": self.mara,
            "editor": self.edda,
            "creator": self.anna,
            "anyone else": self.sam,
            "admin elsewhere": self.nils,
        }


def cast(discord_: DiscordStandIn) -> Cast:
    """Put the people into their servers, before the bot comes."""
    home, studio = discord_.add_guild("Sunny Drinks"), discord_.add_guild("Studio")
    team, clips = home.add_channel("team"), home.add_channel("clips")
    manages = discord.Permissions(manage_guild=True)
    editors = home.add_role("Editors")
    return Cast(
        home=home,
        team=team,
        clips=clips,
        mara=home.add_member("Mara", manages),
        edda=home.add_member("Edda", roles=[editors]),
        anna=home.add_member("Anna"),
        ben=home.add_member("Ben", user=User("Ben", accepts_dms=False)),
        cleo=home.add_member("Cleo"),
        sam=home.add_member("Sam"),
        studio=studio,
        nils=studio.add_member("Nils", manages),
    )


async def play(world: World, people: Cast) -> None:
    """Bring the home server into full swing; the other one has a campaign and a creator."""
    screen = await world.run(people.mara, "setup")
    for menu, value in (
        ("vl:setup:role:editor", people.edda.roles[0]),
        ("vl:setup:channel", people.team),
        ("vl:setup:submissions", people.clips),
    ):
        screen = await (await world.discord.select(people.mara, screen, menu, [value])).done(20)
    await _campaigns(world, people)
    await _posts(world, people)
    await world.until("SELECT status, count(*) FROM posts GROUP BY status ORDER BY status", STATES)
    await _since(world, people.mara)


async def _campaigns(world: World, people: Cast) -> None:
    mara, nils = people.mara, people.nils
    await world.run(mara, "campaign create", name="Summer Launch", budget="9000")
    terms = {"platform": TIKTOK, "cpm": "0.50", "cap": 500_000}
    await world.run(mara, "creator add", handle="anna.sun", member=people.anna, **terms)
    await world.run(mara, "creator add", handle="ben.waves", platform=TIKTOK, member=people.ben)
    await world.run(mara, "creator add", handle="cleo.sky", member=people.cleo, **terms)
    for name, cpm in (("Base", "0.20"), ("High", "0.60")):
        await world.run(mara, "creator tier-add", creator="ben.waves", name=name, cpm=cpm, cap=600_000)
    await world.run(nils, "campaign create", name="Winter")
    await world.run(nils, "creator add", handle="nils.snow", platform=TIKTOK)


async def _posts(world: World, people: Cast) -> None:
    now = utcnow()
    for numbers, age, views, handle in (
        (FINALIZED, ENDED, 450_000, "anna.sun"),
        (ACTIVE, RECENT, 12_300, "anna.sun"),
        (UNREAD, RECENT, None, "anna.sun"),
        (REJECTED, ENDED, 812, "anna.sun"),
        (PENDING, ENDED, 88_000, "ben.waves"),
        (PAID, ENDED, 30_000, "cleo.sky"),
        (LOW, ENDED, 700, "cleo.sky"),
    ):
        for number in numbers:
            people.links[number] = publish(world, number, views, handle, now - age)
        await world.track(*(people.links[number] for number in numbers))


async def _since(world: World, mara: Member) -> None:
    """What people did about the posts, each a thing that only some may see."""
    await world.run(mara, "post hold", post="#5", reason="A secret doubt")
    form = await (await world.discord.slash(mara, "post note", post="#1")).done()
    await (await world.discord.submit_modal(mara, form, {"note": "A secret note"})).done()
    paid = await world.run(mara, "payout mark-paid", creator="cleo.sky", reference="TX-SECRET")
    await (await world.discord.click(mara, paid, "Confirm")).shows("Recorded")
    publish(world, 900, 70_000, "rival.9", utcnow() - RECENT)
    await world.run(mara, "watch add", handle="rival.9", platform=TIKTOK, competitor=True)
    await world.run(mara, "report create")
    await world.run(mara, "api-key create", label="A secret program")


def publish(world: World, number: int, views: int | None, handle: str, published_at: datetime) -> str:
    """A post with a caption that would do a lot if it were not shown harmlessly; its link."""
    ref = tiktok(published_at, number, handle)
    name, end = USERS.get(handle, (handle.title(), 100 + sum(map(ord, handle))))
    world.source.add_post(
        "tiktok",
        ref.platform_post_id,
        handle=handle,
        name=name,
        user_id=f"66597520194932{end:05}",
        caption="A drink @everyone <@&1> that **tastes** like summer",
        published_at=published_at,
        views=views,
        likes=views and views // 14,
        comments=views and views // 310,
        shares=views and views // 95,
        saves=None,
    )
    return ref.url
