"""Cue index: which of many rules can show in a wording at all, by the first words of their cues.

Looking for 500 rules one by one takes milliseconds; nearly all of them can be ruled out by a look
at the words that are there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conversation.coaching.wording import Wording

_FIRST = re.compile(r" (\w+)(\[\^ \]\*| \?)?(?=[ (]|$|\w)")
_NOWHERE: frozenset[int] = frozenset()
_DIGIT, _QUESTION = " [0-9]", r" \?"


@dataclass(frozen=True, slots=True)
class FirstWord:
    """The word that a cue's wording begins with, or, if `is_stem`, that word's beginning."""

    text: str
    is_stem: bool


def first_words(pattern: str) -> list[FirstWord] | None:
    """The words with which what matches `pattern`, one of `cues.patterns`, may begin.

    Returns:
        None where it may begin with any word.
    """
    if pattern.startswith(_DIGIT):
        return [FirstWord(digit, is_stem=True) for digit in "0123456789"]
    if pattern.startswith(_QUESTION):
        return [FirstWord("?", is_stem=False)]
    found = _FIRST.match(pattern)
    return [FirstWord(found[1], is_stem=bool(found[2]))] if found else None


class CueIndex:
    """The first words of several lists of cues."""

    def __init__(self, lists: Sequence[Iterable[str]]) -> None:
        """Index lists of patterns, each by its place."""
        self._words: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._always: set[int] = set()
        for place, found in enumerate(lists):
            for pattern in found:
                firsts = first_words(pattern)
                if firsts is None:
                    self._always.add(place)
                for first in firsts or ():
                    (self._stems if first.is_stem else self._words)[first.text].add(place)
        self._lengths = sorted({len(stem) for stem in self._stems})

    def candidates(self, wording: Wording) -> list[int]:
        """The places of the lists of which a pattern may match, in their order."""
        places = set(self._always)
        for token in set(wording.tokens):
            places |= self._words.get(token, _NOWHERE)
            for length in self._lengths:
                if length > len(token):
                    break
                places |= self._stems.get(token[:length], _NOWHERE)
        return sorted(places)
