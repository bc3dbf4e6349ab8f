"""Encoder of sentences: the model in a thread of its own for calls, or in line for evaluations."""

from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from conversation.coaching.detection.convolution import TokenVectors
from conversation.coaching.detection.meaning import Vectors
from services.encoder.encoder_thread import EncoderThread
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel, pieces
from transports.loop_pace import soon

_T = TypeVar("_T")


class InlineEncoder:
    """Encodes where it is asked, while the event loop waits: for a loop of virtual time."""

    def __init__(self, model: SentenceModel, kept: KeptVectors) -> None:
        """Encode with `model`; the vectors of playbooks' utterances stand in `kept`."""
        self._model = model
        self._kept = kept
        self._known: dict[str, Vectors] = {}

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length; utterances have theirs."""
        if texts and all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        return self._model.encode(texts)

    async def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The vectors of each text's tokens."""
        return self._model.token_vectors(texts)

    async def utterances(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a playbook's utterances, kept or made; many stand in several playbooks."""
        kept = self._kept.read(texts)
        if kept is None:
            kept = self._made(texts)
            self._kept.write(texts, kept)
        self._known.update(zip(texts, kept, strict=True))
        return kept

    def _made(self, texts: Sequence[str]) -> Vectors:
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        for places in pieces(unknown):
            piece = [unknown[place] for place in places]
            self._known.update(zip(piece, self._model.encode(piece), strict=True))
        return np.stack([self._known[text] for text in texts])


class ThreadedEncoder:
    """Encodes in one thread, one after the other, for all calls of a process.

    A turn's card waits for it, so that its answer ends a rest of the loop that has asked.
    """

    def __init__(self, model: SentenceModel, thread: Executor, kept: KeptVectors) -> None:
        """Encode with `model` in `thread`, which has one worker: it is not made for more.

        Args:
            model: The model.
            thread: Where it encodes.
            kept: The vectors of playbooks' utterances.
        """
        self._model = model
        self._thread = thread
        self._kept = kept

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        return await self._run(lambda: self._model.encode(texts))

    async def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The vectors of each text's tokens."""
        return await self._run(lambda: self._model.token_vectors(texts))

    async def utterances(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a playbook's utterances: kept ones, or made in pieces, between turns."""
        kept = await self._run(lambda: self._kept.read(texts))
        if kept is not None:
            await self.encode(texts[:1])  # the first turn does not wait for the loading
            return kept
        parts = pieces(texts)
        rows = [await self.encode([texts[place] for place in places]) for places in parts]
        vectors = np.concatenate(rows)[np.argsort(np.concatenate(parts))]
        await self._run(lambda: self._kept.write(texts, vectors))
        return vectors

    async def _run(self, work: Callable[[], _T]) -> _T:
        return await soon(self._thread.submit(work))


@asynccontextmanager
async def open_encoder(folder: Path | None) -> AsyncIterator[ThreadedEncoder]:
    """The encoder of a process, until the block ends.

    Args:
        folder: Where the vectors of playbooks are kept from start to start; None: nowhere.
    """
    thread = EncoderThread()
    try:
        yield ThreadedEncoder(SentenceModel(), thread, KeptVectors(folder))
    finally:
        thread.shutdown(wait=False, cancel_futures=True)
