"""Media stream of Vonage's WebSocket endpoint: one party of a call, in frames of 16-bit PCM.

A WebSocket is a leg of its own in a conversation. Told to hear one leg alone (`canHear`), it brings
one person; two of them bring both. The first message is JSON, with the `headers` of the endpoint at
its top level; then come binary frames of 20 ms, little-endian, and JSON where something happens.
Source: https://developer.vonage.com/en/voice/voice-api/concepts/websockets
"""

from dataclasses import dataclass
from typing import Any

from conversation.speech.speakers import Speaker
from transports.audio.pcm import BYTES_A_SAMPLE
from transports.streams.key_press import KeyPress
from transports.streams.messages import MAX_AUDIO_BYTES, Problems, read_message
from transports.streams.packet import Packet
from transports.streams.parameters import bounded
from transports.streams.start import StreamError, StreamStart

RATES = (8000, 16000)
"""Hz; Vonage can send 24000 too, which is not heard here."""
_CONTENT_TYPES = {f"audio/l16;rate={rate}": rate for rate in RATES}
# What is no audio, no key and no end: answers to what is never asked here.
_PASSED_OVER = {"websocket:cleared", "websocket:notify"}


@dataclass(frozen=True, slots=True)
class VonageStart(StreamStart):
    """The first message of a WebSocket.

    Attributes:
        party: Whose audio it brings.
        sample_rate: 8000 or 16000 Hz.
    """

    party: Speaker = Speaker.CUSTOMER
    sample_rate: int = RATES[0]

    @classmethod
    def parse(cls, message: dict[str, Any], call_id: str, party: Speaker) -> "VonageStart":
        """Read the first message of a WebSocket whose address names the call and the party.

        Raises:
            StreamError: It is another message, or has audio that is not heard here.
        """
        if message.get("event") != "websocket:connected":
            raise StreamError("the first message is not websocket:connected")
        kind = str(message.get("content-type")).replace(" ", "").lower()
        if kind not in _CONTENT_TYPES:
            raise StreamError(f"content-type must be {' or '.join(_CONTENT_TYPES)}")
        said = {name: message[name] for name in message if name not in ("event", "content-type")}
        return cls(call_id, None, bounded(said), None, party, _CONTENT_TYPES[kind])


class VonageMessages:
    """Reads the messages of one party's WebSocket."""

    def __init__(self, start: VonageStart, begins_ms: int) -> None:
        """Create the reader of a WebSocket that was opened so long after its call's first one."""
        self._party = start.party
        self._rate = start.sample_rate
        self._begins_ms = begins_ms
        self._samples = 0
        self._problems = Problems(start.call_id)

    def read(self, data: str | bytes) -> Packet | KeyPress | None:
        """The audio of a frame; a text may tell of a key."""
        if isinstance(data, str):
            message = read_message(data)
            if isinstance(message, str):
                self._problems.tell(message)
            elif message.get("event") == "websocket:dtmf":
                return KeyPress.of(message.get("digit"))
            elif str(message.get("event")) not in _PASSED_OVER:
                self._problems.tell("an unknown event")
            return None
        if len(data) > MAX_AUDIO_BYTES:
            self._samples += len(data) // BYTES_A_SAMPLE  # what comes after it has its own place
            return self._unusable(f"a frame over {MAX_AUDIO_BYTES} bytes")
        if not data or len(data) % BYTES_A_SAMPLE:
            return self._unusable("a frame that is no 16-bit audio")
        at_ms = self._begins_ms + self._samples * 1000 // self._rate
        self._samples += len(data) // BYTES_A_SAMPLE
        return Packet(self._party, at_ms, data)

    def _unusable(self, problem: str) -> Packet:
        self._problems.tell(problem)
        return Packet(self._party, 0, b"")
