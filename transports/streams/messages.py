"""Stream messages: what the messages of all carriers' media streams have in common."""

from dataclasses import dataclass
from typing import Any

import orjson
from loguru import logger

from transports.streams.loose_json import loose_json

# A 20 ms packet is some 300 bytes; nothing that a carrier sends comes near this.
MAX_MESSAGE_BYTES = 64 * 1024
# Binary audio of 16 kHz for 8 s, both parties' in one frame: what a gateway may keep back.
MAX_AUDIO_BYTES = 512 * 1024
# The longest call of any carrier: Twilio ends every call after 24 hours
# (https://www.twilio.com/docs/voice/api/call-resource).
LONGEST_CALL_MS = 24 * 3_600_000
_LOGGED = {1, 500, 5_000, 50_000, 500_000, 5_000_000}
_BEFORE_JSON = 4  # bytes: a byte order mark, and the brace


@dataclass(frozen=True, slots=True)
class StreamStopped:
    """The carrier says that the call or its stream has ended."""


def data_of(event: Any) -> str | bytes:
    """The message of a `websocket.receive`; a server may give the other kind as None."""
    text = event.get("text")
    return text if text is not None else event.get("bytes") or b""


def read_message(data: str | bytes) -> dict[str, Any] | str:
    """Parse a message; a string says what is wrong with it.

    A gateway between the carrier and us may pass text on in binary frames, or write JSON that not
    every parser takes: it is a message all the same.
    """
    if isinstance(data, bytes) and b"{" not in data[:_BEFORE_JSON]:
        return "a binary message"
    if len(data) > MAX_MESSAGE_BYTES:
        return f"a message over {MAX_MESSAGE_BYTES} bytes"
    try:
        message = orjson.loads(data)
    except orjson.JSONDecodeError:
        message = loose_json(data)
        if message is None:
            return "a binary message" if isinstance(data, bytes) else "a message that is not JSON"
    return message if isinstance(message, dict) else "a message that is not a JSON object"


class Problems:
    """The log of what can't be understood in one stream: of a kind the first, the 500th and so on.

    A flood of ten thousand is three lines.
    """

    def __init__(self, stream_id: str | None) -> None:
        """Log as problems of that stream."""
        self._stream_id = stream_id or "?"
        self._counts: dict[str, int] = {}

    def dropped(self, packets: int) -> None:
        """Count packets that were dropped, as they came too late or twice."""
        for _ in range(packets):
            self.tell("a media message that came too late, or twice")

    def tell(self, problem: str) -> None:
        """Count a problem, and log it if it is its kind's turn; never of a caller's words."""
        count = self._counts[problem] = self._counts.get(problem, 0) + 1
        if count in _LOGGED:
            logger.warning("stream {}: ignored {} ({} so far)", self._stream_id, problem, count)
