"""Payload values as columns take them: one of the wrong type, or too large, is None."""

_LONGEST = 160  # characters; Postgres can't index a long text
MOST = 2**31 - 1
"""The largest number that a column takes."""


def text(value: object) -> str | None:
    """A name or an id as every database takes it; None where it is no text."""
    return value.replace("\0", "")[:_LONGEST] if isinstance(value, str) else None


def whole(value: object) -> int | None:
    """A whole number that a column takes; None of another value."""
    found = number(value)
    return None if found is None else round(found)


def number(value: object) -> float | None:
    """A number that a column takes; None of another value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -MOST <= value <= MOST else None
