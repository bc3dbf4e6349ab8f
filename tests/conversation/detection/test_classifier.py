"""The classifier tells a rule's signal from others', and from none."""

import numpy as np

from conversation.coaching.detection.classifier import SignalClassifier, Weights
from conversation.coaching.detection.ngrams import ROWS, rows_of

CLASSES = ("dear.price", "raise.price", "late.delivery")
NONE = len(CLASSES)
SIZE = 4


def made(**words: int) -> SignalClassifier:
    """One for which each word speaks for a class."""
    ngrams = np.zeros((ROWS, NONE + 1), np.int8)
    for word, place in words.items():
        ngrams[rows_of(word), place] = 100
    bag = np.vstack([np.eye(SIZE), np.zeros(SIZE)]).astype(np.float32)
    sizes = np.full(ROWS, 0.02, np.float32)
    return SignalClassifier(Weights(CLASSES, ngrams, sizes, np.ones(ROWS, np.float32), bag))


KNOWN = made(expensive=0, went=1, delayed=2, weather=3)
RULES = [("dear", "price"), ("raise", "price"), ("late", "delivery")]


def test_words_tell_a_class() -> None:
    """The rule that they speak for is likelier than all else, the others less."""
    scores = KNOWN.scores(RULES, ["expensive"])[0]
    assert scores[0] > 0 > scores[2]


def test_rules_of_one_signal_do_not_count_against_each_other() -> None:
    """A price that is high and one that went up are often said in one sentence."""
    both = KNOWN.scores(RULES, ["expensive went"])[0]
    other = KNOWN.scores(RULES, ["expensive delayed"])[0]
    assert both[0] > other[0]


def test_what_is_none_counts_against_all() -> None:
    assert KNOWN.scores(RULES, ["weather"])[0].max() < 0


def test_a_rule_is_known_by_its_id_and_its_signal() -> None:
    """One of somebody's own, with a name that is used here too, means something else."""
    assert KNOWN.knows("dear", "price")
    assert not KNOWN.knows("dear", "delivery")
    assert not KNOWN.knows("price", "price")


def test_each_part_and_each_rule_asked_for_has_a_score() -> None:
    """Parts without a word are told too."""
    scores = KNOWN.scores(RULES[2:], ["delayed", "delayed again", "…"])
    assert scores.shape == (3, 1)
    assert np.isfinite(scores).all()
