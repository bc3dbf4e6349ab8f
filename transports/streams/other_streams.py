"""Media streams of other calls on one socket, as behind a proxy that mixes them up.

A `start` of another call says which stream is its own: what comes in that one, audio, a key or the
end, is none of this call's.
"""

from typing import Any

from transports.streams.start import StreamStart

OF_ANOTHER_CALL = "a message of another call"
_MOST = 100


class OtherStreams:
    """The streams of other calls that the socket of one call has told of."""

    def __init__(self, start: StreamStart) -> None:
        """Know of none; `start` is the call's own."""
        self._start = start
        self._known: set[str] = set()

    def take(self, start: StreamStart) -> bool:
        """Take a later `start`; returns whether it is of another call."""
        if start.call_id == self._start.call_id or start.stream_id == self._start.stream_id:
            return False
        if start.stream_id and len(self._known) < _MOST:
            self._known.add(start.stream_id)
        return True

    def have(self, stream_id: Any) -> bool:
        """Whether a message that names this stream is another call's."""
        return bool(self._known) and str(stream_id) in self._known
