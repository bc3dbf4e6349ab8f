"""Telnyx media stream messages, read: both tracks of a forked call, in the order of their times.

The messages are JSON, every number a string; a payload is RTP's without its header, in base64, and
so L16 is big-endian (RFC 3551, 4.5.11). Messages may come in another order than they were sent.
Source: https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from conversation.speech.speakers import Speaker
from transports.audio import alaw, mulaw
from transports.streams.control_messages import read_control
from transports.streams.jitter_buffer import JitterBuffer
from transports.streams.messages import Problems
from transports.streams.own_streams import OwnStreams
from transports.streams.packet import Packet
from transports.streams.source import Heard
from transports.streams.start import StreamError, StreamStart, usable_id
from transports.streams.track_media import TrackMedia
from transports.telnyx.standing_times import StandingTimes
from transports.telnyx.start import TelnyxStart, format_of


def _not_heard(payload: bytes) -> bytes:
    raise ValueError("audio that is not heard here")


def _decode_l16(payload: bytes) -> bytes:
    return np.frombuffer(payload, ">i2").astype("<i2").tobytes()


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "PCMU": mulaw.decode,
    "PCMA": alaw.decode,
    "L16": _decode_l16,
}


class TelnyxMessages:
    """Reads the messages of one stream."""

    both_by = 'stream_track="both_tracks" (in TeXML, track="both_tracks") brings both parties.'

    def __init__(self, start: TelnyxStart, inbound: Speaker) -> None:
        """Create the reader of a stream on whose inbound track that party is."""
        self.sample_rate, self.encoding = start.sample_rate, start.encoding
        self._streams = OwnStreams(start)
        self._times = StandingTimes(start.sample_rate)
        self._buffer = JitterBuffer(start.sample_rate)
        self._problems = Problems(start.stream_id)
        self._tracks = TrackMedia(
            inbound, _DECODERS[start.encoding], start.sample_rate, self._problems
        )

    def read(self, data: str | bytes) -> Heard:
        """The content of one message, and what it has made ready."""
        message = self._streams.read(data, "stream_id", self._problems)
        if message is None:
            return None
        match message.get("event"):
            case "start":
                return self._again(message)
            case "media":
                return self._media(message.get("media"))
            case _:
                return read_control(message, self._problems)

    def rest(self) -> Sequence[Packet]:
        """What waits for packets that will not come any more."""
        ready = [one for packet in self._times.rest() for one in self._buffer.take(packet)]
        return [*ready, *self._buffer.rest()]

    def _media(self, media: Any) -> Heard:
        packet = self._tracks.read(media)
        if packet is None or not packet.pcm:
            return packet
        dropped = self._buffer.dropped
        ready = [one for timed in self._times.take(packet) for one in self._buffer.take(timed)]
        self._problems.dropped(self._buffer.dropped - dropped)
        return ready

    def _again(self, message: dict[str, Any]) -> None:
        """Take a second `start`: what comes in the stream of another call is none of this one's.

        Of this call, it is read on in the encoding that it says, if any, at the rate of the first.
        """
        self._problems.tell("a second start message")
        given = message.get("start")
        start: dict[str, Any] = given if isinstance(given, dict) else {}
        call_id, stream_id = usable_id(start.get("call_control_id")), message.get("stream_id")
        if call_id and self._streams.take(StreamStart(call_id, usable_id(stream_id))):
            return
        said = start.get("media_format")
        if not isinstance(said, dict):
            return
        try:
            encoding, rate = format_of(said)
        except StreamError:
            encoding, rate = "", 0
        is_heard = rate == self.sample_rate
        self._tracks.decode = _DECODERS[encoding] if is_heard else _not_heard
