"""Notes: what people write on posts, creators and campaigns, as markdown."""

from hashlib import sha256

from core.domain.access import Caller
from core.domain.errors import NoteChangedError
from core.domain.names import check_text, plain
from core.services import campaign_cards, campaigns, creators, posts, traces
from core.services.app import App
from core.services.shown import CampaignChanged, CreatorChanged, PostChanged
from core.services.shown_notes import Note
from db import campaigns as campaign_rows
from db import creators as creator_rows
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Creator, Post

LIMIT = 4000
"""The most characters of a note."""
TRACED = 500
"""How much of a note the audit keeps."""
WRITTEN = "note"
REMOVED = "note-removed"


async def of_post(app: App, by: Caller, post: str) -> Note:
    """Return the note on a post, competitors' posts too."""
    async with app.reads() as session:
        return _as_it_is((await posts.resolve(session, by, post))[0])


async def of_creator(app: App, by: Caller, creator: str, campaign: str | None = None) -> Note:
    """Return the note on a creator."""
    async with app.reads() as session:
        return _as_it_is((await creators.resolve(session, by, creator, campaign))[0])


async def of_campaign(app: App, by: Caller, campaign: str | None) -> Note:
    """Return the note on a campaign."""
    async with app.reads() as session:
        return _as_it_is(await campaigns.resolve(session, by, campaign))


async def write_post(app: App, by: Caller, shown: Note, text: str) -> PostChanged:
    """Replace the note that was shown, unless it changed meanwhile; an empty text removes it."""
    kept = checked(text)
    async with app.sessions.begin() as session:
        found, home = await posts.resolve(session, by, f"#{shown.id}")
        row = await post_rows.locked(session, found.id)
        action = _put(session, app, by, "post note", row, shown, kept)
        await session.flush()
        return PostChanged(action, await posts.card(session, row, home), row.status)


async def write_creator(app: App, by: Caller, shown: Note, text: str) -> CreatorChanged:
    """Replace the note that was shown, unless it changed meanwhile; an empty text removes it."""
    kept = checked(text)
    async with app.sessions.begin() as session:
        found, home = await creators.resolve(session, by, f"#{shown.id}")
        row = await creator_rows.by_id(session, found.id)
        action = _put(session, app, by, "creator note", row, shown, kept)
        await session.flush()
        return CreatorChanged(action, (await creators.cards(session, [(row, home)]))[0])


async def write_campaign(app: App, by: Caller, shown: Note, text: str) -> CampaignChanged:
    """Replace the note that was shown, unless it changed meanwhile; an empty text removes it."""
    kept = checked(text)
    async with app.sessions.begin() as session:
        found = await campaigns.resolve(session, by, f"#{shown.id}")
        row = await campaign_rows.locked(session, found.id)
        action = _put(session, app, by, "campaign note", row, shown, kept)
        await session.flush()
        return CampaignChanged(action, await campaign_cards.card(session, row))


def _put(
    session: Session,
    app: App,
    by: Caller,
    command: str,
    row: Post | Creator | Campaign,
    shown: Note,
    kept: str | None,
) -> str:
    """Write the note on a locked row, with its trace; return what was done."""
    if kept != row.notes:
        if _digest(row.notes) != shown.digest:
            raise NoteChangedError
        put(session, app, by, command, row, kept)
    return REMOVED if kept is None else WRITTEN


def put(
    session: Session, app: App, by: Caller, command: str, row: Post | Creator | Campaign, kept: str | None
) -> None:
    """Write a checked note on a locked row, with its trace; what is so already is left as it is."""
    before = row.notes
    if kept != before:
        row.notes = kept
        traces.by_command(session, app, by, command, row, before=_cut(before), after=_cut(kept))


def _as_it_is(row: Post | Creator | Campaign) -> Note:
    return Note(row.id, row.notes or "", _digest(row.notes))


def checked(text: str) -> str | None:
    """Return a note as it is kept; None: there is none. Raises `TextLengthError`."""
    return check_text("note", text, LIMIT) if plain(text) else None


def _digest(text: str | None) -> str:
    return sha256((text or "").encode()).hexdigest()


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= TRACED else text[: TRACED - 1] + "…"
