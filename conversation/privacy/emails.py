"""E-mail addresses, written or said: "jane underscore doe at acme dot co dot uk".

local part  ←  at  →  domain  dot  ending
back over connectors,     up to three words, or letters
letters and digits, and   that are spelled
two words more
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from conversation.privacy.email_words import (
    AT_SIGNS,
    ATS,
    CONNECTORS,
    DOTS,
    ENDINGS,
    LOCALS,
    NOT_A_DOMAIN,
    PROVIDERS,
    STOPS,
)
from conversation.privacy.number_words.vocabulary import NUMBERS
from conversation.privacy.reading import Reading

# Possessive, and begun at the start of a word alone: no text takes longer than its length.
_WRITTEN = re.compile(
    r"(?<![\w.+-])[\w.+-]++\s?@\s?[\w-]++(?:(?:\s?\.\s?|\s(?:dot|point|punto)\s)[\w-]++)+"
)
_BEGUN = re.compile(r"(?<![\w.+-])[\w.+-]++\s?@\s?[\w.-]*+")
_MOST_WORDS = 3
_MOST_LETTERS = 24
_APART = re.compile(r"[,;!?]|\.\s")


class EmailAddress(NamedTuple):
    """An address and its place; one that is still being said has no end."""

    start: int
    end: int
    value: str


def addresses(reading: Reading) -> Iterator[EmailAddress]:
    """The addresses of a text."""
    if "@" in reading.text:
        for match in _WRITTEN.finditer(reading.text):
            start = _written_start(reading, match)
            value = re.sub(r"\s", "", re.sub(r"\s(?:dot|point|punto)\s", ".", match[0].lower()))
            yield EmailAddress(start, match.end(), value)
    for at, word in enumerate(reading.words):
        if word.text in ATS:
            last = _domain_end(reading, at)
            first = _local_start(reading, at) if last else at
            if last and first < at and (word.text != "chez" or _connected(reading, first, at)):
                yield _address(reading, first, last)


def _written_start(reading: Reading, match: re.Match[str]) -> int:
    """The start of a written address: the words before its sign belong to it, "jane dot doe @"."""
    first = reading.word_at(match.start())
    if first and (" @" in match[0] or reading.words[first - 1].text in CONNECTORS):
        first = _local_start(reading, first + 1)
    return min(match.start(), reading.words[first].start)


def begun(reading: Reading, *, expected: bool) -> EmailAddress | None:
    """An address that a text ends in while it is still being said, from its local part on.

    Args:
        reading: The text.
        expected: Whether the talk is about an address.
    """
    size = len(reading.text)
    if "@" in reading.text:
        last = next(reversed(list(_BEGUN.finditer(reading.text))), None)
        if last and reading.word_at(last.end()) >= len(reading.words) - 1:
            return EmailAddress(_written_start(reading, last), size, "")
    words = reading.words
    for at in range(len(words) - 1, max(-1, len(words) - _MOST_LETTERS), -1):
        if words[at].text not in ATS or words[at].text == "chez":
            continue
        first = _local_start(reading, at)
        following = words[at + 1].text if at + 1 < len(words) else ""
        likely = expected or words[at].text in AT_SIGNS or _connected(reading, first, at)
        unlikely = following in NOT_A_DOMAIN and following not in ("my", "our")
        behind = sum(not _spelled(word.text) for word in words[at + 1 :])
        if first < at and (likely or (not unlikely and behind <= _MOST_WORDS + 1)):
            return EmailAddress(words[first].start, size, "")
    return None


def local_part(reading: Reading) -> EmailAddress | None:
    """The words at the end that are likely the local part: connected, or spelled."""
    count = len(reading.words)
    first = _local_start(reading, count)
    if first < count and _connected(reading, first, count):
        return EmailAddress(reading.words[first].start, len(reading.text), "")
    return None


def _address(reading: Reading, first: int, last: int) -> EmailAddress:
    start, end = reading.words[first].start, reading.words[last].end
    # "o'connor": what the apostrophe cut off belongs to it.
    while start and not reading.text[start - 1].isspace():
        start -= 1
    said = [word.text for word in reading.words[first : last + 1]]
    value = "".join("." if word in DOTS else "@" if word in ATS else word for word in said)
    return EmailAddress(start, end, value.replace(".@", "@"))


def _glued(reading: Reading, at: int) -> bool:
    """Does nothing but a mark part a word from the one before it: "acme.co", "jane_doe"?"""
    if not 0 < at < len(reading.words):
        return False
    gap = reading.text[reading.words[at - 1].end : reading.words[at].start]
    return bool(gap) and len(gap) == 1 and gap in "._-+'’"


def _apart(reading: Reading, at: int) -> bool:
    """Does punctuation part a word from the one before it?"""
    one, other = reading.words[at - 1], reading.words[at]
    return bool(_APART.search(reading.text, one.end, other.start))


def _domain_end(reading: Reading, at: int) -> int:
    """The last word of the domain behind an "at"; 0 if there is none."""
    words = reading.words
    plain = end = 0
    i = at + 1
    while i < len(words) and i <= at + _MOST_LETTERS and not (i > at + 1 and _apart(reading, i)):
        dotted = words[i].text in DOTS and i > at + 1 and i + 1 < len(words)
        glued = i > at + 1 and _glued(reading, i) and reading.text[words[i].start - 1] == "."
        if dotted or glued:
            ending = i + 1 if dotted else i
            if plain > 1 and words[ending].text not in ENDINGS:
                return end
            if words[ending].text in DOTS or words[ending].text.isdecimal():
                return end
            end, i = ending, ending + 1
            continue
        if end:
            return end
        if i == at + 1 and words[i].text in PROVIDERS:
            end = i  # enough, where the ending is left out
        plain += len(words[i].text) > 1 and not (i > at + 1 and _glued(reading, i))
        if plain > _MOST_WORDS:
            return 0
        i += 1
    return end


def _local_start(reading: Reading, at: int) -> int:
    """The first word of the local part that ends before a word; the word's index for none."""
    words = reading.words
    last = words[at - 1].text if at else ""
    if not at or (
        last in STOPS - LOCALS and not _spelled(last) and not (at > 1 and _glued(reading, at - 1))
    ):
        return at
    first, plain = at - 1, 1
    while first > 0 and at - first < _MOST_LETTERS:
        word, before = words[first].text, words[first - 1].text
        connected = before in CONNECTORS or word in CONNECTORS or _glued(reading, first)
        if connected:
            first -= 1
            continue
        if _apart(reading, first) or (
            before in STOPS and not (_spelled(before) and _spelled(word))
        ):
            break
        if not (_spelled(before) or before in NUMBERS or before.isdecimal()):
            plain += 1
            if plain > _MOST_WORDS or _spelled(word):
                break
        first -= 1
    return first


def _spelled(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _connected(reading: Reading, first: int, at: int) -> bool:
    """Do the words before an "at" look like a local part: connected, spelled, with digits?"""
    said = [word.text for word in reading.words[first:at]]
    letters = sum(map(_spelled, said))
    return any(word in CONNECTORS for word in said) or letters > 2 or any(  # noqa: PLR2004
        _glued(reading, i) and reading.text[reading.words[i].start - 1] in "._"
        for i in range(first + 1, at)
    )  # fmt: skip
