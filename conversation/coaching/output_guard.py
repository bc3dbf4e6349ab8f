"""Output guard: holds a model's answer to the call, to what the coach was given, to its language.

    what is off                                          headline    question, direction
    ---------------------------------------------------  ----------  -------------------
    prompt: words of the prompt, or talk about it        refused     refused
    unsafe: a check passed over, a secret told           refused     refused
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

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from functools import partial
from typing import Any

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.coaching.grounding import grounded, grounded_evidence
from conversation.coaching.guarding.facts import Told
from conversation.coaching.guarding.leaks import PromptText
from conversation.coaching.guarding.machine_speech import MachineSpeech
from conversation.coaching.guarding.offences import Judge, Offence, Talk
from conversation.coaching.guarding.promises import declines
from conversation.coaching.playbook import Playbook
from conversation.memory.remembered import NOTHING_REMEMBERED, Remembered
from conversation.speech.turns import Turn

MAX_HEADLINE_WORDS = 16
MAX_QUESTION_CHARS = 160
MAX_DIRECTION_CHARS = 300
_WORST = (Offence.PROMPT, Offence.UNSAFE, Offence.DICTATED)


class RefusedAnswerError(Exception):
    """An answer must not be shown.

    Attributes:
        reason: What is off, as the table names it: `guard_number`.
    """

    def __init__(self, offence: Offence) -> None:
        super().__init__(offence.value)
        self.reason = f"guard_{offence.value}"


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
        self._given = Told(_texts(playbook), is_talk=False)
        self._signals = {rule.signal for rule in playbook.rules}
        self._prompt = PromptText(prompt)
        self._language = language
        self._speech = MachineSpeech()

    def of(
        self,
        turns: Sequence[Turn],
        turn: Turn,
        question: str | None = None,
        known: Remembered = NOTHING_REMEMBERED,
    ) -> "AnswerGuard":
        """The guard of the answer to `turn` with what is `known` of the call, or to a question."""
        talk = Talk(turns, turn, question, self._given, self._speech, remembered=known)
        judge = Judge(talk, self._prompt, self._language)
        by_rules = partial(self._evidence, turns, turn)
        is_proven = question is not None
        return AnswerGuard(talk, judge, turns, self._signals, by_rules, is_proven=is_proven)

    def _evidence(
        self, turns: Sequence[Turn], turn: Turn, signals: Collection[str]
    ) -> Sequence[Evidence]:
        """What the rules find in a turn, where that is one of some signals."""
        found = self._playbook.advise(turn, [one for one in turns if one is not turn])
        is_one = found and not set(signals).isdisjoint(found[0].signals_detected)
        return found[0].evidence if found and is_one else ()


class AnswerGuard:
    """The guard of one answer."""

    def __init__(
        self,
        talk: Talk,
        judge: Judge,
        turns: Sequence[Turn],
        signals: Set[str],
        by_rules: Callable[[Collection[str]], Sequence[Evidence]],
        *,
        is_proven: bool,
    ) -> None:
        """Create the guard; `OutputGuard.of` puts its parts together.

        Args:
            talk: What the answer is held to.
            judge: Finds what is off with a text.
            turns: The call, whose customer is quoted.
            signals: The names of the signals that there are.
            by_rules: Evidence of one of some signals in the turn, as the rules find it.
            is_proven: Whether it needs no evidence, as what the agent asked for.
        """
        self._talk = talk
        self._judge = judge
        self._turns = turns
        self._signals = signals
        self._by_rules = by_rules
        self._is_proven = is_proven

    def shown(self, known: Mapping[str, Any]) -> dict[str, Any] | None:
        """What of the fields known so far, by name, may be shown; None where that is unknown yet.

        Raises:
            RefusedAnswerError: None of the answer may be shown, however it goes on.
        """
        self._check(known["headline"])
        if self._talk.is_ordered:
            return None
        evidence = [Evidence(**item) for item in known.get("evidence", ())]
        clean = {
            **known,
            "questions": self._clean(known.get("questions", ()), MAX_QUESTION_CHARS),
            "recommended_direction": self._direction(known.get("recommended_direction", "")),
            "signals_detected": self._named(known.get("signals_detected", ())),
            "evidence": [item.model_dump() for item in self._proofs(evidence)],
        }
        return {name: clean[name] for name in known}

    def passed(self, advice: Advice) -> Advice:
        """The advice as far as it may stand.

        Raises:
            RefusedAnswerError: It may not.
        """
        self._check(advice.headline)
        texts = [advice.headline, *advice.questions, advice.recommended_direction]
        if not self._judge.fits_language(" ".join(texts)):
            raise RefusedAnswerError(Offence.LANGUAGE)
        # What quotes nobody has the rules' evidence; what quotes words that nobody said has none.
        proofs = advice.evidence or self._by_rules(advice.signals_detected)
        evidence = self._proofs(proofs)
        if self._talk.is_ordered and not evidence and not declines(advice.headline):
            raise RefusedAnswerError(Offence.DICTATED)
        changed = {
            "questions": self._clean(advice.questions, MAX_QUESTION_CHARS),
            "recommended_direction": self._direction(advice.recommended_direction),
            "signals_detected": self._named(advice.signals_detected),
            "evidence": evidence,
        }
        if not evidence and not self._is_proven:
            changed["priority"] = Priority.LOW
        return grounded(advice.model_copy(update=changed), self._turns)

    def _check(self, headline: str) -> None:
        if offence := self._judge.offence(headline):
            raise RefusedAnswerError(offence)
        if len(headline.split()) > MAX_HEADLINE_WORDS:
            raise RefusedAnswerError(Offence.LENGTH)

    def _clean(self, texts: Iterable[str], most_chars: int) -> list[str]:
        return [text for text in texts if len(text) <= most_chars and self._is_clean(text)]

    def _direction(self, text: str) -> str:
        return "".join(self._clean([text], MAX_DIRECTION_CHARS))

    def _is_clean(self, text: str) -> bool:
        offence = self._judge.offence(text)
        if offence and offence in _WORST:
            raise RefusedAnswerError(offence)
        return offence is None

    def _named(self, signals: Iterable[str]) -> list[str]:
        return [signal for signal in signals if signal in self._signals]

    def _proofs(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The evidence that is the customer's own words to the agent."""
        found = grounded_evidence(evidence, self._turns)
        return [one for one in found if self._talk.was_said(one.turn_id, one.quote)]


def _texts(playbook: Playbook) -> list[str]:
    moves = [move for rule in playbook.rules for move in rule.moves]
    moves += [move for stage in playbook.fallback.values() for move in stage]
    texts = [text for move in moves for text in (move.headline, *move.questions)]
    return [playbook.title, playbook.goal, *texts, *(m.recommended_direction for m in moves)]
