"""Twilio Media Streams, read: both tracks of a forked call, each told apart by its speaker.

The messages are those of https://www.twilio.com/docs/voice/media-streams/websocket-messages:
JSON, every number a string, mu-law 8000 Hz mono, both tracks interleaved. A shadow never answers:
sending anything back on a fork is Twilio's error 31924.
"""

import binascii
import re
from dataclasses import dataclass, field
from typing import Any

import orjson
from loguru import logger

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.call_parameters import INBOUND_ROLE
from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.twilio.packets import Packet, PacketSequence
from transports.twilio.parameters import bounded
from transports.twilio.stream_mark import MARK

# A 20 ms packet is some 300 bytes; nothing that Twilio sends comes near this.
MAX_MESSAGE_BYTES = 64 * 1024
# Twilio ends every call after 24 hours (https://www.twilio.com/docs/voice/api/call-resource).
_LONGEST_CALL_MS = 24 * 3_600_000
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": str(mulaw.RATE), "channels": "1"}


class StreamError(CallShadowError):
    """The stream can't become a call; the message says why."""

    code = ErrorCode.STREAM_UNUSABLE


@dataclass(frozen=True, slots=True)
class StreamStart:
    """The content of a `start` message.

    Attributes:
        call_id: Twilio's CallSid.
        stream_id: Twilio's StreamSid.
        parameters: The `<Parameter>`s of the TwiML, by name, within bounds and without the mark.
        account_id: Twilio's AccountSid.
        mark: What shows that the TwiML is ours.
    """

    call_id: str
    stream_id: str
    parameters: dict[str, str] = field(default_factory=dict)
    account_id: str | None = None
    mark: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, message: dict[str, Any]) -> "StreamStart":
        """Read a `start` message.

        Raises:
            StreamError: It has no call id, or another audio format than mu-law 8000 Hz mono.
        """
        given = message.get("start")
        start: dict[str, Any] = given if isinstance(given, dict) else {}
        call_id = start.get("callSid")
        if not isinstance(call_id, str) or not _ID.fullmatch(call_id):
            raise StreamError("the start message has no usable start.callSid")
        media = start.get("mediaFormat", {})
        if not isinstance(media, dict):
            raise StreamError("start.mediaFormat must be an object")
        for name, wanted in _FORMAT.items():
            if str(media.get(name, wanted)) != wanted:
                raise StreamError(f"start.mediaFormat.{name} must be {wanted}")
        stream_id = str(start.get("streamSid") or message.get("streamSid") or "")
        stream_id = stream_id if _ID.fullmatch(stream_id) else "unknown"
        account = start.get("accountSid")
        account_id = account if isinstance(account, str) and _ID.fullmatch(account) else None
        given = start.get("customParameters")
        parameters = dict(given) if isinstance(given, dict) else {}
        mark = parameters.pop(MARK, None)
        kept = bounded(parameters)
        if len(kept) < len(parameters):
            left_out = len(parameters) - len(kept)
            logger.warning("stream {}: {} parameters are too long or too many", stream_id, left_out)
        return cls(call_id, stream_id, kept, account_id, None if mark is None else str(mark))

    def inbound_role(self, default: Speaker) -> Speaker:
        """The party on the inbound track.

        Raises:
            StreamError: The parameter `inbound_role` is neither `customer` nor `agent`.
        """
        value = self.parameters.get(INBOUND_ROLE, default.value)
        try:
            return Speaker(value)
        except ValueError:
            raise StreamError("the parameter inbound_role must be customer or agent") from None


@dataclass(frozen=True, slots=True)
class StreamStopped:
    """Twilio's `stop`: the call or the fork has ended."""


def read_message(data: str | bytes) -> dict[str, Any] | str:
    """Parse a message; a string says what is wrong with it."""
    if isinstance(data, bytes):
        return "a binary message"
    if len(data) > MAX_MESSAGE_BYTES:
        return f"a message over {MAX_MESSAGE_BYTES} bytes"
    try:
        message = orjson.loads(data)
    except orjson.JSONDecodeError:
        return "a message that is not JSON"
    return message if isinstance(message, dict) else "a message that is not a JSON object"


class TwilioMessages:
    """Reads the messages of one stream: the audio of each track with its speaker.

    A message that can't be understood is logged (once per kind, then every 500th) and dropped.
    """

    def __init__(self, start: StreamStart, *, inbound_role: Speaker):
        """Create the reader of a stream whose `start` has been read."""
        self._start = start
        self._speakers = {"inbound": inbound_role, "outbound": inbound_role.other}
        self._sequence = PacketSequence()
        self._problems: dict[str, int] = {}

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
        if not payload or not 0 <= timestamp_ms <= _LONGEST_CALL_MS:
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
        count = self._problems[problem] = self._problems.get(problem, 0) + 1
        if count == 1 or count % 500 == 0:
            logger.warning(
                "stream {}: ignored {} ({} so far)", self._start.stream_id, problem, count
            )
