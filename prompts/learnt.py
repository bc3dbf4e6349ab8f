"""Weights of the signal classifier: what `evaluation.utterances.train` writes."""

from functools import cache
from pathlib import Path

import numpy as np

from conversation.coaching.detection.classifier import SignalClassifier, Weights

FILE = Path(__file__).with_name("signals.npz")


@cache
def bundled_classifier() -> SignalClassifier:
    """The classifier that comes along, read once a process."""
    return classifier_of(FILE)


def classifier_of(path: Path) -> SignalClassifier:
    """The classifier whose weights are in a file. Blocks, for some hundredths of a second."""
    with np.load(path, allow_pickle=False) as kept:
        sizes, rarity, bag = (kept[name].astype(np.float32) for name in ("sizes", "rarity", "bag"))
        classes = tuple(str(name) for name in kept["classes"])
        return SignalClassifier(Weights(classes, kept["ngrams"], sizes, rarity, bag))


def learnt_from(path: Path = FILE) -> str:
    """The hash of the utterances that the weights were learnt from."""
    with np.load(path, allow_pickle=False) as kept:
        return str(kept["utterances"])
