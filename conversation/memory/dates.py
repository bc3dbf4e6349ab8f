"""Spoken dates: the days and times that a turn names, with the words that belong to them.

"could we say next Tuesday at ten?"   next Tuesday at ten
"the 14th of May, in the morning"     the 14th of May, in the morning
"I may call you"                      none: "may" is a verb here
"""

import re
from collections.abc import Iterator

from conversation.coaching.guarding.day_facts import days, is_day
from conversation.memory.amounts import Amount
from conversation.memory.entity import EntityKind
from conversation.memory.words.vocabulary import word_set
from conversation.privacy.number_words.vocabulary import NUMBERS, ORDINALS, THOUSANDS

_WORD = re.compile(r"[^\W_]+")
_COUNTED = re.compile(
    r"\b(?:tomorrow|tonight|next (?:week|month|year)|demain|ce soir"
    r"|(?:la )?semaine prochaine|(?:le )?mois prochain|l'annee prochaine"
    r"|(?:la )?proxima semana|(?:el )?proximo mes|(?:la semana|el mes|el ano) que viene"
    r"|esta noche|manana (?:por la (?:manana|tarde)|mismo|a las|a la)|pasado manana)\b"
)
_TIMES = word_set(
    "am pm o clock week morning afternoon evening noon midday night h heures heure matin "
    "midi soir apres soiree manana tarde noche mediodia"
)
_BEFORE = frozenset(["next", "this", "last", "coming", "proximo"])
_BEHIND = word_set("prochain prochaine dernier derniere pasado viene proximo")
_LINKS = word_set(
    "the of at on in around about by until before after between and first le de du a vers avant "
    "apres entre et en fin debut jusqu au el la las los del por que sobre antes y hasta para"
)
_JOINTS = re.compile(r"[\s,'’\-:.]*")
_VERBS = frozenset(["may", "march", "mars"])
_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|e|h\d{0,2})?$")
_NUMBERS = NUMBERS | set(ORDINALS) | THOUSANDS
_MOST_WORDS = 8


def dates(text: str, plain: str) -> Iterator[Amount]:
    """The dates of a turn, in their order.

    Args:
        text: The turn.
        plain: The same, as `plain_text`.
    """
    named = set(days(text))
    if not named:
        return
    words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(plain)]
    counted = [match.span() for match in _COUNTED.finditer(plain)]
    until = 0
    for at, (word, start, end) in enumerate(words):
        within = next((span for span in counted if span[0] <= start and end <= span[1]), None)
        is_date = within or (is_day(word) and (word not in _VERBS or _is_month(word, named)))
        if not is_date or start < until:
            continue
        first, last = _reach(plain, words, at, -1), _reach(plain, words, at, 1)
        begin = min(words[first][1], within[0] if within else start)
        until = max(words[last][2], within[1] if within else end)
        said = plain[begin:until]
        key = " ".join(part for part in _WORD.findall(said) if part not in _LINKS)
        yield Amount(EntityKind.DATE, key, begin, until)


def _is_month(word: str, named: set[str]) -> bool:
    return f"month {5 if word == 'may' else 3}" in named


def _reach(plain: str, words: list[tuple[str, int, int]], at: int, step: int) -> int:
    """The place of the furthest word to one side that belongs to the date at a place."""
    kept = at
    for _ in range(_MOST_WORDS):
        following = at + step
        if not 0 <= following < len(words):
            break
        left, right = sorted((at, following))
        gap = plain[words[left][2] : words[right][1]]
        if not _JOINTS.fullmatch(gap) or "." in gap:
            break
        at, word = following, words[following][0]
        if _belongs(word) or word in (_BEFORE if step < 0 else _BEHIND):
            kept = at
        elif word not in _LINKS:
            break
    return kept


def _belongs(word: str) -> bool:
    return word in _TIMES or word in _NUMBERS or bool(_ORDINAL.match(word)) or is_day(word)
