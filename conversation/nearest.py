"""Nearest name: the known name that an unknown one most probably means."""

from collections.abc import Iterable
from difflib import get_close_matches

ALIKE = 0.6


def nearest(name: str, known: Iterable[str], alike: float = ALIKE) -> str | None:
    """The known name that is most like `name`; None where none is like it by at least `alike`."""
    by_letters = {other.casefold(): other for other in known}
    found = get_close_matches(name.casefold(), by_letters, n=1, cutoff=alike)
    return by_letters[found[0]] if found else None


def one_of(name: str, known: Iterable[str]) -> str:
    """The right names after a wrong one: the nearest one, or else all of them."""
    names = list(known)
    return told(nearest(name, names), names)


def meant_by(name: str, known: Iterable[str]) -> str:
    """What follows where all that there are were named: the nearest one, if one is near."""
    meant = nearest(name, known)
    return f"; is {meant!r} meant?" if meant else ""


def told(meant: str | None, known: Iterable[str]) -> str:
    """What is right: the name that is meant, or else all that there are."""
    return f"is {meant!r} meant?" if meant else f"there is {', '.join(known)}"
