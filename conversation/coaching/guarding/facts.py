"""Facts: the claims of an advice, checked against the call and what the coach was given.

claim                   stands where it was told as
----------------------  -----------------------------------------------------------
40 %                    forty percent; "forty, or so"; not forty people
$90                     ninety dollars; ninety a seat; "ninety"; not 90 %, not 90 people
3 weeks                 three weeks; "three"; not three months
40 seats, 40            any forty
Thursday, 14th of May   the same day, month and number, in any language
Northwind               the same word, or "north wind"
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from conversation.coaching.guarding.day_facts import days
from conversation.coaching.guarding.name_facts import names, parts
from conversation.coaching.guarding.number_facts import claimed, told
from conversation.coaching.guarding.units import BARE, CLOCK, COUNTED, MONEY, RATE
from conversation.coaching.wording import Wording, folded

_ANY = {BARE, COUNTED, RATE, CLOCK}
_FITTING = {MONEY: {BARE, MONEY, RATE}}
_STEM = 4  # letters that a name and its plural or its feminine have in common at least


class Claim(StrEnum):
    """The kinds of facts."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


class TextFacts:
    """The facts of some texts, read when they are first asked for."""

    def __init__(self, texts: Iterable[str], *, is_talk: bool = True) -> None:
        """Take the texts.

        Args:
            texts: What tells the facts.
            is_talk: Whether people said it. In what the coach was given, days are examples, and a
                number stands for nothing but itself.
        """
        self._texts = list(texts)
        self.is_talk = is_talk

    @cached_property
    def numbers(self) -> Mapping[str, set[str]]:
        """The units of each number."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for text in self._texts:
            for key, unit in told(text):
                found[key].add(unit)
        return found

    @cached_property
    def days(self) -> set[str]:
        """The days."""
        return {day for text in self._texts for day in days(text)} if self.is_talk else set()

    @cached_property
    def words(self) -> set[str]:
        """All words, and two that follow each other as one: "north wind"."""
        found: set[str] = set()
        for text in self._texts:
            said = Wording(text, sentences=False).words
            found.update(said)
            found.update(one + other for one, other in pairwise(said))
        return found

    @cached_property
    def lines(self) -> list[str]:
        """Each text as its words."""
        return [Wording(text).line for text in self._texts]


class SourceFacts:
    """The facts that some sources tell together."""

    def __init__(self, *sources: TextFacts, names: Collection[str] = ()) -> None:
        """Take the sources, in the order in which they are asked, and names that stand as well."""
        self._sources = sources
        self._names = frozenset(map(folded, names))

    def invented(self, text: str) -> Iterator[Claim]:
        """The kinds of the claims in `text` that stand nowhere."""
        unproven = {claim for claim, _ in self.unproven(text)}
        yield from (claim for claim in Claim if claim in unproven)

    def tells_numbers(self, text: str) -> bool:
        """Whether all the numbers that `text` claims stand somewhere."""
        return all(self._tells_number(key, unit) for key, unit in claimed(text))

    def tells_word(self, word: str) -> bool:
        """Whether a word, in the form of `folded`, stands somewhere."""
        return any(word in source.words for source in self._sources)

    def tells_phrase(self, phrase: str) -> bool:
        """Whether words, as `Wording.line` has them, stand somewhere one after the other."""
        return any(phrase in line for source in self._sources for line in source.lines)

    def unproven(self, text: str) -> set[tuple[Claim, str]]:
        """The claims in `text` that stand nowhere, each with what it names."""
        found = {
            (Claim.NUMBER, f"{key} {unit}")
            for key, unit in claimed(text)
            if not self._tells_number(key, unit)
        }
        told = [source.days for source in self._sources]
        found |= {(Claim.DATE, day) for day in days(text) if not any(day in of for of in told)}
        return found | {(Claim.NAME, one) for one in names(text) if not self._tells_name(one)}

    def _tells_part(self, part: str) -> bool:
        return self.tells_word(part) or (part.isdecimal() and self._tells_number(part, BARE))

    def _tells_number(self, key: str, unit: str) -> bool:
        for source in self._sources:
            fitting = _FITTING.get(unit, {BARE, unit}) if source.is_talk else {unit}
            if (units := source.numbers.get(key)) and (unit in _ANY or units & fitting):
                return True
        return False

    def _tells_name(self, name: str) -> bool:
        heard = parts(name)
        whole = "".join(heard)
        if whole in self._names or self.tells_word(whole) or all(map(self._tells_part, heard)):
            return True
        return len(whole) > _STEM and self.tells_word(whole.removesuffix("s"))
