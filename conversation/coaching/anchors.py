"""Anchor of a cue: the rarest words of which one must be said for the cue to be there.

    (it's|there's) ... (smoking|on fire)   → smoking fire
    [really] too expens*                   → expens*
    ... ?                                  → ?

Where none of them is said, the cue need not be looked for.
"""

import re
from collections.abc import Set
from functools import cached_property, lru_cache

from conversation.coaching.cue_parser import MAX_REMEMBERED
from conversation.coaching.cue_syntax import pattern_of, read
from conversation.coaching.wording import Wording, folded

_COMMON = frozenset(
    Wording(
        "have this that what your with will would could should from been going want need just "
        "know they there them then when more some like about really every can don doesn didn pour "
        "avec vous nous mais plus cette dans tout fait etre suis votre notre alors pero para como "
        "esto esta tengo quiero porque cuando nada todo ustedes"
    ).words
)
_COSTS = {1: 40.0, 2: 30.0, 3: 15.0, 4: 5.0, 5: 2.5}
_DIGITS = " ".join(f"{digit}*" for digit in range(10))


class AnchoredCue:
    """A cue that is looked for only where its anchor is said, and compiled when it first is.

    Attributes:
        anchors: The words of its anchor, as `anchors`.
    """

    def __init__(self, cue: str) -> None:
        """Read a cue.

        Raises:
            CueError: It can't be understood.
        """
        self._cue = cue
        self.anchors = anchors(cue)
        words = self.anchors or ()
        self._words = frozenset(word for word in words if word[-1] != "*")
        self._stems = tuple(word[:-1] for word in words if word[-1] == "*")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a `Wording.line`."""
        return pattern_of(self._cue)

    def may_be_among(self, tokens: Set[str]) -> bool:
        """Whether it may stand in a wording that has these tokens."""
        if self.anchors is None or not self._words.isdisjoint(tokens):
            return True
        return bool(self._stems) and any(token.startswith(self._stems) for token in tokens)


@lru_cache(MAX_REMEMBERED)
def anchored(cue: str) -> AnchoredCue:
    """A cue, read and compiled once for all playbooks and whoever looks for it.

    Raises:
        CueError: It can't be understood.
    """
    return AnchoredCue(cue)


def anchors(cue: str) -> list[str] | None:
    """The words of a cue's anchor; one that ends with * is the beginning of a word.

    Returns:
        None where any words may be the cue.

    Raises:
        CueError: The cue can't be understood.
    """
    found = read(cue, _anchor_of, _better)
    return " ".join(found).split() if all(found) else None


@lru_cache(MAX_REMEMBERED)
def _anchor_of(part: str) -> list[str]:
    if part == "...":
        return [""]
    if part == "#":
        return [_DIGITS]
    pieces = [folded(piece) for piece in re.split(r"['’-]", part) if piece]
    # An apostrophe may be missing, so that what stands before it is a beginning.
    return [pieces[0] + "*" if len(pieces) > 1 and pieces[0][-1] != "*" else pieces[0]]


def _better(before: list[str], by: list[str], optional: bool) -> list[str]:
    """The rarer one of what stands before and what follows, which may have alternatives."""
    followed = "" if optional or not all(by) else " ".join(by)
    return [min(before[0], followed, key=_cost)]


@lru_cache(MAX_REMEMBERED)
def _cost(anchor: str) -> float:
    """How often one of these words is said, roughly: short and common ones are."""
    words = anchor.split()
    return sum(map(_word_cost, words)) if words else float("inf")


def _word_cost(word: str) -> float:
    stem = word.rstrip("*")
    cost = 20.0 if stem in _COMMON else _COSTS.get(len(stem), 1.0)
    return 2 * cost if word != stem else cost
