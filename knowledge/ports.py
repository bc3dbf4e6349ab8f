"""Ports: what knowledge asks of an encoder and of an index of passages; backends answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from knowledge.document import Audience, Document, Passage

Vectors = npt.NDArray[np.float32]
"""One row a text, of unit length."""


class Embedder(Protocol):
    """An encoder of texts, of this machine or behind an API.

    Attributes:
        name: Of its model; vectors of two models are never compared.
        dimension: The length of a vector.
        is_learnt_by: Whether the ranking has learnt by its cosines; others are put on its scale.
    """

    name: str
    dimension: int
    is_learnt_by: bool

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some passages, or parts of them.

        Raises:
            KnowledgeError: It can't be reached, or refuses.
        """
        ...

    async def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what is asked, which some models encode otherwise; raises the same."""
        ...


class SharedCache(Protocol):
    """A cache that several processes have in common; what it holds may be gone at any time."""

    async def get(self, key: str) -> bytes | None:
        """A text; None where there is none, or no telling."""
        ...

    async def put(self, key: str, text: bytes, ttl_s: float) -> None:
        """Keep a text for some seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that an index found.

    Attributes:
        passage: The passage.
        document: Its document.
        words: How well its words fit, in the index's own measure; 0: it was not found by words.
        meaning: The cosine of its vector and the question's.
    """

    passage: Passage
    document: Document
    words: float
    meaning: float


class PassageIndex(Protocol):
    """An index of passages: by their words and by their vectors."""

    async def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Index a document's passages in place of those it had, all at once or not at all.

        Raises:
            KnowledgeError: It can't be written.
        """
        ...

    async def drop(self, document_id: str) -> None:
        """Find nothing of a document any more."""
        ...

    async def clear(self) -> None:
        """Find nothing any more."""
        ...

    async def search(
        self, words: Sequence[str], vector: Vectors, audience: Audience, limit: int
    ) -> list[Candidate]:
        """The passages that fit best, by words or by meaning, for one audience.

        Args:
            words: The words to look for, folded, without those that every text has.
            vector: The vector of what is asked, of unit length.
            audience: Who asks: the call's playbook and group.
            limit: How many are wanted by each of both ways.
        """
        ...
