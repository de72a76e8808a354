"""Cutting lists into pages."""

from collections.abc import Sequence
from typing import TypeVar

from core.services.shown import Page

PAGE_SIZE = 10

Item = TypeVar("Item")


def cut(items: Sequence[Item], page: int, size: int = PAGE_SIZE) -> Page[Item]:
    """Return one page of a whole list; a page past the end is the last one."""
    at = clamp(page, len(items), size)
    start = offset(at, size)
    return Page(items[start : start + size], at, pages(len(items), size), len(items))


def pages(total: int, size: int = PAGE_SIZE) -> int:
    """Return how many pages so many items fill, at least 1."""
    return max(1, -(-total // size))


def clamp(page: int, total: int, size: int = PAGE_SIZE) -> int:
    """Return the page that exists and is nearest."""
    return min(max(1, page), pages(total, size))


def offset(page: int, size: int = PAGE_SIZE) -> int:
    """Return how many items come before the page."""
    return (max(1, page) - 1) * size
