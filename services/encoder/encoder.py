"""Encoder of sentences: the model in a thread of its own for calls, or in line for evaluations."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from conversation.coaching.detection.meaning import Vectors
from services.encoder.sentence_model import SentenceModel


class InlineEncoder:
    """Encodes where it is asked, while the event loop waits: for a loop of virtual time."""

    def __init__(self, model: SentenceModel) -> None:
        """Encode with `model`."""
        self._model = model

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        return self._model.encode(texts)

    async def utterances(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a playbook's utterances."""
        return self._model.utterances(texts)


class ThreadedEncoder:
    """Encodes in one thread, one after the other, for all calls of a process."""

    def __init__(self, model: SentenceModel, thread: ThreadPoolExecutor) -> None:
        """Encode with `model` in `thread`, which has one worker: it is not made for more."""
        self._model = model
        self._thread = thread

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        return await self._run(self._model.encode, texts)

    async def utterances(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a playbook's utterances."""
        return await self._run(self._model.utterances, texts)

    async def _run(self, work: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, texts)


@asynccontextmanager
async def open_encoder(folder: Path | None) -> AsyncIterator[ThreadedEncoder]:
    """The encoder of a process, until the block ends.

    Args:
        folder: Where the vectors of playbooks are kept from start to start; None: nowhere.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
    try:
        yield ThreadedEncoder(SentenceModel(folder), thread)
    finally:
        thread.shutdown(wait=False, cancel_futures=True)
