"""Call memory: what matters of a call so far, by rules, turn by turn.

    customer  "how much is a seat?"          question · open
    agent     "It's ninety a seat."          price; the question is answered, and goes
    customer  "that's too expensive"         objection · open
    agent     "I'll send you a lower offer"  commitment of the agent's
    customer  "okay, that works"             objection · handled

What it costs does not grow with the call: a turn is read once, and the register is bounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from conversation.memory.entity import Entity, EntityKind, EntityState, Key
from conversation.memory.fold import Fold
from conversation.memory.mood import Mood
from conversation.memory.register import Register
from conversation.memory.remembered import NOTHING_REMEMBERED, Phase, Remembered
from conversation.memory.signs import RIVAL, SETTLES, Sign
from conversation.memory.summary import MOST, line_of
from conversation.memory.turn_reader import TurnReading, told_in, turn_reader
from conversation.speech.backchannels import is_backchannel
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_ANSWER_WORDS = 3
_LONG = 5  # letters: the beginning by which two words of a question and its answer are one
_SHARED = 2


class CallMemory:
    """The memory of one call.

    Attributes:
        fold: What stands, and what is summed up.
        client: What the last calls with the same person left, a line each.
    """

    def __init__(self, language: str, known: Remembered = NOTHING_REMEMBERED) -> None:
        """Begin in a language, a BCP-47 tag, with what is known of a call that goes on."""
        self._language = language
        self._reader = turn_reader(language)
        self._register = Register(known.entities)
        self._moods = {who: Mood(known.sentiment.get(who)) for who in Speaker}
        self._phase = known.phase
        self._until = known.until_turn_id
        self._heard: set[str] = set()
        self.fold = Fold(known.summary)
        self.client = known.client
        self._asked: list[Key] = []  # since the agent last answered
        self._is_answered = True  # whether the agent has spoken since the last objection

    @classmethod
    def recalled(
        cls, language: str, data: Mapping[str, Any] | None, turns: Sequence[Turn]
    ) -> "CallMemory":
        """The memory of a call that goes on.

        Args:
            language: BCP-47 tag.
            data: That of its last `memory.updated` event, if there was one.
            turns: Its turns; those after `until_turn_id` are not read yet.
        """
        known = Remembered.from_data(data) if data else NOTHING_REMEMBERED
        memory = cls(language, known)
        ids = [turn.turn_id for turn in turns]
        if known.until_turn_id in ids:
            memory._skip(turns[: ids.index(known.until_turn_id) + 1])
        return memory

    def branch(self) -> "CallMemory":
        """The same memory, to go on from in another direction."""
        other = CallMemory(self._language, self.snapshot())
        other._heard, other._asked = set(self._heard), list(self._asked)
        other.fold = self.fold.branch()
        return other

    def go_on_in(self, language: str) -> None:
        """Read the next turns in another language."""
        self._language = language
        self._reader = turn_reader(language)

    def has_heard(self, turn: Turn) -> bool:
        """Whether a turn was taken in."""
        return turn.turn_id in self._heard

    def hear(self, turn: Turn, signs: Sequence[Sign] = (), phase: Phase | None = None) -> bool:
        """Take in a finished turn; returns whether anything but `until_turn_id` has changed.

        Args:
            turn: The turn; where it was taken in already, its signs alone are.
            signs: The playbook's signals in it, or in the thought that it ends.
            phase: The stage of the playbook that it has reached, if one.
        """
        changes = [] if self.has_heard(turn) else self._read(turn, signs)
        changes.append(self._take(turn, signs))
        if phase and (self._phase is None or phase.id != self._phase.id):
            self._phase = phase
            changes.append(True)
        return any(changes)

    def find(self, entities: Iterable[Entity]) -> bool:
        """Take in what a model has found, but for what rules know; returns whether any is new."""
        added = [self._register.add(one) for one in entities if not self._knows(one)]
        return any(added)

    def _knows(self, entity: Entity) -> bool:
        same = (one for one in self._register if one.turn_id == entity.turn_id)
        return any(
            one.kind is entity.kind and (one.text in entity.text or entity.text in one.text)
            for one in same
        )

    def snapshot(self) -> Remembered:
        """The memory as it is now."""
        moods = {who: mood.told for who, mood in self._moods.items() if mood.told}
        found, summary = tuple(self._register), self.fold.summary
        return Remembered(found, self._phase, moods, self._until, summary, self.client)

    def _skip(self, turns: Sequence[Turn]) -> None:
        """Take turns for read, of which only the summary needs the words of the last ones."""
        self._heard.update(turn.turn_id for turn in turns)
        until = self.fold.summary.until_turn_id
        last = list(takewhile(lambda turn: turn.turn_id != until, reversed(turns[-MOST:])))
        for turn in reversed(last):
            self.fold.add(line_of(turn, self._reader.read(turn)), turn)

    def _read(self, turn: Turn, signs: Sequence[Sign]) -> list[bool]:
        """Take in the words of a turn; returns of each thing whether it has changed."""
        self._until = turn.turn_id
        self._heard.add(turn.turn_id)
        reading = self._reader.read(turn)
        self.fold.add(line_of(turn, reading, is_signal=bool(signs)), turn)
        changes = [self._register.add(entity, key) for entity, key in told_in(turn, reading)]
        changes.append(self._moods[turn.speaker].hear(reading.valence, turn.turn_id))
        if turn.speaker is Speaker.AGENT:
            changes += self._answer(turn, reading)
        else:
            self._asked += [(EntityKind.QUESTION, asked.casefold()) for asked in reading.questions]
            if reading.settles and not _objects(signs):
                changes.append(self._settle())
        return changes

    def _answer(self, turn: Turn, reading: TurnReading) -> list[bool]:
        """The agent has said something: the questions that it answers are no longer open."""
        if len(reading.wording.words) < _ANSWER_WORDS or is_backchannel(turn.text):
            return []
        self._is_answered = True
        asked, self._asked = self._asked, []
        if reading.deflects:
            return []
        answered = [*asked, *self._returned_to(reading)]
        return [self._register.drop(key) for key in answered]

    def _returned_to(self, reading: TurnReading) -> list[Key]:
        """The open questions that an answer comes back to, by the words that they share."""
        said = {word[:_LONG] for word in reading.wording.words if len(word) >= _LONG}
        found: list[Key] = []
        for key in self._register.keys(EntityKind.QUESTION):
            asked = {word[:_LONG] for word in key[1].split() if len(word) >= _LONG}
            if len(asked & said) >= min(_SHARED, max(len(asked), 1)):
                found.append(key)
        return found

    def _take(self, turn: Turn, signs: Sequence[Sign]) -> bool:
        """Take in the playbook's signals in a turn of the customer."""
        changed = False
        for sign in signs:
            if sign.signal == RIVAL:
                changed |= self._name_companies(turn)
            elif sign.signal in SETTLES and not _objects(signs):
                changed |= self._settle()
            elif kind := sign.kind:
                state = EntityState.OPEN if kind is EntityKind.OBJECTION else None
                entity = Entity(kind, sign.quote, turn.speaker, sign.turn_id, state, sign.signal)
                changed |= self._register.add(entity)
        if _objects(signs):
            self._is_answered = False
        return changed

    def _name_companies(self, turn: Turn) -> bool:
        """A rival is named: what bears a name in the turn is a company."""
        named = [one for one in self._register if one.turn_id == turn.turn_id]
        found = [one for one in named if one.kind is EntityKind.NAME]
        added = [self._register.add(replace(one, kind=EntityKind.COMPANY)) for one in found]
        return any(added)

    def _settle(self) -> bool:
        """The customer takes what the agent has said: the last open objection is handled."""
        keys = reversed(self._register.keys(EntityKind.OBJECTION))
        return self._is_answered and any(self._register.handle(key) for key in keys)


def _objects(signs: Sequence[Sign]) -> bool:
    return any(sign.kind is EntityKind.OBJECTION for sign in signs)
