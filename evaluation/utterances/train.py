"""Training of the signal classifier: writes the weights that the product carries.

    uv run python -m evaluation.utterances.train

The same utterances give the same weights, on one machine to the bit. It takes eight minutes.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from evaluation.utterances.bag import Bag
from evaluation.utterances.convolved import UNITS, LearntConvolution
from evaluation.utterances.corpus import corpus_hash
from evaluation.utterances.loss import Floats
from evaluation.utterances.samples import Samples, samples
from prompts.learnt import FILE, LAYERS
from services.encoder.sentence_model import SentenceModel

_SEEDS = (11, 12)
"""Two that began apart and are asked together find a tenth more than one twice as large."""
_LARGEST = 127
_Learner = TypeVar("_Learner", Bag, LearntConvolution)


def main() -> None:
    """Learn, and write the file."""
    found = samples()
    model = SentenceModel()
    print(f"{len(found.texts)} utterances, {len(found.classes)} rules", file=sys.stderr)  # noqa: T201
    write(FILE, found, model)


def write(path: Path, found: Samples, model: SentenceModel) -> None:
    """Learn from samples, and write the weights: bytes for the n-grams, else half floats.

    Args:
        path: The file.
        found: The samples.
        model: Knows the vectors of each text's tokens.
    """
    alone = found.by_themselves
    tokens = model.token_vectors(alone.texts)
    with threadpool_limits(1, user_api="blas"):
        bags = [_learnt(Bag(found, np.random.default_rng(seed))) for seed in _SEEDS]
        chances = [np.random.default_rng(seed) for seed in _SEEDS]
        convolutions = [_learnt(LearntConvolution(alone, tokens, chance)) for chance in chances]
    ngrams, sizes = _in_bytes(np.concatenate([bag.ngrams for bag in bags], axis=1))
    weights = np.concatenate([bag.output[:-1] for bag in bags])
    biases = np.sum([bag.output[-1] for bag in bags], axis=0, keepdims=True)
    halves = {"sizes": sizes, "rarity": bags[0].rarity}
    halves |= {"bag": np.concatenate([weights, biases]) / len(bags)}
    halves |= {"centre": convolutions[0].centre, "spread": np.array(convolutions[0].spread)}
    halves |= {"units": np.concatenate([one.units for one in convolutions], axis=1)}
    halves |= {"of_units": _as_one([one.classes for one in convolutions])}
    kept: dict[str, Any] = {name: halves[name].astype(np.float16) for name in LAYERS}
    kept |= {"ngrams": ngrams, "classes": np.array(found.classes)}
    np.savez_compressed(path, **kept, utterances=np.array(corpus_hash()))


def _learnt(learner: _Learner) -> _Learner:
    learner.learn()
    return learner


def _as_one(classes: Sequence[Floats]) -> Floats:
    """The classes behind the units of all, whose greatest come first; the mean of what they say."""
    greatest = [one[:UNITS] for one in classes]
    means = [one[UNITS:-1] for one in classes]
    biases = np.sum([one[-1:] for one in classes], axis=0)
    joined: Floats = np.concatenate([*greatest, *means, biases])
    return joined / np.float32(len(classes))


def _in_bytes(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Each vector in whole numbers, and by what they are multiplied."""
    sizes = np.abs(vectors).max(1) / _LARGEST
    return np.rint(vectors / sizes[:, None]).astype(np.int8), sizes


if __name__ == "__main__":
    main()
