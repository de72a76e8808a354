"""Every limit of Discord's that a bot of commands meets, on both sides of it."""

from typing import Any

import discord
import pytest

from tests.standins.discord_rules import refusals_of_callback, refusals_of_commands, refusals_of_message
from tests.standins.payloads import Json

SHAPE = "IncomingWebhookRequestPartial"


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def button(custom_id: str, **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id} | more


def menu(count: int, **more: Any) -> Json:
    options = [{"label": str(number), "value": str(number)} for number in range(count)]
    return {"type": 3, "custom_id": "menu", "options": options} | more


def fields(count: int, size: int = 1) -> list[Json]:
    return [{"name": "n", "value": "v" * size, "inline": False}] * count


@pytest.mark.parametrize(
    ("taken", "refused", "words"),
    [
        ({"content": "x" * 2000}, {"content": "x" * 2001}, "too long"),
        ({"embeds": [{"title": "x" * 256}]}, {"embeds": [{"title": "x" * 257}]}, "too long"),
        ({"embeds": [{"description": "x" * 4096}]}, {"embeds": [{"description": "x" * 4097}]}, "too long"),
        ({"embeds": [{"fields": fields(25)}]}, {"embeds": [{"fields": fields(26)}]}, "too long"),
        ({"embeds": [{"fields": fields(1, 1024)}]}, {"embeds": [{"fields": fields(1, 1025)}]}, "too long"),
        ({"embeds": [{"fields": fields(1)}]}, {"embeds": [{"fields": fields(1, 0)}]}, "required"),
        (
            {"embeds": [{"description": "x" * 3000}] * 2},
            {"embeds": [{"description": "x" * 3001}] * 2},
            "6000",
        ),
        ({"embeds": [{"title": "x"}] * 10}, {"embeds": [{"title": "x"}] * 11}, "too long"),
        (
            {"components": [row(button(str(number))) for number in range(5)]},
            {"components": [row(button(str(number))) for number in range(6)]},
            "5 at most",
        ),
        (
            {"components": [row(*(button(str(number)) for number in range(5)))]},
            {"components": [row(*(button(str(number)) for number in range(6)))]},
            "too long",
        ),
        ({"components": [row(button("x" * 100))]}, {"components": [row(button("x" * 101))]}, "too long"),
        (
            {"components": [row(button("a", label="x" * 80))]},
            {"components": [row(button("a", label="x" * 81))]},
            "long",
        ),
        (
            {"components": [row(button("a"), button("b"))]},
            {"components": [row(button("a"), button("a"))]},
            "twice",
        ),
        (
            {"components": [row(button("a"))]},
            {"components": [row(button("a", label=None))]},
            "label or an emoji",
        ),
        ({"components": [row(button("a"))]}, {"components": [row(button("a", style=5))]}, "link button"),
        ({"components": [row(menu(25))]}, {"components": [row(menu(26))]}, "too long"),
        ({"components": [row(menu(1))]}, {"components": [row(menu(0))]}, "non-empty"),
        (
            {"components": [row(menu(2, max_values=2))]},
            {"components": [row(menu(2, max_values=3))]},
            "exceeds",
        ),
        ({"components": [row(menu(1))]}, {"components": [row(menu(1), button("a"))]}, "no row with buttons"),
        (
            {"components": [{"type": 10, "content": "x"}], "flags": 32768},
            {"components": [{"type": 10, "content": "x"}]},
            "flag",
        ),
    ],
)
def test_messages(taken: Json, refused: Json, words: str) -> None:
    assert refusals_of_message(SHAPE, taken) == []
    assert words in "\n".join(refusals_of_message(SHAPE, refused))


@pytest.mark.parametrize(
    ("taken", "refused", "words"),
    [
        ({"name": "x" * 100, "value": "v"}, {"name": "x" * 101, "value": "v"}, "too long"),
        ({"name": "x", "value": 5}, {"name": "", "value": 5}, "non-empty"),
    ],
)
def test_offered_choices(taken: Json, refused: Json, words: str) -> None:
    assert refusals_of_callback({"type": 8, "data": {"choices": [taken] * 25}}) == []
    assert refusals_of_callback({"type": 8, "data": {"choices": [taken] * 26}})
    assert words in "".join(refusals_of_callback({"type": 8, "data": {"choices": [refused]}}))


@pytest.mark.parametrize(
    ("title", "label", "count", "fits"),
    [(45, 45, 5, True), (46, 45, 5, False), (45, 46, 5, False), (45, 45, 6, False)],
)
def test_forms(title: int, label: int, count: int, *, fits: bool) -> None:
    lines = [
        row({"type": 4, "custom_id": str(number), "style": 1, "label": "x" * label})
        for number in range(count)
    ]

    refusals = refusals_of_callback(
        {"type": 9, "data": {"custom_id": "f", "title": "x" * title, "components": lines}}
    )

    assert (refusals == []) is fits


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Upper"}, "lower case"),
        ({"name": "two words"}, "lower case"),
        ({"description": ""}, "required"),
        ({"description": "x" * 101}, "too long"),
        ({"options": [{"type": 3, "name": "a", "description": "d"}] * 2}, "same name"),
        (
            {"options": [{"type": 3, "name": str(number), "description": "d"} for number in range(26)]},
            "too long",
        ),
        (
            {
                "options": [
                    {"type": 3, "name": "a", "description": "d"},
                    {"type": 3, "name": "b", "description": "d", "required": True},
                ]
            },
            "come first",
        ),
        (
            {
                "options": [
                    {"type": 3, "name": "a", "description": "d"},
                    {"type": 1, "name": "b", "description": "d"},
                ]
            },
            "do not mix",
        ),
    ],
)
def test_commands(change: Json, words: str) -> None:
    good = {"name": "post", "description": "Posts", "type": 1}

    assert refusals_of_commands([good]) == []
    assert words in "\n".join(refusals_of_commands([good | change]))
    assert "twice" in "\n".join(refusals_of_commands([good, good]))


def test_what_the_library_writes_is_taken() -> None:
    embed = discord.Embed(title="T", colour=0x3366FF, timestamp=discord.utils.utcnow()).set_image(
        url="https://a.invalid/b.png"
    )
    parameters = discord.http.handle_message_parameters(
        "x", embed=embed, allowed_mentions=discord.AllowedMentions.none()
    )

    assert refusals_of_message("MessageCreateRequest", parameters.payload or {}) == []
