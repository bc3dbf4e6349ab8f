"""Faithfulness of a model's summary: what it says was said, or it goes.

what       is off with it                                                      is
---------  ------------------------------------------------------------------  --------
sentence   a number, a date or a name that stands neither in the turns nor in  left out
           the summary before; words of the prompt; to do harm
entity     words that do not stand in the turn that it names, or were meant    left out
           for the machine; a kind that there is not
summary    no sentence is left; another language than was asked for            refused
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conversation.coaching.guarding.facts import TextFacts
from conversation.coaching.guarding.leaks import PromptText
from conversation.coaching.guarding.machine_speech import MachineSpeech
from conversation.coaching.guarding.offences import GuardedTalk
from conversation.coaching.guarding.promises import is_unsafe
from conversation.coaching.guarding.written_language import is_written_in
from conversation.coaching.wording import Wording
from conversation.memory.entity import Entity, EntityKind, EntityState
from conversation.memory.remembered import Remembered
from conversation.memory.summary import MAX_WORDS, RunningSummary
from conversation.speech.turns import Turn

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|\n|$)|[^\s.!?]+[.!?]+")
_MAX_TEXT = 160  # characters of an entity: what is longer is no thing, but a story
_STATES = {EntityKind.OBJECTION, EntityKind.QUESTION}


class Faithfulness:
    """The guard of the summaries in one language, by one prompt."""

    def __init__(self, prompt: str, language: str) -> None:
        """Create the guard; `prompt` must not come back, `language` is a BCP-47 tag."""
        self._prompt = PromptText(prompt)
        self._language = language
        self._speech = MachineSpeech()

    def summary(self, text: str, before: RunningSummary, turns: Sequence[Turn]) -> str:
        """What of a model's summary may stand: whole sentences, within `MAX_WORDS`.

        Args:
            text: The model's words.
            before: The summary that it goes on from.
            turns: The turns that are folded; never empty.

        Returns:
            The sentences; empty where there are none, or in another language.
        """
        known = Remembered(summary=before)
        talk = GuardedTalk(turns, turns[-1], None, TextFacts(()), self._speech, remembered=known)
        kept: list[str] = []
        left = MAX_WORDS
        for sentence in (found.strip() for found in _SENTENCE.findall(text)):
            words = len(sentence.split())
            if not words or not self._stands(sentence, talk):
                continue
            if words > left:
                break
            kept.append(sentence)
            left -= words
        found = " ".join(kept)
        return found if is_written_in(found, self._language) else ""

    def entities(self, told: Iterable[Mapping[str, Any]], turns: Sequence[Turn]) -> list[Entity]:
        """The entities of a model that stand, verbatim, in the turns that they name."""
        by_id = {turn.turn_id: turn for turn in turns}
        found = (self._entity(one, by_id) for one in told)
        return [one for one in found if one]

    def _stands(self, sentence: str, talk: GuardedTalk) -> bool:
        if self._prompt.leaks_into(sentence) or is_unsafe(sentence):
            return False
        return not any(True for _ in talk.call.invented(sentence))

    def _entity(self, one: Mapping[str, Any], turns: Mapping[str, Turn]) -> Entity | None:
        turn = turns.get(str(one.get("turn_id", "")).strip("[] "))
        kind = one.get("kind")
        if turn is None or kind not in set(EntityKind):
            return None
        said, _ = self._speech.parted(turn.text)
        wording = Wording(said, sentences=False)
        quoted = Wording(str(one.get("text", "")), sentences=False).line.strip()
        at = wording.line.find(f" {quoted} ") if quoted else -1
        if at < 0 or len(quoted) > _MAX_TEXT:
            return None
        start, end = wording.span(at, at + len(quoted) + 1)
        state = one.get("state") if kind in _STATES else None
        known = EntityState(state) if state in set(EntityState) else None
        kind = EntityKind(kind)
        if kind in _STATES and known is None:
            known = EntityState.OPEN
        return Entity(kind, said[start:end], turn.speaker, turn.turn_id, known)
