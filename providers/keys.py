"""Several keys of one vendor: requests take turns over them, and a key in trouble rests by itself."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from core.domain.errors import SourceBusyError, SourceError, SourceKeyError
from core.domain.ports import Clock
from providers.fuse import BUSY_PAUSE_S, KEY_PAUSE

log = logging.getLogger(__name__)


class Key:
    """One of several keys: whether it may be used now, and what was said about it. Its text is never told."""

    def __init__(self, name: str, headers: Mapping[str, str], clock: Clock) -> None:
        self.headers = headers
        self.rests_until: datetime | None = None
        self._name = name
        self._clock = clock
        self._trouble: SourceError | None = None

    @property
    def is_resting(self) -> bool:
        """Whether it is to be left alone for now."""
        return self.rests_until is not None and self._clock() < self.rests_until

    @property
    def is_refused(self) -> bool:
        """Whether it rests because the vendor does not take it, or its quota is spent."""
        return isinstance(self._trouble, SourceKeyError)

    def worked(self) -> None:
        """Note a good answer; of one that was asked for before the key was refused nothing follows."""
        if self.is_resting:
            return
        if self._trouble is not None:
            log.info("%s is back", self._name)
        self._trouble = self.rests_until = None

    def failed(self, trouble: SourceKeyError | SourceBusyError) -> None:
        """Let it rest for as long as the vendor says, or the trouble is worth."""
        is_news = self._trouble is None or isinstance(trouble, SourceKeyError) > self.is_refused
        if is_news:
            log.warning("%s is left alone for a while, the others go on: %s", self._name, trouble)
            self._trouble = trouble
        until = self._clock() + _pause(trouble)
        if self.rests_until is None or self.rests_until < until:
            self.rests_until = until


class Keys:
    """The keys of one vendor, two at least."""

    def __init__(self, vendor: str, header: str, keys: Sequence[str], clock: Clock) -> None:
        self._vendor = vendor
        self._clock = clock
        self._next = 0
        self.texts = tuple(keys)
        self._keys = [
            Key(f"{vendor} key {number} of {len(keys)}", {header: text}, clock)
            for number, text in enumerate(keys, 1)
        ]

    def in_turn(self) -> Iterator[Key]:
        """Yield the keys that may be used, whose turn it is first; the next request begins one further on."""
        first, self._next = self._next, (self._next + 1) % len(self._keys)
        for key in self._keys[first:] + self._keys[:first]:
            if not key.is_resting:
                yield key

    def exhausted(self, last: SourceError | None) -> SourceError:
        """Return what stands for keys none of which can be used: refused if all are, else busy."""
        if all(key.is_refused for key in self._keys):
            said = f"all {len(self._keys)} keys are refused or their quotas are spent"
            return last if isinstance(last, SourceKeyError) else SourceKeyError(said)
        ends = [key.rests_until for key in self._keys if key.rests_until is not None]
        wait_s = (min(ends, default=self._clock()) - self._clock()).total_seconds()
        return SourceBusyError(f"all {len(self._keys)} keys are left alone for now", max(0.0, wait_s))


class KeyedClient(httpx.AsyncClient):
    """A client whose requests take turns over several keys."""

    def __init__(self, keys: Keys, **how: Any) -> None:
        super().__init__(**how)
        self.keys = keys


def _pause(trouble: SourceKeyError | SourceBusyError) -> timedelta:
    if isinstance(trouble, SourceKeyError):
        return KEY_PAUSE
    return timedelta(seconds=BUSY_PAUSE_S if trouble.retry_after_s is None else trouble.retry_after_s)
