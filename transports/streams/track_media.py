"""Track media: the `media` object of one track, as Twilio and Telnyx send it, read into a packet.

Both are JSON with the same fields: `track`, `timestamp` (ms from the stream's start, a string) and
`payload` (base64).
"""

import binascii
from collections.abc import Callable
from typing import Any

from conversation.speech.speakers import Speaker
from transports.streams.messages import LONGEST_CALL_MS, Problems
from transports.streams.packet import Packet


def _milliseconds(said: Any) -> int:
    try:
        return int(said)
    except ValueError:
        return round(float(said))  # "20.0"


class TrackMedia:
    """Reads the `media` objects of one stream; what can't be understood is told to `problems`.

    Attributes:
        decode: Makes 16-bit little-endian PCM of a payload; a `ValueError` is a bad one.
    """

    def __init__(
        self, inbound: Speaker, decode: Callable[[bytes], bytes], problems: Problems
    ) -> None:
        """Create the reader of a stream on whose inbound track that party is.

        Args:
            inbound: The party.
            decode: The attribute.
            problems: The stream's.
        """
        self._speakers = {"inbound": inbound, "outbound": inbound.other}
        self.decode = decode
        self._problems = problems

    def read(self, media: Any) -> Packet | None:
        """The packet; one without audio where whose it is can be read, and no more."""
        if not isinstance(media, dict):
            return self._problems.tell("a media message without media")
        speaker = self._speakers.get(str(media.get("track", "inbound")))
        if speaker is None:
            return self._problems.tell("a track that is neither inbound nor outbound")
        try:
            timestamp_ms = _milliseconds(media.get("timestamp", ""))
            payload = binascii.a2b_base64(media.get("payload", ""), strict_mode=True)
            pcm = self.decode(payload)
        except (ValueError, TypeError, OverflowError, binascii.Error):
            return self._unusable(speaker, "a media message with a bad timestamp or payload")
        if not pcm or not 0 <= timestamp_ms <= LONGEST_CALL_MS:
            problem = "a media message with no audio or an impossible timestamp"
            return self._unusable(speaker, problem)
        return Packet(speaker, timestamp_ms, pcm)

    def _unusable(self, speaker: Speaker, problem: str) -> Packet:
        """A packet of a party without audio: it is counted, as what comes is not nothing."""
        self._problems.tell(problem)
        return Packet(speaker, 0, b"")
