"""What programs change: adding a video to a campaign, and the note on a video."""

from datetime import datetime

from core.domain.access import Caller
from core.domain.errors import AlreadyTrackedError, TooManyLinksError
from core.domain.errors.api import NotThereError
from core.domain.tracking import Use, takes_part
from core.services import api_lists, notes, submissions
from core.services.app import App
from core.services.shown import Submitted
from core.services.shown_api import Video
from db import api_lists as rows
from db import posts as post_rows

ADD, EDIT = "api add-video", "api edit-video"


async def add_video(
    app: App, by: Caller, campaign_id: int, link: str, *, begun_at: datetime | None = None
) -> Video:
    """Take in a post as `/post track` does; raise what it is refused for.

    Args:
        begun_at: when the same request was begun before, and not seen to end; what came in by this key since
            is what came of it. None: it is new.

    Raises `NotThereError` for another server's campaign.
    """
    async with app.reads() as session:
        await api_lists.scope(session, by, campaign_id)
    links = submissions.pasted(link)
    if len(links) > 1:
        raise TooManyLinksError(len(links), 1)
    (row,) = (await submissions.track(app, by, links[0], f"#{campaign_id}", action=ADD)).rows
    result = row.result
    if isinstance(result, Submitted):
        return await api_lists.video(app, by, result.post_id)
    if isinstance(result, AlreadyTrackedError) and await _is_own(app, by, result.post_id, begun_at):
        return await api_lists.video(app, by, result.post_id)
    raise result


async def describe(app: App, by: Caller, post_id: int, text: str | None) -> Video:
    """Replace the note on a post; None or an empty text removes it. Raises `NotThereError`."""
    kept = None if text is None else notes.checked(text)
    async with app.sessions.begin() as session:
        found, _ = await api_lists.visible(session, by, post_id)
        row = await post_rows.locked(session, found.id)
        if not takes_part(Use.API, row.kind, row.tracking, row.status):
            raise NotThereError
        notes.put(session, app, by, EDIT, row, kept)
    return await api_lists.video(app, by, post_id)


async def _is_own(app: App, by: Caller, post_id: int, since: datetime | None) -> bool:
    if since is None:
        return False
    async with app.reads() as session:
        return await rows.was_added(session, by.api_key_id or 0, post_id, ADD, since)
