"""Telling a monitor outside that a refresh was finished: silence there means that something is wrong here."""

import asyncio
import logging

import httpx

log = logging.getLogger(__name__)

DEADLINE_S = 10.0


class Heartbeat:
    """Calls an address; trouble is logged once when it begins and once when it is over, never raised."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url
        self._is_failing = False

    async def __call__(self) -> None:
        """Call the address now."""
        try:
            async with asyncio.timeout(DEADLINE_S), self._client.stream("GET", self._url) as response:
                response.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            if not self._is_failing:
                log.warning("HEARTBEAT_URL does not answer (%s)", type(error).__name__)
            self._is_failing = True
            return
        if self._is_failing:
            log.info("HEARTBEAT_URL answers again")
        self._is_failing = False

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()
