"""Found PII: a place to hide in a text, and the rule for finds that overlap."""

from collections.abc import Iterable
from typing import NamedTuple

from conversation.privacy.kinds import PiiKind

EMAIL_BEGUN = "@"  # the value of an address that is still being said


class FoundPii(NamedTuple):
    """Something to hide: where it stands, and what makes it the same as another.

    No kind means that it may be the beginning of something, and is hidden until that is known.
    """

    kind: PiiKind | None
    start: int
    end: int
    value: str


def apart(found: Iterable[FoundPii]) -> list[FoundPii]:
    """Finds by place, nothing twice: what is known wins, then the longer one."""
    kept: list[FoundPii] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and one.start < kept[-1].end:
            last = kept[-1]
            better = _rank(one) > _rank(last)
            winner = one if better else last
            # The loser may reach beyond the winner: what it wanted hidden is hidden too.
            kept[-1] = winner._replace(start=last.start, end=max(last.end, one.end))
        else:
            kept.append(one)
    return kept


def _rank(found: FoundPii) -> tuple[bool, int]:
    return found.kind is not None, found.end - found.start
