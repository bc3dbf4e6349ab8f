"""Retry-After: how long a server wants us to wait, in seconds or until a moment."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(
    headers: Mapping[str, str], most_s: float, now: datetime | None = None
) -> float | None:
    """The seconds that an answer asks us to wait; None where it tells none.

    Args:
        headers: The answer's. A moment counts from its own `Date`.
        most_s: The longest wait that is given.
        now: From which a moment counts in an answer without `Date`.
    """
    told = headers.get("retry-after", "")
    if (seconds := waiting_s(told, most_s)) is not None:
        return seconds
    until, since = _moment(told), _moment(headers.get("date", "")) or now
    return waiting_s((until - since).total_seconds(), most_s) if until and since else None


def waiting_s(told: str | float, most_s: float) -> float | None:
    """A number of seconds, from 0 to `most_s`; None where it is no number."""
    try:
        seconds = float(told)
    except ValueError:
        return None
    return min(max(0.0, seconds), most_s) if math.isfinite(seconds) else None


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
