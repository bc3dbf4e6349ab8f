"""Twilio Media Streams, read: both tracks of a forked call, each told apart by its speaker.

The messages are those of https://www.twilio.com/docs/voice/media-streams/websocket-messages:
JSON, every number a string, mu-law 8000 Hz mono, both tracks interleaved. A shadow never answers:
sending anything back on a fork is Twilio's error 31924.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from loguru import logger

from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.streams.control_messages import read_control
from transports.streams.messages import Problems
from transports.streams.own_streams import OwnStreams
from transports.streams.packet import Packet
from transports.streams.parameters import bounded
from transports.streams.source import Heard
from transports.streams.start import StreamError, StreamStart, usable_id
from transports.streams.track_media import TrackMedia
from transports.twilio.packets import PacketSequence
from transports.twilio.stream_mark import MARK

_FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": str(mulaw.RATE), "channels": "1"}


@dataclass(frozen=True, slots=True)
class TwilioStart(StreamStart):
    """The content of a `start` message: the CallSid, the StreamSid, the `<Parameter>`s.

    Attributes:
        mark: What shows that the TwiML is ours; not among the parameters.
    """

    mark: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, message: dict[str, Any]) -> "TwilioStart":
        """Read a `start` message.

        Raises:
            StreamError: It has no call id, or another audio format than mu-law 8000 Hz mono.
        """
        given = message.get("start")
        start: dict[str, Any] = given if isinstance(given, dict) else {}
        call_id = usable_id(start.get("callSid"))
        if call_id is None:
            raise StreamError("the start message has no usable start.callSid")
        media = start.get("mediaFormat", {})
        if not isinstance(media, dict):
            raise StreamError("start.mediaFormat must be an object")
        for name, wanted in _FORMAT.items():
            if str(media.get(name, wanted)) != wanted:
                raise StreamError(f"start.mediaFormat.{name} must be {wanted}")
        stream_id = usable_id(start.get("streamSid") or message.get("streamSid"))
        account_id = usable_id(start.get("accountSid"))
        given = start.get("customParameters")
        parameters = dict(given) if isinstance(given, dict) else {}
        mark = parameters.pop(MARK, None)
        kept = bounded(parameters)
        if len(kept) < len(parameters):
            left_out = len(parameters) - len(kept)
            logger.warning(
                "stream {}: {} parameters are too long or too many", stream_id or "?", left_out
            )
        return cls(call_id, stream_id, kept, account_id, None if mark is None else str(mark))


class TwilioMessages:
    """Reads the messages of one stream: the audio of each track with its speaker.

    A message that can't be understood is dropped, and logged, of a kind the first and a few more.
    """

    sample_rate = mulaw.RATE
    encoding = "mu-law"
    both_by = '<Stream track="both_tracks"> brings both parties.'

    def __init__(self, start: TwilioStart, inbound: Speaker) -> None:
        """Create the reader of a stream on whose inbound track that party is."""
        self._sequence = PacketSequence()
        self._streams = OwnStreams(start)
        self._problems = Problems(start.stream_id)
        self._tracks = TrackMedia(inbound, mulaw.decode, mulaw.RATE, self._problems)

    def read(self, data: str | bytes) -> Heard:
        """The content of one message: audio, the end, a key, or None for what has none of them."""
        message = self._streams.read(data, "streamSid", self._problems)
        if message is None:
            return None
        match message.get("event"):
            case "start":
                return self._again(message)
            case "media":
                return self._media(message)
            case _:
                return read_control(message, self._problems)

    def rest(self) -> Sequence[Packet]:
        """What is heard yet at the end of the stream."""
        return self._sequence.rest()

    def _media(self, message: dict[str, Any]) -> Heard:
        packet = self._tracks.read(message.get("media"))
        if packet is None or not packet.pcm:
            return packet
        dropped = self._sequence.dropped
        ready = self._sequence.take(packet, message.get("sequenceNumber"))
        self._problems.dropped(self._sequence.dropped - dropped)
        return ready or None

    def _again(self, message: dict[str, Any]) -> None:
        """Take a second `start`: what comes in the stream of another call is none of this one's."""
        self._problems.tell("a second start message")
        with suppress(StreamError):
            self._streams.take(TwilioStart.parse(message))
