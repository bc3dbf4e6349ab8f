"""Own streams of a call on its socket, which a proxy may have it share with another call's.

| a message that names | is of this call |
|---|---|
| no stream | yes |
| a stream of a `start` of this call | yes |
| a stream of a `start` of another call | no |
| a stream of no `start`, while no message named one of this call's | the first one in audio: the \
`start` named a wrong one; the first one at all where it named none |
| any other stream | no |
"""

from typing import Any

from transports.streams.messages import Problems, read_message
from transports.streams.start import StreamStart, is_made

_MOST = 100


class OwnStreams:
    """The streams that the socket of one call has told of."""

    def __init__(self, start: StreamStart) -> None:
        """Know of the call's own, which `start` names, or does not."""
        self._start = start
        self._own = {start.stream_id}
        self._is_unknown = start.stream_id is None or is_made(start.stream_id)
        self._others: set[str] = set()
        self._last: str | None = None  # of a message of this call
        self._is_named = False  # by a message, as a start did
        self._unstarted: str | None = None  # in whose audio the call is heard

    def read(
        self, data: str | bytes, stream_id_field: str, problems: Problems
    ) -> dict[str, Any] | None:
        """A message of the call's, or a `start` of whatever call; `problems` is told of all else.

        Args:
            data: The message.
            stream_id_field: The field in which each message names its stream.
            problems: The stream's.
        """
        message = read_message(data)
        if isinstance(message, str):
            return problems.tell(message)
        event, stream_id = message.get("event"), message.get(stream_id_field)
        if event == "start" or self.have(stream_id, is_audio=event == "media"):
            return message
        return problems.tell("a message of another stream than the call's")

    def take(self, start: StreamStart) -> bool:
        """Take a later `start`; returns whether it is of another call."""
        if start.call_id == self._start.call_id or start.stream_id in self._own - {None}:
            self._own.add(start.stream_id)
            return False
        if start.stream_id and len(self._others) < _MOST:
            self._others.add(start.stream_id)
        return True

    def have(self, stream_id: Any, *, is_audio: bool = False) -> bool:
        """Whether a message that names this stream is of the call."""
        if stream_id is None or stream_id == self._last:
            return True
        if not isinstance(stream_id, str):
            return False
        if stream_id in self._own:
            self._is_named = True
        elif self._is_named or stream_id in self._others:
            return False
        elif self._unstarted is None and (is_audio or self._is_unknown):
            self._unstarted = stream_id
        elif stream_id != self._unstarted:
            return False
        self._last = stream_id
        return True
