"""Admission: whether a new call may begin in this process, and how many were let in."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from conversation.errors import CallShadowError, ErrorCode

# A process that takes the place of this one needs about as long to start.
RETRY_S = 5.0
# Of a hundred calls of five minutes, one ends every three seconds.
_RETRY_FULL_S = 3.0


class NotAdmittedError(CallShadowError):
    """No new call may begin here; the message says why, and `retry_after` when to ask again."""

    code = ErrorCode.SERVER_STOPPING
    retryable = True


class Admission:
    """The one place that is asked before a call is accepted, from whatever side it comes."""

    def __init__(self, max_calls: int = 0) -> None:
        """Let everybody in, but no more calls at once than `max_calls`; 0 is no limit."""
        self._max_calls = max_calls
        self._calls = 0
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

    @property
    def full(self) -> bool:
        """Whether as many calls are inside as may be."""
        return 0 < self._max_calls <= self._calls

    def check(self) -> None:
        """Return where a new call may begin.

        Raises:
            NotAdmittedError: It may not.
        """
        if self._closed:
            raise NotAdmittedError(
                "The server is stopping, and takes no new call.", retry_after=RETRY_S
            )

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Let a call in for the time of the block, from before its socket is accepted.

        Raises:
            NotAdmittedError: It may not begin.
        """
        with self.admit_request(), self.place():
            yield

    @contextmanager
    def place(self, *, replaces: bool = False) -> Iterator[None]:
        """Count a call that was let in as one of `max_calls`, for the time of the block.

        Args:
            replaces: Whether it takes the place of a call that is about to leave.

        Raises:
            NotAdmittedError: There is no place.
        """
        if not replaces:
            self.check_room()
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1

    def check_room(self, coming: int = 0) -> None:
        """Return where there is a place for one more call.

        Args:
            coming: How many others may take one soon; they hold up to half of all.

        Raises:
            NotAdmittedError: There is none.
        """
        if 0 < self._max_calls <= self._calls + min(coming, self._max_calls // 2):
            message = f"{self._max_calls} calls are being heard, which is MAX_CALLS; try again."
            code = ErrorCode.SERVER_FULL
            raise NotAdmittedError(message, code=code, retry_after=_RETRY_FULL_S)

    @contextmanager
    def admit_request(self) -> Iterator[None]:
        """Let in a request that is no call, and is waited for before the process ends.

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
