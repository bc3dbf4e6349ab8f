"""Numbers as people say them: "four two double four", "forty two forty two", « quatre-vingt »."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "zéro": "0", "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5",
    "sept": "7", "huit": "8", "neuf": "9",
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
# Only French counts on from sixty and eighty: soixante-douze, quatre-vingt-dix-sept.
_COUNT_ON = (60, 80)
_FRENCH_TEENS = {"dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"}
_FRENCH_LATE_TEENS = {"sept", "huit", "neuf"}
_REPEATS = {"double": 2, "triple": 3}
# What may stand between two digits of one number.
_FILLERS = {"um", "uh", "er", "euh", "et", "and", "dash", "hyphen", "space", "tiret"}
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_JOINT = re.compile(r"[\s.,;:()/+\-\u2010-\u2015]*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is digits, one after the other.

    Attributes:
        digits: The digits.
        spans: For each digit, where the word begins and ends that says it.
    """

    digits: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """Digits, and where they are said."""

    digits: str
    start: int
    end: int


def digit_runs(text: str) -> Iterator[Run]:
    """The runs of digits in a text, written or spoken, in order."""
    run: list[_Said] = []
    for said in _numbers(text):
        if run and not _joined(text[run[-1].end : said.start]):
            yield _run(run)
            run = []
        run.append(said)
    if run:
        yield _run(run)


def _run(said: list[_Said]) -> Run:
    digits = "".join(part.digits for part in said)
    return Run(digits, tuple((part.start, part.end) for part in said for _ in part.digits))


def _joined(between: str) -> bool:
    words = _TOKEN.findall(between.lower())
    if words:
        return all(word in _FILLERS for word in words)
    # A comma and a blank part two numbers only where a sentence does: "…42. 17…" is read as one,
    # since a recogniser puts full stops into the pauses of a card number.
    return bool(_JOINT.fullmatch(between))


def _numbers(text: str) -> Iterator[_Said]:
    tokens = [(match[0].lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        word, start, _ = tokens[at]
        times = _REPEATS.get(word, 1)
        if times > 1 and at + 1 < len(tokens) and (digit := _digit(tokens[at + 1][0])):
            yield _Said(digit * times, start, tokens[at + 1][2])
            at += 2
            continue
        digits, taken = _number(tokens, at, text)
        if digits:
            yield _Said(digits, start, tokens[at + taken - 1][2])
        at += taken


def _number(tokens: list[tuple[str, int, int]], at: int, text: str) -> tuple[str, int]:
    """The digits of the number that begins at a token, and how many tokens it takes."""
    word = tokens[at][0]
    following = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    close = at + 1 < len(tokens) and text[tokens[at][2] : tokens[at + 1][1]] in (" ", "-")
    if word == "quatre" and following in ("vingt", "vingts") and close:
        value, taken = _after_tens(tokens, at + 1, 80)
        return str(value), taken + 1
    if word in _TENS:
        value, taken = _after_tens(tokens, at, _TENS[word])
        return str(value), taken
    if word in _TEENS:
        return str(_TEENS[word]), 1
    if word.isdecimal():
        return word, 1
    return _UNITS.get(word, ""), 1


def _after_tens(tokens: list[tuple[str, int, int]], at: int, tens: int) -> tuple[int, int]:
    """Tens with their unit, and the tokens they take: "forty two", « soixante-dix-huit »."""
    following = [word for word, _, _ in tokens[at + 1 : at + 4]]
    joint = 1 if following[:1] == ["et"] else 0  # « vingt et un »
    small, taken = _small(following[joint:], tens)
    return (tens + small, 1 + joint + taken) if small else (tens, 1)


def _small(words: list[str], tens: int) -> tuple[int, int]:
    """What counts on from tens, and how many words it takes."""
    first = words[0] if words else ""
    unit = int(_UNITS.get(first, "0"))
    if unit:
        return unit, 1
    if tens not in _COUNT_ON or first not in _FRENCH_TEENS:
        return 0, 0
    if first == "dix" and len(words) > 1 and words[1] in _FRENCH_LATE_TEENS:
        return 10 + int(_UNITS[words[1]]), 2
    return _TEENS[first], 1


def _digit(word: str) -> str:
    return word if word.isdecimal() and len(word) == 1 else _UNITS.get(word, "")
