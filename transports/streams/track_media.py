"""Track media: the `media` object of one track, as Twilio and Telnyx send it, read into a packet.

Both are JSON with the same fields: `track`, `timestamp` (ms from the stream's start, a string) and
`payload` (base64). A packet that says no time, or an impossible one, is heard where its party's
last one ended; the first one of a party, where the other party is.
"""

import binascii
from collections.abc import Callable
from typing import Any

from conversation.speech.speakers import Speaker
from transports.audio.pcm import bytes_a_ms
from transports.streams.messages import LONGEST_CALL_MS, Problems
from transports.streams.packet import Packet

_PLAIN = str.maketrans("-_", "+/", " \t\r\n")


def _milliseconds(said: Any) -> int | None:
    """What a timestamp says; None for what is none, or of no call."""
    try:
        try:
            said_ms = int(said)
        except ValueError:
            said_ms = round(float(said))  # "20.0"
    except (ValueError, TypeError, OverflowError):
        return None
    return said_ms if 0 <= said_ms <= LONGEST_CALL_MS else None


def _bytes_of(payload: Any) -> bytes:
    """What a payload stands for, in whichever dress of base64.

    Raises:
        ValueError: In none.
        TypeError: It is no text.
    """
    try:
        return binascii.a2b_base64(payload, strict_mode=True)
    except binascii.Error:
        # In lines, in the alphabet of addresses, with another padding than is due, or any
        plain = payload.translate(_PLAIN).rstrip("=")
        return binascii.a2b_base64(plain + "=" * (-len(plain) % 4), strict_mode=True)


class TrackMedia:
    """Reads the `media` objects of one stream; what can't be understood is told to `problems`.

    Attributes:
        decode: Makes 16-bit little-endian PCM of a payload; a `ValueError` is a bad one.
    """

    def __init__(
        self,
        inbound: Speaker,
        decode: Callable[[bytes], bytes],
        sample_rate: int,
        problems: Problems,
    ) -> None:
        """Create the reader of a stream on whose inbound track that party is.

        Args:
            inbound: The party.
            decode: The attribute.
            sample_rate: Of what it makes, Hz.
            problems: The stream's.
        """
        self._speakers = {"inbound": inbound, "outbound": inbound.other}
        self.decode = decode
        self._bytes_a_ms = bytes_a_ms(sample_rate)
        self._problems = problems
        self._ends_ms = dict[Speaker, float]()

    def read(self, media: Any) -> Packet | None:
        """The packet; one without audio where whose it is can be read, and no more."""
        if not isinstance(media, dict):
            return self._problems.tell("a media message without media")
        speaker = self._speakers.get(str(media.get("track", "inbound")))
        if speaker is None:
            return self._problems.tell("a track that is neither inbound nor outbound")
        try:
            pcm = self.decode(_bytes_of(media.get("payload", "")))
        except (ValueError, TypeError, binascii.Error):
            return self._unusable(speaker, "a media message with a bad payload")
        if not pcm:
            return self._unusable(speaker, "a media message with no audio")
        said_ms = _milliseconds(media.get("timestamp"))
        if said_ms is None:
            self._problems.tell("a timestamp that is none, or impossible")
            said_ms = round(self._ends_ms.get(speaker) or max(self._ends_ms.values(), default=0))
        self._ends_ms[speaker] = said_ms + len(pcm) / self._bytes_a_ms
        # A hundred a second and call: `Packet` itself makes them by a function in Python.
        return tuple.__new__(Packet, (speaker, said_ms, pcm))

    def _unusable(self, speaker: Speaker, problem: str) -> Packet:
        """A packet of a party without audio: it is counted, as what comes is not nothing."""
        self._problems.tell(problem)
        return Packet(speaker, 0, b"")
