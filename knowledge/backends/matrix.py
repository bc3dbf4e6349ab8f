"""Matrix of vectors: the nearest passages to a question, by numpy.

| passages | first pass | then |
|---|---|---|
| to 20,000 | all dimensions | – |
| more | the 128 directions in which the vectors differ most (PCA) | the best 400 by whole vectors |

At 100,000 passages of 512 dimensions the first pass so reads 51 MB in place of 205.
Methods block, and are called by one thread at a time.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from knowledge.ports import Vectors

EXACT = 20_000
FEWER = 128
RESCORED = 400
_SAMPLE = 20_000

Keys = npt.NDArray[np.int64]
Fetch = Callable[[Sequence[int]], Vectors]
"""Whole vectors of passages, by their keys."""


class Matrix:
    """The vectors of an index in memory, by rows; each has a key and the code of its audience."""

    def __init__(self, dimension: int) -> None:
        """Begin with none."""
        self.keys: Keys = np.empty(0, np.int64)
        self._codes = np.empty(0, np.int32)
        self._rows: Vectors = np.empty((0, dimension), np.float32)
        self._basis: Vectors | None = None

    def extend(self, keys: Keys, codes: npt.NDArray[np.int32], vectors: Vectors) -> None:
        """Take in more passages; their keys are larger than those that are there."""
        self.keys = np.concatenate([self.keys, keys])
        self._codes = np.concatenate([self._codes, codes])
        rows = vectors if self._basis is None else vectors @ self._basis
        self._rows = np.concatenate([self._rows, rows.astype(np.float32)])
        if self._basis is None and len(self.keys) > EXACT and vectors.shape[1] > FEWER:
            self._basis = _directions(self._rows)
            self._rows = np.ascontiguousarray(self._rows @ self._basis)

    def keep(self, live: Keys) -> None:
        """Drop the passages that are not among `live`, which is sorted."""
        stays = np.isin(self.keys, live, assume_unique=True)
        if not stays.all():
            self.keys, self._codes = self.keys[stays], self._codes[stays]
            self._rows = self._rows[stays]

    def nearest(
        self, vector: Vectors, allowed: npt.NDArray[np.bool_], limit: int, fetch: Fetch
    ) -> list[tuple[int, float]]:
        """The keys and cosines of the nearest passages, the nearest first.

        Args:
            vector: Of the question, of unit length.
            allowed: Whether an audience may be found, by its code.
            limit: How many are wanted.
            fetch: Reads whole vectors, where the matrix has fewer dimensions.
        """
        if not len(self.keys):
            return []
        asked = vector if self._basis is None else vector @ self._basis
        scores = np.where(allowed[self._codes], self._rows @ asked, -np.inf)
        best = _best(scores, limit if self._basis is None else max(limit, RESCORED))
        keys, cosines = self.keys[best], scores[best]
        if self._basis is not None and len(keys):
            cosines = fetch(keys.tolist()) @ vector
            order = np.argsort(-cosines)[:limit]
            keys, cosines = keys[order], cosines[order]
        return [(int(key), float(cosine)) for key, cosine in zip(keys, cosines, strict=True)]


def _best(scores: npt.NDArray[np.float32], limit: int) -> npt.NDArray[np.int64]:
    if len(scores) > limit:
        places = np.argpartition(scores, -limit)[-limit:]
    else:
        places = np.arange(len(scores))
    places = places[np.isfinite(scores[places])]
    return places[np.argsort(-scores[places])]


def _directions(rows: Vectors) -> Vectors:
    """The directions in which vectors are largest, most first: products keep to them."""
    step = max(1, len(rows) // _SAMPLE)
    sample = rows[::step]
    _, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(directions[:, ::-1][:, :FEWER].astype(np.float32))
