"""Rules that were learnt and rules of one's own are told on one scale."""

import numpy as np
import pytest

from conversation.coaching.detection.classifier import SignalClassifier, Weights
from conversation.coaching.detection.convolution import Convolution, ConvolutionWeights
from conversation.coaching.detection.ngrams import ROWS
from conversation.coaching.detection.rule_meaning import RuleMeaning
from tests.conversation.detection.test_meaning import RULES, made
from tests.conversation.detection.words_encoder import WordsEncoder

PARTS = ["cars cost too much money", "the van came far too late"]
VECTORS = WordsEncoder().vectors(PARTS)
TOKENS = [np.zeros((1, 1), np.float32)] * len(PARTS)


def learnt(*classes: str) -> SignalClassifier:
    """A classifier to which each text is the first class."""
    bag = np.zeros((2, len(classes) + 1), np.float32)
    bag[-1, 0] = 6.0
    ngrams, even = np.zeros((ROWS, 1), np.int8), np.ones(ROWS, np.float32)
    none = np.zeros((3, len(classes) + 1), np.float32)
    gain, shift = np.ones(1, np.float32), np.zeros(1, np.float32)
    convolution = Convolution(ConvolutionWeights([], gain, shift, none))
    return SignalClassifier(Weights(classes, ngrams, even, even, bag), convolution)


def test_a_rule_of_ones_own_is_told_by_its_discriminant() -> None:
    """Its order of texts stays, and its bars are those of all."""
    known = made(RULES)
    own = RuleMeaning(RULES, known, learnt("other.other")).meanings(PARTS, VECTORS, TOKENS)
    for id, likeness in known.meanings(PARTS, VECTORS).items():
        assert own[id].part == likeness.part
        assert own[id].score == pytest.approx(0.93 * likeness.score - 2.4)


def test_a_rule_that_was_learnt_is_told_by_both() -> None:
    """Of parts that are alike to the classifier, the discriminant knows the likelier one."""
    known = made(RULES)
    found = RuleMeaning(RULES, known, learnt("dear.dear")).meanings(PARTS, VECTORS, TOKENS)
    assert found["dear"].part == PARTS[0]
    score = known.meanings(PARTS, VECTORS)["dear"].score
    assert found["dear"].score == pytest.approx(2.4 + 0.2 * score, abs=1e-3)
    assert found["late"].part == PARTS[1]
