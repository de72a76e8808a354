"""`python -m bot check-sources`: one post, every source, side by side."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.checking import KEY, Checker, cells, rows
from tests.standins.source_faults import Kind
from tests.standins.source_server import SourceStandIn

POST, CODE = "7301234567890123456", "DCabcdefghi"
VIDEO, REEL = (
    f"https://www.tiktok.com/@anna.dances/video/{POST}?x=1",
    f"https://www.instagram.com/reel/{CODE}/",
)
NO_KEYS = {"SCRAPECREATORS_API_KEY": "", "HIKERAPI_API_KEY": ""}
HOSTILE = "a\x1b[31mnna\x07\x1b]0;owned\x07\u202e\u2028漢字\r\nb" + KEY + "\x9b2J"


@pytest.fixture
async def checker(tmp_path: Path) -> AsyncIterator[Checker]:
    async with SourceStandIn(KEY) as source:
        source.add_post("tiktok", POST, views=1_234_567)
        source.add_post("instagram", CODE, views=45_678, likes=None)
        yield Checker(source, tmp_path)


async def test_every_source_has_its_row(checker: Checker) -> None:
    ended = await checker.check(VIDEO)

    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0].startswith(f"TikTok post {POST}: https://www.tiktok.com/@anna.dances/video/{POST}")
    found = rows(ended)
    assert set(found) == {"scrapecreators", "tikwm"}
    for row in found.values():
        assert int(row.pop("ms").replace(",", "")) >= 0
        assert list(row.values())[1:] == [
            *("read", "1,234,567", "100", "10", "5", "play_count", "exact", "@anna.dances"),
        ]
    assert ended.lines[-1] == "2 of 2 sources answered; they agree on the views (same metric, play_count)."
    assert "\x1b" not in ended.out
    assert "waiting" not in ended.out


async def test_instagram_names_its_metrics_and_what_is_unknown(checker: Checker) -> None:
    ended = await checker.check(REEL)

    found = rows(ended)
    assert ended.code == 0
    assert {name: row["metric"] for name, row in found.items()} == {
        "hikerapi": "ig_play_count",
        "scrapecreators": "video_play_count",
    }
    assert {row["likes"] for row in found.values()} == {"unknown"}
    assert "they agree on the views (different metrics: " in ended.lines[-1]


async def test_a_difference_is_told_in_percent(checker: Checker) -> None:
    checker.source.posts[POST].views = [1000, 990]

    ended = await checker.check(VIDEO)

    assert "their views differ by 1.00 % (same metric, play_count)" in ended.lines[-1]


FAILURES: list[tuple[Kind, str, str]] = [
    ("500", "no answer", "scrapecreators: the source gave no answer (500: Something went wrong)"),
    ("timeout", "no answer", "scrapecreators: the source gave no answer (no answer within 5 s)"),
    ("reset", "no answer", "scrapecreators: the source gave no answer (connection failed"),
    ("401", "key refused", "scrapecreators: its key does not work now (401"),
    ("402", "key refused", "scrapecreators: its key does not work now (402"),
    ("404", "not found", "scrapecreators: the platform does not find the post"),
    ("429", "busy", "scrapecreators: the source asked to come back later (429"),
    ("html", "no answer", "scrapecreators: the source gave no answer (not JSON (text/html))"),
    ("wrong_id", "unreadable", "scrapecreators: the source's answer could not be understood"),
    ("huge", "unreadable", "scrapecreators: the source's answer could not be understood"),
]


async def fails(folder: Path, at_once: asyncio.Semaphore, kind: Kind, word: str, sentence: str) -> None:
    async with SourceStandIn(KEY) as source:
        source.add_post("tiktok", POST, views=1_234_567)
        source.fail("scrapecreators", kind)

        ended = await Checker(source, folder, at_once).check(
            VIDEO, *(["--timeout", "5"] if kind == "timeout" else [])
        )

    found = rows(ended)
    assert (ended.code, ended.err) == (0, ""), kind
    assert found["tikwm"]["views"] == "1,234,567"
    assert list(found["scrapecreators"].values())[1:-1] == [word, *["unknown"] * 4, "-", "-", "-"]
    assert any(line.startswith(sentence) for line in ended.lines), ended.out
    assert "1 of 2 sources answered; one gave the views, so there is nothing to compare" in ended.lines[-1]


async def test_one_that_fails_stands_beside_one_that_does_not(tmp_path: Path) -> None:
    at_once = asyncio.Semaphore(3)

    async with asyncio.TaskGroup() as together:
        for failure in FAILURES:
            together.create_task(fails(tmp_path, at_once, *failure))


async def test_cells_stand_below_each_other_also_when_some_are_missing(checker: Checker) -> None:
    checker.source.fail("scrapecreators", "401")
    checker.source.posts[POST].views = 999_999_999
    checker.source.posts[POST].handle = "漢" * 30

    table = [
        line for line in (await checker.check(VIDEO)).lines if line.startswith(("source ", "scrape", "tikwm"))
    ]

    head, *lines = table[:3]
    for line in lines:
        edge = head.index("views") + len("views")
        assert line[:edge].endswith(("999,999,999", "unknown"))
        assert line[edge] == " "
        assert line[head.index("metric") - 1 :].startswith((" play_count", " -"))
    assert cells(lines[0])[0] != cells(lines[1])[0]


async def test_when_all_fail_it_ends_with_3(checker: Checker) -> None:
    checker.source.fail("scrapecreators", "500")
    checker.source.fail("tikwm", "html")

    ended = await checker.check(VIDEO)

    assert (ended.code, ended.err) == (3, "")
    assert ended.lines[-1] == "0 of 2 sources answered; nobody gave the views."


async def test_hidden_views_are_unknown_and_not_known_views(checker: Checker) -> None:
    checker.source.add_post("instagram", CODE, media="photo")

    ended = await checker.check(REEL)

    assert ended.code == 3
    assert {(row["outcome"], row["views"]) for row in rows(ended).values()} == {("views hidden", "unknown")}
    assert "2 of 2 sources answered; nobody gave the views" in ended.lines[-1]


async def test_zero_views_are_known(checker: Checker) -> None:
    checker.source.posts[POST].views = 0

    ended = await checker.check(VIDEO)

    assert ended.code == 0
    assert {row["views"] for row in rows(ended).values()} == {"0"}
    assert "they agree on the views" in ended.lines[-1]


async def test_a_short_link_is_expanded_first(checker: Checker) -> None:
    checker.source.add_link("/t/ZTabc", VIDEO)

    ended = await checker.check("https://www.tiktok.com/t/ZTabc/")

    assert ended.code == 0
    assert f"TikTok post {POST}: " in ended.lines[0]


async def test_a_short_link_that_nobody_expands_is_no_fault_of_the_link(checker: Checker) -> None:
    checker.source.fail("tiktok", "500")

    ended = await checker.check("https://www.tiktok.com/t/ZTabc/")

    assert (ended.code, ended.out) == (3, "")
    assert ended.err == (
        "Nobody was asked: the short link cannot be expanded (500). Try the post's full link.\n"
    )


async def test_a_bare_id_is_taken_where_it_can_be_only_one(checker: Checker) -> None:
    tiktok, instagram = await asyncio.gather(checker.check(POST), checker.check(CODE))

    assert (tiktok.code, instagram.code) == (0, 0)


REFUSED = {
    "https://www.tiktok.com/@anna": "TikTok link leads to a profile",
    "https://www.instagram.com/anna/": "Instagram link leads to a profile",
    "https://example.org/video/1": "Posts on example.org cannot be tracked.",
    "hello-world": "hello-world has no link to a post in it.",
    "12345": "12345 has no link to a post in it.",
    "": "has no link to a post in it.",
    "\x1b[31mred": "[31mred has no link to a post in it.",
    "https://www.tiktok.com/t/gone/": "leads to no post any more",
    KEY: "*** has no link to a post in it.",
}


async def test_a_link_that_cannot_be_used_is_refused_in_a_line(checker: Checker) -> None:
    checker.source.add_link("/t/gone", "https://www.tiktok.com/about")

    ends = await asyncio.gather(*(checker.check(link) for link in REFUSED))

    for ended, words in zip(ends, REFUSED.values(), strict=True):
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert words in ended.err
        assert "\x1b" not in ended.err


async def test_without_any_key_tiktok_is_read_and_instagram_says_what_it_needs(checker: Checker) -> None:
    tiktok, instagram = await asyncio.gather(checker.check(VIDEO, **NO_KEYS), checker.check(REEL, **NO_KEYS))

    assert (tiktok.code, list(rows(tiktok))) == (0, ["tikwm"])
    assert "scrapecreators is passed over, SCRAPECREATORS_API_KEY is not set" in tiktok.lines[-1]
    assert (instagram.code, instagram.err, len(instagram.lines)) == (3, "", 3)
    assert instagram.lines[-1].startswith("0 of 0 sources answered; nobody gave the views. hikerapi is ")
    assert "HIKERAPI_API_KEY is not set" in instagram.lines[-1]


async def test_what_others_wrote_does_not_steer_the_terminal(checker: Checker) -> None:
    checker.source.add_post(
        "tiktok", POST, handle=HOSTILE, name=HOSTILE, caption=HOSTILE * 10_000, views=1_234_567
    )

    table, told = await asyncio.gather(checker.check(VIDEO), checker.check(VIDEO, "--json"))

    assert (table.code, told.code) == (0, 0)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", table.out + told.out)
    assert "@a[31mnna]0;owned" in table.out
    author = json.loads(told.out)["sources"][0]["author"]
    assert author.startswith("a[31mnna]0;owned 漢字 b***")
    assert len(table.lines) == 7


async def test_json_is_one_object(checker: Checker) -> None:
    checker.source.fail("scrapecreators", "401")

    ended = await checker.check(VIDEO, "--json")

    told = json.loads(ended.out)
    refused, read = told["sources"]
    assert (ended.code, ended.err) == (0, "")
    assert (told["platform"], told["post_id"]) == ("tiktok", POST)
    assert (told["asked"], told["answered"], told["with_views"]) == (2, 1, 1)
    assert (told["difference_percent"], told["same_metric"]) == (None, None)
    assert told["passed_over"] == []
    assert (refused["source"], refused["outcome"], refused["views"]) == (
        "scrapecreators",
        "unavailable",
        None,
    )
    assert refused["trouble"].startswith("scrapecreators: its key does not work now")
    assert read.pop("latency_ms") >= 0
    assert read == {
        "source": "tikwm",
        "outcome": "ok",
        "trouble": None,
        "views": 1_234_567,
        "likes": 100,
        "comments": 10,
        "shares": 5,
        "metric": "play_count",
        "exact": True,
        "author": "anna.dances",
    }


async def test_neither_discord_nor_a_database_is_asked(checker: Checker) -> None:
    nowhere = "postgresql+asyncpg://u:very-secret@127.0.0.1:9/n"

    ended = await checker.check(VIDEO, DATABASE_URL=nowhere, DISCORD_TOKEN="very-secret-token")

    assert (ended.code, ended.err) == (0, "")
