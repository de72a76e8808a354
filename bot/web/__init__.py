"""The aiohttp app: for monitors, for people, for programs."""
