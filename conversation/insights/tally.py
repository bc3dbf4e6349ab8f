"""Tally: figures of some calls as JSON; those of two sets of calls add up to those of both.

Numbers add up, lists are joined, and of two texts the later one in the alphabet stays.
"""

from collections.abc import Mapping
from typing import Any, cast

Tally = dict[str, Any]


def add(into: Tally, more: Mapping[str, Any]) -> None:
    """Add the figures of more calls, none of which `into` has counted."""
    for name, value in more.items():
        if isinstance(value, dict):
            add(into.setdefault(name, {}), cast("Tally", value))
        elif isinstance(value, list):
            into.setdefault(name, []).extend(value)
        elif isinstance(value, str):
            into[name] = max(into.get(name, ""), value)
        else:
            into[name] = into.get(name, 0) + value


def name_of(key: str | None) -> str:
    """The name in a tally of a group, and of the group that has no key."""
    return "" if key is None else f"={key}"


def key_of(name: str) -> str | None:
    """The key that a name in a tally is of."""
    return name[1:] if name else None
