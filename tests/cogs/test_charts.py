"""Pictures show what is known, and nothing that is not."""

import asyncio
import io
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from PIL import Image, ImageColor

from cogs import charts, charts_canvas, charts_history, charts_key, charts_lines
from cogs.charts_canvas import AMBER, BACKGROUND, GREEN, GREY, PINK, RED, STRONG, font
from cogs.charts_lines import Line
from cogs.charts_panels import KEY_ROW
from core.domain.terms import Counts
from core.services.shown_history import History
from tests import pictures
from tests.fakes import NOON
from tests.pictures import DRAWN, HISTORIES, compared, history, point

BLUE = charts_history.COLOURS["views"]
VIEWS = (0, charts_history.VIEWS_TOP, 800, charts_history.VIEWS_TOP + charts_history.VIEWS_HEIGHT)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def columns(picture: Image.Image, colour: str, box: tuple[int, int, int, int] = VIEWS) -> set[int]:
    """Return how far right a colour is found, in its full strength."""
    part = picture.crop(box)
    wanted, pixels = ImageColor.getrgb(colour), part.load()
    assert pixels is not None
    return {x for x in range(part.width) for y in range(part.height) if pixels[x, y] == wanted}


def drawn(made: History) -> Image.Image:
    return opened(charts_history.draw(made))


@pytest.mark.parametrize("name", HISTORIES)
async def test_every_case_is_a_picture_of_a_phones_width_and_small(name: str) -> None:
    png = await charts.history_png(HISTORIES[name]())

    assert opened(png).width == 800
    assert opened(png).height <= 850
    assert len(png) < 60 * 1024


def test_the_pictures_in_the_documents_are_those_that_are_made() -> None:
    assert {path.stem for path in pictures.TO.glob("*.png")} == {*HISTORIES, *DRAWN}
    assert all(path.stat().st_size < 100 * 1024 for path in pictures.TO.glob("*.png"))


@pytest.mark.parametrize(
    ("name", "colour", "is_there"),
    [
        ("running", AMBER, True),
        ("running", GREEN, False),
        ("finalized", AMBER, True),
        ("finalized", GREEN, True),
        ("finalized", STRONG, True),  # the ring around the counted reading
        ("running", STRONG, False),
        ("one", AMBER, False),  # the window's end is far beyond the picture
        ("one", BLUE, True),
        ("late", AMBER, False),
        ("lower", RED, True),
        ("running", RED, False),
        ("by_hand", STRONG, True),
        ("by_hand", BLUE, False),
        ("other_metric", PINK, True),
        ("other_source", PINK, False),
        ("gaps", GREY, True),
        ("running", GREY, False),
        ("unknown", BLUE, False),
        ("nothing", BLUE, False),
        ("equal", BLUE, True),
        ("huge", BLUE, True),
    ],
)
def test_marks_are_on_the_picture_when_there_is_a_reason(name: str, colour: str, *, is_there: bool) -> None:
    assert bool(columns(drawn(HISTORIES[name]()), colour)) is is_there


def test_another_source_is_marked_at_the_foot() -> None:
    picture = drawn(HISTORIES["other_source"]())
    foot = (0, VIEWS[3], 800, picture.height - charts_history.FOOT - KEY_ROW)

    assert columns(picture, GREY, foot)
    assert not columns(drawn(HISTORIES["running"]()), GREY, foot)


def test_no_line_passes_over_unknown_counts() -> None:
    known = [point(hours) for hours in range(2, 100, 6)]
    hidden = [replace(each, views=None) if 5 <= number < 10 else each for number, each in enumerate(known)]

    whole, broken = (columns(drawn(history(points)), BLUE) for points in (known, hidden))

    assert longest_hole(whole) <= 2
    assert longest_hole(broken) > 130


def test_ten_thousand_readings_keep_their_highest() -> None:
    made = HISTORIES["ten_thousand"]()
    picture = drawn(made)
    top = (0, VIEWS[1], 800, VIEWS[1] + 60)

    assert columns(picture, RED, top), "the fall from the highest begins at the top"


def longest_hole(found: set[int]) -> int:
    places = sorted(found)
    return max(after - before for before, after in pairwise(places))


def test_a_count_that_was_never_told_has_no_lane() -> None:
    shares = charts_history.COLOURS["shares"]
    without = drawn(HISTORIES["unknown"]())

    assert not columns(without, shares, (0, 0, *without.size))
    assert without.height < drawn(HISTORIES["running"]()).height


def test_the_window_is_told_in_words_when_it_is_off_the_picture() -> None:
    made = HISTORIES["running"]()
    times = charts_history.span(made)

    assert charts_key.window_words(made, times) == "window ends Nov 9, 12:00"
    later = replace(made, window_ends_at=NOON + timedelta(days=90))
    assert charts_key.window_words(later, times) == "window ends Jan 31, 12:00 (beyond the picture)"
    before = replace(made, window_ends_at=NOON, now=NOON + timedelta(days=1))
    assert charts_key.window_words(before, times) == "window ended Nov 2, 12:00 (before tracking)"
    assert charts_key.window_words(replace(made, window_ends_at=None), times) == ""


def test_the_newest_number_says_when_it_is_rounded() -> None:
    known = point(2, Counts(views=1_200_000))

    assert charts_history.newest(known, "views") == "1,200,000"
    assert charts_history.newest(replace(known, is_exact=False), "views") == "1,200,000 (rounded)"
    assert charts_history.newest(None, "views") == "unknown"


async def test_the_loop_goes_on_while_a_picture_is_drawn() -> None:
    drawing = asyncio.ensure_future(charts.history_png(HISTORIES["ten_thousand"]()))
    turns = 0
    while not drawing.done():
        turns += 1
        await asyncio.sleep(0)

    assert turns > 20
    assert opened(await drawing).width == 800


def test_the_font_is_the_librarys_own_and_has_every_letter() -> None:
    assert not isinstance(font(24).path, str | bytes), "a path would be a font of this machine"
    missing = font(24).getmask("\u2603").getbbox(), bytes(font(24).getmask("\u2603"))
    for letter in (chr(code) for code in range(0x21, 0x7F)):
        mask = font(24).getmask(letter)
        assert (mask.getbbox(), bytes(mask)) != missing, letter


async def test_ten_lines_are_compared() -> None:
    picture = opened(await charts.lines_png(compared(), x_label="days", y_label="Views"))
    plot = (0, charts_lines.TOP, 800, charts_lines.TOP + charts_lines.HEIGHT)
    key = (0, plot[3] + charts_lines.FOOT, 800, picture.height)

    for colour in charts_lines.COLOURS:
        assert columns(picture, colour, plot)
        assert columns(picture, colour, key)


def test_an_eleventh_line_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 10"):
        charts_lines.draw([Line("a", [])] * 11, "days", "Views")


@pytest.mark.parametrize(
    ("points", "runs"),
    [
        ([], []),
        ([(0, None)], []),
        ([(0, 1.0), (1, 0.0), (2, None), (3, 2.0)], [[(0, 1.0), (1, 0.0)], [(3, 2.0)]]),
        ([(0, float("nan")), (1, float("inf")), (2, 1.0)], [[(2, 1.0)]]),
    ],
)
def test_an_unknown_value_interrupts_a_line(
    points: list[tuple[float, float | None]], runs: list[list[tuple[float, float]]]
) -> None:
    assert charts_lines.runs(Line("anna", points)) == runs
    assert opened(charts_lines.draw([Line("anna", points)], "days", "Views")).width == 800


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("anna.dances", "anna.dances"),
        ("  a\u202enn\u2603a\n", "anna"),
        ("日本", "?"),
        ("x" * 24, "x" * 24),
        ("x" * 25, "x" * 24 + "…"),
        ("W" * 24, "W…"),
    ],
)
def test_names_are_written_as_far_as_the_font_goes(name: str, label: str) -> None:
    written = charts_lines.label(name)

    assert re.sub("W+", "W", written) == label
    assert charts_canvas.text_width(written) <= 344


def test_a_picture_without_readings_is_refused() -> None:
    with pytest.raises(IndexError):
        charts_history.draw(replace(history([point(1)]), points=[]))


def test_the_background_suits_a_dark_theme() -> None:
    picture = drawn(HISTORIES["one"]())

    assert picture.getpixel((2, 2)) == ImageColor.getrgb(BACKGROUND)
