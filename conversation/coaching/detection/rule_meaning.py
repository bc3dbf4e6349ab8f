"""Meaning of a turn to the rules of a playbook, by all that is known of them, on one scale.

A rule that the classifier has learnt is told by it, and a little by its discriminant. One of one's
own is told by its discriminant alone, whose score is put on the same scale.
"""

from collections.abc import Sequence

import numpy as np

from conversation.coaching.detection.classifier import SignalClassifier
from conversation.coaching.detection.convolution import TokenVectors
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.meaning import (
    Discriminants,
    Sounding,
    Vectors,
    has_meaning,
    likeliest,
)

_OF_DISCRIMINANT = 0.2
_SCALE, _SHIFT = 0.93, -2.4
"""Of a discriminant alone: so many are right at the bars of the calibration as were at its own."""


class RuleMeaning:
    """The discriminants of a playbook's rules, with what was learnt of them."""

    def __init__(
        self, rules: Sequence[Sounding], known: Discriminants, classifier: SignalClassifier
    ) -> None:
        """Tell the meanings of `rules` by both.

        Args:
            rules: The rules that the discriminants were made of.
            known: The discriminants.
            classifier: What was learnt.
        """
        told = [rule for rule in rules if has_meaning(rule)]
        self._known = known
        self._classifier = classifier
        self._columns = [
            column for column, rule in enumerate(told) if classifier.knows(rule.id, rule.signal)
        ]
        self._learnt = [(told[column].id, told[column].signal) for column in self._columns]

    def meanings(
        self,
        parts: Sequence[str],
        vectors: Vectors,
        tokens: Sequence[TokenVectors],
        before: str = "",
    ) -> dict[str, Likeness]:
        """How much a turn sounds like each rule, by its likeliest part and the rule's id.

        Args:
            parts: Parts of the turn.
            vectors: Their vectors.
            tokens: The vectors of each one's tokens.
            before: The last sentence that the agent said before the turn.
        """
        known = self._known.scores(vectors)
        scores = known * _SCALE + _SHIFT
        if self._learnt:
            learnt = self._classifier.scores(self._learnt, parts, tokens, before)
            scores[:, self._columns] = learnt + _OF_DISCRIMINANT * known[:, self._columns]
        return likeliest(self._known.ids, parts, np.asarray(scores))
