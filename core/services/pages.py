"""Cutting lists into pages."""

from collections.abc import Sequence
from typing import TypeVar

from core.services.shown import Page

PAGE_SIZE = 10

Item = TypeVar("Item")


def cut(items: Sequence[Item], page: int) -> Page[Item]:
    """Return one page of a whole list; a page past the end is the last one."""
    at = clamp(page, len(items))
    return Page(items[offset(at) : offset(at) + PAGE_SIZE], at, pages(len(items)), len(items))


def pages(total: int) -> int:
    """Return how many pages so many items fill, at least 1."""
    return max(1, -(-total // PAGE_SIZE))


def clamp(page: int, total: int) -> int:
    """Return the page that exists and is nearest."""
    return min(max(1, page), pages(total))


def offset(page: int) -> int:
    """Return how many items come before the page."""
    return (max(1, page) - 1) * PAGE_SIZE
