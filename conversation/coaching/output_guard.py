"""Output guard: holds a model's answer to the call, to what the coach was given, to its language.

    what is off                                          headline    question, direction
    ---------------------------------------------------  ----------  -------------------
    prompt: words of the prompt, or talk about it        refused     refused
    unsafe: a check passed over, a secret told,
      what the playbook forbids the agent to say         refused     refused
    dictated: what a caller tells the machine            refused     refused
    language: another than was asked for                 refused     left out
    promise: given away, and not the company's word      refused     left out
    number, date, name: stands nowhere                   refused     left out
    length: more than can be read                        refused     left out

Signals that the playbook does not have are left out, and so is evidence that nobody said to the
agent. What quotes nobody has the evidence of the rules, where they find one of its signals in the
turn; without any, the priority is low. What a caller says to the machine proves nothing; at a turn
that has it (`guarding/machine_speech.py`), nothing is shown before the answer is whole.
"""

from collections.abc import Collection, Sequence
from copy import copy
from functools import cached_property, partial

from conversation.coaching.advice import Evidence
from conversation.coaching.answer_guard import AnswerGuard
from conversation.coaching.guarding.facts import TextFacts
from conversation.coaching.guarding.leaks import PromptText
from conversation.coaching.guarding.machine_speech import MachineSpeech
from conversation.coaching.guarding.offences import GuardedTalk, Judge
from conversation.coaching.guarding.promises import gives_away
from conversation.coaching.playbook import Playbook
from conversation.coaching.source import Source
from conversation.memory.remembered import NOTHING_REMEMBERED, Remembered
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


class OutputGuard:
    """The guard of all the answers in one language, with one playbook and one prompt."""

    def __init__(self, playbook: Playbook, prompt: str, language: str) -> None:
        """Create the guard of answers in a language, a BCP-47 tag.

        Args:
            playbook: What the coach was given, and the names of its signals.
            prompt: The text that must not come back.
            language: The language that is asked for.
        """
        self._playbook = playbook
        self._given = TextFacts(_texts(playbook), is_talk=False)
        self._forbidding = [one for one in playbook.obligations if one.is_of_agents_silence]
        self._signals = {rule.signal for rule in playbook.rules}
        self._prompt = PromptText(prompt)
        self._language = language
        self._speech = MachineSpeech()

    def for_prompt(self, prompt: str) -> "OutputGuard":
        """The same guard of the answers to another prompt."""
        other = copy(self)
        other._prompt = PromptText(prompt)
        return other

    def is_ordered_by(self, turn: Turn) -> bool:
        """Whether some of a turn is meant for the machine, and not for the other party."""
        return turn.speaker is Speaker.CUSTOMER and bool(self._speech.parted(turn.text)[1])

    def of(
        self,
        turns: Sequence[Turn],
        turn: Turn,
        question: str | None = None,
        known: Remembered = NOTHING_REMEMBERED,
        passages: Sequence[Source] = (),
    ) -> "AnswerGuard":
        """The guard of the answer to `turn`, or to a question.

        Args:
            turns: The call so far, oldest first.
            turn: What is answered.
            question: What the agent asks, if they do.
            known: What is remembered of the call.
            passages: What was given of the company's documents for this very answer.
        """
        given, speech = self._given, self._speech
        talk = GuardedTalk(
            turns,
            turn,
            question,
            given,
            speech,
            remembered=known,
            passages=passages,
            offers=self._offers,
        )
        judge = Judge(talk, self._prompt, self._language, self._is_forbidden)
        by_rules = partial(self._evidence, turns, turn)
        is_proven = question is not None
        return AnswerGuard(talk, judge, turns, self._signals, by_rules, is_proven=is_proven)

    @cached_property
    def _offers(self) -> TextFacts:
        """What the playbook gives away."""
        offers = [text for text in _texts(self._playbook) if gives_away(text)]
        return TextFacts(offers, is_talk=False)

    def _is_forbidden(self, text: str) -> bool:
        """Whether the agent, saying a text, would break an obligation."""
        heard = self._playbook.heard(Turn("", Speaker.AGENT, text, 0, 0), ())
        return any(one.spans(heard) for one in self._forbidding)

    def _evidence(
        self, turns: Sequence[Turn], turn: Turn, signals: Collection[str]
    ) -> Sequence[Evidence]:
        """What the rules find in a turn, where that is one of some signals."""
        found = self._playbook.advise(turn, [one for one in turns if one is not turn])
        is_one = found and not set(signals).isdisjoint(found[0].signals_detected)
        return found[0].evidence if found and is_one else ()


def _texts(playbook: Playbook) -> list[str]:
    moves = [move for rule in playbook.rules for move in rule.moves]
    moves += [move for stage in playbook.fallback.values() for move in stage]
    texts = [text for move in moves for text in (move.headline, *move.questions)]
    return [playbook.title, playbook.goal, *texts, *(m.recommended_direction for m in moves)]
