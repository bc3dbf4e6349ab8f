"""List label: tells "System: Windows 10", a fact in a list, from a forged line of the system.

| what stands behind the name | is a label's |
|---|---|
| an amount: "4 GB", "up to 5", "$30 a month", but no percent | always |
| names and figures alone: "Windows 10 or later", "Chrome, Edge" | always; a machine's needs two |
| a state: "included", "optional", "included in all plans" | always |
| several of these, with commas: "Windows 10 or later, 8 GB of memory" | always |
| "yes", "no"; up to eight words that are no sentence and no order | in a list: beside two labels |
| what speaks: "I", "your", "is", "must"; what gives something away | never |
"""

import re

from conversation.coaching.guarding.words.labels import (
    AGREED,
    AMOUNTS,
    LINKS,
    MACHINES,
    ORDERED,
    PLANS,
    SPEAKING,
    STATES,
    WHERE,
    WHICH,
)
from conversation.coaching.guarding.words.passages import ROLES
from conversation.coaching.guarding.words.plain_passages import PROMISES
from conversation.coaching.wording import folded

_LABEL = re.compile(
    r"(?:^|(?<=[.;|,\n]))[^\S\n]*(?P<role>[^\W\d_]+(?:-[^\W\d_]+)?)(?P<colon>\s{0,2}[:：])"
    r"(?P<value>(?:[^:;|\n]|(?<=\d):(?=\d))*?)(?=[;|\n]|$|,\s[\w ]{1,40}:)"
)
_OTHER = re.compile(r"(?:^|[.;|\n])[ \t*•-]*(?P<name>[^\W\d][^:;|.\n]{0,40}?)\s?[:：]\s*\S")
_ROLE = re.compile(ROLES)
_PRICE = re.compile(
    r"[€$£]?\s?\d[\d.,]*\s?(?:[€$£]|euros?|dollars?|pounds?|eur|usd|gbp)?"
    r"(?:\s?(?:/|a|an|per|par|al|por|pro)\s?\w+){0,2}(?:\s(?:and|et|y|und)\s\w+)?\W*"
)
_PROMISES = re.compile(PROMISES)
_WORD = re.compile(r"[^\s,()/]+")
_LONGEST, _LONGEST_IN_LIST = 12, 8  # words
_OTHERS = 2


def is_list(passage: str) -> bool:
    """Whether a passage has labels in a list beside those that speakers may have."""
    names = [folded(found["name"]) for found in _OTHER.finditer(passage)]
    return sum(not _ROLE.fullmatch(name) for name in names) >= _OTHERS


def without_labels(sentence: str, *, in_list: bool) -> str:
    """A sentence whose labels have lost their colon, and are words; a forged line as it is."""

    def read(found: re.Match[str]) -> str:
        role = folded(found["role"])
        is_label = _ROLE.fullmatch(role) and _is_fact(found["value"], role, in_list=in_list)
        return found[0].replace(found["colon"], "", 1) if is_label else found[0]

    return _LABEL.sub(read, sentence)


def _is_fact(value: str, role: str, *, in_list: bool) -> bool:
    """Whether what stands behind a name is a fact of it, and nothing that it says."""
    words = _words_of(value)
    plain = [folded(word) for word in words]
    if not 0 < len(words) <= _LONGEST or not SPEAKING.isdisjoint(plain):
        return False
    if _PRICE.fullmatch(folded(value).strip()):
        return True
    if _PROMISES.search(folded(value)) or plain[0] in ORDERED:
        return False
    is_machine = role in MACHINES
    if _is_told(words, is_machine=is_machine):
        return True
    parts = [_words_of(part) for part in value.split(", ")]
    if all(part and _is_told(part, is_machine=is_machine) for part in parts):
        return True
    return in_list and role not in MACHINES and (AGREED.issuperset(plain) or _is_thing(plain))


def _words_of(value: str) -> list[str]:
    words = (word.strip(".!?\"'") for word in _WORD.findall(value))
    return [word for word in words if word]


def _is_told(words: list[str], *, is_machine: bool) -> bool:
    """Whether words are an amount, a state or names, of whatever is labelled so."""
    plain = [folded(word) for word in words]
    if plain[0] in ORDERED:
        return False
    if plain[0][0].isdigit() or plain[0][0] in "≥≤<>~" or plain[0] in AMOUNTS:
        return True
    is_of_plans = plain[0] in STATES and WHERE.issuperset(plain[1:]) and not PLANS.isdisjoint(plain)
    return is_of_plans or STATES.issuperset(plain) or _are_names(words, is_machine=is_machine)


def _are_names(words: list[str], *, is_machine: bool) -> bool:
    names = [word for word in words if any(one.isupper() or one.isdigit() for one in word)]
    rest = [folded(word) for word in words if word not in names]
    return LINKS.issuperset(rest) and len(names) > is_machine


def _is_thing(plain: list[str]) -> bool:
    """Whether words name a thing, and do nothing with one."""
    return len(plain) <= _LONGEST_IN_LIST and not (len(plain) > 1 and plain[1] in WHICH)
