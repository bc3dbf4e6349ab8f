"""Weights of the signal classifier: what `evaluation.utterances.train` writes."""

from functools import cache
from pathlib import Path

import numpy as np

from conversation.coaching.detection.classifier import SignalClassifier, Weights
from conversation.coaching.detection.convolution import Convolution, ConvolutionWeights

FILE = Path(__file__).with_name("signals.npz")
LAYERS = ("sizes", "rarity", "bag", "centre", "spread", "units", "of_units")
"""What the file holds in half floats."""


@cache
def bundled_classifier() -> SignalClassifier:
    """The classifier that comes along, read once a process."""
    return classifier_of(FILE)


def classifier_of(path: Path) -> SignalClassifier:
    """The classifier whose weights are in a file. Blocks, for some hundredths of a second."""
    with np.load(path, allow_pickle=False) as kept:
        layers = {name: kept[name].astype(np.float32) for name in LAYERS}
        classes, ngrams = tuple(str(name) for name in kept["classes"]), kept["ngrams"]
    bag = Weights(classes, ngrams, layers["sizes"], layers["rarity"], layers["bag"])
    known = (layers["centre"], float(layers["spread"]), layers["units"], layers["of_units"])
    return SignalClassifier(bag, Convolution(ConvolutionWeights(*known)))


def learnt_from(path: Path = FILE) -> str:
    """The hash of the utterances that the weights were learnt from."""
    with np.load(path, allow_pickle=False) as kept:
        return str(kept["utterances"])
