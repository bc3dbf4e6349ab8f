"""Consent of a call's customer: whether it was given, and whether the call may be coached.

    state        required: heard, coached         optional: heard, coached
    ───────────  ───────────────────────────────  ─────────────────────────
    `missing`    for the verbal rule alone, no    yes, yes
    `given`      yes, yes                         yes, yes
    `refused`    no, no                           no, no
    `withdrawn`  no, no                           no, no

What is not heard is silence from the stream on; what is heard for the verbal rule alone is kept
by nobody but for the two turns that give consent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from conversation.coaching.advice import Evidence
from conversation.coaching.consent_rule import ConsentRule
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

ANSWERS_READ = 2
"""How many turns of the customer after the agent's question may be the answer to it."""
_GIVEN = frozenset({"given", "yes", "true", "1", "on", "granted"})
_REFUSED = frozenset({"refused", "no", "false", "0", "off", "denied"})


class ConsentMode(StrEnum):
    """The modes of consent: `OPTIONAL`, or no call is coached without it."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class ConsentState(StrEnum):
    """The states of a call's consent; `MISSING`: nothing was said of it."""

    MISSING = "missing"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentSource(StrEnum):
    """The ways in which consent is told: by the stream, a key, words, or a person's request."""

    PARAMETER = "parameter"
    KEY = "key"
    WORDS = "words"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """The terms of consent in one call.

    Attributes:
        mode: Whether it is required.
        rule: Hears it in words; None: it is not told by words.
        given_key: The telephone key by which the customer agrees; None: keys tell nothing.
        refused_key: The one by which they do not.
    """

    mode: ConsentMode = ConsentMode.OPTIONAL
    rule: ConsentRule | None = None
    given_key: str | None = None
    refused_key: str | None = None


def said_of(value: str | None) -> bool | None:
    """Whether the parameter `consent` of a stream gives it; None where it does not say."""
    word = (value or "").strip().casefold()
    return True if word in _GIVEN else False if word in _REFUSED else None


class Consent:
    """The consent of one call's customer.

    Attributes:
        state: What it is now.
        coached: Whether the call may be coached, shown and kept.
        heard: Whether the call may be heard: to be coached, or to hear the consent itself.
        source: What told it last; None where nothing has.
        by: The name of the person who told it, where one did and has a name.
        evidence: The words of the question and of the answer, where it was given in words.
    """

    def __init__(
        self,
        terms: ConsentTerms,
        state: ConsentState = ConsentState.MISSING,
        source: ConsentSource | None = None,
        by: str | None = None,
    ) -> None:
        """Begin with what is known of it."""
        self._terms = terms
        self._be(state)
        self.source = source
        self.by = by
        self.evidence: tuple[Evidence, ...] = ()
        self._question: Evidence | None = None
        self._answers_left = 0

    @property
    def is_told(self) -> bool:
        """Whether there is something to tell of it: it is asked for, or was given or refused."""
        return self.state is not ConsentState.MISSING or self._terms.mode is ConsentMode.REQUIRED

    def _be(self, state: ConsentState) -> None:
        """What follows of a state is asked for at each packet, and told here."""
        self.state, is_missing = state, state is ConsentState.MISSING
        is_optional = self._terms.mode is ConsentMode.OPTIONAL
        self.coached = is_optional if is_missing else state is ConsentState.GIVEN
        self.heard = self.coached or (is_missing and self._terms.rule is not None)

    def tell(self, *, given: bool, source: ConsentSource, by: str | None = None) -> bool:
        """Take in that it is given, or not; returns whether that is news."""
        state = ConsentState.GIVEN if given else self._not_given()
        if state is self.state:
            return False
        self._be(state)
        self.source, self.by, self.evidence = source, by, ()
        return True

    def press(self, key: str) -> bool:
        """Take in that a key of a telephone was pressed; returns whether the consent changed."""
        keys: Mapping[str | None, bool] = {
            self._terms.refused_key: False,
            self._terms.given_key: True,
        }
        given = keys.get(key)
        return given is not None and self.tell(given=given, source=ConsentSource.KEY)

    def hear(self, turn: Turn) -> bool:
        """Take in a finished turn, in the order of the call; returns whether it changed."""
        rule = self._terms.rule
        if rule is None:
            return False
        if turn.speaker is Speaker.AGENT:
            if clause := rule.asks(turn.text):
                self._question = Evidence(turn_id=turn.turn_id, quote=clause)
                self._answers_left = ANSWERS_READ
            return False
        if rule.withdraws(turn.text):
            return self.tell(given=False, source=ConsentSource.WORDS)
        return self._question is not None and self._answer(rule, self._question, turn)

    def asked_at(self, turn: Turn) -> bool:
        """Whether a turn that was heard is the agent's latest question for consent."""
        return self._question is not None and self._question.turn_id == turn.turn_id

    def _answer(self, rule: ConsentRule, question: Evidence, turn: Turn) -> bool:
        """Read a turn as the answer to the question, while it may be one."""
        if self._answers_left == 0:
            return False
        self._answers_left -= 1
        if rule.refuses(turn.text):
            self._answers_left = 0
            return self.tell(given=False, source=ConsentSource.WORDS)
        clause = rule.agrees(turn.text)
        if clause is None:
            return False
        self._answers_left = 0
        is_news = self.tell(given=True, source=ConsentSource.WORDS)
        if is_news:
            self.evidence = (question, Evidence(turn_id=turn.turn_id, quote=clause))
        return is_news

    def _not_given(self) -> ConsentState:
        """Who has agreed withdraws; who has not refuses, and that stands."""
        agreed = self.state in (ConsentState.GIVEN, ConsentState.WITHDRAWN)
        return ConsentState.WITHDRAWN if agreed else ConsentState.REFUSED
