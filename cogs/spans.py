"""Lengths of time, in words that are the same in every language."""

from datetime import timedelta


def span(time: timedelta) -> str:
    """Return a length of time in its largest units: `6 h`, `1 min`, `0.4 s`."""
    seconds = time.total_seconds()
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return (
                f"{seconds / length:g} {unit}" if seconds % length == 0 else f"{seconds / length:.1f} {unit}"
            )
    return f"{seconds:.1f} s"
