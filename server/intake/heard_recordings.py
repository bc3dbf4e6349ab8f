"""Recordings being heard: how much of them lies in memory, which is as long as they are played."""

from collections.abc import Iterator
from contextlib import contextmanager

from conversation.errors import ErrorCode
from server.errors import ApiError
from transports.recording.recording import Recording

MAX_HOURS = 10
"""Of all together; an hour of both parties is 115 MB."""
_MS_AN_HOUR = 3_600_000
_RETRY_S = 60


class HeardRecordings:
    """The recordings that a process plays to itself."""

    def __init__(self) -> None:
        """Nothing is being heard."""
        self._hours = 0.0

    @contextmanager
    def hold(self, recording: Recording) -> Iterator[None]:
        """Keep a recording in memory for the time of the block.

        Raises:
            ApiError: 503, there are too many hours of them already.
        """
        hours = recording.duration_ms / _MS_AN_HOUR
        if self._hours + hours > MAX_HOURS:
            message = f"{MAX_HOURS} hours of recordings are being heard; try again later."
            raise ApiError(503, ErrorCode.UPLOADS_BUSY, message, retry_after=_RETRY_S)
        self._hours += hours
        try:
            yield
        finally:
            self._hours -= hours
