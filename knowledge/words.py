"""Words of a text as they are indexed and looked for: folded, without stop words, stemmed lightly.

The same for all indexes, so that a question finds the same passages in each.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from conversation.coaching.wording import folded
from conversation.privacy.spelling import SPANISH_LETTERS
from knowledge.concepts import MARK, Concepts, read_concepts

_WORD = re.compile(r"[a-z0-9]+")
_LONGEST = 40
_SHORTEST_STEM = 4
_SHORTEST_PARTED = 5
_NAMES = 2
# Endings of English, French and Spanish, longest first: what is left is a key, not a word.
_ENDINGS = (
    *("issements", "issement", "amientos", "imientos", "amiento", "imiento", "aciones"),
    *("ations", "ation", "acion", "ments", "ment", "mente", "ement", "ences", "ances"),
    *("ances", "ables", "ibles", "euses", "ingly", "ing", "ings", "ables", "able", "ible"),
    *("aient", "erons", "eront", "iendo", "ando", "aron", "ieron", "ados", "adas", "idos", "idas"),
    *("ants", "ante", "antes", "ado", "ada", "ido", "ida", "ees", "ies", "eux", "euse", "aux"),
    *("ed", "er", "ez", "ar", "ir", "es", "os", "as", "ee", "ly", "s", "e", "o", "a", "y"),
)
_STOP = frozenset((files("knowledge") / "stop_words.txt").read_text("utf-8").split())
"""Of English, French and Spanish, folded."""

Sense = tuple[str, ...]
"""What a word may stand for, any of which will do: itself, stemmed, and concepts."""


def senses(text: str) -> list[Sense]:
    """What each word of a text may stand for, and each two words in a row; stop words have none."""
    found = [word for word in _WORD.findall(_joined(folded(text))) if len(word) <= _LONGEST]
    concepts = _concepts()
    own = ((() if w in _STOP else (stem(w),)) + (*concepts.of_word(w),) for w in found)
    return [sense for sense in [*own, *map(tuple, concepts.of_pairs(found))] if sense]


def terms(text: str) -> list[str]:
    """The words of a text to index or to look for, and the concepts behind them."""
    return [term for sense in senses(text) for term in sense]


def concepts_of(sense: Sense) -> Sense:
    """The concepts that a word may stand for, without the word."""
    return tuple(term for term in sense if term.startswith(MARK))


def parted(text: str) -> list[str]:
    """The words that a recogniser may have parted, "a sisa": each two in a row as one, stemmed.

    To look for beside `terms`; most are in no text, and so cost nothing.
    """
    found = _WORD.findall(_joined(folded(text)))
    pairs = [a + b for a, b in pairwise(found) if a not in _STOP or b not in _STOP]
    whole = {stem(word) for word in found}
    stems = (stem(pair) for pair in pairs if _SHORTEST_PARTED <= len(pair) <= _LONGEST)
    return [word for word in dict.fromkeys(stems) if word not in whole]


def folded_words(text: str) -> list[str]:
    """The words of a text, folded, stop words too; letters that are spelled stay apart."""
    return _WORD.findall(folded(text))


def is_stop_word(word: str) -> bool:
    """Whether a folded word is in every text."""
    return word in _STOP


def name_key(name: str) -> str:
    """A name as names are compared: its words, stemmed; whole where each is a stop word."""
    found = _WORD.findall(_joined(folded(name)))
    return " ".join(stem(word) for word in found if word not in _STOP) or " ".join(found)


@cache
def _concepts() -> Concepts:
    return read_concepts(stem)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending, where enough is left."""
    if word.isdecimal():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


_SPELLED = re.compile(r"\b(?:[a-z][ .]){1,5}[a-z]\b")
_LETTER = rf"(?:{'|'.join(SPANISH_LETTERS)}|[a-xz])"  # "y" is "and"
_NAMED = re.compile(rf"\b(?:{_LETTER} ){{1,5}}{_LETTER}\b")


def _joined(text: str) -> str:
    """An acronym that is spelled out, "s s o" or "ese ese o", in one word."""
    text = _NAMED.sub(_letters, text)
    return _SPELLED.sub(lambda found: re.sub(r"[ .]", "", found[0]), text)


def _letters(found: re.Match[str]) -> str:
    """The letters that are named, where at least two are by their names."""
    names = found[0].split()
    if sum(name in SPANISH_LETTERS for name in names) < _NAMES:
        return found[0]
    return "".join(SPANISH_LETTERS.get(name, name) for name in names).lower()
