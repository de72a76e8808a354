"""Notes: kept as typed, traced, and never written over each other."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.errors import (
    CampaignUnknownError,
    CreatorUnknownError,
    NoCampaignError,
    NoteChangedError,
    PostUnknownError,
    TextLengthError,
)
from core.domain.terms import Platform, PostKind
from core.services import campaigns, creators, notes
from core.services.app import App
from core.services.shown import CampaignCard, CreatorCard, PostCard
from core.services.shown_notes import Note
from db.models import Post
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import card, hand_in
from tests.fakes import FakeSource

MARKDOWN = (
    "# Brief\n\n- **bold** claims\n- `#ad` in the caption\n\n> @everyone: <t:0:R>, [link](https://a.example)"
)
STRANGER = Caller(200_000_000_000_000_002, EDITOR.discord_id, Role.ADMIN)

Card = PostCard | CreatorCard | CampaignCard


@dataclass
class Subject:
    """Something that can have a note."""

    command: str
    read: Callable[[App, Caller], Awaitable[Note]]
    write: Callable[[App, Caller, Note, str], Awaitable[Card]]


async def _write_post(app: App, by: Caller, shown: Note, text: str) -> Card:
    return (await notes.write_post(app, by, shown, text)).card


async def _write_creator(app: App, by: Caller, shown: Note, text: str) -> Card:
    return (await notes.write_creator(app, by, shown, text)).card


async def _write_campaign(app: App, by: Caller, shown: Note, text: str) -> Card:
    return (await notes.write_campaign(app, by, shown, text)).card


SUBJECTS = [
    Subject("post note", lambda app, by: notes.of_post(app, by, "#1"), _write_post),
    Subject("creator note", lambda app, by: notes.of_creator(app, by, "@anna"), _write_creator),
    Subject("campaign note", lambda app, by: notes.of_campaign(app, by, None), _write_campaign),
]

each = pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.command)


@pytest.fixture
async def summer(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await hand_in(app, source, 5)


async def traces(app: App, command: str) -> list[tuple[str | None, str | None, int | None]]:
    query = select(AuditEntry).where(AuditEntry.action == command).order_by(AuditEntry.id)
    async with app.reads() as session:
        return [(entry.before, entry.after, entry.actor) for entry in await session.scalars(query)]


@each
async def test_a_note_is_kept_as_typed_changed_and_removed(app: App, summer: None, subject: Subject) -> None:
    empty = await subject.read(app, EDITOR)

    written = await subject.write(app, EDITOR, empty, f"  {MARKDOWN}\n")
    changed = await subject.write(app, ADMIN, await subject.read(app, ADMIN), "short")
    removed = await subject.write(app, EDITOR, await subject.read(app, EDITOR), " \n ")

    assert empty.text == ""
    assert [written.notes, changed.notes, removed.notes] == [MARKDOWN, "short", None]
    assert await subject.read(app, EDITOR) == empty
    assert await traces(app, subject.command) == [
        ("nothing", MARKDOWN, EDITOR.discord_id),
        (MARKDOWN, "short", ADMIN.discord_id),
        ("short", "nothing", EDITOR.discord_id),
    ]


@each
async def test_of_two_who_write_at_once_one_is_told(app: App, summer: None, subject: Subject) -> None:
    seen = await subject.read(app, EDITOR)

    results = await asyncio.gather(
        *(subject.write(app, by, seen, f"by {by.discord_id}") for by in (ADMIN, EDITOR)),
        return_exceptions=True,
    )

    told = [result for result in results if isinstance(result, NoteChangedError)]
    kept = [result.notes for result in results if not isinstance(result, BaseException)]
    assert (len(told), len(kept)) == (1, 1)
    assert (await subject.read(app, EDITOR)).text == kept[0]
    assert len(await traces(app, subject.command)) == 1


@each
async def test_the_same_text_twice_is_no_change(app: App, summer: None, subject: Subject) -> None:
    seen = await subject.read(app, EDITOR)

    for by in (EDITOR, ADMIN):
        assert (await subject.write(app, by, seen, "agreed")).notes == "agreed"

    assert len(await traces(app, subject.command)) == 1


@each
async def test_a_removed_note_is_not_brought_back_by_an_old_form(
    app: App, summer: None, subject: Subject
) -> None:
    await subject.write(app, EDITOR, await subject.read(app, EDITOR), "first")
    seen = await subject.read(app, EDITOR)
    await subject.write(app, ADMIN, seen, "")

    with pytest.raises(NoteChangedError):
        await subject.write(app, EDITOR, seen, "first and more")

    assert (await subject.read(app, EDITOR)).text == ""


@each
async def test_the_limit_is_4000_characters(app: App, summer: None, subject: Subject) -> None:
    longest = "é" * 4_000
    await subject.write(app, EDITOR, await subject.read(app, EDITOR), longest)
    seen = await subject.read(app, EDITOR)

    with pytest.raises(TextLengthError) as caught:
        await subject.write(app, EDITOR, seen, "x" * 5_000)

    assert (caught.value.name, caught.value.length, caught.value.limit) == ("note", 5_000, 4_000)
    assert (await subject.read(app, EDITOR)).text == longest
    assert [len(after or "") for _, after, _ in await traces(app, subject.command)] == [500]


@each
async def test_another_server_reads_and_writes_nothing(app: App, summer: None, subject: Subject) -> None:
    seen = await subject.read(app, EDITOR)
    unknown = (PostUnknownError, CreatorUnknownError, CampaignUnknownError, NoCampaignError)

    with pytest.raises(unknown):
        await subject.read(app, STRANGER)
    with pytest.raises(unknown):
        await subject.write(app, STRANGER, seen, "mine")
    await campaigns.create(app, STRANGER, name="Theirs")
    with pytest.raises(unknown):
        await subject.write(app, STRANGER, seen, "mine")

    assert (await subject.read(app, EDITOR)).text == ""


async def test_a_competitors_post_has_notes_too(app: App, summer: None) -> None:
    async with app.sessions.begin() as session:
        row = await session.get_one(Post, 1)
        row.kind, row.status, row.creator_id, row.window_ends_at = PostKind.REFERENCE, None, None, None

    await notes.write_post(app, EDITOR, await notes.of_post(app, EDITOR, "#1"), "good hook")

    assert (await card(app, "#1")).notes == "good hook"


async def test_what_no_database_takes_is_left_out(app: App, summer: None) -> None:
    seen = await notes.of_post(app, EDITOR, "#1")

    done = await notes.write_post(app, EDITOR, seen, "a\x00b\ud800c\r\n\td\x00")

    assert done.card.notes == "abc\n\td"
