"""Signs: which of the playbook's signals tell of an objection, or of a pain.

The names are those of the bundled playbooks (`docs/playbooks.md`); in a playbook of one's own, any
name that ends in `_objection` is an objection too, and any in `_problem` a pain.
"""

from typing import NamedTuple

from conversation.memory.entity import EntityKind
from conversation.memory.words.vocabulary import word_set

_OBJECTIONS = word_set(
    "hesitation not_interested satisfied_with_status_quo brush_off_email "
    "bad_past_experience feature_gap other_decision_maker debt_dispute "
    "churn_risk"
)
_PAINS = word_set(
    "pain_point outage billing_error long_wait repeated_contact payment_difficulty "
    "anxiety confusion claim_report safety_risk fraud_suspicion vulnerable_customer"
)
RIVAL = "competitor_mention"
"""The signal at which a name in the turn is a company's."""
SETTLES = frozenset(["buying_signal", "problem_solved"])
"""Signals at which the last objection is handled."""


class Sign(NamedTuple):
    """A signal in a turn.

    Attributes:
        signal: Its name.
        quote: The words that give it away.
        turn_id: The turn that they stand in.
    """

    signal: str
    quote: str
    turn_id: str

    @property
    def kind(self) -> EntityKind | None:
        """What it tells of; None where that is nothing to remember."""
        if self.signal in _OBJECTIONS or self.signal.endswith("_objection"):
            return EntityKind.OBJECTION
        if self.signal in _PAINS or self.signal.endswith("_problem"):
            return EntityKind.PAIN
        return None


def is_remembered(signal: str) -> bool:
    """Whether a signal changes anything that is remembered."""
    return signal == RIVAL or signal in SETTLES or Sign(signal, "", "").kind is not None
