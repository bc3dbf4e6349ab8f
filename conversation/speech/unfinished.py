"""Unfinished words: whether a party's words so far can be the end of their thought.

    the words end in                                              unfinished
    ────────────────────────────────────────────────────────────  ──────────────────────────────
    a comma, a dash, an ellipsis, "um"                            yes
    a number that is being read: "5 5 5 12", "zéro six douze"     yes, under nine digits
    letters that are being spelled: "T I L", "S as in Sam"        yes
    a word that ends no sentence: "the", "because", "c'est un"    yes (`open_words.OPEN`)
    one that seldom does: "about", "pour", "with"                 where no mark follows, or such a
                                                                  word comes before it
    a verb that wants more: "the problem is"                      where no mark follows, but not
                                                                  "yes it is"
    anything else                                                 no

What the other party has asked for, a number or a name to be spelled, makes the first bit of one
enough. Sentences without marks are finished where no word is open: not each recogniser has marks.
"""

import re
from collections.abc import Sequence

from conversation.languages import SENTENCE_ENDS, base_of
from conversation.speech.open_words import (
    DIGITS,
    HESITATIONS,
    LEANING,
    LETTER_WORDS,
    OPEN,
    TENS,
    VERBS,
)

_LOOKED_AT = 80
_ENOUGH_DIGITS = 9
_GROUPS_OF_ONE, _DIGITS_OF_ONE = 2, 4  # "twenty five", "ten fifteen"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*['’]?|\d+")
_GOES_ON = re.compile(r"(?:\.\.|[…,:;–—-]|\[…\])$")
_SPELLED_AS = re.compile(r"\b([^\W\d_]) (?:as in|for|like|comme|de|como) \1[^\W\d_]+\.?$", re.I)
_ASKS_SPELLING = re.compile(r"\b(?:spell|épel|deletre)", re.I)
_ASKS_NUMBER = re.compile(
    r"\b(?:number|digits?|code|reference|iban|numéro|chiffres|référence|número|dígitos|código"
    r"|referencia)\b",
    re.I,
)
_TIME_OF_DAY = re.compile(r"\b[ap]\. ?m\.?$", re.I)
_ARTICLE_AND_NUMBER = re.compile(r"\b(?:an?|une?|una?) \d+$", re.I)
_SUBJECTS = frozenset(
    ["i", "you", "he", "she", "it", "we", "they", "that", "there", "this", "eso", "así", "ya"]
)


def is_unfinished(text: str, language: str | None = None, asked: str = "") -> bool:
    """Whether `text` is likely to go on after a pause.

    Args:
        text: The words so far of a thought, with what must not be kept hidden or not.
        language: Their BCP-47 tag; None: unknown, and no word is looked up.
        asked: What the other party said before.
    """
    tail = text[-_LOOKED_AT:].rstrip('"”») ')
    if _GOES_ON.search(tail) or _ARTICLE_AND_NUMBER.search(tail):
        return True
    if _TIME_OF_DAY.search(tail):
        return False
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(tail)]
    if not words or tail.endswith("]"):
        return False
    mark = tail[-1] if tail[-1] in SENTENCE_ENDS else ""
    if mark not in ("", "."):
        return False
    base = base_of(language) if language else ""
    return (
        (words[-1] in HESITATIONS and not HESITATIONS.issuperset(words))
        or _is_spelling(words, tail, base, spells=bool(_ASKS_SPELLING.search(asked)))
        or _is_reading(tail, base, is_asked=bool(_ASKS_NUMBER.search(asked)))
        or _is_open(words, base, is_marked=bool(mark))
    )


def _is_spelling(words: Sequence[str], tail: str, base: str, *, spells: bool) -> bool:
    known = LETTER_WORDS.get(base, frozenset())
    run = 0
    while run < len(words) and len(words[-1 - run]) == 1 and words[-1 - run].isalpha():
        run += 1
    letters = [word for word in words[len(words) - run :] if word not in known]
    if spells and run:
        return True
    if letters and (run > 1 or not tail.endswith(".")):
        return True
    spelled = _SPELLED_AS.search(tail)
    return bool(spelled) and (spells or spelled[1].casefold() not in known)


def _is_reading(tail: str, base: str, *, is_asked: bool) -> bool:
    """Whether a number is being read out in groups, and is not as long as a phone number."""
    sizes: list[int] = []
    for word in reversed(tail.split()):
        size = _digits_in(word.strip(".,'’").casefold(), base)
        if not size:
            break
        sizes.append(size)
    if not sizes or sum(sizes) >= _ENOUGH_DIGITS:
        return False
    if is_asked or (len(sizes) > 1 and max(sizes) == 1):
        return True
    return len(sizes) > _GROUPS_OF_ONE or (len(sizes) > 1 and sum(sizes) > _DIGITS_OF_ONE)


def _digits_in(word: str, base: str) -> int:
    """How many digits a word stands for at most; 0 where it is no number."""
    if word.replace("-", "").isdigit():
        return len(word.replace("-", ""))
    digits, tens = DIGITS.get(base, frozenset()), TENS.get(base, frozenset())
    if word in digits:
        return 1
    parts = word.split("-")
    return 2 if word in tens or all(part in digits or part in tens for part in parts) else 0


def _is_open(words: Sequence[str], base: str, *, is_marked: bool) -> bool:
    is_open, leans = OPEN.get(base, frozenset()), LEANING.get(base, frozenset())
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in VERBS.get(base, frozenset()):
        return not is_marked and before not in _SUBJECTS
    if last in is_open:
        return True
    return last in leans and (not is_marked or before in is_open or before in leans)
