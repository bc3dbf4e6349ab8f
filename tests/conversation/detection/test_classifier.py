"""The classifier tells a rule's signal from others', and from none."""

import numpy as np

from conversation.coaching.detection.classifier import SignalClassifier, Weights
from conversation.coaching.detection.convolution import Convolution, ConvolutionWeights
from conversation.coaching.detection.ngrams import ROWS, rows_of

CLASSES = ("dear.price", "raise.price", "late.delivery")
NONE = len(CLASSES)
SIZE = 4


def told(place: int, by: float) -> Convolution:
    """A convolution to which each text is of one class."""
    classes = np.zeros((3, NONE + 1), np.float32)
    classes[-1, place] = by
    gain, shift = np.ones(1, np.float32), np.zeros(1, np.float32)
    return Convolution(ConvolutionWeights([], gain, shift, classes))


def scores(known: SignalClassifier, parts: list[str]) -> np.ndarray:
    """The scores of the rules."""
    return known.scores(RULES, parts, [np.zeros((1, 1), np.float32) for _ in parts])


def made(convolution: Convolution, **words: int) -> SignalClassifier:
    """One for which each word speaks for a class."""
    ngrams = np.zeros((ROWS, NONE + 1), np.int8)
    for word, place in words.items():
        ngrams[rows_of(word), place] = 100
    bag = np.vstack([np.eye(SIZE), np.zeros(SIZE)]).astype(np.float32)
    sizes = np.full(ROWS, 0.02, np.float32)
    weights = Weights(CLASSES, ngrams, sizes, np.ones(ROWS, np.float32), bag)
    return SignalClassifier(weights, convolution)


WORDS = {"expensive": 0, "went": 1, "delayed": 2, "weather": 3}
KNOWN = made(told(0, 0.0), **WORDS)
RULES = [("dear", "price"), ("raise", "price"), ("late", "delivery")]


def test_words_tell_a_class() -> None:
    """The rule that they speak for is likelier than all else, the others less."""
    found = scores(KNOWN, ["expensive"])[0]
    assert found[0] > 0 > found[2]


def test_rules_of_one_signal_do_not_count_against_each_other() -> None:
    """A price that is high and one that went up are often said in one sentence."""
    both = scores(KNOWN, ["expensive went"])[0]
    other = scores(KNOWN, ["expensive delayed"])[0]
    assert both[0] > other[0]


def test_what_is_none_counts_against_all() -> None:
    assert scores(KNOWN, ["weather"])[0].max() < 0


def test_a_rule_is_known_by_its_id_and_its_signal() -> None:
    """One of somebody's own, with a name that is used here too, means something else."""
    assert KNOWN.knows("dear", "price")
    assert not KNOWN.knows("dear", "delivery")
    assert not KNOWN.knows("price", "price")


def test_each_part_and_each_rule_asked_for_has_a_score() -> None:
    """Parts without a word are told too."""
    tokens = [np.zeros((1, 1), np.float32)] * 3
    found = KNOWN.scores(RULES[2:], ["delayed", "delayed again", "…"], tokens)
    assert found.shape == (3, 1)
    assert np.isfinite(found).all()


def test_what_the_agent_said_before_counts() -> None:
    """The same words are an answer, or news."""
    ngrams = np.zeros((ROWS, NONE + 1), np.int8)
    ngrams[rows_of("expensive"), 0] = 100
    ngrams[rows_of("", "what was it?"), NONE] = 100
    bag = np.vstack([np.eye(SIZE), np.zeros(SIZE)]).astype(np.float32)
    sizes, rarity = np.full(ROWS, 0.02, np.float32), np.ones(ROWS, np.float32)
    known = SignalClassifier(Weights(CLASSES, ngrams, sizes, rarity, bag), told(0, 0.0))
    tokens = [np.zeros((1, 1), np.float32)]
    alone, asked = (
        known.scores(RULES, ["expensive"], tokens, before)[0, 0] for before in ("", "What was it?")
    )
    assert alone > asked


def test_both_are_asked() -> None:
    """What the n-grams leave open, the convolution decides; where they agree, they are surer."""
    known = made(told(2, 1.0), **WORDS)
    assert scores(known, ["weather delayed"])[0, 2] > scores(KNOWN, ["weather delayed"])[0, 2]
    assert scores(known, ["…"])[0].argmax() == 2
