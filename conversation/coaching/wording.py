"""Wording: a text's words in one plain form, and the way back to its own characters."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property

from conversation.languages import SENTENCE_ENDS


def _marks() -> str:
    """The characters that belong to the letter before them: accents, and vowels of Asian scripts.

    To Python's `re` they are no letters, and a Hindi word would fall apart at each vowel.
    """
    marks = [
        chr(code) for code in range(0x300, 0x2000) if unicodedata.category(chr(code))[0] == "M"
    ]
    return "".join(marks)


WORD = rf"(?:[^\W_]|[{_marks()}])"
"""A character of a word, as a regular expression."""
_TOKEN = re.compile(
    rf"""{WORD}+                                  # a word, with its combining accents
      | (?<![{SENTENCE_ENDS}…;:])                # the end of a sentence, from its first mark on
        [{SENTENCE_ENDS}…;:]++(?=["'»”’)\]]*+(?:\s|$))
      | [%€$£]""",
    re.VERBOSE,
)
_PAUSE = re.compile(r"[,;:()–—]|\s-\s")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "؟": "?", "。": ".", "।": "."})
_FILLERS = frozenset(
    ["um", "umm", "uh", "uhm", "erm", "er", "hm", "hmm", "hmmm", "ah", "eh", "ehm", "euh", "heu"]
)
_SYMBOLS = frozenset(".?%€$£")


def folded(word: str) -> str:
    """`word` without case and diacritics: "Déjà" is "deja"."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(char for char in parts if not unicodedata.combining(char))


class Wording:
    """A text, and its words without case, diacritics, punctuation and hesitations.

    An apostrophe or a hyphen parts two words. A sentence's end is a token of its own, `?` or `.`,
    unless `sentences` is false.
    """

    def __init__(self, text: str, *, sentences: bool = True) -> None:
        self.text = text
        self.tokens: list[str] = []
        self._spans: list[tuple[int, int]] = []
        self.hesitates = False
        is_plain = text.isascii()  # folded in one go, and no character moves
        for match in _TOKEN.finditer(text.lower() if is_plain else text):
            token = match.group() if is_plain else folded(match.group())
            if token[:1] in ".?!…;:":
                token = ("?" if "?" in token else ".") if sentences else ""
            elif token in _FILLERS:
                self.hesitates = True
                continue
            if token:
                self.tokens.append(token)
                self._spans.append(match.span())

    @cached_property
    def line(self) -> str:
        """Every token between two single spaces: " its too dear . why ? "."""
        return f" {' '.join(self.tokens)} " if self.tokens else ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words alone, without sentence ends and symbols."""
        return tuple(token for token in self.tokens if token not in _SYMBOLS)

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = []
        at = 1
        for token in self.tokens:
            starts.append(at)
            at += len(token) + 1
        return starts

    @cached_property
    def pauses(self) -> list[int]:
        """The places in `line` at which a word follows a comma, a dash or a bracket."""
        gaps = zip(self._spans, self._spans[1:], self._starts[1:], strict=False)
        return [at - 1 for (_, end), (start, _), at in gaps if _PAUSE.search(self.text, end, start)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of `line[start:end]` in the text; the slice touches at least one token."""
        first = bisect_right(self._starts, start + 1) - 1
        last = bisect_left(self._starts, end) - 1
        return self._spans[max(first, 0)][0], self._spans[last][1]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """The place in `line` of what stands in `text[start:end]`; None where no word does."""
        first = bisect_left(self._spans, (start, start))
        last = bisect_left(self._spans, (end, end)) - 1
        if first > last:
            return None
        return self._starts[first] - 1, self._starts[last] + len(self.tokens[last])
