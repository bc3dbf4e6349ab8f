"""Media stream of jambonz' `listen`: a first message in JSON, then stereo audio in binary frames.

The audio is 16-bit little-endian PCM, a sample of each channel in turn: on the left what the caller
says, on the right what the caller hears, the other party of a `dial`. The stream says nothing of
times; a normal close is the end of the call. Source: https://docs.jambonz.org/verbs/verbs/listen
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from starlette.websockets import WebSocket

from conversation.events.call_parameters import READ
from conversation.speech.speakers import Speaker
from transports.streams.key_press import KeyPress
from transports.streams.messages import MAX_AUDIO_BYTES, Problems, read_message
from transports.streams.opening import read_first
from transports.streams.packet import Packet
from transports.streams.parameters import bounded, whole_number
from transports.streams.source import Heard
from transports.streams.start import StreamError, StreamStart, usable_id

SUBPROTOCOL = "audio.jambonz.org"
_RATES = (8000, 16000)
_STEREO_BYTES = 4


@dataclass(frozen=True, slots=True)
class JambonzStart(StreamStart):
    """The first message.

    Attributes:
        sample_rate: 8000 or 16000 Hz.
    """

    sample_rate: int = 8000

    @classmethod
    def parse(cls, message: dict[str, Any]) -> "JambonzStart":
        """Read the first message; what `metadata` says stands in it, or in a field of that name.

        Raises:
            StreamError: It has no call id, or is not stereo of 8 or 16 kHz.
        """
        call_id = usable_id(message.get("callSid"))
        if call_id is None:
            raise StreamError("the first message has no usable callSid")
        if message.get("mixType") != "stereo":
            raise StreamError('mixType must be "stereo": a mix does not say who speaks')
        rate = whole_number(message.get("sampleRate"))
        if rate not in _RATES:
            raise StreamError("sampleRate must be 8000 or 16000")
        own = message.get("metadata")
        said = {name: message[name] for name in READ if message.get(name)}
        parameters = bounded(said | (own if isinstance(own, dict) else {}))
        account = usable_id(message.get("accountSid"))
        return cls(call_id, None, parameters, account, rate)


async def read_start(websocket: WebSocket) -> JambonzStart:
    """Read the first message of an accepted WebSocket.

    Raises:
        StreamError: It is not usable.
    """
    return JambonzStart.parse(await read_first(websocket))


class JambonzMessages:
    """Reads the messages of one stream."""

    encoding = "stereo L16"
    both_by = 'listen brings both parties with "mixType": "stereo", nested in the dial.'

    def __init__(self, start: JambonzStart, inbound: Speaker) -> None:
        """Create the reader of a stream whose left channel is that party."""
        self.sample_rate = start.sample_rate
        self._speakers = (inbound, inbound.other)
        self._samples = 0
        self._half = b""  # of a sample pair, whose rest is in the next frame
        self._problems = Problems(start.call_id)

    def read(self, data: str | bytes) -> Heard:
        """The audio of a frame; a text tells of a key that was pressed."""
        if isinstance(data, str):
            message = read_message(data)
            if isinstance(message, dict) and message.get("event") == "dtmf":
                return KeyPress.of(message.get("dtmf"))
            return self._problems.tell("a text message that tells of no key")
        if len(data) > MAX_AUDIO_BYTES:
            self._problems.tell(f"a frame over {MAX_AUDIO_BYTES} bytes")
            self._samples += len(data) // _STEREO_BYTES  # what comes after it has its own place
            return [Packet(speaker, 0, b"") for speaker in self._speakers]
        if self._half and not len(data) % _STEREO_BYTES:
            self._half = b""  # a rest would shift all that comes after it, and change the parties
            self._problems.tell("the end of a frame that was no whole sample of each channel")
        data = self._half + data
        whole = len(data) - len(data) % _STEREO_BYTES
        self._half = data[whole:]
        pairs = np.frombuffer(data[:whole], "<i2").reshape(-1, 2)
        if not len(pairs):
            return None
        at_ms = self._samples * 1000 // self.sample_rate
        self._samples += len(pairs)
        return [
            Packet(speaker, at_ms, pairs[:, channel].tobytes())
            for channel, speaker in enumerate(self._speakers)
        ]

    def rest(self) -> Sequence[Packet]:
        """Nothing is kept back."""
        return ()
