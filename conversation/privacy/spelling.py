"""Spelled codes: letters and digits one after the other, "G B two nine N for November"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conversation.privacy.numbers import Number
from conversation.privacy.words import Word, are_joined

_NATO = {
    "alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india",
    "juliet", "juliett", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo",
    "sierra", "tango", "uniform", "victor", "whiskey", "whisky", "xray", "yankee", "zulu",
}  # fmt: skip
SPANISH_LETTERS = {
    "efe": "F", "hache": "H", "jota": "J", "ka": "K", "ele": "L", "eme": "M", "ene": "N",
    "erre": "R", "uve": "V", "equis": "X", "zeta": "Z", "ese": "S", "ge": "G", "cu": "Q", "ce": "C",
}  # fmt: skip
_AS_IN = {"for", "as", "like", "comme", "de", "como"}
_LONGEST_GROUP = 5
_LONGEST_TOUCHING = 8
_MOST_FILLERS = 3


@dataclass(frozen=True, slots=True)
class SpelledPiece:
    """Letters or digits, the first and last word that say them, and where these stand."""

    chars: str
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class SpelledCode:
    """Pieces that are said one after the other: letters, or letters and digits."""

    pieces: tuple[SpelledPiece, ...]

    @property
    def letters_alone(self) -> bool:
        """Whether there is no digit among them."""
        return all(piece.chars.isalpha() for piece in self.pieces)

    @property
    def chars(self) -> str:
        """All the letters, in capitals, and digits."""
        return "".join(piece.chars for piece in self.pieces)

    def behind(self, place: int) -> "SpelledCode":
        """The pieces that stand behind a place in the text."""
        return SpelledCode(tuple(piece for piece in self.pieces if piece.start >= place))

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
        """The matches in whole pieces: the letters and digits, and their places."""
        owners = [piece for piece in self.pieces for _ in piece.chars]
        for match in pattern.finditer(self.chars):
            first, last = match.start(), match.end() - 1
            if first > last or (first and owners[first - 1] is owners[first]):
                continue
            if last + 1 == len(owners) or owners[last + 1] is not owners[last]:
                yield match[0], owners[first].start, owners[last].end


def codes(
    text: str, tokens: Sequence[Word], numbers: Mapping[int, Number]
) -> Iterator[SpelledCode]:
    """The spelled codes of a text in order.

    Args:
        text: The text.
        tokens: Its words.
        numbers: Its numbers, by the index of the first word of each.
    """
    run: list[SpelledPiece] = []
    for piece in _pieces(text, tokens, numbers):
        if run and not are_joined(text, tokens, run[-1], piece, most=_MOST_FILLERS):
            if code := _code(run):
                yield code
            run = []
        run.append(piece)
    if code := _code(run):
        yield code


def _code(run: list[SpelledPiece]) -> SpelledCode | None:
    letters = sum(piece.chars.isalpha() for piece in run)
    digits = any(piece.chars.isdecimal() for piece in run)
    return SpelledCode(tuple(run)) if letters > 1 or (letters and digits) else None


def _pieces(
    text: str, tokens: Sequence[Word], numbers: Mapping[int, Number]
) -> Iterator[SpelledPiece]:
    at = 0
    while at < len(tokens):
        if number := numbers.get(at):
            yield SpelledPiece(number.digits, at, number.last, number.start, number.end)
            at = number.last + 1
            continue
        chars, taken = _letters(text, tokens, at)
        if chars:
            last = tokens[at + taken - 1]
            yield SpelledPiece(chars, at, at + taken - 1, tokens[at].start, last.end)
        at += taken


def _letters(text: str, tokens: Sequence[Word], at: int) -> tuple[str, int]:
    """The letters that a word says, and how many words it takes to."""
    word = tokens[at]
    if len(word.text) == 1:
        return word.text.upper(), 1 + _as_in(tokens, at + 1)
    if word.text in _NATO:
        return word.text[0].upper(), 1
    if word.text == "double" and at + 1 < len(tokens) and tokens[at + 1].text in ("u", "you", "v"):
        return "W", 2
    if word.text in SPANISH_LETTERS:
        return SPANISH_LETTERS[word.text], 1
    longest = _LONGEST_TOUCHING if _touches_digits(text, word) else 0
    if text[word.start : word.end].isupper():
        longest = max(longest, _LONGEST_GROUP)
    if len(word.text) <= longest:
        return word.text.upper(), 1
    return "", 1


def _as_in(tokens: Sequence[Word], at: int) -> int:
    """The number of words that say what a letter stands for: "for November", "as in Sam"."""
    if at + 1 >= len(tokens) or tokens[at].text not in _AS_IN:
        return 0
    taken = 2 if tokens[at].text == "as" and tokens[at + 1].text == "in" else 1
    named = tokens[at + taken].text if at + taken < len(tokens) else ""
    return taken + 1 if len(named) > 1 and named.isalpha() else 0


def _touches_digits(text: str, word: Word) -> bool:
    return (
        text[word.start - 1 : word.start].isdecimal() or text[word.end : word.end + 1].isdecimal()
    )
