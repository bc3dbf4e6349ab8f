"""Admission: whether a new call may begin in this process, and how many were let in."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from conversation.errors import CallShadowError, ErrorCode

# A process that takes the place of this one needs about as long to start.
_RETRY_S = 5.0


class NotAdmittedError(CallShadowError):
    """No new call may begin here; the message says why, and `retry_after` when to ask again."""

    code = ErrorCode.SERVER_STOPPING
    retryable = True


class Admission:
    """The one place that is asked before a call is accepted, from whatever side it comes."""

    def __init__(self) -> None:
        """Let everybody in."""
        self._closed = False
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        """How many were let in and have not left."""
        return self._inside

    @property
    def closed(self) -> bool:
        """Whether nobody is let in any more, as the process is about to end."""
        return self._closed

    def check(self) -> None:
        """Return where a new call may begin.

        Raises:
            NotAdmittedError: It may not.
        """
        if self._closed:
            raise NotAdmittedError(
                "The server is stopping, and takes no new call.", retry_after=_RETRY_S
            )

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Let a call in for the time of the block, from before its socket is accepted.

        Raises:
            NotAdmittedError: It may not begin.
        """
        self.check()
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    def close(self) -> None:
        """Let nobody in from now on; who is in may stay."""
        self._closed = True

    async def emptied(self) -> None:
        """Return when all who were let in have left."""
        await self._empty.wait()
