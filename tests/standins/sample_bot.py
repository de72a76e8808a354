"""A small bot with one command of each kind, for the tests of the Discord stand-in."""

import io

import discord
from discord import app_commands

from tests.standins.discord_state import Bell

NOBODY = discord.AllowedMentions.none()


class Choose(discord.ui.View):
    @discord.ui.button(label="Yes", custom_id="yes")
    async def yes(self, interaction: discord.Interaction, button: discord.ui.Button["Choose"]) -> None:
        await interaction.response.edit_message(content="You said yes", view=None)

    @discord.ui.button(label="Later")
    async def later(self, interaction: discord.Interaction, button: discord.ui.Button["Choose"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Later, then")

    @discord.ui.select(
        placeholder="Which",
        options=[discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")],
    )
    async def which(self, interaction: discord.Interaction, select: discord.ui.Select["Choose"]) -> None:
        await interaction.response.send_message(f"Chosen {select.values}", ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who")
    async def who(self, interaction: discord.Interaction, select: discord.ui.UserSelect["Choose"]) -> None:
        await interaction.response.send_message(f"Chosen {select.values[0].name}", ephemeral=True)


class Form(discord.ui.Modal, title="New thing"):
    name: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Name", custom_id="name")
    size = discord.ui.Label[discord.ui.Modal](
        text="Size",
        component=discord.ui.Select(
            options=[discord.SelectOption(label="Small"), discord.SelectOption(label="Big")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.size.component, discord.ui.Select)
        await interaction.response.send_message(f"{self.name.value} is {self.size.component.values[0]}")


class Bot(discord.Client):
    """A bot with one command of each kind that the tests look at."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(
            intents=intents or discord.Intents(guilds=True), allowed_mentions=NOBODY, guild_ready_timeout=0.1
        )
        self.tree = app_commands.CommandTree(self)
        self.errors: list[discord.HTTPException] = []
        self.bell = Bell()
        add_commands(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Leaves out the library's pause of five seconds before a second session."""


def add_commands(bot: Bot) -> None:
    group = app_commands.Group(name="thing", description="Things")
    add_slow(group)
    add_find(group)
    add_components(bot.tree)
    add_file(bot.tree)
    add_wrong(bot)
    add_others(bot.tree)
    bot.tree.add_command(group)


def add_slow(group: app_commands.Group) -> None:
    @group.command(name="slow", description="Defers, then answers")
    @app_commands.describe(size="How big", member="Whose", kind="Which kind")
    @app_commands.choices(kind=[app_commands.Choice(name="Round", value="r")])
    async def slow(
        interaction: discord.Interaction,
        size: app_commands.Range[int, 1, 10],
        member: discord.Member | None = None,
        kind: str = "-",
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        embed = discord.Embed(title="Thing", description=f"size {size}").add_field(name="Kind", value=kind)
        await interaction.followup.send(embed=embed.set_footer(text=member.name if member else "nobody"))


def add_find(group: app_commands.Group) -> None:
    @group.command(name="find", description="Finds one")
    async def find(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"Found {name} @everyone")

    @find.autocomplete("name")
    async def names(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}{end}", value=current + end) for end in "xy"]


def add_components(tree: app_commands.CommandTree[Bot]) -> None:
    @tree.command(description="Shows buttons")
    async def choose(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Choose", view=Choose(), ephemeral=True)

    @tree.command(description="Opens a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())


def add_file(tree: app_commands.CommandTree[Bot]) -> None:
    @tree.command(description="Sends a file and a message")
    async def file(interaction: discord.Interaction) -> None:
        sent = discord.File(io.BytesIO(b"a,b\n"), "rows.csv")
        await interaction.response.send_message("Rows", file=sent)
        assert isinstance(interaction.channel, discord.TextChannel)
        message = await interaction.channel.send("In the channel")
        await message.edit(content="Edited")
        await interaction.user.send("In private")


def add_wrong(bot: Bot) -> None:
    @bot.tree.command(description="Says too much, then answers twice")
    async def wrong(interaction: discord.Interaction) -> None:
        for words in ("x" * 2001, "once", "twice"):
            interaction.response._response_type = None
            try:
                await interaction.response.send_message(words)
            except discord.HTTPException as error:
                bot.errors.append(error)
                bot.bell.ring()


def add_others(tree: app_commands.CommandTree[Bot]) -> None:
    @tree.command(description="For those who run the server")
    @app_commands.default_permissions(manage_guild=True)
    async def admin(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(str(interaction.permissions.manage_guild))

    @tree.context_menu(name="Submit post")
    async def submit(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"Read {message.content}", ephemeral=True)
