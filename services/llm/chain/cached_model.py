"""Cached model: a model whose whole answers are kept for a while, for the very same request.

Safe only for what is the same to the byte, prompt and transcript and all, of the same model. In the
memory of one process: answers quote a caller's words, and nobody would erase them elsewhere.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from hashlib import sha256

import orjson

from coach.ports import LanguageModel, ModelRequest, Piece
from conversation.coaching.usage import Usage

_MOST = 256


class CachedModel:
    """A model of a chain: a `LanguageModel`.

    Attributes:
        name: The model's name.
    """

    def __init__(self, model: LanguageModel, ttl_s: float) -> None:
        """Create the cached model; answers are kept for `ttl_s`."""
        self.name = model.name
        self._model = model
        self._ttl_s = ttl_s
        self._kept: OrderedDict[bytes, tuple[float, str]] = OrderedDict()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer, or all of a kept one at once, which takes no tokens."""
        now = asyncio.get_running_loop().time
        key = sha256(orjson.dumps([request.form.name, request.messages])).digest()
        self._forget(now())
        if kept := self._kept.get(key):
            yield kept[1]
            yield Usage(self.name, 0, 0, 0, cost=0.0)
            return
        text = ""
        async with aclosing(self._model.stream(request)) as pieces:
            async for piece in pieces:
                text += piece if isinstance(piece, str) else ""
                yield piece
        if text:  # one that is broken off, or that nobody has read to its end, is not kept
            self._kept[key] = now() + self._ttl_s, text
            self._kept.move_to_end(key)

    def _forget(self, now: float) -> None:
        """Let go of what is old, and of what is too much."""
        while self._kept:
            until, _ = next(iter(self._kept.values()))
            if until > now and len(self._kept) < _MOST:
                return
            self._kept.popitem(last=False)
