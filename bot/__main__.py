"""`python -m bot`: the whole program in one process."""

from bot import collector

if __name__ == "__main__":
    collector.wait()  # first of all, for what is imported below is most of what there is

import asyncio
import gc
import logging
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import TypeVar

from bot import arguments, backup, check_sources, invite, move, verify
from bot.building import GOODBYE_S, make_app, monitor, opened, queue_of, stop_signal, unless
from bot.client import Client, make_client
from bot.clock import utc_now
from bot.line import UNREACHABLE, StartError, gateway_state
from bot.log import Cleaner, set_up
from bot.one_off import carry_out
from bot.settings import EXTERNAL, Settings, SettingsError, load
from bot.turns import talk_in_turn
from bot.web.status import Status
from bot.wiring import source_config
from cogs.appeal_messages import AppealMessages
from cogs.boards import Boards
from cogs.digests import Digests
from cogs.letters import Letters
from cogs.linking import Endings
from cogs.notices import Notices
from cogs.refresh import Loops, Pass
from cogs.telling_jobs import TellingJobs
from core.services import request_budgets
from core.services.app import App, Site
from providers.build import build

log = logging.getLogger("bot")

Result = TypeVar("Result")

BAD_SETTINGS, FAILED = 2, 1
NO_WORKERS = "WORKERS: is not external: the bot does the work itself; set it for both"
LOOPS_S = 5.0
"""How long the passes at hand may take when told to stop."""


def main() -> int:
    """Do what the arguments say, without any run until told to stop; return the exit code."""
    command = arguments.read(sys.argv[1:])
    try:
        settings = load()
    except SettingsError as error:
        print("\n".join(error.faults), file=sys.stderr)  # noqa: T201  there is no log yet
        return BAD_SETTINGS
    if command is not None and not isinstance(command, arguments.Work):
        gc.enable()
        return one_off(command, settings)
    if command is not None and settings.workers != EXTERNAL:
        print(NO_WORKERS, file=sys.stderr)  # noqa: T201  nor a log
        return BAD_SETTINGS
    set_up(settings.log_level, settings.log_format, settings.secrets())
    try:
        return asyncio.run(run(settings) if command is None else work(command, settings))
    except StartError as error:
        log.error("%s", error)  # noqa: TRY400  one line is enough
    except KeyboardInterrupt:
        pass
    except Exception:
        log.exception("Ended by a bug")  # by the log, which keeps secrets to itself
    return FAILED


def one_off(command: arguments.OneOff, settings: Settings) -> int:
    """Do the one thing, and return the exit code."""
    match command:
        case arguments.Check():
            return check_sources.main(command, settings)
        case arguments.Verify():
            return carry_out(settings, verify.run(command, settings))
        case arguments.Backup():
            return carry_out(settings, backup.run(command, settings))
        case arguments.Move():
            return carry_out(settings, move.run(command))
        case arguments.Invite():
            return carry_out(settings, invite.run(settings))


async def work(command: arguments.Work, settings: Settings) -> int:
    """Carry out jobs until told to stop."""
    from bot import worker  # noqa: PLC0415  what it needs takes a while, which the bot need not wait

    return await worker.run(command, settings)


async def run(settings: Settings) -> int:
    """Build everything once, wait for the end, close in reverse."""
    stop = stop_signal()
    async with AsyncExitStack() as stack:
        database = await unless(stop, opened(settings.database_url.get_secret_value()))
        if database is None:
            log.info("stopping")
            return 0
        stack.push_async_callback(database.close)
        sources = build(source_config(settings), utc_now)
        stack.push_async_callback(sources.close)
        jobs = await queue_of(settings, stack, "viewledger bot")
        app = make_app(settings, database, sources, monitor(settings, stack), jobs)
        stack.push_async_callback(request_budgets.settle, app)
        client = client_of(settings, app)
        loops = Loops(app, settings.loop_beat.total_seconds(), with_discord(app, client))
        if client is not None:
            client.loop_states = loops.states
        await serve(stack, settings, app, loops, client)
        collector.begin()
        loops.start()
        stack.push_async_callback(loops.stop, LOOPS_S)
        await live(settings, client, app, stop)
        log.info("stopping")
    return 0


def client_of(settings: Settings, app: App) -> Client | None:
    """Return the bot as Discord is to see it; None without a token."""
    if settings.discord_token is None:
        return None
    return make_client(app, settings.discord_test_guild_id, settings.discord_shards)


def with_discord(app: App, client: Client | None) -> Mapping[str, Pass]:
    """Return the loops that need Discord; none without a token."""
    if client is None:
        return {}
    told: dict[str, Pass] = {
        "notices": Notices(app, client, UNREACHABLE).send,
        "letters": Letters(app, client, UNREACHABLE).send,
    }
    if app.queue is not None:
        told = {"telling": TellingJobs(app, client, app.queue).enqueue}
    return told | {
        "boards": Boards(app, client, UNREACHABLE).keep,
        "digests": Digests(app, client, UNREACHABLE).send,
        "appeals": AppealMessages(app, client, UNREACHABLE).renew,
        "linked": Endings(app, client, UNREACHABLE).tell,
    }


async def serve(
    stack: AsyncExitStack, settings: Settings, app: App, loops: Loops, client: Client | None
) -> None:
    """Open the endpoint for monitors."""
    token = None if settings.status_token is None else settings.status_token.get_secret_value()
    status = Status(
        app,
        loops=loops.states,
        gateway=lambda: gateway_state(client),
        token=token,
        clean=Cleaner(settings.secrets()),
    )
    try:
        port = await status.start(settings.status_host, settings.status_port)
    except OSError as error:
        where = f"{settings.status_host}:{settings.status_port}"
        raise StartError(f"The status endpoint cannot listen on {where}: {error.strerror}") from error
    stack.push_async_callback(status.stop)
    name_site(app.site, settings, port)
    log.info("status on http://%s:%s", settings.status_host, port)


def name_site(site: Site, settings: Settings, port: int) -> None:
    """Say where people reach the pages: at `PUBLIC_URL`, else where the endpoint listens."""
    host = settings.status_host
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    site.address, site.is_public = settings.public_url or here, settings.public_url is not None


async def live(settings: Settings, client: Client | None, app: App, stop: asyncio.Event) -> None:
    """Stay until told to stop, with Discord if there is a token."""
    if client is None or settings.discord_token is None:
        log.info("DISCORD_TOKEN is not set: running without Discord (loops and status only)")
        await stop.wait()
        return
    talking = asyncio.create_task(talk_in_turn(client, settings.discord_token.get_secret_value(), app))
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({talking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if talking.done():
            talking.result()
    finally:
        for task in (talking, waiting):
            task.cancel()
        await asyncio.wait({talking, waiting, asyncio.create_task(client.close())}, timeout=GOODBYE_S)


if __name__ == "__main__":
    sys.exit(main())
