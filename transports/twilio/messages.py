"""Twilio Media Streams, read: both tracks of a forked call, each told apart by its speaker.

The messages are those of https://www.twilio.com/docs/voice/media-streams/websocket-messages:
JSON, every number a string, mu-law 8000 Hz mono, both tracks interleaved. A shadow never answers:
sending anything back on a fork is Twilio's error 31924.
"""

import binascii
from dataclasses import dataclass, field
from typing import Any

from loguru import logger

from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.streams.messages import (
    LONGEST_CALL_MS,
    Problems,
    StreamStopped,
    read_message,
)
from transports.streams.packet import Packet
from transports.streams.parameters import bounded
from transports.streams.start import StreamError, StreamStart, usable_id
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
        stream_id = usable_id(start.get("streamSid") or message.get("streamSid")) or "unknown"
        account_id = usable_id(start.get("accountSid"))
        given = start.get("customParameters")
        parameters = dict(given) if isinstance(given, dict) else {}
        mark = parameters.pop(MARK, None)
        kept = bounded(parameters)
        if len(kept) < len(parameters):
            left_out = len(parameters) - len(kept)
            logger.warning("stream {}: {} parameters are too long or too many", stream_id, left_out)
        return cls(call_id, stream_id, kept, account_id, None if mark is None else str(mark))


class TwilioMessages:
    """Reads the messages of one stream: the audio of each track with its speaker.

    A message that can't be understood is logged (once per kind, then every 500th) and dropped.
    """

    sample_rate = mulaw.RATE

    def __init__(self, start: TwilioStart, *, inbound_role: Speaker):
        """Create the reader of a stream whose `start` has been read."""
        self._speakers = {"inbound": inbound_role, "outbound": inbound_role.other}
        self._sequence = PacketSequence()
        self._problems = Problems(start.stream_id)

    def read(self, data: str | bytes) -> Packet | StreamStopped | None:
        """The content of one message: audio, the end, or None for a message that has neither."""
        message = read_message(data)
        if isinstance(message, str):
            return self._problem(message)
        match message.get("event"):
            case "media":
                return self._media(message.get("media"), message.get("sequenceNumber"))
            case "stop":
                return StreamStopped()
            case "start":
                return self._problem("a second start message")
            case "connected" | "mark" | "dtmf":
                return None
            case _:
                return self._problem("an unknown event")

    def _media(self, media: Any, sequence: Any) -> Packet | None:
        if not isinstance(media, dict):
            return self._problem("a media message without media")
        speaker = self._speakers.get(str(media.get("track", "inbound")))
        if speaker is None:
            return self._problem("a track that is neither inbound nor outbound")
        try:
            timestamp_ms = int(media.get("timestamp", ""))
            payload = binascii.a2b_base64(media.get("payload", ""), strict_mode=True)
        except (ValueError, TypeError, binascii.Error):
            return self._unusable(speaker, "a media message with a bad timestamp or payload")
        if not payload or not 0 <= timestamp_ms <= LONGEST_CALL_MS:
            problem = "a media message with no audio or an impossible timestamp"
            return self._unusable(speaker, problem)
        if self._sequence.has(speaker, timestamp_ms, sequence):
            return self._problem("a media message that came before")
        return Packet(speaker, timestamp_ms, mulaw.decode(payload))

    def _unusable(self, speaker: Speaker, problem: str) -> Packet:
        """A packet of a party without audio: it is counted, as what comes is not nothing."""
        self._problem(problem)
        return Packet(speaker, 0, b"")

    def _problem(self, problem: str) -> None:
        self._problems.tell(problem)
