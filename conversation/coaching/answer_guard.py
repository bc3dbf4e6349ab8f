"""Answer guard: holds one answer of a model to the call, to what was given, to its language.

What is off with which text, and what is done, stands in the table of `output_guard`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from typing import Any

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.coaching.grounding import grounded, grounded_evidence
from conversation.coaching.guarding.offences import GuardedTalk, Judge, Offence
from conversation.coaching.guarding.promises import declines
from conversation.coaching.source import Source
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


class AnswerGuard:
    """The guard of one answer."""

    def __init__(
        self,
        talk: GuardedTalk,
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
        """What of the fields known so far may be shown; None where that is not known yet.

        Args:
            known: The fields by their names, the headline among them.

        Raises:
            RefusedAnswerError: None of the answer may be shown, however it goes on.
        """
        self._check(known["headline"])
        if self._talk.is_ordered:
            return None
        evidence = [Evidence(**item) for item in known.get("evidence", ())]
        clean = {
            **known,
            "questions": self.clean(known.get("questions", ()), MAX_QUESTION_CHARS),
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
            "questions": self.clean(advice.questions, MAX_QUESTION_CHARS),
            "recommended_direction": self._direction(advice.recommended_direction),
            "signals_detected": self._named(advice.signals_detected),
            "evidence": evidence,
        }
        if not evidence and not self._is_proven:
            changed["priority"] = Priority.LOW
        return grounded(advice.model_copy(update=changed), self._turns)

    def sources(self, advice: Advice, cited: Iterable[Source]) -> list[Source]:
        """What advice that has passed rests on: what it cites, and what proves a fact in it."""
        texts = [advice.headline, *advice.questions, advice.recommended_direction]
        return list(dict.fromkeys([*cited, *self._talk.proving(texts)]))

    def clean(self, texts: Iterable[str], most_chars: int) -> list[str]:
        """Those of some texts that may be shown.

        Raises:
            RefusedAnswerError: None of the answer may be shown, however it goes on.
        """
        return [text for text in texts if len(text) <= most_chars and self._is_clean(text)]

    def _check(self, headline: str) -> None:
        if offence := self._judge.offence(headline):
            raise RefusedAnswerError(offence)
        if len(headline.split()) > MAX_HEADLINE_WORDS:
            raise RefusedAnswerError(Offence.LENGTH)

    def _direction(self, text: str) -> str:
        return "".join(self.clean([text], MAX_DIRECTION_CHARS))

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
        return [item for item in found if self._talk.was_said(item.turn_id, item.quote)]
