"""Weaviate answer: the passages that a search found both ways, each once.

    near: {revision, stored, _additional: {id, distance: 0.2}}             the nearest, by cosine
    said: {revision, stored, _additional: {id, score: "1.3", vector: […]}} the best, by BM25

The cosine of what was found by its words alone is made of its vector.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.backends.stored import restore
from knowledge.ports import Candidate, Vectors
from services.indexes.weaviate_client import failed


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that the server found.

    Attributes:
        revision: Of which writing it is.
        candidate: The passage, and how well it fits.
    """

    revision: str
    candidate: Candidate


def read_hits(found: Mapping[str, Any], vector: Vectors) -> list[PassageHit]:
    """The passages of the `Get` of an answer.

    Args:
        found: The answer's `near`, and `said` where words were asked for.
        vector: The vector of what was asked, of unit length.

    Raises:
        KnowledgeError: It is no answer to such a search.
    """
    try:
        near, said = found["near"] or (), found.get("said") or ()
        words = {one["_additional"]["id"]: float(one["_additional"]["score"]) for one in said}
        meanings = {one["_additional"]["id"]: 1 - one["_additional"]["distance"] for one in near}
        for one in said:
            if (more := one["_additional"])["id"] not in meanings:
                meanings[more["id"]] = float(np.array(more["vector"], np.float32) @ vector)
        entries = {one["_additional"]["id"]: one for one in (*near, *said)}
        return [
            _hit(entry, words.get(key, 0.0), float(meanings[key])) for key, entry in entries.items()
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        told = "it answered a search with something else"
        raise failed(told) from None


def _hit(entry: Mapping[str, Any], words: float, meaning: float) -> PassageHit:
    document, passage = restore(entry["stored"])
    return PassageHit(entry["revision"], Candidate(passage, document, words, meaning))
