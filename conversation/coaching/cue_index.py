"""Cue index: which of many rules show their cues in a wording, without looking for each of them.

Looking for the cues of 500 rules one by one takes milliseconds; nearly all can be ruled out by a
look at the words that are there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from conversation.coaching.anchors import anchored
from conversation.coaching.wording import Wording

_LONGEST_HEAD = 3
"""The letters by which the beginnings of words are looked up, or all of a shorter one."""


class CueIndex:
    """The anchors of several lists of cues."""

    def __init__(self, lists: Sequence[Iterable[str]]) -> None:
        """Index lists of cues, each by its place."""
        self._cues = [(place, anchored(cue)) for place, cues in enumerate(lists) for cue in cues]
        self._words: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._always: list[int] = []
        for number, (_, cue) in enumerate(self._cues):
            if cue.anchors is None:
                self._always.append(number)
            for word in cue.anchors or ():
                stem = word.removesuffix("*")
                if stem == word:
                    self._words[word].append(number)
                else:
                    self._stems[stem[:_LONGEST_HEAD]].append((stem, number))

    def places(self, wording: Wording) -> list[int]:
        """The places of the lists of which a cue stands in the wording, in their order."""
        found: set[int] = set()
        for number in self._candidates(wording):
            place, cue = self._cues[number]
            if place not in found and cue.pattern.search(wording.line):
                found.add(place)
        return sorted(found)

    def _candidates(self, wording: Wording) -> set[int]:
        numbers = set(self._always)
        for token in set(wording.tokens):
            numbers.update(self._words.get(token, ()))
            for size in range(1, min(len(token), _LONGEST_HEAD) + 1):
                for stem, number in self._stems.get(token[:size], ()):
                    if token.startswith(stem):
                        numbers.add(number)
        return numbers
