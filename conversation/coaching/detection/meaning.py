"""Meaning of a turn: how much it sounds like a rule's examples, told by vectors of an encoder.

Texts that mean the same lie near each other, but "promise it" and "do not promise it" do too: on
the labelled calls the nearest example is no better than chance. So each rule has a linear
discriminant, a direction that parts its examples from its negatives, from the other rules' and
from the none-set; its value is the logarithm of how much likelier the text is on the rule's side.
To that comes the margin by which the nearest utterance is one of the rule's (`nearest.py`): the
two together find half as much again of what no list has, at as many false alarms.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.nearest import Nearest

Vectors = NDArray[np.float32]
"""One row a text, each of unit length."""

_Floats = NDArray[np.float64]
FEWEST_EXAMPLES = 8
"""With fewer, a rule has no direction that can be relied on."""
_SHRINKAGE = 2.0
_A_MARGIN = 20.0
"""What a margin of 1 adds to a score; chosen on utterances that no playbook has."""


class Sounding(Protocol):
    """A rule, or an obligation, as far as its meaning goes."""

    @property
    def id(self) -> str:
        """Its own name."""
        ...

    @property
    def signal(self) -> str:
        """The signal; utterances of the same one are not told apart."""
        ...

    @property
    def examples(self) -> list[str]:
        """The utterances that mean it."""
        ...

    @property
    def negatives(self) -> list[str]:
        """The utterances that only sound like it."""
        ...


def utterances(rules: Sequence[Sounding], none: Sequence[str]) -> list[str]:
    """All texts whose vectors the discriminants of a playbook are made from, each once."""
    texts = [text for rule in rules for text in (*rule.examples, *rule.negatives)]
    return list(dict.fromkeys([*texts, *none]))


def has_meaning(rule: Sounding) -> bool:
    """Whether a rule has examples enough for a discriminant."""
    return len(rule.examples) >= FEWEST_EXAMPLES


def has_contrast(rules: Sequence[Sounding], none: Sequence[str]) -> bool:
    """Whether there are utterances, besides those of one signal, that rules can be told from."""
    signals = {rule.signal for rule in rules if rule.examples}
    return len(signals) > 1 or any(rule.negatives for rule in rules) or bool(none)


class Discriminants:
    """The meanings of a playbook's rules: a discriminant of each, with one covariance, shrunk."""

    def __init__(
        self, rules: Sequence[Sounding], none: Sequence[str], texts: Sequence[str], vectors: Vectors
    ) -> None:
        """Find the directions.

        Args:
            rules: The rules of a playbook, at least one of which has a meaning.
            none: Its none-set; rules and it together have a contrast.
            texts: Their `utterances`.
            vectors: The vectors of these.
        """
        self.ids = [rule.id for rule in rules if has_meaning(rule)]
        known = vectors.astype(np.float64)
        self._mean = known.mean(0)
        places = {text: place for place, text in enumerate(texts)}
        lists = [[places[text] for text in rule.examples] for rule in rules]
        of_none = [text for rule in rules for text in rule.negatives]
        nothing = [places[text] for text in (*of_none, *none)]
        centred = known - self._mean
        ours, theirs = _sides(rules, lists, nothing, centred)
        self._weights = cast(
            "_Floats", np.linalg.solve(_spread([*lists, nothing], centred), (ours - theirs).T)
        )
        self._biases = -0.5 * np.einsum("rd,dr->r", ours + theirs, self._weights)
        of_rules = [(rule.signal, places) for rule, places in zip(rules, lists, strict=True)]
        groups = [group for group in [*of_rules, (None, nothing)] if group[1]]
        self._nearest = Nearest(groups, vectors)
        told = [rule for rule in rules if rule.examples]
        self._columns = [at for at, rule in enumerate(told) if has_meaning(rule)]

    def meanings(self, parts: Sequence[str], vectors: Vectors) -> dict[str, Likeness]:
        """How much a turn sounds like each rule, by its likeliest part and the rule's id.

        Args:
            parts: Parts of the turn.
            vectors: Their vectors.
        """
        return likeliest(self.ids, parts, self.scores(vectors))

    def scores(self, vectors: Vectors) -> _Floats:
        """The score of each part's vector, a row, for each rule of `ids`, a column."""
        scores: _Floats = (vectors - self._mean) @ self._weights + self._biases
        scores += _A_MARGIN * self._nearest.margins(vectors)[:, self._columns]
        return scores


def likeliest(ids: Sequence[str], parts: Sequence[str], scores: _Floats) -> dict[str, Likeness]:
    """The likeness of each rule, by its id: that of its likeliest part.

    Args:
        ids: The rules.
        parts: The parts of a turn.
        scores: A row for each part, a column for each rule.
    """
    best = [int(place) for place in scores.argmax(0)]
    return {
        id: Likeness(float(scores[place, at]), parts[place])
        for at, (id, place) in enumerate(zip(ids, best, strict=True))
    }


def _spread(lists: Sequence[Sequence[int]], vectors: _Floats) -> _Floats:
    """The covariance within the lists, shrunk towards none: they are few for so many dimensions."""
    parted = [vectors[places] - vectors[places].mean(0) for places in lists if places]
    within = np.concatenate(parted)
    covariance: _Floats = within.T @ within / len(within)
    size = len(covariance)
    return covariance + _SHRINKAGE * np.trace(covariance) / size * np.eye(size)


def _sides(
    rules: Sequence[Sounding],
    lists: Sequence[Sequence[int]],
    nothing: Sequence[int],
    vectors: _Floats,
) -> tuple[_Floats, _Floats]:
    """The means of each rule's examples, and of what is none of its signal."""
    of_signal: dict[str, list[int]] = {}
    for rule, places in zip(rules, lists, strict=True):
        of_signal.setdefault(rule.signal, []).extend(places)
    everything = [*chain.from_iterable(of_signal.values()), *nothing]
    total = vectors[everything].sum(0)
    rest = {
        signal: (total - vectors[places].sum(0)) / (len(everything) - len(places))
        for signal, places in of_signal.items()
        if places
    }
    told = [(rule, places) for rule, places in zip(rules, lists, strict=True) if has_meaning(rule)]
    ours = np.stack([vectors[places].mean(0) for _, places in told])
    return ours, np.stack([rest[rule.signal] for rule, _ in told])
