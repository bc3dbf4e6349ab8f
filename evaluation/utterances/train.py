"""Training of the signal classifier: writes the weights that the product carries.

    uv run python -m evaluation.utterances.train

The same utterances give the same weights, on one machine to the bit. It takes some minutes.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from evaluation.utterances.bag import Bag
from evaluation.utterances.corpus import corpus_hash
from evaluation.utterances.loss import Floats
from evaluation.utterances.samples import Samples, samples
from prompts.learnt import FILE

_SEEDS = (11, 12)
"""Two bags that began apart and are asked together find a tenth more than one twice as large."""
_LARGEST = 127


def main() -> None:
    """Learn, and write the file."""
    found = samples()
    print(f"{len(found.texts)} utterances, {len(found.classes)} rules", file=sys.stderr)  # noqa: T201
    write(FILE, found)


def write(path: Path, found: Samples) -> None:
    """Learn from samples, and write the weights: bytes for the vectors, else half floats."""
    with threadpool_limits(1, user_api="blas"):
        bags = [_learnt(found, seed) for seed in _SEEDS]
    ngrams, sizes = _in_bytes(np.concatenate([bag.ngrams for bag in bags], axis=1))
    weights = np.concatenate([bag.output[:-1] for bag in bags])
    biases = np.sum([bag.output[-1] for bag in bags], axis=0, keepdims=True)
    halves = {"sizes": sizes, "rarity": bags[0].rarity}
    halves |= {"bag": np.concatenate([weights, biases]) / len(bags)}
    kept: dict[str, Any] = {name: layer.astype(np.float16) for name, layer in halves.items()}
    kept |= {"ngrams": ngrams, "classes": np.array(found.classes)}
    np.savez_compressed(path, **kept, utterances=np.array(corpus_hash()))


def _learnt(found: Samples, seed: int) -> Bag:
    bag = Bag(found, np.random.default_rng(seed))
    bag.learn()
    return bag


def _in_bytes(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Each vector in whole numbers, and by what they are multiplied."""
    sizes = np.abs(vectors).max(1) / _LARGEST
    return np.rint(vectors / sizes[:, None]).astype(np.int8), sizes


if __name__ == "__main__":
    main()
