"""Names in a turn: who is told to be a person, whom they are from, and what else bears a name.

    my name is dana whitfield, I'm calling from Northwind    dana whitfield · a person
                                                             Northwind · a company
    Ringwell wants seventy                                   none: a sentence begins with a capital
    what Ringwell wants                                      Ringwell · a name

A telephone's words often come in lower case: then rules know the names that are introduced, and a
model finds the others.
"""

import re
from collections.abc import Iterator

from conversation.coaching.guarding.name_facts import names
from conversation.memory.amounts import Amount
from conversation.memory.entity import EntityKind
from conversation.memory.words.vocabulary import MemoryVocabulary, word_set

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_JOINT = re.compile(r"\s+|\s*[-.]\s?")
_COMPANY = re.compile(r"\s(?:inc|ltd|llc|plc|gmbh|corp|sarl|sas|limited|s\.?[al]\.?u?)\b")
_MOST_NAMES = 3
_TELLING = ("name", "appelle", "nom", "llamo")
Span = tuple[int, int]
_NO_NAMES = word_set(
    "a an the and i i'm im am is it its it's calling from with at here so but just not "
    "about for in on of very really happy sorry looking trying going having ready sure "
    "okay ok yes no well my your our his her their this that what because to uh um er "
    "like more fine good great je j' et de du des le la les un une en chez pas tres bien "
    "ici mais que qui desole contente content pour au avec interesse interessee sur dans "
    "y el los las lo un una que en no muy bien aqui pero con por del para de su mi tu "
    "interesado interesada cliente nuevo nueva client cliente customer"
)


def people(text: str, plain: str, vocabulary: MemoryVocabulary | None) -> Iterator[Amount]:
    """The names of a turn; names that follow each other are one.

    Args:
        text: The turn.
        plain: The same, as `plain_text`.
        vocabulary: The words of the call's language; where they are not known, no name is.
    """
    if vocabulary is None:  # nouns may have capitals
        return
    spans = dict.fromkeys(_introduced(text, plain, vocabulary))
    yield from (_amount(EntityKind.PERSON, plain, span) for span in spans)
    for span in _written(text):
        if not any(start <= span[0] < end for start, end in spans):
            is_after = any(end <= span[0] for _, end in spans)
            yield _amount(_kind(plain, span, vocabulary, is_after=is_after), plain, span)


def _introduced(text: str, plain: str, vocabulary: MemoryVocabulary) -> Iterator[Span]:
    line = re.sub(r"['’]", " ", plain)
    for words in vocabulary.introductions:
        if words not in line:
            continue
        tells = any(told in words for told in _TELLING)
        for found in re.finditer(rf"\b{words}\s+", line):
            if span := _name_at(text, plain, found.end(), vocabulary, tells=tells):
                yield span
    for word in _WORD.finditer(plain):
        if word[0] in vocabulary.titles and text[word.start()].isupper():
            at = word.end() + (2 if plain[word.end() : word.end() + 1] == "." else 1)
            if span := _name_at(text, plain, at, vocabulary, tells=False):
                yield word.start(), span[1]


def _name_at(
    text: str, plain: str, at: int, vocabulary: MemoryVocabulary, *, tells: bool
) -> Span | None:
    """The words of a name that begins at a place; `tells`: what stands there is one."""
    end, most = at, _MOST_NAMES - 1
    for place, word in enumerate(_WORD.finditer(plain, at)):
        if word.start() != end + bool(place) or word[0] in _NO_NAMES or place >= most:
            break
        is_title = word[0] in vocabulary.titles
        if not (tells or is_title or text[word.start()].isupper()):
            break
        most += is_title
        end = word.end()
    return (at, end) if end > at and plain[at:end] not in vocabulary.titles else None


def _written(text: str) -> Iterator[Span]:
    """Where names stand that are written as such."""
    at = 0
    span: Span | None = None
    for name in names(text):
        start = text.find(name, at)
        if start < 0 or re.split("['’]", name.lower())[0] in _NO_NAMES:
            continue
        at = start + len(name)
        if span and _JOINT.fullmatch(text, span[1], start):
            span = span[0], at
            continue
        if span:
            yield span
        span = start, at
    if span:
        yield span


def _kind(plain: str, span: Span, vocabulary: MemoryVocabulary, *, is_after: bool) -> EntityKind:
    start, end = span
    before = _WORD.findall(plain[max(0, start - 24) : start])[-1:]
    is_origin = bool(before) and before[0] in vocabulary.origins
    if _COMPANY.search(plain[start : end + 6]) or (is_after and is_origin):
        return EntityKind.COMPANY
    return EntityKind.NAME


def _amount(kind: EntityKind, plain: str, span: Span) -> Amount:
    return Amount(kind, plain[span[0] : span[1]], *span)
