"""Concepts behind words: a customer and a company say the same in other words, or languages.

`concepts.txt` has a concept a line: its name, then words and, with `_`, two words in a row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise

MARK = "zq"
"""Before a concept's name in an index: no word of a text begins so."""
_LINKS = frozenset("a d de des du el en in l la las le les los the".split())  # noqa: SIM905


class Concepts:
    """The concepts that words stand for."""

    def __init__(self, lines: Sequence[str], stem: Callable[[str], str]) -> None:
        """Read the lines of `concepts.txt`; words are compared by their stems."""
        self._stem = stem
        found: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            name, *words = line.split()
            for word in dict.fromkeys(self._key(word) for word in words):
                found[word].append(MARK + name)
        self._of: Mapping[str, list[str]] = dict(found)

    def of_word(self, word: str) -> Sequence[str]:
        """The concepts of one folded word."""
        return self._of.get(self._stem(word), ())

    def of_pairs(self, words: Sequence[str]) -> Iterator[Sequence[str]]:
        """The concepts of each two folded words in a row, where there are any."""
        bare = [word for word in words if word not in _LINKS]
        for pair in dict.fromkeys([*pairwise(words), *pairwise(bare)]):
            if found := self._of.get("_".join(pair)):
                yield found

    def _key(self, word: str) -> str:
        return word if "_" in word else self._stem(word)


def read_concepts(stem: Callable[[str], str]) -> Concepts:
    """The concepts that come with the product."""
    text = (files("knowledge") / "concepts.txt").read_text("utf-8")
    return Concepts(text.splitlines(), stem)
