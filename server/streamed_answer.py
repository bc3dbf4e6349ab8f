"""Streamed answer: its first piece is there before it begins, so that a failure is an error."""

from collections.abc import AsyncIterator, Mapping

from fastapi.responses import StreamingResponse


async def streamed(
    pieces: AsyncIterator[bytes], media_type: str, headers: Mapping[str, str] | None = None
) -> StreamingResponse:
    """The answer that consists of some pieces; there is at least one.

    Raises:
        Exception: What keeps the first piece from coming.
    """
    first = await anext(pieces)
    return StreamingResponse(_all(first, pieces), media_type=media_type, headers=headers)


async def _all(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
