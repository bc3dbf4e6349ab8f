"""Weights of the signal classifier: what `evaluation.utterances.train` writes."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conversation.coaching.detection.classifier import SignalClassifier, Weights
from conversation.coaching.detection.convolution import Branch, Convolution, ConvolutionWeights

FILE = Path(__file__).with_name("signals.npz")
_OF_BAG = ("sizes", "rarity", "bag")
_OF_CONVOLUTION = ("gain", "shift", "classes")
_OF_BRANCH = ("into", "gain", "shift", "first", "second")
_Floats = NDArray[np.float32]


@cache
def bundled_classifier() -> SignalClassifier:
    """The classifier that comes along, read once a process."""
    return classifier_of(FILE)


def classifier_of(path: Path) -> SignalClassifier:
    """The classifier whose weights are in a file. Blocks, for some hundredths of a second."""
    with np.load(path, allow_pickle=False) as kept:
        names, ngrams = tuple(str(name) for name in kept["names"]), kept["ngrams"]
        bag = Weights(names, ngrams, *_layers(kept, "", _OF_BAG))
        branches = [_branch(kept, int(size)) for size in kept["branches"]]
        known = ConvolutionWeights(branches, *_layers(kept, "", _OF_CONVOLUTION))
    return SignalClassifier(bag, Convolution(known))


def layers_of(known: ConvolutionWeights) -> dict[str, NDArray[Any]]:
    """The arrays that a file holds of a convolution, in half floats, by name."""
    kept = {name: getattr(known, name) for name in _OF_CONVOLUTION}
    for branch in known.branches:
        kept |= {f"{branch.size}.{name}": getattr(branch, name) for name in _OF_BRANCH}
    sizes = np.array([branch.size for branch in known.branches])
    return {"branches": sizes} | {name: layer.astype(np.float16) for name, layer in kept.items()}


def learnt_from(path: Path = FILE) -> str:
    """The hash of the utterances that the weights were learnt from."""
    with np.load(path, allow_pickle=False) as kept:
        return str(kept["utterances"])


def _branch(kept: Mapping[str, Any], size: int) -> Branch:
    return Branch(size, *_layers(kept, f"{size}.", _OF_BRANCH))


def _layers(kept: Mapping[str, Any], of: str, names: tuple[str, ...]) -> list[_Floats]:
    return [kept[of + name].astype(np.float32) for name in names]
