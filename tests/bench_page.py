"""The page with the figures: a table between two marks for each part."""

import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def put(tables: Mapping[str, str], facts: str, page: Path = PAGE) -> None:
    """Write the tables, by letter, and what they were measured on, into the page; the others stay."""
    text = page.read_text()
    for letter, told in tables.items():
        text = between(text, letter, f"{told}\n\n{facts}")
    page.write_text(text)


def between(page: str, letter: str, told: str) -> str:
    """Return the page with this between the part's marks; the page without them raises `LookupError`."""
    begin, end = f"<!-- figures {letter} -->", f"<!-- end {letter} -->"
    made, found = re.subn(
        f"{begin}.*?{end}", lambda _: f"{begin}\n{told}\n{end}", page, count=1, flags=re.DOTALL
    )
    if not found:
        raise LookupError(f"the page has no marks for part {letter}")
    return made
