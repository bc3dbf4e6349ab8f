"""Training of the signal classifier: writes the weights that the product carries.

    uv run python -m evaluation.utterances.train

The same utterances give the same weights, on one machine to the bit. It takes twenty minutes.
"""

import sys
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from evaluation.utterances.bag import Bag
from evaluation.utterances.convolved import LearntConvolution
from evaluation.utterances.corpus import corpus_hash
from evaluation.utterances.loss import Floats
from evaluation.utterances.samples import Samples, samples
from prompts.learnt import FILE, layers_of
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
        chance = np.random.default_rng(_SEEDS[0])
        convolution = _learnt(LearntConvolution(alone, tokens, model.convolution(), chance))
    ngrams, sizes = _in_bytes(np.concatenate([bag.ngrams for bag in bags], axis=1))
    weights = np.concatenate([bag.output[:-1] for bag in bags])
    biases = np.sum([bag.output[-1] for bag in bags], axis=0, keepdims=True)
    bag = np.concatenate([weights, biases]) / len(bags)
    halves = {"sizes": sizes, "rarity": bags[0].rarity, "bag": bag}
    kept = {name: layer.astype(np.float16) for name, layer in halves.items()}
    kept |= layers_of(convolution.learnt)
    names, learnt_from = np.array(found.classes), np.array(corpus_hash())
    np.savez_compressed(path, **kept, ngrams=ngrams, names=names, utterances=learnt_from)


def _learnt(learner: _Learner) -> _Learner:
    learner.learn()
    return learner


def _in_bytes(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Each vector in whole numbers, and by what they are multiplied."""
    sizes = np.abs(vectors).max(1) / _LARGEST
    return np.rint(vectors / sizes[:, None]).astype(np.int8), sizes


if __name__ == "__main__":
    main()
