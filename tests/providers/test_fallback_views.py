"""A video without views is asked for further; what has none as a rule is not."""

import pytest

from core.domain.errors import SourceError
from core.domain.terms import Counts, MediaType, Platform, PostRef, Reading
from providers.fallback import Fallback
from tests.fakes import FixedClock
from tests.providers.scripted import DOWN, GONE, REF, ask


class Telling:
    """Tells of a post with these views, or fails."""

    def __init__(
        self, name: str, views: int | SourceError | None, media: MediaType = MediaType.VIDEO
    ) -> None:
        self.name = name
        self.views = views
        self.media = media
        self.asked = 0

    async def fetch_post(self, ref: PostRef) -> Reading:
        self.asked += 1
        if isinstance(self.views, SourceError):
            raise self.views
        return Reading(ref, self.name, Counts(views=self.views), media_type=self.media)


@pytest.mark.parametrize(
    ("first", "second", "source", "views"),
    [
        (None, 7, "b", 7),
        (None, None, "a", None),
        (None, DOWN, "a", None),
        (None, GONE, "a", None),
        (0, 7, "a", 0),
        (DOWN, None, "b", None),
    ],
)
async def test_the_first_reading_with_views_stands_else_the_first_reading(
    first: int | SourceError | None, second: int | SourceError | None, source: str, views: int | None
) -> None:
    sources = [Telling("a", first), Telling("b", second)]

    answer = await ask(Fallback(Platform.TIKTOK, sources, FixedClock()))

    assert isinstance(answer, Reading)
    assert (answer.ref, answer.source, answer.counts.views) == (REF, source, views)


@pytest.mark.parametrize("media", [MediaType.PHOTO, MediaType.CAROUSEL])
async def test_pictures_without_views_are_asked_for_once(media: MediaType) -> None:
    first, second = Telling("a", None, media), Telling("b", 7, media)

    answer = await ask(Fallback(Platform.INSTAGRAM, [first, second], FixedClock()))

    assert isinstance(answer, Reading)
    assert (answer.source, first.asked, second.asked) == ("a", 1, 0)
