"""Turn reader of the memory: what one turn tells, by rules, in well under a millisecond.

The words are those of `turn.final`, so that nothing is remembered that `REDACT` hides; and what a
caller says to the machine is no part of the talk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from conversation.coaching.clauses import clause_around
from conversation.coaching.detection.stance import Stances
from conversation.coaching.guarding.machine_speech import MachineSpeech
from conversation.coaching.wording import Wording
from conversation.memory.amounts import Amount, amounts
from conversation.memory.dates import dates
from conversation.memory.entity import Entity, EntityKind, EntityState, Key
from conversation.memory.mood import valence
from conversation.memory.people import people
from conversation.memory.plain_text import plain_text
from conversation.memory.words.compiled import memory_words
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

MAX_CHARS = 4000
"""How much of a turn is read."""
_QUESTION = re.compile(r"(?:^|(?<=[.?!…]))[^.?!…]*+\?")
_TRIAL = "Tell me on Tuesday: is it 90 a seat, too expensive, great?"
_FEWEST_WORDS, _MOST_QUESTIONS = 3, 2


@dataclass(frozen=True, slots=True)
class TurnReading:
    """The reading of a turn.

    Attributes:
        said: Its words, as far as they are read.
        named: Names, prices, numbers and dates.
        promises: What the party says that they will do.
        questions: What they ask.
        pains: What costs them time, money or nerves.
        deflects: Whether it leaves a question open.
        settles: Whether it takes an answer.
        valence: How glad or cross it is; None where that can't be told.
        wording: Its words in one plain form.
    """

    said: str
    named: tuple[Amount, ...]
    promises: tuple[str, ...]
    questions: tuple[str, ...]
    pains: tuple[str, ...]
    deflects: bool
    settles: bool
    valence: float | None
    wording: Wording


class TurnReader:
    """The reader of the turns of one language; of an unknown one, it reads numbers and names."""

    def __init__(self, language: str) -> None:
        """Create the reader of a BCP-47 `language`; `turn_reader` keeps it."""
        self._language = language
        self._words = memory_words(language)
        self._vocabulary = self._words and self._words.vocabulary
        self._speech = MachineSpeech()
        self.read(Turn("", Speaker.CUSTOMER, _TRIAL, 0, 0))  # compiles what finds words

    def read(self, turn: Turn) -> TurnReading:
        """What a turn tells."""
        said = turn.text[:MAX_CHARS]
        if turn.speaker is Speaker.CUSTOMER:
            said, _ = self._speech.parted(said)
        wording = Wording(said)
        named, words = tuple(self._named(said)), self._words
        if words is None:
            questions = tuple(_questions(said))
            return TurnReading(said, named, (), questions, (), False, False, None, wording)
        stances = Stances(wording, self._language)
        meant = [span for span in words.promises.spans(wording) if stances.at(span) is None]
        pains = [span for span in words.pains.spans(wording) if stances.at(span) is None]
        settled = [span for span in words.settled.spans(wording) if stances.at(span) is None]
        asked, felt = tuple(self._questions(said, wording)), valence(wording, stances, words)
        return TurnReading(
            said,
            named,
            tuple(_clauses(wording, meant)),
            asked,
            tuple(pain for pain in _clauses(wording, pains) if not _is_in(pain, asked)),
            wording in words.deflections,
            bool(settled) and (felt or 0) >= 0,
            felt,
            wording,
        )

    def _named(self, said: str) -> Iterator[Amount]:
        plain, vocabulary = plain_text(said), self._vocabulary
        on_days = list(dates(said, plain))
        yield from people(said, plain, vocabulary)
        yield from on_days
        for amount in amounts(plain, vocabulary.paid if vocabulary else frozenset()):
            if not any(day.start <= amount.start < day.end for day in on_days):
                yield amount

    def _questions(self, said: str, wording: Wording) -> Iterator[str]:
        words = self._words
        assert words  # noqa: S101 - `read` has looked
        found = list(_questions(said))
        if not found and not {".", "?"}.intersection(wording.tokens):
            begin = next(words.questions.spans(wording), None)
            found = [said.strip()] if begin and begin[0] == 0 else []
        for question in found:
            asked = Wording(question)
            if len(asked.words) >= _FEWEST_WORDS and asked not in words.smalltalk:
                yield question


def told_in(turn: Turn, reading: TurnReading) -> Iterator[tuple[Entity, Key]]:
    """The entities that a turn tells by its words, each with its key."""

    def told(
        kind: EntityKind, text: str, key: str, state: EntityState | None = None
    ) -> tuple[Entity, Key]:
        return Entity(kind, text, turn.speaker, turn.turn_id, state), (kind, key)

    for amount in reading.named:
        yield told(amount.kind, reading.said[amount.start : amount.end].strip(), amount.key)
    for promise in reading.promises:
        yield told(EntityKind.COMMITMENT, promise, f"{turn.speaker} {promise.casefold()}")
    if turn.speaker is Speaker.CUSTOMER:
        for pain in reading.pains:
            yield told(EntityKind.PAIN, pain, pain.casefold())
        for question in reading.questions:
            yield told(EntityKind.QUESTION, question, question.casefold(), EntityState.OPEN)


@cache
def turn_reader(language: str) -> TurnReader:
    """The reader of `language`, made once."""
    return TurnReader(language)


def _questions(said: str) -> list[str]:
    found = [match[0].strip() for match in _QUESTION.finditer(said)] if "?" in said else []
    return found[-_MOST_QUESTIONS:]


def _clauses(wording: Wording, spans: list[tuple[int, int]]) -> Iterator[str]:
    """The clauses around some words, verbatim; none of them over another."""
    until = 0
    for start, end in (wording.span(*span) for span in spans):
        clause = clause_around(wording.text, start, end)
        at = wording.text.find(clause, max(0, start - len(clause)))
        if clause and start >= until:
            yield clause
            until = max(at, 0) + len(clause)


def _is_in(words: str, texts: tuple[str, ...]) -> bool:
    return any(words in text for text in texts)
