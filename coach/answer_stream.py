"""Answer stream: the pieces of a model's answer, as long as its reader needs more of them."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Protocol

from coach.ports import ModelError, Piece


class AnswerReader(Protocol):
    """The reader of an answer while it is written."""

    @property
    def silent(self) -> bool:
        """Whether the answer has said that nothing more is worth its price."""
        ...

    @property
    def wait_s(self) -> float | None:
        """The longest wait for the rest of the stream, s; None: until its end."""
        ...


async def worth_reading(
    pieces: AsyncGenerator[Piece, None], reader: AnswerReader
) -> AsyncGenerator[Piece, None]:
    """The pieces of an answer, until its reader has what it needs: a stream may never end."""
    clock = asyncio.get_running_loop().time
    waits, until = None, None
    while not reader.silent:
        if reader.wait_s != waits:
            waits = reader.wait_s
            until = None if waits is None else clock() + waits
        try:
            async with asyncio.timeout_at(until):
                piece = await anext(pieces, None)
        except TimeoutError:
            return
        except ModelError:
            if waits is None:
                raise
            return
        if piece is None:
            return
        yield piece
