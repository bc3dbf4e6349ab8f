"""Amounts: the prices and the numbers that a turn names, and where they stand in it.

$49.90 · ninety euros · ninety a seat · "we pay ninety"     price
forty people · twenty percent · three weeks                 number
forty person support desk · a forty-seat plan               number
10 am · dix heures                                          the time of a date (`dates.py`)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from conversation.coaching.guarding.number_facts import NumberPlace, number_places
from conversation.coaching.guarding.units import BARE, CLOCK, COUNTED, MONEY, RATE
from conversation.memory.entity import EntityKind

_NEAR_WORDS = 5
_PER = re.compile(
    r"(?:(?:a|an|per|each|every|par|por|al|cada|/)\s+)?"
    r"(?:month|year|seat|user|agent|head|person|licen[cs]e|unit|piece|device|site|room|night|visit"
    r"|mois|annee|utilisateur|poste|personne|licence|site|mes|ano|usuario|puesto|persona"
    r"|licencia|unidad|apiece)(?:s|es)?\b|par an\b"
)
_NO_NOUN = (
    r"(?:with|and|have|has|this|that|which|who|when|from|are|was|were|son|eran|con|que|esta"
    r"|sont|avec|qui|cette|ont|where|because|please|percent)\b"
)
_COUNTED_WORD = re.compile(rf"\s*(?!{_NO_NOUN})[^\W\d_]{{3,}}")
# Something of so many: "a forty person support desk", of which "forty person" says nothing.
_GROUP = re.compile(
    r"[ -]?(?:person|seat|user|agent|unit|device|site|room|bed|desk|store|location)"
    rf"(?:[ -](?!{_NO_NOUN}|(?:for|but|will|would|can|our|they|you)\b)[^\W\d_]{{3,}}){{1,2}}"
)
_FEWEST_DIGITS = 3
_MOMENTS = ("second", "minute")
_CLOCK_TIME = re.compile(r"\d{1,2}[:h]\d\d")
_LEAST_RATE = 5


class Amount(NamedTuple):
    """A price, a number, a date or a name, and where it stands in a turn.

    Attributes:
        kind: Which of them it is.
        key: The same for the same one, however it is said.
        start: Where it begins in the text.
        end: Where it ends.
    """

    kind: EntityKind
    key: str
    start: int
    end: int


def amounts(plain: str, paid: frozenset[str]) -> Iterator[Amount]:
    """The amounts of a turn, in their order.

    Args:
        plain: The turn, as `plain_text`.
        paid: Words near a bare number that make it a price.
    """
    for place in number_places(plain):
        kind, end = _kind(plain, place, paid), place.end
        if place.unit in _MOMENTS:
            continue
        is_number = kind is EntityKind.NUMBER
        if is_number and (group := _GROUP.match(plain, place.number_end)):
            end = group.end()
        elif is_number and place.unit in (BARE, RATE):
            if len(place.key) < _FEWEST_DIGITS:
                continue  # "nine", "the first two": nothing that anybody asks for later
            end = place.number_end
        elif kind is EntityKind.PRICE and (per := _PER.match(plain, _spaces(plain, end))):
            end = per.end()
        elif place.unit == COUNTED and (counted := _COUNTED_WORD.match(plain, end)):
            end = counted.end()
        yield Amount(kind, f"{place.key}/{place.unit}", place.start, end)


def _kind(plain: str, place: NumberPlace, paid: frozenset[str]) -> EntityKind:
    if place.unit == CLOCK or _CLOCK_TIME.fullmatch(plain, place.start, place.number_end):
        return EntityKind.DATE
    if place.unit == MONEY:
        return EntityKind.PRICE
    if place.unit == RATE and int(place.key) >= _LEAST_RATE:
        after = _spaces(plain, place.number_end)
        return EntityKind.PRICE if _PER.match(plain, after) else EntityKind.NUMBER
    if place.unit in (BARE, RATE):
        before = re.findall(r"[a-z]+", plain[max(0, place.start - 48) : place.start])
        if not paid.isdisjoint(before[-_NEAR_WORDS:]):
            return EntityKind.PRICE
    return EntityKind.NUMBER


def _spaces(plain: str, at: int) -> int:
    while at < len(plain) and plain[at] in " -\u00a0":
        at += 1
    return at
