"""Answer stream: the pieces of a model's answer, as long as its reader needs more of them."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Protocol

from coach.ports import AnsweredBy, ModelError, Piece
from conversation.coaching.usage import Usage
from pubsub.clock import now_s


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


class AnswerOrigin:
    """The origin of an answer: who wrote it, and what it took, as its pieces tell.

    Attributes:
        model: The model that wrote it, or that is asked, as long as none has begun.
        usage: The tokens that it took; None where that is not known.
    """

    def __init__(self, model: str) -> None:
        """Create the origin of an answer that `model` is asked for."""
        self.model = model
        self.usage: Usage | None = None

    def take(self, piece: Piece) -> str:
        """Take in a piece of the answer; returns its text, empty where it tells of the answer."""
        match piece:
            case str():
                return piece
            case AnsweredBy():
                self.model = piece.model
            case Usage():
                self.usage = piece
        return ""


async def worth_reading(
    pieces: AsyncGenerator[Piece, None], reader: AnswerReader
) -> AsyncGenerator[Piece, None]:
    """The pieces of an answer, until its reader has what it needs: a stream may never end."""
    waits, until = None, None
    while not reader.silent:
        if reader.wait_s != waits:
            waits = reader.wait_s
            until = None if waits is None else now_s() + waits
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
